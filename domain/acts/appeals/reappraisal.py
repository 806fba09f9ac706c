"""Reappraisal (复议、申诉, A-19, A-20): asked for in its window, decided by others, never to the harm of who asks."""

import operator
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain import refusals
from domain.acts.appeals.levels import (
    NO_REAPPRAISAL,
    NO_REAPPRAISAL_RULE,
    NOT_ACCEPTED,
    OF_SUBJECT,
    REQUEST,
    closed,
    hearing,
    level_for,
    level_of,
    next_window,
    organs_of,
    require_hearing,
)
from domain.acts.determination import Opinion, opinion_facts, require_no_block
from domain.acts.follow_up import adjust_follow_up
from domain.acts.investigation import RecordFindings, findings_made, may_find
from domain.acts.matters import barring_slot, grants, second_tolerance
from domain.acts.proposals import REAPPRAISAL, Proposing, propose, proposing
from domain.acts.results import apply_results, end_earlier, resume, suspend
from domain.acts.terms import lead_on, open_appeal_acceptance, open_appeal_term, open_prompt_duty
from domain.case.act import Act, Events
from domain.case.decisions import Grant, OpinionFact, ReappraisalDecision
from domain.case.state import AppealWindow, Case, DecidedReappraisal, DoneStep, OpenReappraisal
from domain.guards import guard
from domain.messages import EXAMPLE_ID, EXAMPLE_SUBJECT, Capacity, Command, Dispatch, Event
from domain.pack.moments import from_acceptance
from domain.pack.steps import REAPPRAISAL as FIRST_LEVEL
from domain.pack.steps import AppealNeed, Reappraisal, StepKind
from domain.refusals import Refused, refusal
from domain.registers import RegisterEntries
from domain.terms.deadlines import due_date
from domain.values import (
    Code,
    Document,
    Flag,
    FreeText,
    Means,
    OrganId,
    Sha256,
    SubjectId,
    Text,
    digests,
    event_id,
    is_absent,
    titles,
)


class RequestReappraisal(
    Command, path="reappraisals", summary="Ask for reappraisal", tag="reappraisal", capacity=Capacity.PARTY
):
    """申请复议 (A-19, A-20)."""

    example: ClassVar = {"route": "request", "subject": EXAMPLE_SUBJECT, "reasons": "对从轻认定有异议，请求免责。"}
    kind: Literal["request_reappraisal"] = "request_reappraisal"
    route: Code
    subject: UUID
    reasons: Text
    evidence: tuple[Document, ...] = ()


class DecideReappraisal(
    Command, path="reappraisal-decision", summary="Propose a decision on reappraisal", tag="reappraisal"
):
    """复议决定 (A-19, A-20): upheld or changed per subject; by others, never to a subject's harm on its own request."""

    example: ClassVar = {"reappraisal": EXAMPLE_ID, "reasons": "原认定事实清楚，予以维持。"}
    kind: Literal["decide_reappraisal"] = "decide_reappraisal"
    reappraisal: UUID
    opinions: tuple[Opinion, ...] = Field(default=(), description="empty = upheld")
    reopen: Flag = Field(default=False, description="a refused acceptance is lifted and the case goes on")
    reasons: Text


class ReappraisalOpened(Event, group="decision", zh="启动复议", en="Reappraisal opened"):
    """启动复议 (A-20): its id is the appeal's id.

    Attributes:
        level: At which level, as the pack calls it.
        organs: Who decides it, the one that answers for it first; none: the body of its level, as before there were
            several.
        awaits_acceptance: Whether it is first said if it is taken up.
    """

    facts: ClassVar = {
        "层级": "level",
        "事由": "route level",
        "当事人": "subject",
        "办理": "organs",
        "材料": "evidence",
    }
    kind: Literal["reappraisal_opened"] = "reappraisal_opened"
    route: Annotated[Code, Means("route")]
    subject: SubjectId
    evidence: tuple[Sha256, ...]
    level: Annotated[Code, Means("appeal_level")] = FIRST_LEVEL
    organs: tuple[OrganId, ...] = ()
    awaits_acceptance: bool = False


