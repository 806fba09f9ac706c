"""Reappraisal (复议, A-19, A-20): asked for in its window, decided by others, never to the harm of who asks."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain import refusals
from domain.acts.determination import Opinion, opinion_facts, require_no_block
from domain.acts.follow_up import adjust_follow_up
from domain.acts.investigation import RecordFindings, findings_made, may_find
from domain.acts.matters import barring_slot, grants, second_tolerance
from domain.acts.proposals import REAPPRAISAL, Proposing, may_propose, propose
from domain.acts.results import apply_results, end_earlier
from domain.acts.terms import open_reappraisal_term, open_step
from domain.case.act import Act, Events
from domain.case.decisions import Grant, OpinionFact, ReappraisalDecision
from domain.case.state import Case, DecidedReappraisal, DoneStep, OpenReappraisal
from domain.guards import guard
from domain.messages import EXAMPLE_ID, EXAMPLE_SUBJECT, Capacity, Command, Dispatch, Event
from domain.pack.steps import Reappraisal, StepKind, roles_of
from domain.refusals import Refused, refusal
from domain.registers import RegisterEntries
from domain.terms.deadlines import due_date
from domain.values import Code, Document, Flag, FreeText, Means, Sha256, SubjectId, Text, digests, event_id, titles


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
    """启动复议 (A-20): its id is the reappraisal's id."""

    facts: ClassVar = {"事由": "route", "当事人": "subject", "材料": "evidence"}
    kind: Literal["reappraisal_opened"] = "reappraisal_opened"
    route: Annotated[Code, Means("route")]
    subject: SubjectId
    evidence: tuple[Sha256, ...]


class ReappraisalDecided(Event, group="decision", zh="作出复议决定", en="Reappraisal decided"):
    """复议决定 (A-19)."""

    dispatch: ClassVar = Dispatch("容复", "复议决定书", "Decision on reappraisal")
    facts: ClassVar = {"结果": "result", "意见": "opinions"}
    kind: Literal["reappraisal_decided"] = "reappraisal_decided"
    reappraisal: UUID
    result: Annotated[Literal["upheld", "changed", "reopened"], Means("reappraisal_results")]
    opinions: tuple[OpinionFact, ...]
    grants: tuple[Grant, ...]

    @property
    def registers(self) -> RegisterEntries:
        """Its grants."""
        return RegisterEntries(grants=self.grants)


_AFTER_SERVICE = frozenset({StepKind.PUBLICITY, StepKind.FILING, StepKind.SETTLEMENT})
"""The steps that may run while a decision that was served is looked at again."""
_OF_SUBJECT = frozenset({"request", "not_accepted"})


NO_REAPPRAISAL_RULE = refusal("no_reappraisal_rule", 409, "A-56").says("""
    本案适用的程序没有复议的规定。
    The procedure of this case has no reappraisal.
    请查看程序；对决定不服的，依其他规定反映。
    See the procedure; whoever objects to the decision goes another way.
""")
NO_REAPPRAISAL = refusal("no_such_reappraisal", 409, "A-20").says("""
    没有正在进行的这一复议。
    No such reappraisal is open.
    请查看案件的复议记录。
    See the reappraisals of the case.
""")
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


DECISION_UNFIT = refusal("reappraisal_unfit", 409, "A-20").says("""
    复议的决定与原决定不相称。
    The decision does not go with what it looks at again.
    不予受理的，维持或者恢复办理；已作认定的，维持或者变更结论。
    What was not accepted is upheld or taken up again; a determination is upheld or changed.
""")


def _routes(act: Act) -> Iterable[str]:
    return (route.route for route in act.context.pack.reappraised_by)


def _track(act: Act) -> Reappraisal:
    """What the procedure says of reappraisals; one that is under way is decided by its rules."""
    track = act.context.pack.reappraisal
    if track is None:
        raise Refused(NO_REAPPRAISAL_RULE)
    return track


@guard(RequestReappraisal, route=_routes, subject=Act.subjects)
def _may_request(act: Act, route: str, subject: UUID) -> None:
    _track(act)
    if route not in _routes(act):
        raise Refused(refusals.UNKNOWN_ITEM, detail=str(route))
    act.require_subject(subject)
    if route in _OF_SUBJECT:
        act.require_unit_or(act.counter)
    else:
        act.require_role(*act.context.pack.deciders, *act.context.pack.committees)
    _require_window(act, route, subject)
    if any(isinstance(s, OpenReappraisal) and s.subject == subject for s in act.case.reappraisals.values()):
        raise Refused(REAPPRAISAL_OPEN)


def request(act: Act, command: RequestReappraisal) -> Events:
    """Open a reappraisal by one of the pack's routes, each with its own asker and window."""
    _may_request(act, command.route, command.subject)
    opened = ReappraisalOpened(
        on=act.on,
        private=FreeText(reasons=command.reasons, document_titles=titles(command.evidence)),
        route=command.route,
        subject=command.subject,
        evidence=digests(command.evidence),
    )
    return [opened, open_reappraisal_term(act, _track(act), act.next_id(0))]


def may_find_anew(act: Act) -> bool:
    """Whether findings made now are those of a reappraisal: one runs, and no investigation does."""
    running = any(isinstance(state, OpenReappraisal) for state in act.case.reappraisals.values())
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
    for id_, state in act.case.reappraisals.items():
        if isinstance(state, OpenReappraisal):
            require_other_handlers(act, id_)
            act.require_not_before(state.on)
    act.require_role(*roles_of(act.context.pack.bodies[_track(act).body]))
    act.require_fresh(REAPPRAISAL)
    if REAPPRAISAL in act.case.proposals:
        raise Refused(refusals.ALREADY_PROPOSED)


