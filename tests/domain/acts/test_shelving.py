"""Clocks that stand still for a case put aside, for a time that ends (ZS-25, A-22)."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.deadlines.extension import EXTENSION_TOO_LONG, NO_SECOND_EXTENSION
from domain.acts.service import DUTY_BY_STEP
from domain.acts.standstill import NO_SHELVING, NOT_SHELVED
from domain.case.events import (
    CaseResumed,
    CaseShelved,
    DeadlineMissed,
    DutyMet,
    DutyOpened,
    DutyPaused,
    DutyResumed,
    EscalationRaised,
)
from domain.pack.terms import Force, Within
from domain.refusals import Refusal
from domain.terms.deadlines import TermUnit
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases, clocks

UNDER_WAY = cases.NOTHING.knowing(clocks.SHELVING_CONTEXT).given(
    cases.filed(), *cases.accepted(), cases.team_formed("2026-02-05")
)
"""Under investigation since 4 February, until 24 March, by a pack that knows shelving."""
SHELVED = UNDER_WAY.given(clocks.shelved("2026-02-11"))


def test_a_case_is_put_aside() -> None:
    """Its running term stands still, the notice to the applicant runs on; sixty working days to decide again (A-22)."""
    outcome = UNDER_WAY.when(clocks.shelved("2026-02-11"))
    window = outcome.the(DutyOpened)

    assert outcome.kinds == ["case_shelved", "duty_opened", "duty_paused"]
    assert outcome.the(CaseShelved).on == date(2026, 2, 11)
    assert (window.duty, window.due_on, window.force) == ("shelving", date(2026, 5, 15), Force.STATUTORY)
    assert (window.responsible, window.cite) == ("county-a-committee", ("A-22",))
    assert outcome.the(DutyPaused).duty_id == clocks.newest(UNDER_WAY.case, "investigation")
    assert {deadline.name: deadline.paused for deadline in SHELVED.agenda.deadlines} == {
        "acceptance_notice": False,
        "investigation": True,
        "shelving": False,
    }


def test_a_duty_beside_the_step_runs_on() -> None:
    """A notice with five working days of its own is still owed while the case is put aside."""
    told = cases.PACK.told["acceptance"].model_copy(update={"within": Within(amount=5, unit=TermUnit.working_days)})
    context = replace(cases.CONTEXT, pack=clocks.SHELVING_PACK.model_copy(update={"told": {"acceptance": told}}))
    given = cases.NOTHING.knowing(context).given(cases.filed(), *cases.accepted(), clocks.shelved("2026-02-06"))

    assert [deadline.name for deadline in given.agenda.deadlines if deadline.paused] == ["investigation"]


def test_a_term_that_has_passed_does_not_stand_still() -> None:
    """Put aside the day after the thirty working days: what is late stays late."""
    given = UNDER_WAY.given(cases.rings("investigation", "due", "2026-03-25"))

    given.when(clocks.shelved("2026-03-25")).then_kinds("case_shelved", "duty_opened")
    UNDER_WAY.when(clocks.shelved("2026-03-25")).then_kinds("case_shelved", "duty_opened")
    UNDER_WAY.when(clocks.shelved("2026-03-24")).then_kinds("case_shelved", "duty_opened", "duty_paused")


@pytest.mark.parametrize(
    "act",
    [
        cases.heard(cases.ANN, "2026-02-12"),
        cases.team_formed("2026-02-12"),
        cases.reported("2026-02-12"),
        cases.determined(day="2026-02-12")[0],
        cases.opened_round(),
        cases.served(),
        clocks.shelved("2026-02-12"),
    ],
)
def test_no_step_goes_on_while_a_case_is_put_aside(act: Deed) -> None:
    """Neither for nor against anybody, and not put aside twice."""
    SHELVED.when(act).refused(refusals.SHELVED)


def test_taking_up_again_gives_back_what_was_left() -> None:
    """25 of 30 working days were left on 11 February; from 31 March they end on 9 May, a make-up Saturday."""
    outcome = SHELVED.when(clocks.resumed("2026-03-31"))
    resumed = outcome.the(DutyResumed)

    assert outcome.kinds == ["case_resumed", "duty_met", "duty_resumed"]
    assert outcome.the(CaseResumed).on == date(2026, 3, 31)
    assert (resumed.because, resumed.due_on) == ("shelving", date(2026, 5, 9))
    assert outcome.the(DutyMet).late is False
    outcome.given.when(cases.heard(cases.ANN, "2026-04-01")).then_kinds("defence_recorded")


def test_whoever_looked_before_the_shelving_looks_again() -> None:
    """Putting aside and taking up again change the step."""
    resumed = SHELVED.given(clocks.resumed("2026-03-31"))
    team = cases.team_formed("2026-04-01")

    resumed.when(team.having_seen(UNDER_WAY.case.version)).refused(refusals.STALE)
    resumed.when(team.having_seen(resumed.case.version)).then_kinds("team_formed")


def test_nothing_is_concluded_by_a_date_within_the_shelving() -> None:
    """A report dated 2 March, entered after the case was taken up again on the 31st, is none of that day."""
    found = (cases.heard(cases.ANN, "2026-02-06"), deed(cases.AUDIT, cases.findings(), "2026-02-09"))
    resumed = UNDER_WAY.given(*found, clocks.shelved("2026-02-11"), clocks.resumed("2026-03-31"))
    report = cases.reported("2026-04-01")
    assert not callable(report.body)
    backdated = report.body.model_copy(update={"on": date(2026, 3, 2), "late_entry_reason": cases.MARK})

    resumed.when(replace(report, body=backdated)).refused(refusals.BEFORE_OPENING)
    resumed.when(report).then_kinds("investigation_reported", "duty_met", "step_opened", "duty_opened")


def test_a_shelving_ends_by_taking_the_case_up_again() -> None:
    """Marking it as done would leave the terms standing still for ever."""
    SHELVED.when(cases.done("shelving", cases.SECRETARY, "2026-03-31")).refused(DUTY_BY_STEP)


def test_a_case_may_be_put_aside_again() -> None:
    """Two pauses: what was left of what was left."""
    given = SHELVED.given(clocks.resumed("2026-03-31"), clocks.shelved("2026-04-03"), clocks.resumed("2026-04-10"))
    duty = clocks.running(given, "investigation")

    assert [(pause.since.isoformat(), str(pause.until)) for pause in duty.pauses] == [
        ("2026-02-11", "2026-03-31"),
        ("2026-04-03", "2026-04-10"),
    ]
    assert duty.due_on == date(2026, 5, 14)  # the four working days of 7 to 10 April later than 9 May


def test_no_case_is_put_aside_for_ever() -> None:
    """The shelving's own term is missed like any other, and reported to the committee above (A-06, A-22)."""
    missed = SHELVED.when(cases.rings("shelving", "missed", "2026-05-16"))
    climbed = missed.given.when(cases.rings("shelving", "level-4", "2026-05-30"))
    to = climbed.the(EscalationRaised).to

    assert missed.the(DeadlineMissed).attributed_to == "county-a-committee"
    assert to is not None
    assert to.organ == "prefecture-committee"
    assert climbed.given.when(clocks.resumed("2026-06-01")).the(DutyMet).late is True


