"""Documents that the procedure lists by name for a step or for the opening (列明的材料): handed in, and asked for.

A step is not ended, and nothing is decided in it, while a document that it requires is missing. What an act itself
sends out or reports is its own document, and no pack lists that.
"""

from collections.abc import Collection, Iterable
from typing import ClassVar, Literal

from pydantic import Field

from domain import refusals
from domain.case.act import Act, Events
from domain.case.lifecycle import HandedIn
from domain.case.state import Case
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, Capacity, Command, Event
from domain.pack.steps import ListedDocument, Step
from domain.pack.terms import Sourced
from domain.refusals import Refused, refusal
from domain.values import Code, Document, FreeText, Frozen, OrganId, StepId, titles


class NamedDocument(Frozen):
    """A document, and which of those that the procedure lists it is."""

    name: Code
    document: Document


Named = tuple[NamedDocument, ...]


class HandInDocuments(
    Command,
    path="listed-documents",
    summary="Hand in documents asked for by name",
    tag="documents",
    seen=False,
    capacity=Capacity.PARTY,
):
    """提交列明材料: what the procedure asks for by name in the step under way, from either side; the newest counts."""

    example: ClassVar = {"named": [{"name": "unit_opinion", "document": EXAMPLE_DOCUMENT}]}
    kind: Literal["hand_in_documents"] = "hand_in_documents"
    named: Named = Field(min_length=1, max_length=100)


class DocumentsHandedIn(Event, group="material", zh="提交列明材料", en="Listed documents handed in"):
    """列明材料已提交: documents came in under the names by which a step asks for them; their titles are private."""

    facts: ClassVar = {"环节": "step", "列明材料": "documents step", "提交": "organ"}
    kind: Literal["documents_handed_in"] = "documents_handed_in"
    step: StepId
    documents: tuple[HandedIn, ...]
    organ: OrganId


NOTHING_LISTED = refusal("nothing_listed", 409).says("""
    本环节的程序没有列明须提交的材料。
    The procedure lists no documents for this step.
    其他材料请上传到本案材料。
    Put any other document in the file of the case.
""")
DOCUMENT_MISSING = refusal("listed_document_missing", 409).says("""
    程序列明的材料还没有交齐，不能继续。
    A document that the procedure requires by name has not been handed in.
    请先提交所列材料，再办理。
    Hand in those named first.
""")


@guard(HandInDocuments)
def _may_hand_in(act: Act) -> tuple[str, Step]:
    """Either side, while a step is under way that lists documents: whose they are, the list does not say."""
    for step_id, state in act.case.open_steps.items():
        step = act.context.pack.step(step_id)
        if step.documents:
            act.require_unit_or(*act.body_roles(step), act.counter)
            act.require_not_moving()
            act.require_not_before(state.on)
            return step_id, step
    listed = any(step.documents for step in act.context.pack.tolerance.steps.values())
    raise Refused(NOTHING_LISTED if act.case.open_steps or not listed else refusals.WRONG_STEP)


def hand_in(act: Act, command: HandInDocuments) -> Events:
    """Take in documents under the names that the step has for them."""
    step_id, step = _may_hand_in(act)
    return [
        DocumentsHandedIn(
            on=act.on,
            private=FreeText(document_titles=titles(each.document for each in command.named)),
            step=step_id,
            documents=told(command.named, step.documents),
            organ=act.actor.organ,
        )
    ]


def told(named: Named, listed: Iterable[ListedDocument]) -> tuple[HandedIn, ...]:
    """What stands of such documents in the facts; a name that the procedure does not have is refused."""
    names = {each.id for each in listed}
    if unknown := [each.name for each in named if each.name not in names]:
        raise Refused(refusals.UNKNOWN_ITEM, detail="、".join(unknown))
    return tuple(HandedIn(name=each.name, sha256=each.document.sha256) for each in named)


def require_documents(case: Case, step_id: str, step: Step) -> None:
    """Refuse what would end a step, or decide in it, while a document that it requires is missing."""
    require_all(step.documents, {name for where, name in case.handed_in if where == step_id}, step)


def require_all(listed: Iterable[ListedDocument], there: Collection[str], asking: Sourced) -> None:
    """Refuse while one of the documents that are required is not there, by its article or that of what asks for it."""
    missing = [each for each in listed if each.required and each.id not in there]
    if missing:
        cite = tuple(dict.fromkeys(article for each in missing for article in each.cite)) or asking.cite
        raise Refused(DOCUMENT_MISSING, cite=cite, detail="、".join(each.name.zh for each in missing))


def evolve(case: Case, event: DocumentsHandedIn) -> Case:
    """The case with what was handed in for a step; nothing concludes the step earlier."""
    return case.with_handed_in(event.step, event.documents).acted(event.step, event.on)