class ReappraisalDecided(Event, group="decision", zh="作出复议决定", en="Reappraisal decided"):
    """复议决定 (A-19).

    Attributes:
        organ: In whose name it goes out, where the level is heard by who is found by the earlier decision (A-62).
        next_level: To which the subject may appeal now, until `appeal_until`.
    """

    dispatch: ClassVar = Dispatch("容复", "复议决定书", "Decision on reappraisal")
    facts: ClassVar = {
        "层级": "reappraisal",
        "结果": "result",
        "意见": "opinions",
        "下一级": "next_level",
        "可申请至": "appeal_until provisional",
    }
    kind: Literal["reappraisal_decided"] = "reappraisal_decided"
    reappraisal: Annotated[UUID, Means("appeal")]
    result: Annotated[Literal["upheld", "changed", "reopened"], Means("reappraisal_results")]
    opinions: tuple[OpinionFact, ...]
    grants: tuple[Grant, ...]
    organ: OrganId | None = Field(default=None, exclude_if=is_absent)
    next_level: Annotated[Code | None, Means("appeal_level")] = Field(default=None, exclude_if=is_absent)
    appeal_until: Annotated[date | None, Means("due")] = Field(default=None, exclude_if=is_absent)
    provisional: bool = Field(default=False, exclude_if=operator.not_)
    calendar_version: int = Field(default=0, exclude_if=operator.not_)

    @property
    def numbered_by(self) -> str | None:
        """The organ in whose name it goes out; None: that which has the case."""
        return self.organ

    @property
    def registers(self) -> RegisterEntries:
        """Its grants."""
        return RegisterEntries(grants=self.grants)


_AFTER_SERVICE = frozenset({StepKind.PUBLICITY, StepKind.FILING, StepKind.SETTLEMENT})
"""The steps that may run while a decision that was served is looked at again."""


REAPPRAISAL_OPEN = refusal("reappraisal_already_open", 409, "A-20").says("""
    该当事人的复议正在进行。
    A reappraisal for this subject is already open.
    请等待其决定。
    Wait for its decision.
""")
WINDOW_CLOSED = refusal("window_closed", 409, "A-19").says("""
    申请复议的期限已过，或尚未送达。
    The window for reappraisal has passed, or has not opened yet.
    如有新证据，可请办理机关按新证据途径启动。
    With new evidence, ask an organ that handles the case to use that route.
""")
OTHER_HANDLERS = refusal("other_handlers_required", 409, "A-19").says("""
    复议须由未参与原办理的人员承办。
    A reappraisal is handled by people who did not handle the case.
    请由其他人员办理。
    Have somebody else do it.
""")
NO_AGGRAVATION = refusal("no_aggravation", 409, "A-19").says("""
    不得因申请复议而加重处理。
    A subject's own request cannot make the outcome graver.
    请维持或减轻。
    Uphold, or make it milder.
""")


EVIDENCE_NOT_NEW = refusal("evidence_not_new", 409, "A-62").says("""
    这一级须有新证据：至少一件，且都是作出前一决定时案卷中没有、也没有提出过的。
    This level needs new evidence: at least one document, none of which the decision before it knew.
    请只提交新的证据；列出的各件此前已经在案。
    Hand in what is new alone; those named were known before.
""")
APPEAL_NOT_ACCEPTED = refusal("appeal_not_accepted", 409, "A-62").says("""
    还没有决定是否受理，不能作出决定。
    It has not been said yet whether this is taken up: nothing can be decided on it.
    请先决定是否受理。
    Say first whether it is taken up.
""")
DECISION_UNFIT = refusal("reappraisal_unfit", 409, "A-20").says("""
    复议的决定与原决定不相称。
    The decision does not go with what it looks at again.
    不予受理的，维持或者恢复办理；已作认定的，维持或者变更结论。
    What was not accepted is upheld or taken up again; a determination is upheld or changed.
""")


def _routes(act: Act) -> Iterable[str]:
    return dict.fromkeys(way.route for way in act.context.pack.reappraised_by)


@guard(RequestReappraisal, route=_routes, subject=Act.subjects)
def _may_request(act: Act, route: str, subject: UUID) -> tuple[Reappraisal, tuple[str, ...]]:
    """The level that it goes to, and the organs that will decide it."""
    if not act.context.pack.levels:
        raise Refused(NO_REAPPRAISAL_RULE)
    if route not in _routes(act):
        raise Refused(refusals.UNKNOWN_ITEM, detail=str(route))
    act.require_subject(subject)
    if route in OF_SUBJECT:
        act.require_unit_or(act.counter)
    else:
        act.require_role(*act.context.pack.deciders, *act.context.pack.committees)
    level = level_for(act, route, subject)
    _require_window(act, level, route, subject)
    if any(isinstance(s, OpenReappraisal) and s.subject == subject for s in act.case.reappraisals.values()):
        raise Refused(REAPPRAISAL_OPEN)
    return level, hearing(act, level, route, subject)


