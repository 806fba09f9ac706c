"""The choice between two editions for a running case (过渡适用): recorded with its ground, and carried out at once."""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain import refusals
from domain.acts.appeals.levels import window_of
from domain.acts.replan import replan_window
from domain.acts.terms import deciding_role, open_step, plan
from domain.case.act import Act, Events
from domain.case.state import Case, OpenReappraisal
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, Command, Event
from domain.pack.pack import Pack
from domain.refusals import Refused, refusal
from domain.terms.deadlines import DueDate
from domain.terms.duty import OpenDuty
from domain.terms.events import DeadlineConfirmed, DeadlineReplanned, DutyCancelled, TermRule
from domain.terms.replanning import replan as counted_anew
from domain.transition.comparison import CaseNow, Comparison, Reason, compare
from domain.transition.terms import TermNow, rule_by, running_by
from domain.values import Code, Document, FreeText, Means, Sha256, Text


class ChooseTransition(Command, path="transition", summary="Choose between two editions of the procedure", tag="law"):
    """选择过渡适用 (ZS-40): whether a running case stays under its edition (从旧) or goes on under another one.

    Milder (从轻) is a move that the comparison of both editions finds nowhere to the harm of the subjects.
    """

    example: ClassVar = {
        "pack_sha256": "4d967a30111bf29f0eba01c448b375c1629b2fed01cdfcc72791b9b9e6a5a1b2",
        "choice": "milder",
        "ground": "新版本对当事人更为有利，依从旧兼从轻的原则改按新版本办理。",
        "document": EXAMPLE_DOCUMENT,
    }
    kind: Literal["choose_transition"] = "choose_transition"
    pack_sha256: Sha256 = Field(description="the other edition, published, of the same procedure")
    choice: Literal["old", "new", "milder"]
    ground: Text
    document: Document

    @property
    def names_edition(self) -> str:
        """The other edition."""
        return self.pack_sha256


class TransitionChosen(Event, group="procedure", zh="过渡适用", en="Edition chosen"):
    """过渡适用 (ZS-40): which of two editions a running case goes on under (从旧、从新、从轻), on a document.

    Attributes:
        pack_sha256: The other edition, that the choice was about; with `new` and `milder` the case runs under it now.
        was_sha256: The edition it ran under until now; with `old` it stays under it.
        milder_in: In what the other edition is milder for the subjects, and `stricter_in` in what it is stricter.
    """

    facts: ClassVar = {
        "选择": "choice",
        "原版本": "was_edition was_sha256",
        "另一版本": "edition pack_sha256",
        "适用": "applies",
        "材料": "document",
    }
    kind: Literal["transition_chosen"] = "transition_chosen"
    choice: Annotated[Literal["old", "new", "milder"], Means("choices_of_edition")]
    pack: Code
    edition: Annotated[Code, Means("edition")]
    pack_sha256: Sha256
    was_edition: Annotated[Code, Means("edition")]
    was_sha256: Sha256
    milder_in: tuple[Code, ...]
    stricter_in: tuple[Code, ...]
    document: Sha256

    @property
    def moves(self) -> bool:
        """Whether the case goes on under the other edition."""
        return self.choice != "old"

    @property
    def edition_pinned(self) -> str | None:
        """The other edition, if the case moves."""
        return self.pack_sha256 if self.moves else None

    @property
    def applies(self) -> str:
        """The edition under which it goes on."""
        return self.edition if self.moves else self.was_edition


_NO_TERM = "no_term"


UNKNOWN_EDITION = refusal("unknown_edition", 409, "ZS-40").says("""
    没有公布过该程序的这个版本。
    No such edition of this procedure has been published.
    请在程序版本清单中核对其 SHA-256；草案须先公布。
    Check its SHA-256 in the list of editions; a draft is published first.
""")
SAME_EDITION = refusal("same_edition", 409, "ZS-40").says("""
    本案现在适用的就是这个版本。
    The case runs under this very edition.
    无需选择；请核对所指的版本。
    There is nothing to choose; check which edition is meant.
""")
TRANSITION_IMPOSSIBLE = refusal("transition_impossible", 409, "ZS-40").says("""
    本案不能改按该版本办理。
    The case cannot go on under that edition.
    请按所列原因先行处理；不能处理的，继续按现版本办理（从旧）。
    Settle what is listed first; what cannot be settled leaves the case under its own edition (old).
""")
NOT_MILDER = refusal("not_milder", 409, "ZS-40").says("""
    该版本对当事人有更严之处，不能以从轻为由适用。
    That edition is stricter for the subjects in something, so it is not the milder one.
    请继续按现版本办理（从旧），或者说明理由选择从新。
    Stay under the present edition (old), or choose the new one with your reasons.
""")


@guard(ChooseTransition)
def _may_choose(act: Act) -> None:
    act.require_role(deciding_role(act.context.pack))
    if act.case.closed:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    act.require_not_moving()
    act.require_fresh("edition", *act.case.open_steps)
    act.require_not_before(*(act.case.acted_on.get(key) for key in ("edition", *act.case.open_steps)))