def _open_ones(act: Act) -> Iterable[UUID]:
    return (id_ for id_, state in act.case.reappraisals.items() if isinstance(state, OpenReappraisal))


@guard(DecideReappraisal, reappraisal=_open_ones)
def _may_decide(act: Act, reappraisal: UUID) -> Proposing:
    track = _track(act)
    require_other_handlers(act, reappraisal)
    _running(act, reappraisal)
    return may_propose(act, REAPPRAISAL, track.body)


def decide_reappraisal(act: Act, command: DecideReappraisal) -> Events:
    """Propose to uphold, to change opinions, or to reopen a case that was not accepted."""
    proposing = _may_decide(act, command.reappraisal)
    facts = opinion_facts(act.case, act.context.pack, command.opinions) if command.opinions else ()
    decision = ReappraisalDecision(reappraisal=command.reappraisal, opinions=facts, reopen=command.reopen)
    _require_admissible(act, decision)
    return propose(act, proposing, decision, FreeText(reasons=command.reasons))


def carry_out(act: Act, decision: ReappraisalDecision) -> Events:
    """Decide: old events stay, grants that fall are revoked first, new ones are made, results follow (A-21)."""
    _require_admissible(act, decision)
    changed = _changed(act, decision)
    revoked = end_earlier(act, *(opinion.subject for opinion in changed)) if changed else []
    decided = ReappraisalDecided(
        on=act.on,
        reappraisal=decision.reappraisal,
        result="reopened" if decision.reopen else "changed" if changed else "upheld",
        opinions=changed,
        grants=grants(act, changed),
    )
    met = [
        act.meet(id_, duty)
        for id_, duty in act.case.open_duties.items()
        if duty.opened.reappraisal == decision.reappraisal
    ]
    follow_up = adjust_follow_up(act, changed)
    return [
        *revoked,
        decided,
        *met,
        *apply_results(act, changed),
        *follow_up,
        *(_go_on(act) if decision.reopen else []),
    ]


def require_other_handlers(act: Act, reappraisal: UUID) -> None:
    """Refuse whoever handled the case, or an earlier reappraisal for the same subject (A-19)."""
    if "other_handlers" not in act.context.pack.reappraisal_rules:
        return
    state = act.case.reappraisals.get(reappraisal)
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
    steps = act.context.pack.tolerance.steps.values()
    return open_step(act, next(step for step in steps if step.kind is StepKind.ACCEPTANCE).next("accepted"))


def _require_window(act: Act, route: str, subject: UUID) -> None:
    refused_on = act.case.not_accepted_on
    if act.case.withdrawn:  # nothing was decided that could be looked at again
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    if route == "not_accepted":
        if refused_on is None:
            raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
        act.require_not_before(refused_on)
        within = next(r.within for r in act.context.pack.reappraised_by if r.route == route)
        due = due_date(refused_on, within.term, act.context.calendar) if within else None
        if due and act.on > due.due_on and not due.provisional:
            raise Refused(WINDOW_CLOSED)
        return
    if refused_on is not None or not _is_decided(act.case):
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    if route == "request":
        window = act.case.appeals.get(subject)
        if window is None or (act.on > window.until and not window.provisional):
            raise Refused(WINDOW_CLOSED)


def _is_decided(case: Case) -> bool:
    """Whether there is a decision to look at: all is settled but for duties, or what was served is made known."""
    running = {state.kind for state in case.open_steps.values()}
    served = DoneStep(StepKind.SERVICE) in case.steps.values()
    return running <= ({*_AFTER_SERVICE} if served else {StepKind.SETTLEMENT})


def _running(act: Act, reappraisal: UUID) -> OpenReappraisal:
    state = act.case.reappraisals.get(reappraisal)
    if not isinstance(state, OpenReappraisal):
        raise Refused(NO_REAPPRAISAL)
    act.require_not_before(state.on)
    return state


def _require_admissible(act: Act, decision: ReappraisalDecision) -> None:
    state = _running(act, decision.reappraisal)
    refused = act.case.not_accepted_on is not None
    if (decision.reopen and not refused) or (refused and decision.opinions):
        raise Refused(DECISION_UNFIT)
    if decision.reopen and (slot := barring_slot(act)):
        raise second_tolerance(act, slot)
    changed = _changed(act, decision)
    if others := [opinion.subject for opinion in changed if opinion.subject != state.subject]:
        raise Refused(NO_REAPPRAISAL, detail="、".join(map(str, others)))
    no_aggravation = "no_aggravation" in act.context.pack.reappraisal_rules and state.route in _OF_SUBJECT
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
        opened = {event_id(case.id, case.version): OpenReappraisal(event.on, event.route, event.subject)}
        case = replace(case, reappraisals={**case.reappraisals, **opened}, closed=False)
        return case.touched(REAPPRAISAL, event.on)
    state = case.reappraisals[event.reappraisal]
    decided = {event.reappraisal: DecidedReappraisal(state.subject, state.handlers)}
    case = replace(case, reappraisals={**case.reappraisals, **decided}).granted(event.opinions, event.grants)
    if event.result != "upheld":
        case = replace(case, digest_draft=None, digest_approved=None)  # they tell of an outcome that is gone
    if event.result == "reopened":
        steps = {step: state for step, state in case.steps.items() if isinstance(state, DoneStep)}
        case = replace(case, not_accepted_on=None, steps=steps)
    return case.touched(REAPPRAISAL, event.on)