def request(act: Act, command: RequestReappraisal) -> Events:
    """Open a reappraisal by one of the pack's routes, each with its own asker and window."""
    level, organs = _may_request(act, command.route, command.subject)
    _require_new_evidence(act, level, command)
    id_, accepts = act.next_id(0), level.acceptance
    opened = ReappraisalOpened(
        on=act.on,
        private=FreeText(reasons=command.reasons, document_titles=titles(command.evidence)),
        route=command.route,
        subject=command.subject,
        evidence=digests(command.evidence),
        level=level.id,
        organs=organs,
        awaits_acceptance=accepts is not None,
    )
    acceptance = [open_appeal_acceptance(act, level, accepts, organs[0], id_)] if accepts else []
    decided = [] if from_acceptance(level) else [open_appeal_term(act, level, organs[0], id_)]
    return [opened, *acceptance, *decided, *([] if accepts else taken_up(act, level, command.subject, id_))]


def taken_up(act: Act, level: Reappraisal, subject: UUID, reappraisal: UUID) -> Events:
    """What begins once an appeal is taken up: the result of its subject is suspended, where its level says so."""
    return suspend(act, subject, reappraisal) if level.stays_results else []


def notice(act: Act, level: Reappraisal, subject: UUID) -> Events:
    """The duty to tell how an appeal ended, where its level has one."""
    rule = level.told
    if rule is None:
        return []
    return [open_prompt_duty(act, rule.duty, rule.name, act.organ_of(rule.by), rule, subject=subject)]


def _require_new_evidence(act: Act, level: Reappraisal, command: RequestReappraisal) -> None:
    """Refuse an appeal that must bring new evidence and has none, or some that the decision before it knew."""
    if AppealNeed.NEW_EVIDENCE not in level.needs:
        return
    old = [document.title for document in command.evidence if document.sha256 in act.case.known]
    if old or not command.evidence:
        raise Refused(EVIDENCE_NOT_NEW, detail="、".join(old) or None)


def may_find_anew(act: Act) -> bool:
    """Whether findings made now are those of a reappraisal: one runs, and no investigation does."""
    running = any(True for _ in open_ones(act))
    return running and all(state.kind is not StepKind.INVESTIGATION for state in act.case.open_steps.values())


@guard(RecordFindings)
def _may_find(act: Act) -> None:
    if may_find_anew(act):
        _require_finds_anew(act)
    else:
        may_find(act)


def find_anew(act: Act, command: RecordFindings) -> Events:
    """Find anew what a decision rests on (A-19, A-20): no wrong finding can be put right but by other handlers.

    Who finds so goes on to decide: it makes nobody a handler of the case.
    """
    _require_finds_anew(act)
    return findings_made(act, command, REAPPRAISAL, None)


def _require_finds_anew(act: Act) -> None:
    if act.case.not_accepted_on is not None:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    heard = {id_: state for id_, state in act.case.reappraisals.items() if isinstance(state, OpenReappraisal)}
    if heard and all(state.awaits_acceptance for state in heard.values()):
        raise Refused(APPEAL_NOT_ACCEPTED)
    for id_, state in heard.items():
        require_other_handlers(act, id_)
        act.require_not_before(state.on)
    act.require_organ(*(organ for state in heard.values() for organ in organs_of(act, state)))
    act.require_fresh(REAPPRAISAL)
    if REAPPRAISAL in act.case.proposals:
        raise Refused(refusals.ALREADY_PROPOSED)


def open_ones(act: Act) -> Iterable[UUID]:
    """The appeals under way."""
    return (id_ for id_, state in act.case.reappraisals.items() if isinstance(state, OpenReappraisal))


@guard(DecideReappraisal, reappraisal=open_ones)
def _may_decide(act: Act, reappraisal: UUID) -> Proposing:
    require_other_handlers(act, reappraisal)
    state = _taken_up(act, reappraisal)
    require_hearing(act, state)
    return proposing(act, REAPPRAISAL, organs_of(act, state))


