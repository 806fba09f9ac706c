"""Random play: sensible and senseless commands on a case in any state, for the invariants that must always hold."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple, TypeVar
from uuid import UUID

from hypothesis import strategies as st

from domain.acts.determination import Opinion
from domain.case import commands
from domain.case.agenda import agenda
from domain.case.state import Case
from domain.messages import Command
from domain.pack.results import Outcome
from domain.terms.deadlines import SHANGHAI
from domain.values import CLOCK, Actor
from tests.domain.given import instant
from tests.domain.scenario import Deed, Given
from tests.domain.stories import assessments, cases, clocks, corrections, disputes, evidence, results_used
from tests.domain.stories.cases import MARK

NOBODY = UUID(int=0)
OFFICERS = (
    cases.ORGANISATION,
    cases.DISCIPLINE,
    cases.ORGANISATION_2,
    cases.DISCIPLINE_2,
    cases.ORGANISATION_3,
    cases.DISCIPLINE_3,
)
EVERYBODY = (*OFFICERS, cases.AUDIT, cases.CONTACT, cases.OTHER_CONTACT, cases.SECRETARY, *cases.MEMBERS, CLOCK)
TWO = cases.NOTHING.given(cases.filed(subjects=(cases.ANN, cases.TOWN)), *cases.accepted(), cases.denied("2026-02-05"))
UNDER_WAY = cases.NOTHING.knowing(clocks.SHELVING_CONTEXT).given(
    cases.filed("2026-03-02"), *cases.accepted("2026-03-05")
)
"""Under investigation until 17 April, by a pack that knows shelving."""
STARTS = {
    "nothing": cases.NOTHING,
    "filed": cases.FILED.knowing(cases.TOLERATED_BEFORE),
    "barred": cases.BARRED,
    "excepted": cases.BARRED.given(*cases.excepted("2026-01-23")),
    "history": cases.NOTHING.given(replace(cases.filed(history=True), actor=cases.ORGANISATION)),
    "two accepted": TWO,
    "two investigated": TWO.given(*cases.investigated((cases.ANN, cases.TOWN))),
    "determined": cases.DETERMINED,
    "voted": cases.DETERMINED.given(cases.opened_round(), *(cases.ballot(member) for member in cases.MEMBERS[:5])),
    "approved": cases.APPROVED,
    "received": cases.RECEIVED,
    "reappraised": cases.RECEIVED.given(cases.asked(), cases.reappraisal()),
    "ordered": cases.RECEIVED.given(cases.asked(route="superior_order", actor=cases.DISCIPLINE)),
    "not accepted": cases.NOT_ACCEPTED.given(cases.asked("2026-02-24", "not_accepted")),
    "corrected": corrections.SERVED.given(cases.received(), corrections.corrected("2026-02-25")),
    "closed": cases.CLOSED,
    "results used": results_used.RECEIVED,
    "results closed": results_used.CLOSED.given(results_used.clarifying("2026-03-02")),
    "filed lately": cases.NOTHING.given(cases.filed("2026-03-06")),
    "asked for papers": cases.NOTHING.given(cases.filed("2026-03-06"), clocks.asked_for_papers("2026-03-09")),
    "estimated": clocks.by(cases.NOTHING, clocks.ESTIMATED).given(
        cases.filed("2026-02-09"), clocks.asked_for_papers("2026-03-02")
    ),
    "estimated feedback": clocks.by(cases.NOTHING, clocks.ESTIMATED).given(
        cases.filed(),
        *cases.accepted(),
        cases.denied("2026-02-05"),
        *cases.investigated(),
        *cases.determined(),
        *cases.voted(),
        cases.served(),
        cases.received(),
    ),
    "under way": UNDER_WAY.given(cases.team_formed("2026-03-06")),
    "shelved": UNDER_WAY.given(clocks.shelved("2026-03-10")),
    "determining": cases.INVESTIGATED.knowing(clocks.SHELVING_CONTEXT),
    "examined": assessments.INVESTIGATED,
    "disputed": disputes.DISPUTED,
    "disputed before the committee": disputes.VOTING,
    "disputed in determination": disputes.DETERMINING.given(
        cases.determined()[0], disputes.disputed("2026-02-12", "determination")
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
    return commands.CastBallot.model_validate({"round": _round(case), "choice": choice, "reasons": MARK})


def _opinions(case: Case, n: int) -> tuple[Opinion, ...]:
    outcomes = list(Outcome)
    return tuple(
        cases.opinion(subject.subject_id, outcomes[(n + k) % len(outcomes)])
        for k, subject in enumerate(case.opened.subjects)
    )


def _reappraisal(case: Case, n: int) -> Command:
    id_ = pick(list(case.reappraisals), -1, NOBODY)
    opinions = _opinions(case, n) if n % 3 == 0 else ()
    return commands.DecideReappraisal(reappraisal=id_, opinions=opinions, reopen=n % 3 == 1, reasons=MARK)


def _ring(case: Case, n: int) -> Command:
    alarm = pick(agenda(case).alarms, n, None)
    if alarm is None:
        return commands.RingAlarm(duty=NOBODY, due_on=case.opened.on, rung="missed")
    return commands.RingAlarm(duty=alarm.duty, due_on=alarm.due_on, rung=alarm.rung)


def _defence(case: Case, n: int) -> Command:
    mode = pick(("oral", "written", "waived"), n, "oral")
    return commands.RecordDefence.model_validate({"subject": _subject(case, n), "mode": mode, "statement": MARK})


def _sign_off(case: Case, n: int) -> Command:
    proposal = pick([each.id for each in case.proposals.values()], n, NOBODY)
    return commands.SignOff(proposal=proposal, consents=n % 5 > 0, reasons=MARK)


def _settling(case: Case, n: int) -> Command:
    step = case.disagreement.step if case.disagreement else "acceptance"
    return commands.SettleDisagreement(step=step, agreed=n % 3 == 0, reasons=MARK, minutes=cases.document())


def _acceptance(_: Case, n: int) -> Command:
    ground = pick((None, None, None, "second_tolerance", "not_in_scope"), n, None)
    return commands.DecideAcceptance(accepted=ground is None, refusal_ground=ground, reasons=MARK)


def _duty(case: Case, n: int) -> Command:
    return commands.CompleteDuty(
        duty=pick(list(case.open_duties), n, NOBODY), evidence=(cases.document(),), remarks=MARK
    )


def _request(case: Case, n: int) -> Command:
    route = pick(("request", "not_accepted", "superior_order"), n, "")
    return commands.RequestReappraisal(route=route, subject=_subject(case, n), reasons=MARK)


def _extend(case: Case, n: int) -> Command:
    duty = pick(list(case.open_duties), n, NOBODY)
    return commands.ExtendTerm(duty=duty, by=n + 1, reasons=MARK, document=cases.document())


def _urge(case: Case, n: int) -> Command:
    return commands.UrgeDuty(duty=pick(list(case.open_duties), n, NOBODY), level=1 + n % 4, reasons=MARK)


def _evaluate(case: Case, n: int) -> Command:
    return commands.EvaluateCorrection(duty=pick(list(case.open_duties), n, NOBODY), passed=n % 3 == 0, reasons=MARK)


def _escalate(case: Case, n: int) -> Command:
    duty, measure = pick(list(case.open_duties), n, NOBODY), pick(("criticism", "admonition", "none"), n, "none")
    refused = n % 2 > 0
    return commands.EscalateCorrection(
        duty=duty, measure=measure, refused=refused, reasons=MARK, document=cases.document()
    )


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
    "file": (
        lambda _, n: cases.APPLICATION.model_copy(update={"history": n % 2 > 0}),
        (cases.CONTACT, cases.ORGANISATION),
    ),
    "confirm": (lambda _c, _n: commands.ConfirmSameMatter(earlier_matter=cases.EARLIER_MATTER, reasons=MARK), OFFICERS),
    "deny": (lambda _c, _n: commands.DenySameMatter(reasons=MARK), OFFICERS),
    "except": (
        lambda _c, _n: commands.FindException(cause="change_of_law", evidence=(cases.document(),), reasons=MARK),
        OFFICERS,
    ),
    "accept": (_acceptance, OFFICERS),
    "sign": (_sign_off, OFFICERS),
    "settle": (_settling, (disputes.CONFERENCE, disputes.CONFERENCE, cases.SECRETARY)),
    "withdraw": (lambda _c, _n: commands.WithdrawApplication(reasons=MARK), (cases.CONTACT, cases.ORGANISATION)),
    "team": (
        lambda _c, _n: commands.FormTeam(members=(cases.ORGANISATION, cases.DISCIPLINE, cases.AUDIT)),
        (cases.ORGANISATION,),
    ),
    "hear": (_defence, (cases.AUDIT,)),
    "find": (lambda _, n: cases.findings(public_motive="met" if n % 4 else "not_met"), (cases.AUDIT,)),
    "report": (lambda _c, _n: commands.ReportInvestigation(report=cases.document(), summary=MARK), (cases.AUDIT,)),
    "determine": (lambda c, n: cases.determination(*_opinions(c, n)), OFFICERS),
    "open": (lambda _c, _n: commands.OpenRound(), (cases.SECRETARY,)),
    "vote": (_ballot, cases.MEMBERS),
    "recuse": (lambda c, _: commands.Recuse(round=_round(c), reasons=MARK), cases.MEMBERS),
    "close": (lambda c, _: commands.CloseRound(round=_round(c)), (cases.SECRETARY,)),
    "serve": (lambda _c, _n: commands.ServeFeedback(notice=cases.document()), OFFICERS),
    "receive": (lambda c, n: commands.ConfirmReceipt(subject=_subject(c, n)), (cases.CONTACT,)),
    "do": (_duty, (cases.ORGANISATION, cases.CONTACT, cases.DISCIPLINE)),
    "evaluate": (_evaluate, (cases.ORGANISATION,)),
    "escalate": (_escalate, (cases.DISCIPLINE,)),
    "ask": (_request, (cases.CONTACT, cases.DISCIPLINE)),
    "reappraise": (_reappraisal, OFFICERS[2:]),
    "end history": (lambda _c, _n: commands.CloseHistory(), (cases.ORGANISATION,)),
    "ring": (_ring, (CLOCK,)),
    "ask papers": (lambda _c, _n: commands.RequestSupplement(missing=MARK), (cases.ORGANISATION, cases.DISCIPLINE)),
    "hand in": (
        lambda _c, _n: commands.SubmitSupplement(evidence=(cases.document(),)),
        (cases.CONTACT, cases.ORGANISATION),
    ),
    "add": (
        lambda _c, n: evidence.ADDED.model_copy(update={"sha256": evidence.digest(str(n % 7))}),
        (cases.ORGANISATION, cases.CONTACT, cases.AUDIT),
    ),
    "shelve": (lambda _c, _n: commands.ShelveCase(reasons=MARK), (cases.SECRETARY,)),
    "resume": (lambda _c, _n: commands.ResumeCase(reasons=MARK), (cases.SECRETARY,)),
    "extend": (_extend, (cases.SECRETARY,)),
    "urge": (_urge, (clocks.SUPERVISOR, cases.DISCIPLINE, cases.ORGANISATION)),
    "check legality": (lambda _c, n: assessments.check(passed=n % 3 > 0), OFFICERS),
    "consult": (lambda _c, n: assessments.consultation(("hearing", "group_meeting")[n % 2]), OFFICERS),
    "take note": (
        _told(lambda n: results_used.acknowledged(OFFICERS[n % 2], _DAY, MARK if n % 3 else None)),
        OFFICERS[:2],
    ),
    "report use": (
        _told(lambda n: results_used.reported(_DAY, _AREAS[n % 4])),
        (cases.CONTACT, cases.AUDIT, cases.ORGANISATION),
    ),
    "decide use": (_told(lambda n: results_used.decided(_DAY, found=n % 2 > 0)), (cases.DISCIPLINE,)),
    "ask to clarify": (
        _told(lambda n: results_used.clarifying(_DAY, "untrue" if n % 4 else "rumour")),
        (cases.CONTACT,),
    ),
    "clarify": (_told(lambda n: results_used.clarified(_DAY, recipients=_RECIPIENTS[n % 3])), (cases.ORGANISATION,)),
    "refer": (_told(lambda n: results_used.referred(_DAY, to_justice=n % 2 > 0)), (cases.ORGANISATION,)),
    "replan": (lambda _, n: commands.Replan(calendar_version=7 + n % 3), (CLOCK,)),
}
ON_RESULTS = ("take note", "take note", "report use", "decide use", "ask to clarify", "clarify", "refer")
ON_DISPUTES = ("settle", "settle", "open", "vote", "vote", "vote", "vote", "vote", "close")
CLOCKS = ("ring", "ring", "replan", "extend", "urge")
ON_CLOCKS = (*CLOCKS, "ring", "replan", "ask papers", "hand in", "shelve", "resume", "accept", "sign")
SENSIBLE = {
    "acceptance": (
        *("accept", "accept", "sign", "sign", "sign", "confirm", "except", "end history", "ask papers", "hand in"),
        "add",
        *(*ON_DISPUTES, "withdraw"),
        *CLOCKS,
    ),
    "investigation": (
        "withdraw",
        *("add", "team", "hear", "hear", "find", "report", "deny", "sign", "shelve", "resume"),
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
    version = given.context.calendar.version + 1
    return (
        clocks.by(given, clocks.SPRINGS[version % 2].model_copy(update={"version": version}))
        if turn.publishes
        else given
    )


def deed_of(turn: Turn, given: Given, day: int, names: Sequence[str] = ()) -> Deed:
    """The deed of a turn, as many days after the story as have gone by: one of those named, or any."""
    case = given.state or cases.FILED.case
    names = names or (SENSIBLE[case.stage] if turn.sensible and given.events else tuple(MAKERS))
    make, actors = MAKERS[pick(names, turn.which, "file")]
    at = instant("2026-03-12") + timedelta(days=day)
    body = make(case, turn.variant)
    if turn.late_days:
        on = (at - timedelta(days=turn.late_days)).astimezone(SHANGHAI).date()
        body = body.model_copy(update={"on": on, "late_entry_reason": MARK})
    seen = None if turn.versions_ago is None else max(0, case.version - turn.versions_ago)
    return Deed(turn.somebody or pick(actors, turn.who, CLOCK), body, at, seen)
