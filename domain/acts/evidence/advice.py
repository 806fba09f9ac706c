"""Advice (征求意见): organs are asked before something is decided; what they say is recorded, and decides nothing.

The step leads on once every organ of its body has spoken, whatever was said. No silence counts as an answer.
"""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from domain.acts.investigation import require_ready
from domain.acts.terms import lead_on
from domain.case.act import Act, Events
from domain.case.state import Case
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, Command, Event
from domain.pack.steps import Step, StepKind
from domain.refusals import Refused, refusal
from domain.values import Code, Document, Flag, FreeText, Means, OrganId, Sha256, StepId, Text, digests, titles


class GiveAdvice(Command, path="advice", summary="Give the advice asked for", tag="advice"):
    """提出参考意见: an organ that was asked says what it thinks; whoever decides is not bound by it."""

    example: ClassVar = {
        "favourable": True,
        "statement": "所述情况属实，建议予以容错。",
        "documents": [EXAMPLE_DOCUMENT],
    }
    kind: Literal["give_advice"] = "give_advice"
    favourable: Flag
    statement: Text
    documents: tuple[Document, ...] = ()


class AdviceGiven(Event, group="material", zh="提出参考意见", en="Advice given"):
    """参考意见已提出: recorded and shown, and it decides nothing; `awaited` are the organs that have yet to speak."""

    facts: ClassVar = {"机关": "organ", "意见": "favourable", "尚待提出": "awaited", "材料": "documents"}
    kind: Literal["advice_given"] = "advice_given"
    step: StepId
    organ: OrganId
    person: Code
    favourable: Annotated[bool, Means("advice")]
    documents: tuple[Sha256, ...] = ()
    awaited: tuple[OrganId, ...] = ()


ADVICE_GIVEN = refusal("advice_given", 409).says("""
    贵机关已经在本环节提出意见。
    Your organ has given its advice in this step already.
    请等待其他机关提出意见；材料有补充的，请上传到本案材料。
    Wait for the others; put what is to be added in the file of the case.
""")


@guard(GiveAdvice)
def _may_advise(act: Act) -> tuple[str, Step]:
    step_id, _, step = act.open_step(StepKind.ADVICE)
    act.require_role(*act.body_roles(step))
    if act.actor.organ in act.case.advised:
        raise Refused(ADVICE_GIVEN)
    act.require_fresh(step_id)
    require_ready(act, step_id)
    return step_id, step


def give(act: Act, command: GiveAdvice) -> Events:
    """Record what an organ thinks; the last of those asked leads the case on, for or against."""
    step_id, step = _may_advise(act)
    asked = (act.organ_of(role) for role in act.body_roles(step))
    awaited = tuple(organ for organ in asked if organ not in {*act.case.advised, act.actor.organ})
    given = AdviceGiven(
        on=act.on,
        private=FreeText(statement=command.statement, document_titles=titles(command.documents)),
        step=step_id,
        organ=act.actor.organ,
        person=act.actor.person,
        favourable=command.favourable,
        documents=digests(command.documents),
        awaited=awaited,
    )
    return [given] if awaited else [given, *act.meet_step(step_id), *lead_on(act, step_id, "advised")]


def evolve(case: Case, event: AdviceGiven) -> Case:
    """The case after an organ has spoken; with the last one the step is done."""
    case = replace(case, advised=case.advised | {event.organ}).handled_by(*event.doers(event.person))
    if event.awaited:
        return case.acted(event.step, event.on)
    return replace(case, advised=frozenset()).step_done(event.step, event.on)