def decide_reappraisal(act: Act, command: DecideReappraisal) -> Events:
    """Propose to uphold, to change opinions, or to reopen a case that was not accepted."""
    may = _may_decide(act, command.reappraisal)
    facts = opinion_facts(act.case, act.context.pack, command.opinions) if command.opinions else ()
    decision = ReappraisalDecision(reappraisal=command.reappraisal, opinions=facts, reopen=command.reopen)
    _require_admissible(act, decision)
    return propose(act, may, decision, FreeText(reasons=command.reasons))


def carry_out(act: Act, decision: ReappraisalDecision) -> Events:
    """Decide: old events stay, grants that fall are revoked first, new ones are made, results follow (A-21)."""
    _require_admissible(act, decision)
    changed, state = _changed(act, decision), running(act, decision.reappraisal)
    level, window = level_of(act, state), None if decision.reopen else next_window(act, state)
    revoked = end_earlier(act, *(opinion.subject for opinion in changed)) if changed else []
    decided = ReappraisalDecided(
        on=act.on,
        reappraisal=decision.reappraisal,
        result="reopened" if decision.reopen else "changed" if changed else "upheld",
        opinions=changed,
        grants=grants(act, changed),
        organ=organs_of(act, state)[0] if level.heard_by else None,
        next_level=window[0].id if window else None,
        appeal_until=window[1].due_on if window else None,
        provisional=window[1].provisional if window else False,
        calendar_version=act.context.calendar.version if window else 0,
    )
    follow_up = adjust_follow_up(act, changed, level.duties)
    events = [*revoked, decided, *answered(act, decision.reappraisal), *apply_results(act, changed), *follow_up]
    events += resume(act.after(events), state.subject, decision.reappraisal)
    return [*events, *notice(act, level, state.subject), *(_go_on(act) if decision.reopen else [])]


def answered(act: Act, reappraisal: UUID) -> Events:
    """Settle what an organ owed on an appeal."""
    owed = act.case.open_duties.items()
    return [act.meet(id_, duty) for id_, duty in owed if duty.opened.reappraisal == reappraisal]


def require_other_handlers(act: Act, reappraisal: UUID) -> None:
    """Refuse whoever handled the case, or an earlier reappraisal for the same subject (A-19)."""
    state = act.case.reappraisals.get(reappraisal)
    if isinstance(state, OpenReappraisal) and "other_handlers" not in level_of(act, state).rules:
        return
    earlier = (
        each.handlers
        for each in act.case.reappraisals.values()
        if isinstance(each, DecidedReappraisal) and state and each.subject == state.subject
    )
    if not act.case.handlers.union(*earlier).isdisjoint(act.actor.persons):
        raise Refused(OTHER_HANDLERS)


def _changed(act: Act, decision: ReappraisalDecision) -> tuple[OpinionFact, ...]:
    return tuple(opinion for opinion in decision.opinions if act.case.opinions.get(opinion.subject) != opinion)


def _go_on(act: Act) -> Events:
    """Open the step that acceptance would have led to."""
    steps = act.context.pack.tolerance.steps.items()
    return lead_on(act, next(id_ for id_, step in steps if step.kind is StepKind.ACCEPTANCE), "accepted")


def _require_window(act: Act, level: Reappraisal, route: str, subject: UUID) -> None:
    window = act.case.appeals.get(subject)
    refused_on = act.case.not_accepted_on
    if act.case.withdrawn:  # nothing was decided that could be looked at again
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    if route == NOT_ACCEPTED:
        if refused_on is None:
            raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
        act.require_not_before(refused_on)
        if window is not None:  # a later level, from the decision of the one before
            _require_open(act, window)
            return
        way = level.way(route)
        due = due_date(refused_on, way.within.term, act.context.calendar) if way and way.within else None
        if due and act.on > due.due_on and not due.provisional:
            raise Refused(WINDOW_CLOSED)
        return
    if refused_on is not None or not _is_decided(act.case):
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    if route == REQUEST:
        _require_open(act, window)


def _require_open(act: Act, window: AppealWindow | None) -> None:
    if closed(window, act.on):
        raise Refused(WINDOW_CLOSED)
    act.require_not_before(window.since if window else None)


