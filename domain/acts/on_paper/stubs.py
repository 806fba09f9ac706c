"""Stubs (涉密案件存根, A-47): of a case above the ceiling, its number, organ, dates and deadlines alone.

What it is about, and what is written and decided in it, stays on paper. Its clocks run as those of any case; each step
ends by its day and its outcome. Who errs a second time in such a matter is found on paper.
"""

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal
from uuid import UUID, uuid5

from domain import refusals
from domain.act import BaseAct
from domain.acts.filing import NO_SUCH_ROUTE
from domain.acts.jurisdiction.arrival import Restated
from domain.acts.jurisdiction.handing_over import AnswerHandover
from domain.acts.numbers import RecordNumber
from domain.acts.terms import lead_on, open_step
from domain.case.act import Act, Events, Evolve, require_on_stub
from domain.case.lifecycle import CaseOpened
from domain.case.state import Case, initial
from domain.classification import Level, above
from domain.guards import guard
from domain.messages import Command, Event, Opens
from domain.pack.steps import RouteKind, Step
from domain.refusals import Refusal, Refused, refusal
from domain.values import Code, Means, StepId

ON_PAPER = "on_paper"
"""What stands for the ground and the class of error of a stub."""

NO_TEXT_ON_A_STUB = refusal("no_text_on_a_stub", 422, "A-47").says("""
    涉密案件的存根不收任何文字。
    A stub takes no text at all.
    请只填写日期、编号和环节结果，补记较早日期不必说明理由。
    Give days, numbers and outcomes alone; an earlier day needs no reason here.
""")
STUB_NOT_NEEDED = refusal("stub_not_needed", 409, "A-47").says("""
    案件的密级没有超过本系统的上限，不登记为存根。
    The case is not classified above what this installation may hold.
    请照常录入。
    Enter it whole.
""")
NO_STUB = refusal("no_stub", 409, "A-47").says("""
    本案不是存根，各环节在系统中办理。
    The case is no stub; its steps are handled here.
    请办理该环节。
    Do the act that the step asks for.
""")


class StubCommand(Command):
    """What can be done with a stub: days, codes and numbers, and no word."""

    on_stubs: ClassVar = True

    @property
    def lacks(self) -> Refusal | None:
        """It has a text, which must not be kept."""
        return NO_TEXT_ON_A_STUB if self.late_entry_reason is not None else None


class RegisterStub(
    StubCommand,
    path="/cases/stubs",
    summary="Register a stub of a classified case",
    tag="filing",
    operation="cases.stub",
):
    """登记涉密案件存根 (A-47): a case above the ceiling has begun on paper; `on` is the day of receipt."""

    example: ClassVar = {
        "pack": "nujiang",
        "route": "application",
        "to_organ": "county-a-organization",
        "level": "confidential",
        "on": "2026-11-20",
    }
    kind: Literal["register_stub"] = "register_stub"
    pack: Code
    route: Literal["application", "accountability", "own_motion", "clue_transfer"]
    to_organ: Code
    level: Level

    @property
    def opens(self) -> Opens:
        """A case."""
        return Opens(self.pack, self.to_organ)


class RecordPaperStep(StubCommand, path="paper-steps", summary="Record a step handled on paper", tag="filing"):
    """登记纸上办理的环节 (A-47): a step of a stub has ended, on a day, with an outcome that the procedure knows."""

    example: ClassVar = {"step": "acceptance", "outcome": "accepted", "on": "2026-11-24"}
    kind: Literal["record_paper_step"] = "record_paper_step"
    step: Code
    outcome: Code


class PaperStepRecorded(Event, group="procedure", zh="纸上办理完毕", en="Step handled on paper"):
    """纸上办理 (A-47): a step of a stub ended; how it was reasoned is on paper."""

    facts: ClassVar = {"环节": "step", "结果": "outcome"}
    kind: Literal["paper_step_recorded"] = "paper_step_recorded"
    step: StepId
    outcome: Annotated[Code, Means("outcome_on_paper")]


def begin(case_id: UUID, command: RegisterStub, first: BaseAct, evolve: Evolve) -> Events:
    """Open a stub at the organ that took the case in; day 0 of its first term is the day of receipt (A-01)."""
    context = first.context
    route, organ = context.pack.route(RouteKind(command.route)), context.organs.organ(command.to_organ)
    if route is None:
        raise Refused(NO_SUCH_ROUTE, detail=command.route)
    if organ is None or organ.role != route.to:
        raise Refused(refusals.WRONG_LEVEL)
    first.require_organ(organ.id)
    first.require_law_of(organ.jurisdiction)
    if not above(command.level, context.organs.ceiling):
        raise Refused(STUB_NOT_NEEDED)
    opened = CaseOpened(
        on=first.on,
        pack=context.pack.pack,
        edition=context.pack.edition,
        pack_sha256=context.pack_sha256,
        route=command.route,
        history=False,
        jurisdiction=organ.jurisdiction,
        to_organ=organ.id,
        applicant=None,
        subjects=(),
        matter_id=uuid5(case_id, "matter"),
        occurrence_id=uuid5(case_id, "occurrence"),
        occurred_on=first.on,
        ground=ON_PAPER,
        error_class=ON_PAPER,
        endorsement=None,
        evidence=(),
        after_accountability=None,
        secrecy=command.level,
        on_paper=True,
    )
    act = Act(first.actor, first.at, first.on, None, context, initial(case_id, opened), evolve)
    return [opened, *open_step(act, route.first)]


def require_dates_only(case: Case, command: Command) -> None:
    """Let nothing be done with a stub that could bring in what it is about."""
    if not case.opened.on_paper or command.endpoint is None:
        return
    require_on_stub(case, type(command))
    if isinstance(command, RecordNumber | AnswerHandover) and not _wordless(command):
        raise Refused(refusals.STUB_IS_ON_PAPER)
    if command.lacks is not None:
        raise Refused(command.lacks)


def _wordless(command: RecordNumber | AnswerHandover) -> bool:
    """Whether an act that is done with any case says nothing but a day, a number, yes or no."""
    restates = isinstance(command, AnswerHandover) and command.restated != Restated()
    return command.reasons is None and command.late_entry_reason is None and not restates


def _open_steps(act: Act) -> Iterable[str]:
    return act.case.open_steps


@guard(RecordPaperStep, step=_open_steps)
def _may_record(act: Act, step: str) -> Step:
    if not act.case.opened.on_paper:
        raise Refused(NO_STUB)
    act.require_not_moving()
    if step not in act.case.open_steps:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    of_pack = act.context.pack.step(step)
    act.require_role(act.counter, *act.body_roles(of_pack))
    act.require_fresh(step)
    act.require_not_before(act.case.acted_on.get(step))
    return of_pack


def record_step(act: Act, command: RecordPaperStep) -> Events:
    """End a step of a stub, as an organ that acts in it or the one that took the case in."""
    step = _may_record(act, command.step)
    if command.outcome not in step.leads:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.outcome)
    ended = PaperStepRecorded(on=act.on, step=command.step, outcome=command.outcome)
    return [ended, *act.meet_step(command.step), *lead_on(act, command.step, command.outcome)]


def evolve(case: Case, event: PaperStepRecorded) -> Case:
    """The case after a step that was handled on paper."""
    return case.step_done(event.step, event.on)