def test_the_committee_extends_the_shelving_once() -> None:
    """By thirty working days at most: 29 June, over the Dragon Boat festival."""
    given = SHELVED.given(clocks.extended("shelving", 30, "2026-05-12"))

    assert clocks.running(given, "shelving").due_on == date(2026, 6, 29)
    given.when(clocks.extended("shelving", 1, "2026-05-13")).refused(NO_SECOND_EXTENSION)
    SHELVED.when(clocks.extended("shelving", 31, "2026-05-12")).refused(EXTENSION_TOO_LONG)
    SHELVED.when(clocks.extended("shelving", 30, "2026-05-12", cases.ORGANISATION)).refused(refusals.NOT_COMPETENT)


DETERMINING = UNDER_WAY.given(cases.denied("2026-02-05"), *cases.investigated()[1:])


@pytest.mark.parametrize(
    ("given", "act", "refusal"),
    [
        pytest.param(cases.ACCEPTED, clocks.shelved("2026-02-11"), NO_SHELVING, id="no rule"),
        pytest.param(cases.ACCEPTED, clocks.resumed("2026-02-11"), NO_SHELVING, id="no rule to resume by"),
        pytest.param(
            UNDER_WAY, clocks.shelved("2026-02-11", cases.ORGANISATION), refusals.NOT_COMPETENT, id="not theirs"
        ),
        pytest.param(
            SHELVED, clocks.resumed("2026-03-31", cases.ORGANISATION), refusals.NOT_COMPETENT, id="not theirs either"
        ),
        pytest.param(UNDER_WAY, clocks.resumed("2026-02-11"), NOT_SHELVED, id="not put aside"),
        pytest.param(
            SHELVED.given(clocks.resumed("2026-03-31")), clocks.resumed("2026-04-01"), NOT_SHELVED, id="twice"
        ),
        pytest.param(
            cases.NOTHING.knowing(clocks.SHELVING_CONTEXT).given(cases.filed()),
            clocks.shelved("2026-02-02"),
            refusals.WRONG_STEP,
            id="before acceptance",
        ),
        pytest.param(
            DETERMINING.given(cases.determined()[0]),
            clocks.shelved("2026-02-12"),
            refusals.ALREADY_PROPOSED,
            id="a proposal waits",
        ),
        pytest.param(
            DETERMINING.given(*cases.determined(), cases.opened_round()),
            clocks.shelved("2026-02-12"),
            refusals.ROUND_OPEN,
            id="a round is open",
        ),
        pytest.param(
            UNDER_WAY, clocks.shelved("2026-02-11").having_seen(9), refusals.STALE, id="without a look at the team"
        ),
    ],
)
def test_a_case_is_put_aside_by_whoever_may_while_nothing_is_pending(given: Given, act: Deed, refusal: Refusal) -> None:
    """The pack's organ, from the investigation to the approval, with no vote and no signature half done."""
    given.when(act).refused(refusal)


def test_a_determination_and_an_approval_are_put_aside_too() -> None:
    """Between two rounds, or before anything is proposed."""
    DETERMINING.when(clocks.shelved("2026-02-11")).then_kinds("case_shelved", "duty_opened", "duty_paused")
    DETERMINING.given(*cases.determined()).when(clocks.shelved("2026-02-12")).then_kinds(
        "case_shelved", "duty_opened", "duty_paused"
    )
