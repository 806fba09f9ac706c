"""Random play: sensible and senseless commands on a case in any state, for the invariants that must always hold."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple, TypeVar
from uuid import UUID

from hypothesis import strategies as st

from domain.acts.determination import Opinion
from domain.case.agenda import agenda
from domain.case.commands import (
    CastBallot,
    CloseHistory,
    CloseRound,
    CompleteDuty,
    ConfirmReceipt,
    ConfirmSameMatter,
    DecideAcceptance,
    DecideReappraisal,
    DenySameMatter,
    EscalateCorrection,
    EvaluateCorrection,
    ExtendTerm,
    FindException,
    FormTeam,
    OpenRound,
    RecordDefence,
    Recuse,
    Replan,
    ReportInvestigation,
    RequestReappraisal,
    RequestSupplement,
    ResumeCase,
    RingAlarm,
    ServeFeedback,
    SettleDisagreement,
    ShelveCase,
    SignOff,
    SubmitSupplement,
    WithdrawApplication,
)
from domain.case.state import Case
from domain.messages import Command
from domain.pack.results import Outcome
from domain.terms.deadlines import SHANGHAI
from domain.values import CLOCK, Actor
from tests.domain import assessment_story as a
from tests.domain import clock_story as c
from tests.domain import correction_story as x
from tests.domain import dispute_story as disputes
from tests.domain import results_story as r
from tests.domain import story as s
from tests.domain.given import instant
from tests.domain.scenario import Deed, Given
from tests.domain.story import MARK

NOBODY = UUID(int=0)
OFFICERS = (s.ORGANISATION, s.DISCIPLINE, s.ORGANISATION_2, s.DISCIPLINE_2, s.ORGANISATION_3, s.DISCIPLINE_3)
EVERYBODY = (*OFFICERS, s.AUDIT, s.CONTACT, s.OTHER_CONTACT, s.SECRETARY, *s.MEMBERS, CLOCK)
TWO = s.NOTHING.given(s.filed(subjects=(s.ANN, s.TOWN)), *s.accepted(), s.denied("2026-02-05"))
UNDER_WAY = s.NOTHING.knowing(c.SHELVING_KNOWN).given(s.filed("2026-03-02"), *s.accepted("2026-03-05"))
"""Under investigation until 17 April, by a pack that knows shelving."""
STARTS = {
    "nothing": s.NOTHING,
    "filed": s.FILED.knowing(s.TOLERATED_BEFORE),
    "barred": s.BARRED,
    "excepted": s.BARRED.given(*s.excepted("2026-01-23")),
    "history": s.NOTHING.given(replace(s.filed(history=True), actor=s.ORGANISATION)),
    "two accepted": TWO,
    "two investigated": TWO.given(*s.investigated((s.ANN, s.TOWN))),
    "determined": s.DETERMINED,
    "voted": s.DETERMINED.given(s.opened_round(), *(s.ballot(member) for member in s.MEMBERS[:5])),
    "approved": s.APPROVED,
    "received": s.RECEIVED,
    "reappraised": s.RECEIVED.given(s.asked(), s.reappraisal()),
    "ordered": s.RECEIVED.given(s.asked(route="superior_order", actor=s.DISCIPLINE)),
    "not accepted": s.NOT_ACCEPTED.given(s.asked("2026-02-24", "not_accepted")),
    "corrected": x.SERVED.given(s.received(), x.corrected("2026-02-25")),
    "closed": s.CLOSED,
    "results used": r.RECEIVED,
    "results closed": r.CLOSED.given(r.clarifying("2026-03-02")),
    "filed lately": s.NOTHING.given(s.filed("2026-03-06")),
    "asked for papers": s.NOTHING.given(s.filed("2026-03-06"), c.asked_for_papers("2026-03-09")),
    "estimated": c.by(s.NOTHING, c.ESTIMATED).given(s.filed("2026-02-09"), c.asked_for_papers("2026-03-02")),
    "estimated feedback": c.by(s.NOTHING, c.ESTIMATED).given(
        s.filed(),
        *s.accepted(),
        s.denied("2026-02-05"),
        *s.investigated(),
        *s.determined(),
        *s.voted(),
        s.served(),
        s.received(),
    ),
    "under way": UNDER_WAY.given(s.team_formed("2026-03-06")),
    "shelved": UNDER_WAY.given(c.shelved("2026-03-10")),
    "determining": s.INVESTIGATED.knowing(c.SHELVING_KNOWN),
    "examined": a.INVESTIGATED,
    "disputed": disputes.DISPUTED,
    "disputed before the committee": disputes.VOTING,
    "disputed in determination": disputes.DETERMINING.given(
        s.determined()[0], disputes.disputed("2026-02-12", "determination")
    ),
}

T = TypeVar("T")
Maker = Callable[[Case, int], Command]


def pick(options: Sequence[T], n: int, otherwise: T) -> T:
    """One of some options, or another thing when there are none."""
    return options[n % len(options)] if options else otherwise


def _subject(case: Case, n: int) -> UUID:
    return pick((*(subject.subject_id for subject in case.opened.subjects), NOBODY), n, NOBODY)


def _round(case: Case) -> UUID:
    return case.round.id if case.round else NOBODY


def _ballot(case: Case, n: int) -> Command:
    choice = pick(("agree", "agree", "disagree", "abstain", "postpone"), n, "agree")
    return CastBallot.model_validate({"round": _round(case), "choice": choice, "reasons": MARK})


def _opinions(case: Case, n: int) -> tuple[Opinion, ...]:
    outcomes = list(Outcome)
    return tuple(
        s.opinion(subject.subject_id, outcomes[(n + k) % len(outcomes)])
        for k, subject in enumerate(case.opened.subjects)
    )


def _reappraisal(case: Case, n: int) -> Command:
    id_ = pick(list(case.reappraisals), -1, NOBODY)
    opinions = _opinions(case, n) if n % 3 == 0 else ()
    return DecideReappraisal(reappraisal=id_, opinions=opinions, reopen=n % 3 == 1, reasons=MARK)


def _ring(case: Case, n: int) -> Command:
    alarm = pick(agenda(case).alarms, n, None)
    if alarm is None:
        return RingAlarm(duty=NOBODY, due_on=case.opened.on, rung="missed")
    return RingAlarm(duty=alarm.duty, due_on=alarm.due_on, rung=alarm.rung)


def _defence(case: Case, n: int) -> Command:
    mode = pick(("oral", "written", "waived"), n, "oral")
    return RecordDefence.model_validate({"subject": _subject(case, n), "mode": mode, "statement": MARK})


def _sign_off(case: Case, n: int) -> Command:
    proposal = pick([each.id for each in case.proposals.values()], n, NOBODY)
    return SignOff(proposal=proposal, consents=n % 5 > 0, reasons=MARK)


def _settling(case: Case, n: int) -> Command:
    step = case.disagreement.step if case.disagreement else "acceptance"
    return SettleDisagreement(step=step, agreed=n % 3 == 0, reasons=MARK, minutes=s.document())


def _acceptance(_: Case, n: int) -> Command:
    ground = pick((None, None, None, "second_tolerance", "not_in_scope"), n, None)
    return DecideAcceptance(accepted=ground is None, refusal_ground=ground, reasons=MARK)


def _duty(case: Case, n: int) -> Command:
    return CompleteDuty(duty=pick(list(case.open_duties), n, NOBODY), evidence=(s.document(),), remarks=MARK)


def _request(case: Case, n: int) -> Command:
    route = pick(("request", "not_accepted", "superior_order"), n, "")
    return RequestReappraisal(route=route, subject=_subject(case, n), reasons=MARK)


def _extend(case: Case, n: int) -> Command:
    duty = pick(list(case.open_duties), n, NOBODY)
    return ExtendTerm(duty=duty, by=n + 1, reasons=MARK, document=s.document())


def _evaluate(case: Case, n: int) -> Command:
    return EvaluateCorrection(duty=pick(list(case.open_duties), n, NOBODY), passed=n % 3 == 0, reasons=MARK)


def _escalate(case: Case, n: int) -> Command:
    duty, measure = pick(list(case.open_duties), n, NOBODY), pick(("criticism", "admonition", "none"), n, "none")
    refused = n % 2 > 0
    return EscalateCorrection(duty=duty, measure=measure, refused=refused, reasons=MARK, document=s.document())


def _told(make: Callable[[int], Deed]) -> Maker:
    """The command of a deed of the story of results."""

    def body(case: Case, n: int) -> Command:
        told = make(n).body
        return told(case) if callable(told) else told

    return body


_DAY = "2026-03-12"
_AREAS = ("promotion", "awards", "unit_assessment", "salary")
_RECIPIENTS = (("county-a-qingshi",), ("county-a-finance",), ("nobody",))

MAKERS: dict[str, tuple[Maker, tuple[Actor, ...]]] = {
    "file": (lambda _, n: s.APPLICATION.model_copy(update={"history": n % 2 > 0}), (s.CONTACT, s.ORGANISATION)),
    "confirm": (lambda _c, _n: ConfirmSameMatter(earlier_matter=s.EARLIER_MATTER, reasons=MARK), OFFICERS),
    "deny": (lambda _c, _n: DenySameMatter(reasons=MARK), OFFICERS),
    "except": (lambda _c, _n: FindException(cause="change_of_law", evidence=(s.document(),), reasons=MARK), OFFICERS),
    "accept": (_acceptance, OFFICERS),
    "sign": (_sign_off, OFFICERS),
    "settle": (_settling, (disputes.CONFERENCE, disputes.CONFERENCE, s.SECRETARY)),
    "withdraw": (lambda _c, _n: WithdrawApplication(reasons=MARK), (s.CONTACT, s.ORGANISATION)),
    "team": (lambda _c, _n: FormTeam(members=(s.ORGANISATION, s.DISCIPLINE, s.AUDIT)), (s.ORGANISATION,)),
    "hear": (_defence, (s.AUDIT,)),
    "find": (lambda _, n: s.findings(public_motive="met" if n % 4 else "not_met"), (s.AUDIT,)),
    "report": (lambda _c, _n: ReportInvestigation(report=s.document(), summary=MARK), (s.AUDIT,)),
    "determine": (lambda c, n: s.determination(*_opinions(c, n)), OFFICERS),
    "open": (lambda _c, _n: OpenRound(), (s.SECRETARY,)),
    "vote": (_ballot, s.MEMBERS),
    "recuse": (lambda c, _: Recuse(round=_round(c), reasons=MARK), s.MEMBERS),
    "close": (lambda c, _: CloseRound(round=_round(c)), (s.SECRETARY,)),
    "serve": (lambda _c, _n: ServeFeedback(notice=s.document()), OFFICERS),
    "receive": (lambda c, n: ConfirmReceipt(subject=_subject(c, n)), (s.CONTACT,)),
    "do": (_duty, (s.ORGANISATION, s.CONTACT, s.DISCIPLINE)),
    "evaluate": (_evaluate, (s.ORGANISATION,)),
    "escalate": (_escalate, (s.DISCIPLINE,)),
    "ask": (_request, (s.CONTACT, s.DISCIPLINE)),
    "reappraise": (_reappraisal, OFFICERS[2:]),
    "end history": (lambda _c, _n: CloseHistory(), (s.ORGANISATION,)),
    "ring": (_ring, (CLOCK,)),
    "ask papers": (lambda _c, _n: RequestSupplement(missing=MARK), (s.ORGANISATION, s.DISCIPLINE)),
    "hand in": (lambda _c, _n: SubmitSupplement(evidence=(s.document(),)), (s.CONTACT, s.ORGANISATION)),
    "shelve": (lambda _c, _n: ShelveCase(reasons=MARK), (s.SECRETARY,)),
    "resume": (lambda _c, _n: ResumeCase(reasons=MARK), (s.SECRETARY,)),
    "extend": (_extend, (s.SECRETARY,)),
    "check legality": (lambda _c, n: a.check(passed=n % 3 > 0), OFFICERS),
    "consult": (lambda _c, n: a.consultation(("hearing", "group_meeting")[n % 2]), OFFICERS),
    "take note": (_told(lambda n: r.acknowledged(OFFICERS[n % 2], _DAY, MARK if n % 3 else None)), OFFICERS[:2]),
    "report use": (_told(lambda n: r.reported(_DAY, _AREAS[n % 4])), (s.CONTACT, s.AUDIT, s.ORGANISATION)),
    "decide use": (_told(lambda n: r.decided(_DAY, found=n % 2 > 0)), (s.DISCIPLINE,)),
    "ask to clarify": (_told(lambda n: r.clarifying(_DAY, "untrue" if n % 4 else "rumour")), (s.CONTACT,)),
    "clarify": (_told(lambda n: r.clarified(_DAY, recipients=_RECIPIENTS[n % 3])), (s.ORGANISATION,)),
    "refer": (_told(lambda n: r.referred(_DAY, to_justice=n % 2 > 0)), (s.ORGANISATION,)),
    "replan": (lambda _, n: Replan(calendar_version=7 + n % 3), (CLOCK,)),
}
ON_RESULTS = ("take note", "take note", "report use", "decide use", "ask to clarify", "clarify", "refer")
ON_DISPUTES = ("settle", "settle", "open", "vote", "vote", "vote", "vote", "vote", "close")
CLOCKS = ("ring", "ring", "replan", "extend")
ON_CLOCKS = (*CLOCKS, "ring", "replan", "ask papers", "hand in", "shelve", "resume", "accept", "sign")
SENSIBLE = {
    "acceptance": (
        *("accept", "accept", "sign", "sign", "sign", "confirm", "except", "end history", "ask papers", "hand in"),
        *(*ON_DISPUTES, "withdraw"),
        *CLOCKS,
    ),
    "investigation": (
        "withdraw",
        *("team", "hear", "hear", "find", "report", "deny", "sign", "shelve", "resume"),
        *CLOCKS,
    ),
    "determination": ("determine", "sign", "sign", "deny", "shelve", "resume", *ON_DISPUTES, *CLOCKS),
    "approval": ("withdraw", "open", *["vote"] * 9, "recuse", "close", "close", "shelve", "resume", *CLOCKS),
    "feedback": ("serve", *CLOCKS),
    "settlement": ("receive", "do", "do", "ask", "evaluate", "escalate", *ON_RESULTS, *CLOCKS),
    "reappraisal": ("reappraise", "sign", "sign", "do", "except", *CLOCKS),
    "closed": ("ask", "receive", *ON_RESULTS),
    "clarification": ("ask", *ON_RESULTS, *CLOCKS),
    "contrary_use": ("ask", *ON_RESULTS, *CLOCKS),
}


class Turn(NamedTuple):
    """One turn: numbers that choose a command, a variant of it, who sends it, and when."""

    which: int
    sensible: bool
    variant: int
    who: int
    somebody: Actor | None
    days: int
    late_days: int
    versions_ago: int | None
    publishes: bool = False


turns = st.builds(
    Turn,
    which=st.integers(0, 200),
    sensible=st.sampled_from((True, True, True, False)),
    variant=st.integers(0, 30),
    who=st.integers(0, 30),
    somebody=st.sampled_from((*[None] * 60, *EVERYBODY)),
    days=st.sampled_from((0, 0, 0, 0, 1, 3, 20)),
    late_days=st.sampled_from((0, 0, 0, 0, 0, 0, 2)),
    versions_ago=st.sampled_from((None, None, None, 0, 5)),
    publishes=st.sampled_from((False, False, False, False, False, False, True)),
)
plays = st.tuples(st.sampled_from(sorted(STARTS)), st.lists(turns, max_size=40))
clock_turns = st.builds(
    Turn,
    which=st.integers(0, 200),
    sensible=st.just(value=True),
    variant=st.integers(0, 30),
    who=st.just(0),
    somebody=st.none(),
    days=st.sampled_from((0, 1, 1, 2, 5, 15)),
    late_days=st.sampled_from((0, 0, 0, 0, 0, 2)),
    versions_ago=st.none(),
    publishes=st.sampled_from((False, False, False, True)),
)
clock_plays = st.tuples(
    st.sampled_from(("filed lately", "asked for papers", "estimated", "under way", "shelved", "determining")),
    st.lists(clock_turns, min_size=5, max_size=30),
)


def published(turn: Turn, given: Given) -> Given:
    """The same history, where a turn publishes another calendar: by turns a shorter and a longer spring."""
    version = given.known.calendar.version + 1
    return c.by(given, c.SPRINGS[version % 2].model_copy(update={"version": version})) if turn.publishes else given


def deed_of(turn: Turn, given: Given, day: int, names: Sequence[str] = ()) -> Deed:
    """The deed of a turn, as many days after the story as have gone by: one of those named, or any."""
    case = given.state or s.FILED.case
    names = names or (SENSIBLE[case.stage] if turn.sensible and given.events else tuple(MAKERS))
    make, actors = MAKERS[pick(names, turn.which, "file")]
    at = instant("2026-03-12") + timedelta(days=day)
    body = make(case, turn.variant)
    if turn.late_days:
        on = (at - timedelta(days=turn.late_days)).astimezone(SHANGHAI).date()
        body = body.model_copy(update={"on": on, "late_entry_reason": MARK})
    seen = None if turn.versions_ago is None else max(0, case.version - turn.versions_ago)
    return Deed(turn.somebody or pick(actors, turn.who, CLOCK), body, at, seen)
