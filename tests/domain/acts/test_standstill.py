"""Clocks that stand still for the papers of an application, which are asked for once (A-01)."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.acceptance import SUPPLEMENT_AWAITED
from domain.acts.service import DUTY_BY_STEP
from domain.acts.standstill import NO_SECOND_SUPPLEMENT, NO_SUPPLEMENT, NOT_ASKED, TERM_PASSED
from domain.case.events import (
    DutyCancelled,
    DutyMet,
    DutyOpened,
    DutyPaused,
    DutyResumed,
    SupplementReceived,
    SupplementRequested,
)
from domain.pack.terms import Force, Within
from domain.refusals import Refusal
from domain.terms.deadlines import Pause, TermUnit
from domain.values import event_id
from tests.domain.given import instant
from tests.domain.scenario import CASE_ID, Deed, Given
from tests.domain.stories import cases, clocks

ACCEPTANCE = event_id(CASE_ID, 3)
ASKED = cases.FILED.given(clocks.asked_for_papers("2026-01-28"))
"""Six of the fifteen working days are used, nine are left; the papers are due on 11 February."""
FILED_IN_FEBRUARY = cases.NOTHING.given(cases.filed("2026-02-06"))
"""Due on 5 March, over Spring Festival and its two make-up Saturdays."""


def test_papers_are_asked_for_with_a_window_of_their_own() -> None:
    """The request, ten working days for the applicant, and the acceptance term stands still for them (A-01)."""
    outcome = cases.FILED.when(clocks.asked_for_papers("2026-01-28"))
    window = outcome.the(DutyOpened)

    assert outcome.kinds == ["supplement_requested", "duty_opened", "duty_paused"]
    assert outcome.the(SupplementRequested).step == "acceptance"
    assert (window.due_on, window.amount, window.unit) == (date(2026, 2, 11), 10, TermUnit.working_days)
    assert (window.force, window.responsible, window.step) == (Force.WINDOW, "subject", None)
    assert [alarm.rung for alarm in window.alarms] == ["remind-3", "lapsed"]
    assert outcome.the(DutyPaused) == DutyPaused(
        on=date(2026, 1, 28),
        duty_id=ACCEPTANCE,
        because="supplement",
        awaits=clocks.newest(outcome.given.case, "supplement"),
    )


def test_a_clock_that_stands_still_rings_nothing() -> None:
    """The agenda shows it as paused, has no alarm of it, and looks to the window for the next day."""
    shown = {deadline.name: deadline.paused for deadline in ASKED.agenda.deadlines}

    assert shown == {"acceptance": True, "supplement": False}
    assert clocks.alarms_of(ASKED, "acceptance") == []
    assert clocks.alarms_of(ASKED, "supplement") == ["remind-3"]
    assert (ASKED.agenda.paused, ASKED.agenda.next_due) == (True, date(2026, 2, 11))
    ASKED.when(cases.rings("acceptance", "missed", "2026-02-11")).refused(refusals.NOT_DUE)


@pytest.mark.parametrize(
    ("given", "act", "refusal"),
    [
        pytest.param(ASKED, clocks.asked_for_papers("2026-01-29"), NO_SECOND_SUPPLEMENT, id="again"),
        pytest.param(
            ASKED.given(clocks.handed_in("2026-02-06")),
            clocks.asked_for_papers("2026-02-09"),
            NO_SECOND_SUPPLEMENT,
            id="again once they came",
        ),
        pytest.param(cases.FILED, clocks.asked_for_papers("2026-02-11"), TERM_PASSED, id="after the term"),
        pytest.param(
            cases.FILED,
            clocks.asked_for_papers("2026-01-28", cases.DISCIPLINE),
            refusals.NOT_COMPETENT,
            id="not theirs",
        ),
        pytest.param(
            cases.FILED.given(cases.proposed_acceptance("2026-01-27")),
            clocks.asked_for_papers("2026-01-28"),
            refusals.ALREADY_PROPOSED,
            id="while a proposal waits",
        ),
        pytest.param(cases.ACCEPTED, clocks.asked_for_papers("2026-02-05"), refusals.WRONG_STEP, id="once accepted"),
        pytest.param(
            cases.FILED,
            clocks.asked_for_papers("2026-01-28").having_seen(1),
            refusals.STALE,
            id="without a look at the step",
        ),
        pytest.param(cases.FILED, clocks.handed_in("2026-01-28"), NOT_ASKED, id="unasked"),
        pytest.param(
            ASKED, clocks.handed_in("2026-02-06", cases.OTHER_CONTACT), refusals.NOT_COMPETENT, id="by a stranger"
        ),
    ],
)
def test_papers_are_asked_for_once_in_time_by_whoever_may(given: Given, act: Deed, refusal: Refusal) -> None:
    """Once for a case, before its term has passed, by the organ the pack names, and answered by the applicant."""
    given.when(act).refused(refusal)


def test_a_request_of_an_earlier_day_does_not_undo_a_miss() -> None:
    """Recorded as missed it has passed, whatever day is entered afterwards."""
    missed = cases.FILED.given(cases.rings("acceptance", "missed", "2026-02-11"))
    asked = clocks.asked_for_papers("2026-02-12")
    assert not callable(asked.body)
    backdated = asked.body.model_copy(update={"on": date(2026, 2, 10), "late_entry_reason": cases.MARK})

    missed.when(replace(asked, body=backdated)).refused(TERM_PASSED)


def test_a_pack_without_the_rule_asks_for_no_papers() -> None:
    """No stop of a clock without a rule for it."""
    cases.FILED.knowing(clocks.with_supplement(None)).when(clocks.asked_for_papers("2026-01-28")).refused(NO_SUPPLEMENT)


def test_nothing_is_refused_while_the_applicant_has_time() -> None:
    """Not accepting waits for the papers or the end of their window; accepting needs no more papers."""
    ASKED.when(cases.proposed_acceptance("2026-01-29", "not_in_scope")).refused(SUPPLEMENT_AWAITED)
    ASKED.when(cases.proposed_acceptance("2026-02-11", "not_in_scope")).refused(SUPPLEMENT_AWAITED)
    ASKED.given(clocks.handed_in("2026-02-06")).when(
        cases.proposed_acceptance("2026-02-06", "not_in_scope")
    ).then_kinds("joint_act_proposed")
    for given in (ASKED, ASKED.given(cases.rings("supplement", "lapsed", "2026-02-12"))):
        given.when(cases.proposed_acceptance("2026-02-12", "not_in_scope")).then_kinds("joint_act_proposed")


def test_a_barred_matter_waits_for_no_papers() -> None:
    """No paper changes that the matter was tolerated before (NJ-31)."""
    barred = cases.BARRED.given(clocks.asked_for_papers("2026-01-28"))

    barred.when(cases.proposed_acceptance("2026-01-29", "second_tolerance")).then_kinds("joint_act_proposed")


def test_accepting_ends_the_window() -> None:
    """The papers are no longer needed: nothing of acceptance runs on."""
    outcome = ASKED.given(cases.proposed_acceptance("2026-02-04")).when(
        cases.signs(cases.DISCIPLINE, "2026-02-04", "acceptance")
    )
    (cancelled,) = outcome.all(DutyCancelled)

    assert (cancelled.duty_id, cancelled.because) == (clocks.newest(ASKED.case, "supplement"), "decided")
    assert [met.late for met in outcome.all(DutyMet)] == [False]
    assert {duty.opened.duty for duty in outcome.given.case.open_duties.values()} == {
        "acceptance_notice",
        "investigation",
    }


def test_nobody_is_late_by_a_date_that_stood_still() -> None:
    """Accepted on 11 February, the last day of the window: the 10th was the due date only before the clock stopped."""
    given = ASKED.given(cases.proposed_acceptance("2026-02-11"))
    outcome = given.when(cases.signs(cases.DISCIPLINE, "2026-02-11", "acceptance"))

    assert [met.late for met in outcome.all(DutyMet)] == [False]


def test_the_notice_of_an_acceptance_meanwhile_is_due_as_if_the_clock_had_gone_on() -> None:
    """Nine working days were left on 4 February: the notice is due on the 24th, not on the 10th as once planned."""
    outcome = ASKED.given(cases.proposed_acceptance("2026-02-04")).when(
        cases.signs(cases.DISCIPLINE, "2026-02-04", "acceptance")
    )
    notice = next(opened for opened in outcome.all(DutyOpened) if opened.duty == "acceptance_notice")

    assert outcome.the(DutyResumed).due_on == date(2026, 2, 24)
    assert notice.due_on == date(2026, 2, 24)


def test_a_decision_after_a_window_that_nobody_rang_is_as_late_as_it_is() -> None:
    """The engine was away: the term went on from 11 February and ended on 2 March."""
    in_time = ASKED.given(*cases.accepted("2026-03-02", "not_in_scope"))
    late = ASKED.given(*cases.accepted("2026-03-03", "not_in_scope"))

    assert [event.late for event in in_time.events if isinstance(event, DutyMet)] == [False]
    assert [event.late for event in late.events if isinstance(event, DutyMet)] == [True]


def test_the_wait_for_papers_ends_by_papers() -> None:
    """Marking it as done would leave the term standing still for ever."""
    ASKED.when(cases.done("supplement", cases.CONTACT, "2026-02-06")).refused(DUTY_BY_STEP)


def test_papers_handed_in_give_back_what_was_left() -> None:
    """Nine working days after Friday 6 February: over Spring Festival, with its make-up Saturday, 26 February."""
    outcome = ASKED.when(clocks.handed_in("2026-02-06"))
    resumed = outcome.the(DutyResumed)

    assert outcome.kinds == ["supplement_received", "duty_met", "duty_resumed"]
    assert outcome.the(SupplementReceived).evidence == (cases.document("补正").sha256,)
    assert (resumed.duty_id, resumed.because, resumed.due_on) == (ACCEPTANCE, "supplement", date(2026, 2, 26))
    assert [(alarm.rung, alarm.at) for alarm in resumed.alarms[:2]] == [
        ("remind-3", instant("2026-02-14", 9)),
        ("missed", instant("2026-02-27", 0)),
    ]
    assert clocks.running(outcome.given, "acceptance").pauses == (
        Pause(since=date(2026, 1, 28), until=date(2026, 2, 6)),
    )
    assert clocks.alarms_of(outcome.given, "acceptance") == ["remind-3"]


@pytest.mark.parametrize(
    ("stopped", "goes_on", "due_on"),
    [
        pytest.param("2026-02-17", "2026-02-28", "2026-03-12", id="begun on a holiday, resumed on a make-up Saturday"),
        pytest.param("2026-02-11", "2026-02-14", "2026-03-10", id="resumed on the make-up Saturday before the holiday"),
        pytest.param("2026-02-17", "2026-02-22", "2026-03-05", id="within the holiday: nothing lost, nothing gained"),
        pytest.param("2026-02-11", "2026-02-11", "2026-03-05", id="the same day"),
        pytest.param("2026-02-06", "2026-02-09", "2026-03-06", id="stopped on the day it began"),
    ],
)
def test_a_pause_over_spring_festival(stopped: str, goes_on: str, due_on: str) -> None:
    """The day of the stop counts, the day it goes on does not; rest days are neither used nor given back."""
    given = FILED_IN_FEBRUARY.given(clocks.asked_for_papers(stopped), clocks.handed_in(goes_on))

    assert clocks.running(FILED_IN_FEBRUARY, "acceptance").due_on == date(2026, 3, 5)
    assert clocks.running(given, "acceptance").due_on.isoformat() == due_on


def test_a_clock_stopped_on_its_last_day_has_nothing_left() -> None:
    """That day counted: when it goes on, the term has passed, and nobody may call it otherwise."""
    given = cases.FILED.given(clocks.asked_for_papers("2026-02-10"), clocks.handed_in("2026-02-12"))

    assert clocks.running(given, "acceptance").due_on == date(2026, 2, 10)
    assert clocks.running(given, "acceptance").over(date(2026, 2, 12))


@pytest.mark.parametrize("rung_on", ["2026-02-12", "2026-02-26"])
def test_papers_that_never_come(rung_on: str) -> None:
    """The clock goes on from the last day of the window, 11 February, even if it rings weeks late: due 2 March."""
    outcome = ASKED.when(cases.rings("supplement", "lapsed", rung_on))
    resumed = outcome.the(DutyResumed)

    assert outcome.kinds == ["duty_cancelled", "duty_resumed"]
    assert outcome.the(DutyCancelled) == DutyCancelled(
        on=date(2026, 2, 11), duty_id=clocks.newest(ASKED.case, "supplement"), because="lapsed"
    )
    assert (resumed.on, resumed.due_on) == (date(2026, 2, 11), date(2026, 3, 2))
    assert clocks.alarms_of(outcome.given, "supplement") == []
    outcome.given.when(cases.proposed_acceptance(rung_on, "not_in_scope")).then_kinds("joint_act_proposed")


def test_the_window_lasts_to_the_end_of_its_last_day() -> None:
    """On 11 February papers may still come."""
    ASKED.when(cases.rings("supplement", "lapsed", "2026-02-11", 23)).refused(refusals.NOT_DUE)
    ASKED.when(clocks.handed_in("2026-02-11")).then_kinds("supplement_received", "duty_met", "duty_resumed")


def test_papers_after_the_window_are_taken_in_and_gain_no_time() -> None:
    """Whether or not the clock has rung: what is there is decided on, and the term runs since 11 February."""
    rung = ASKED.given(cases.rings("supplement", "lapsed", "2026-02-12")).when(clocks.handed_in("2026-02-13"))
    unrung = ASKED.when(clocks.handed_in("2026-02-13"))

    assert rung.kinds == ["supplement_received"]
    assert unrung.kinds == ["supplement_received", "duty_cancelled", "duty_resumed"]
    assert (unrung.the(DutyCancelled).because, unrung.the(DutyCancelled).on) == ("lapsed", date(2026, 2, 11))
    assert (
        clocks.running(rung.given, "acceptance").plan.due_on == clocks.running(unrung.given, "acceptance").plan.due_on
    )
    assert unrung.the(DutyResumed).due_on == date(2026, 3, 2)


def test_a_provisional_window_does_not_lapse() -> None:
    """Asked on 21 December 2026, the window ends in a year nobody has announced: reminded, never lost."""
    asked = cases.NOTHING.given(cases.filed("2026-12-18"), clocks.asked_for_papers("2026-12-21"))
    due_on = clocks.running(asked, "supplement").due_on
    reminded = asked.given(cases.rings("supplement", "remind-3", "2027-03-01"))

    assert (due_on, clocks.running(asked, "supplement").plan.provisional) == (date(2027, 1, 5), True)
    reminded.when(cases.rings("supplement", "lapsed", "2027-03-01")).refused(refusals.NOT_DUE)
    assert reminded.agenda.alarms == ()
    assert reminded.when(clocks.handed_in("2027-03-01")).the(DutyMet).late is False


def test_what_is_due_the_same_day_has_no_clock_to_stop() -> None:
    """A pack that decides on acceptance at once may ask for papers; nothing stands still."""
    acceptance = cases.PACK.step("acceptance").model_copy(
        update={"within": Within(amount=0, unit=TermUnit.same_day, runs_from="application.received")}
    )
    given = cases.NOTHING.knowing(clocks.with_step("acceptance", acceptance)).given(cases.filed())

    given.when(clocks.asked_for_papers("2026-01-20")).then_kinds("supplement_requested", "duty_opened")


def test_an_estimated_day_that_was_over_gives_a_working_day_when_the_clock_goes_on() -> None:
    """Nothing was missed by an estimate; when the year is announced meanwhile, the day is not found in the past."""
    guessed = clocks.by(cases.NOTHING, clocks.ESTIMATED).given(cases.filed("2026-01-20"))
    stopped = guessed.given(clocks.asked_for_papers("2026-03-20"))
    resumed = clocks.by(stopped, clocks.calendar()).when(clocks.handed_in("2026-03-25")).the(DutyResumed)

    assert guessed.case.open_duties[ACCEPTANCE].due_on < date(2026, 3, 20)
    assert (resumed.due_on, resumed.not_before, resumed.provisional) == (date(2026, 3, 26), date(2026, 3, 26), False)


def test_a_calendar_published_meanwhile_takes_no_day_that_was_left() -> None:
    """By the new calendar the term was full before the clock was stopped; something was left, so a day is left now."""
    stopped = cases.FILED.given(clocks.asked_for_papers("2026-02-06"))
    outcome = clocks.by(stopped, clocks.MUCH_EARLIER).when(clocks.handed_in("2026-02-11"))
    resumed = outcome.the(DutyResumed)

    assert (resumed.due_on, resumed.not_before) == (date(2026, 2, 12), date(2026, 2, 12))


def test_a_clock_stopped_on_its_last_day_keeps_that_day_under_another_calendar() -> None:
    """Nothing was left of the term, and the day that people were told is not moved before the day it was stopped."""
    stopped = cases.FILED.given(clocks.asked_for_papers("2026-02-10"))
    resumed = clocks.by(stopped, clocks.MUCH_EARLIER).when(clocks.handed_in("2026-02-12")).the(DutyResumed)

    assert stopped.case.open_duties[ACCEPTANCE].due_on == date(2026, 2, 10)
    assert (resumed.due_on, resumed.not_before) == (date(2026, 2, 10), date(2026, 2, 10))