def _is_decided(case: Case) -> bool:
    """Whether there is a decision to look at: all is settled but for duties, or what was served is made known."""
    running = {state.kind for state in case.open_steps.values()}
    served = DoneStep(StepKind.SERVICE) in case.steps.values()
    return running <= ({*_AFTER_SERVICE} if served else {StepKind.SETTLEMENT})


def running(act: Act, reappraisal: UUID) -> OpenReappraisal:
    """An appeal that is under way, or a refusal."""
    state = act.case.reappraisals.get(reappraisal)
    if not isinstance(state, OpenReappraisal):
        raise Refused(NO_REAPPRAISAL)
    act.require_not_before(state.on)
    return state


def _taken_up(act: Act, reappraisal: UUID) -> OpenReappraisal:
    state = running(act, reappraisal)
    if state.awaits_acceptance:
        raise Refused(APPEAL_NOT_ACCEPTED)
    return state


def _require_admissible(act: Act, decision: ReappraisalDecision) -> None:
    state = _taken_up(act, decision.reappraisal)
    refused = act.case.not_accepted_on is not None
    if (decision.reopen and not refused) or (refused and decision.opinions):
        raise Refused(DECISION_UNFIT)
    if decision.reopen and (slot := barring_slot(act)):
        raise second_tolerance(act, slot)
    changed = _changed(act, decision)
    if others := [opinion.subject for opinion in changed if opinion.subject != state.subject]:
        raise Refused(NO_REAPPRAISAL, detail="、".join(map(str, others)))
    no_aggravation = "no_aggravation" in level_of(act, state).rules and state.route in OF_SUBJECT
    if no_aggravation and any(_graver(act, opinion) for opinion in changed):
        raise Refused(NO_AGGRAVATION)
    require_no_block(act, changed)


def _graver(act: Act, opinion: OpinionFact) -> bool:
    """Whether an outcome, a form, or the loss of a waived liability is to the subject's harm."""
    before = act.case.opinions[opinion.subject]
    lost = set(before.liabilities) - set(opinion.liabilities)
    return opinion.outcome.gravity > before.outcome.gravity or bool(lost) or (opinion.form or 0) > (before.form or 0)


def evolve(case: Case, event: ReappraisalOpened | ReappraisalDecided) -> Case:
    """The case after a reappraisal was opened or decided; a closed one is open again while it runs."""
    if isinstance(event, ReappraisalOpened):
        opened = OpenReappraisal(
            event.on,
            event.route,
            event.subject,
            level=event.level,
            organs=event.organs,
            evidence=frozenset(event.evidence),
            awaits_acceptance=event.awaits_acceptance,
        )
        reappraisals = {**case.reappraisals, event_id(case.id, case.version): opened}
        case = replace(case, reappraisals=reappraisals, closed=False)
        return case.touched(REAPPRAISAL, event.on)
    state = case.reappraisals[event.reappraisal]
    if not isinstance(state, OpenReappraisal):
        raise TypeError(f"case {case.id}: {event.kind} about an appeal that is over")
    decided = {event.reappraisal: DecidedReappraisal(state.subject, state.handlers)}
    case = replace(case, reappraisals={**case.reappraisals, **decided}).granted(event.opinions, event.grants)
    case = _going_on(case.file_known(*state.evidence), event, state)
    if event.result != "upheld":
        case = replace(case, digest_draft=None, digest_approved=None)  # they tell of an outcome that is gone
    if event.result == "reopened":
        steps = {step: state for step, state in case.steps.items() if isinstance(state, DoneStep)}
        appeals = {subject: window for subject, window in case.appeals.items() if subject != state.subject}
        case = replace(case, not_accepted_on=None, steps=steps, appeals=appeals)
    return case.touched(REAPPRAISAL, event.on)


def _going_on(case: Case, event: ReappraisalDecided, state: OpenReappraisal) -> Case:
    """With the time in which the subject may appeal to the next level, where there is one."""
    if event.next_level is None or event.appeal_until is None:
        return case
    window = AppealWindow(
        event.on,
        event.appeal_until,
        event.provisional,
        event.calendar_version,
        level=event.next_level,
        route=state.route,
        decided_by=state.organs,
    )
    return replace(case, appeals={**case.appeals, state.subject: window})