def choose(act: Act, command: ChooseTransition) -> Events:
    """Choose, as the organ that answers for the determination, under which edition the case goes on (ZS-40).

    What runs is planned by the edition chosen, from the days it began on; nothing that has passed is written anew.
    """
    _may_choose(act)
    old, new = act.context.pack, act.context.other_pack
    if new is None or new.pack != act.case.pack:
        raise Refused(UNKNOWN_EDITION)
    if command.pack_sha256 == act.case.pack_sha256:
        raise Refused(SAME_EDITION)
    found = compare(case_now(act), old, new)
    _require_possible(command, found)
    chosen = TransitionChosen(
        on=act.on,
        private=FreeText(reasons=command.ground, document_titles=(command.document.title,)),
        choice=command.choice,
        pack=new.pack,
        edition=new.edition,
        pack_sha256=command.pack_sha256,
        was_edition=old.edition,
        was_sha256=act.case.pack_sha256,
        milder_in=_codes(found.milder),
        stricter_in=_codes(found.stricter),
        document=command.document.sha256,
    )
    if not chosen.moves:
        return [chosen]
    moved = replace(act, context=replace(act.context, pack=new, pack_sha256=command.pack_sha256))
    return [chosen, *_terms(moved), *_windows(moved), *_new_terms(moved, old)]


def case_now(act: Act) -> CaseNow:
    """A case as the comparison sees it."""
    case = act.case
    windows = [window for window in case.appeals.values() if window and window.runs(act.today)]
    opinions = case.opinions.values()
    return CaseNow(
        ground=case.ground,
        error_class=case.error_class,
        open_steps={step: state.kind for step, state in case.open_steps.items()},
        outcomes=frozenset(opinion.outcome.value for opinion in opinions),
        liabilities=frozenset(each for opinion in opinions for each in opinion.liabilities),
        measures=frozenset(each for opinion in opinions for each in opinion.measures),
        findings=frozenset(case.findings),
        routes=frozenset((s.level, s.route) for s in case.reappraisals.values() if isinstance(s, OpenReappraisal)),
        appeal_open=bool(windows),
        shelved=case.shelved,
        pending=bool(case.proposals) or case.round is not None or case.disagreement is not None,
        terms=tuple(_term_now(case, duty) for duty in case.open_duties.values()),
    )


def _require_possible(command: ChooseTransition, found: Comparison) -> None:
    if command.choice == "old":
        return
    if found.obstacles:
        raise Refused(TRANSITION_IMPOSSIBLE, detail=_told(found.obstacles))
    if command.choice == "milder" and found.stricter:
        raise Refused(NOT_MILDER, detail=_told(found.stricter))


def _told(reasons: tuple[Reason, ...]) -> str:
    return "；".join(f"{reason.says.zh} {reason.says.en}" for reason in reasons)


def _codes(reasons: tuple[Reason, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason.code for reason in reasons))


def _term_now(case: Case, duty: OpenDuty) -> TermNow:
    opened = duty.opened
    return TermNow(
        duty=opened.duty,
        step=opened.step,
        of_reappraisal=opened.reappraisal is not None,
        rule=TermRule(
            edition=case.opened.edition,
            amount=opened.amount,
            unit=opened.unit,
            force=opened.force,
            standing=opened.standing,
            cite=opened.cite,
        ),
        extended_by=duty.extended_by,
        paused=duty.awaits is not None,
        running=duty.running,
    )


def _terms(act: Act) -> Events:
    """Every running term by the edition the case is moved to; a clock that stands still is planned when it goes on."""
    return [_planned(act, id_, duty) for id_, duty in act.case.open_duties.items() if duty.awaits is None]


def _planned(act: Act, duty_id: UUID, duty: OpenDuty) -> DeadlineReplanned | DeadlineConfirmed | DutyCancelled:
    term = _term_now(act.case, duty)
    rule = rule_by(act.context.pack, term)
    if rule is None:
        return act.cancel(duty_id, _NO_TERM)
    as_of = act.on if act.case.history_open else act.today
    new = counted_anew(running_by(term, rule), act.context.calendar, as_of)
    if new.stands:
        rule = term.rule.model_copy(update={"edition": rule.edition})
        kept = DueDate(
            due_on=duty.due_on, provisional=duty.plan.provisional, calendar_version=duty.plan.calendar_version
        )
        planned = plan(act, duty, kept, duty.plan.not_before)
        return DeadlineConfirmed(on=act.on, duty_id=duty_id, checked_version=duty.checked, rule=rule, **planned)
    ruled = replace(duty, opened=duty.opened.model_copy(update={"force": rule.force}))
    planned = plan(act, ruled, new.due, new.not_before)
    if new.due.due_on == duty.due_on:
        checked = act.context.calendar.version
        return DeadlineConfirmed(on=act.on, duty_id=duty_id, checked_version=checked, rule=rule, **planned)
    return DeadlineReplanned(on=act.on, duty_id=duty_id, was=duty.due_on, rule=rule, **planned)


def _new_terms(act: Act, old: Pack) -> Events:
    """The terms of open steps that had none before; they begin with the choice, as nobody was told of them earlier."""
    events: Events = []
    for step_id in act.case.open_steps:
        if old.step(step_id).within is None:
            _, *terms = open_step(act, step_id)  # without the opening: the step is open
            events += terms
    return events


def _windows(act: Act) -> Events:
    """The windows of appeal that run: the later of the two days is the subject's."""
    pack = act.context.pack
    return [
        replan_window(act, subject, window, pack.edition)
        for subject, window in act.case.appeals.items()
        if window and window.runs(act.today) and window_of(pack, window)
    ]


def evolve(case: Case, event: TransitionChosen) -> Case:
    """The case after the choice; under another edition whatever people looked at has changed."""
    if event.moves:
        case = replace(case, moved_to=event.pack_sha256).steps_touched(event.on)
    return case.touched("edition", event.on)
