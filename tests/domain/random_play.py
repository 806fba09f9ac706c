"""Random play: sensible and senseless commands on a case in any state, for the invariants that must always hold."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from hypothesis import strategies as st

from domain.agenda import agenda
from domain.case import Case
from domain.commands import (
    AnyCommand,
    CastBallot,
    CloseHistory,
    CloseRound,
    CompleteDuty,
    ConfirmReceipt,
    ConfirmSameMatter,
    DecideAcceptance,
    DecideReappraisal,
    DenySameMatter,
    FindException,
    FormTeam,
    OpenRound,
    Opinion,
    RecordDefence,
    Recuse,
    ReportInvestigation,
    RequestReappraisal,
    RingAlarm,
    ServeFeedback,
    SignOff,
)
from domain.deadlines import SHANGHAI
from domain.pack import Outcome
from domain.values import CLOCK, Actor
from tests.domain import story as s
from tests.domain.scenario import Deed, Given, deed, instant
from tests.domain.story import MARK

NOBODY = UUID(int=0)
OFFICERS = (s.ORGANISATION, s.DISCIPLINE, s.ORGANISATION_2, s.DISCIPLINE_2, s.ORGANISATION_3, s.DISCIPLINE_3)
EVERYBODY = (*OFFICERS, s.AUDIT, s.CONTACT, s.OTHER_CONTACT, s.SECRETARY, *s.MEMBERS, CLOCK)
TWO = s.NOTHING.given(s.filed(subjects=(s.ANN, s.TOWN)), *s.accepted(), s.denied("2026-02-05"))
STARTS = {
    "nothing": s.NOTHING,
    "filed": s.FILED,
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
    "closed": s.CLOSED,
}

T = TypeVar("T")
Maker = Callable[[Case, int], AnyCommand]


def pick(options: Sequence[T], n: int, otherwise: T) -> T:
    """One of some options, or another thing when there are none."""
    return options[n % len(options)] if options else otherwise


def _subject(case: Case, n: int) -> UUID:
    return pick((*(subject.subject_id for subject in case.opened.subjects), NOBODY), n, NOBODY)


def _round(case: Case) -> UUID:
    return case.round.id if case.round else NOBODY


def _ballot(case: Case, n: int) -> AnyCommand:
    choice = pick(("agree", "agree", "disagree", "abstain", "postpone"), n, "agree")
    return CastBallot.model_validate({"round": _round(case), "choice": choice, "reasons": MARK})


def _opinions(case: Case, n: int) -> tuple[Opinion, ...]:
    outcomes = list(Outcome)
    return tuple(
        s.opinion(subject.subject_id, outcomes[(n + k) % len(outcomes)])
        for k, subject in enumerate(case.opened.subjects)
    )


def _reappraisal(case: Case, n: int) -> AnyCommand:
    id_ = pick(list(case.reappraisals), -1, NOBODY)
    opinions = _opinions(case, n) if n % 3 == 0 else ()
    return DecideReappraisal(reappraisal=id_, opinions=opinions, reopen=n % 3 == 1, reasons=MARK)


def _ring(case: Case, n: int) -> AnyCommand:
    alarm = pick(agenda(case).alarms, n, None)
    if alarm is None:
        return RingAlarm(duty=NOBODY, due_on=case.opened.on, rung="missed")
    return RingAlarm(duty=alarm.duty, due_on=alarm.due_on, rung=alarm.rung)


def _defence(case: Case, n: int) -> AnyCommand:
    mode = pick(("oral", "written", "waived"), n, "oral")
    return RecordDefence.model_validate({"subject": _subject(case, n), "mode": mode, "statement": MARK})


MAKERS: tuple[tuple[Maker, tuple[Actor, ...]], ...] = (
    (lambda _, n: s.APPLICATION.model_copy(update={"history": n % 2 == 0}), (s.CONTACT, s.ORGANISATION)),
    (lambda _c, _n: ConfirmSameMatter(earlier_matter=s.EARLIER_MATTER, reasons=MARK), OFFICERS),
    (lambda _c, _n: DenySameMatter(reasons=MARK), OFFICERS),
    (lambda _c, _n: FindException(cause="change_of_law", evidence=(s.document(),), reasons=MARK), OFFICERS),
    (
        lambda _, n: DecideAcceptance(
            accepted=n % 4 > 0, refusal_ground=None if n % 4 else "second_tolerance", reasons=MARK
        ),
        OFFICERS,
    ),
    (
        lambda c, n: SignOff(
            proposal=pick(list(c.proposals.values()), n, None).id if c.proposals else NOBODY,  # type: ignore[union-attr]
            consents=n % 5 > 0,
            reasons=MARK,
        ),
        OFFICERS,
    ),
    (lambda _c, _n: FormTeam(members=(s.ORGANISATION, s.DISCIPLINE, s.AUDIT)), (s.ORGANISATION,)),
    (_defence, (s.AUDIT,)),
    (lambda _, n: s.findings(public_motive="met" if n % 4 else "not_met"), (s.AUDIT,)),
    (lambda _c, _n: ReportInvestigation(report=s.document(), summary=MARK), (s.AUDIT,)),
    (lambda c, n: s.determination(*_opinions(c, n)), OFFICERS),
    (lambda _c, _n: OpenRound(), (s.SECRETARY,)),
    (_ballot, s.MEMBERS),
    (lambda c, _: Recuse(round=_round(c), reasons=MARK), s.MEMBERS),
    (lambda c, _: CloseRound(round=_round(c)), (s.SECRETARY,)),
    (lambda _c, _n: ServeFeedback(notice=s.document()), OFFICERS),
    (lambda c, n: ConfirmReceipt(subject=_subject(c, n)), (s.CONTACT,)),
    (
        lambda c, n: CompleteDuty(duty=pick(list(c.open_duties), n, NOBODY), evidence=(s.document(),), remarks=MARK),
        (s.ORGANISATION, s.CONTACT, s.DISCIPLINE),
    ),
    (
        lambda c, n: RequestReappraisal(
            route=pick(("request", "not_accepted", "superior_order"), n, ""), subject=_subject(c, n), reasons=MARK
        ),
        (s.CONTACT, s.DISCIPLINE),
    ),
    (_reappraisal, OFFICERS[2:]),
    (lambda _c, _n: CloseHistory(), (s.ORGANISATION,)),
    (_ring, (CLOCK,)),
)

turns = st.tuples(
    st.integers(0, len(MAKERS) - 1),  # which command
    st.integers(0, 30),  # which variant of it
    st.integers(0, 30),  # who of those whose act it is
    st.sampled_from((None, None, None, *EVERYBODY)),  # now and then somebody else
    st.sampled_from((0, 0, 0, 1, 3, 20)),  # days since the last turn
    st.sampled_from((0, 0, 0, 0, 2)),  # days it is entered late
    st.sampled_from((None, None, 0, 5)),  # how many versions ago the actor looked
)
Turn = tuple[int, int, int, Actor | None, int, int, int | None]
plays = st.tuples(st.sampled_from(sorted(STARTS)), st.lists(turns, max_size=25))


def deeds(turn: Turn, given: Given, day: int) -> Deed:
    """The deed of a turn, as many days after the story as have gone by."""
    which, variant, who, somebody, _, late, ago = turn
    make, actors = MAKERS[which]
    case = given.state or s.FILED.case
    at = instant("2026-03-12") + timedelta(days=day)
    body = make(case, variant)
    if late:
        on = (at - timedelta(days=late)).astimezone(SHANGHAI).date()
        body = body.model_copy(update={"on": on, "late_entry_reason": MARK})
    seen = None if ago is None else max(0, case.version - ago)
    return replace(deed(somebody or pick(actors, who, CLOCK), body, "2026-03-12"), at=at, seen=seen)
