"""Replanning: what another calendar may do to the running terms of a case."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.appeals.reappraisal import WINDOW_CLOSED
from domain.case.agenda import agenda
from domain.case.events import (
    AppealWindowReplanned,
    DeadlineConfirmed,
    DeadlineMissed,
    DeadlineReplanned,
    ReceiptConfirmed,
)
from domain.terms.calendar import Calendar
from domain.values import alarm_command_id
from tests.domain.given import instant
from tests.domain.scenario import CASE_ID, Given
from tests.domain.stories import cases, clocks

NEW_YEAR = cases.NOTHING.given(cases.filed("2026-12-22"))
"""Fifteen working days, eight of them in 2027: estimated to end on 13 January."""
ANNOUNCED = clocks.calendar(announced=[2027])


def due(given: Given, duty: str = "acceptance") -> str:
    """When the newest duty of a name is due."""
    return clocks.running(given, duty).due_on.isoformat()


def test_a_later_date_is_recorded_with_its_new_alarms() -> None:
    """A day off more: one working day later, by version 8, and the ladder with it."""
    outcome = clocks.by(cases.FILED, clocks.LATER).when(clocks.replans("2026-02-02"))
    event = outcome.the(DeadlineReplanned)

    assert (event.was, event.due_on, event.calendar_version) == (date(2026, 2, 10), date(2026, 2, 11), 8)
    assert (event.provisional, event.not_before) == (False, None)
    assert [(alarm.rung, alarm.at) for alarm in event.alarms[:2]] == [
        ("remind-3", instant("2026-02-05", 9)),
        ("missed", instant("2026-02-12", 0)),
    ]
    assert due(outcome.given) == "2026-02-11"
    outcome.given.when(cases.rings("acceptance", "missed", "2026-02-12")).then_kinds(
        "deadline_missed", "escalation_raised"
    )


def test_a_date_that_stays_is_confirmed() -> None:
    """A calendar that changes nothing here is on record as having been asked."""
    outcome = clocks.by(cases.FILED, clocks.calendar(off=["2026-05-06"])).when(clocks.replans("2026-02-02"))
    event = outcome.the(DeadlineConfirmed)

    assert outcome.kinds == ["deadline_confirmed"]
    assert (event.due_on, event.calendar_version, event.checked_version) == (date(2026, 2, 10), 8, 8)
    assert clocks.running(outcome.given, "acceptance").checked == 8


@pytest.mark.parametrize(
    ("new", "today", "due_on", "not_before"),
    [
        pytest.param(clocks.EARLIER, "2026-02-02", "2026-02-09", None, id="a week ahead"),
        pytest.param(clocks.EARLIER, "2026-02-06", "2026-02-09", None, id="the next working day"),
        pytest.param(clocks.EARLIER, "2026-02-09", "2026-02-10", "2026-02-10", id="today: stays"),
        pytest.param(clocks.EARLIER, "2026-02-10", "2026-02-10", "2026-02-10", id="yesterday, and due today: stays"),
        pytest.param(clocks.MUCH_EARLIER, "2026-02-02", "2026-02-05", None, id="days earlier"),
        pytest.param(clocks.MUCH_EARLIER, "2026-02-05", "2026-02-06", "2026-02-06", id="today: tomorrow"),
        pytest.param(
            clocks.MUCH_EARLIER, "2026-02-06", "2026-02-09", "2026-02-09", id="in the past: the next working day"
        ),
    ],
)
def test_never_earlier_than_the_next_working_day(
    new: Calendar, today: str, due_on: str, not_before: str | None
) -> None:
    """A day that comes earlier leaves people at least the next working day, and never more than they had."""
    outcome = clocks.by(cases.FILED, new).when(clocks.replans(today))
    promised = clocks.running(outcome.given, "acceptance").plan.not_before

    assert due(outcome.given) == due_on
    assert (promised and promised.isoformat()) == not_before


def test_a_promised_day_outlives_the_next_calendar() -> None:
    """Promised 9 February under version 8; version 9 counts as early and keeps the promise."""
    promised = clocks.by(cases.FILED, clocks.MUCH_EARLIER).given(clocks.replans("2026-02-06"))
    again = clocks.by(promised, clocks.MUCH_EARLIER.model_copy(update={"version": 9})).when(
        clocks.replans("2026-02-06", 9)
    )

    assert again.kinds == ["deadline_confirmed"]
    assert (due(again.given), again.the(DeadlineConfirmed).not_before) == ("2026-02-09", date(2026, 2, 9))


def test_a_promised_day_is_given_back_after_a_pause() -> None:
    """One working day of the promise was left on Friday 6 February: after Wednesday the 11th it is Thursday."""
    promised = clocks.by(cases.FILED, clocks.MUCH_EARLIER).given(clocks.replans("2026-02-06"))
    given = promised.given(clocks.asked_for_papers("2026-02-06"), clocks.handed_in("2026-02-11"))

    assert due(given) == "2026-02-12"


def test_a_missed_term_stands() -> None:
    """The breach is on record; a calendar that would have given more time rewrites nothing (preview: breach undone)."""
    missed = cases.FILED.given(cases.rings("acceptance", "missed", "2026-02-11"))
    outcome = clocks.by(missed, clocks.LATER).when(clocks.replans("2026-02-12"))
    event = outcome.the(DeadlineConfirmed)

    assert (event.due_on, event.calendar_version, event.checked_version) == (date(2026, 2, 10), 7, 8)
    assert clocks.running(outcome.given, "acceptance").missed
    assert clocks.alarms_of(outcome.given, "acceptance") == ["level-2"]


def test_a_passed_term_stands_though_nobody_has_recorded_it_yet() -> None:
    """The clock was away at midnight: the term had passed all the same, and is missed when it rings."""
    outcome = clocks.by(cases.FILED, clocks.LATER).when(clocks.replans("2026-02-11"))

    assert outcome.the(DeadlineConfirmed).calendar_version == 7
    assert outcome.given.when(cases.rings("acceptance", "missed", "2026-02-11")).the(DeadlineMissed).due_on == date(
        2026, 2, 10
    )


def test_a_day_that_comes_with_an_act_is_not_moved() -> None:
    """The notice goes with the acceptance of 4 February, whose own day was 10 February: it is only confirmed."""
    outcome = clocks.by(cases.ACCEPTED, clocks.LATER).when(clocks.replans("2026-02-05"))

    assert outcome.kinds == ["deadline_confirmed", "deadline_replanned"]
    assert due(outcome.given, "acceptance_notice") == "2026-02-10"


def test_a_subject_keeps_the_later_day_of_its_window() -> None:
    """Papers due on 11 February: a make-up day more takes nothing away, a day off more gives one."""
    asked = cases.FILED.given(clocks.asked_for_papers("2026-01-28"))
    earlier = clocks.by(asked, clocks.calendar(worked=["2026-02-01"])).given(clocks.replans("2026-02-02"))
    later = clocks.by(asked, clocks.LATER).given(clocks.replans("2026-02-02"))

    assert (due(earlier, "supplement"), clocks.running(earlier, "supplement").plan.not_before) == (
        "2026-02-11",
        date(2026, 2, 11),
    )
    assert due(later, "supplement") == "2026-02-12"


def test_a_provisional_term_becomes_firm() -> None:
    """2027 is announced as estimated: the same day, and from now on it can be missed."""
    outcome = clocks.by(NEW_YEAR, ANNOUNCED).when(clocks.replans("2026-12-25"))
    event = outcome.the(DeadlineConfirmed)

    assert clocks.running(NEW_YEAR, "acceptance").plan.provisional
    assert (event.due_on, event.provisional) == (date(2027, 1, 13), False)
    outcome.given.when(cases.rings("acceptance", "missed", "2027-01-14")).then_kinds(
        "deadline_missed", "escalation_raised"
    )


def test_a_provisional_term_moves_with_the_notice() -> None:
    """Sunday 3 January is worked: a day earlier."""
    outcome = clocks.by(NEW_YEAR, clocks.calendar(worked=["2027-01-03"], announced=[2027])).when(
        clocks.replans("2026-12-25")
    )

    assert outcome.the(DeadlineReplanned).due_on == date(2027, 1, 12)


@pytest.mark.parametrize("today", ["2027-01-13", "2027-01-14", "2027-01-20"])
def test_a_provisional_term_that_is_over_leaves_the_next_working_day(today: str) -> None:
    """The notice comes late: nobody is in breach of a day that was an estimate when it passed."""
    outcome = clocks.by(NEW_YEAR, ANNOUNCED).when(clocks.replans(today))
    expected = {"2027-01-13": "2027-01-13", "2027-01-14": "2027-01-15", "2027-01-20": "2027-01-21"}[today]

    assert due(outcome.given) == expected
    assert not clocks.running(outcome.given, "acceptance").plan.provisional
    assert not clocks.running(outcome.given, "acceptance").over(date.fromisoformat(today))


def test_a_provisional_window_that_is_over_leaves_the_next_working_day() -> None:
    """The applicant was told an estimate too: the window never closes on the day the notice comes."""
    asked = cases.NOTHING.given(cases.filed("2026-12-18"), clocks.asked_for_papers("2026-12-21"))
    given = clocks.by(asked, ANNOUNCED).given(clocks.replans("2027-01-20"))

    assert (due(asked, "supplement"), due(given, "supplement")) == ("2027-01-05", "2027-01-21")
    given.when(clocks.handed_in("2027-01-21")).then_kinds("supplement_received", "duty_met", "duty_resumed")


def test_a_duty_due_with_a_provisional_one_becomes_firm_too() -> None:
    """Its day is given by the act it goes with; announced, it can be missed, and if it is over, not before tomorrow."""
    served = cases.DETERMINED.given(*cases.voted(day="2026-12-28"), cases.served("2026-12-30"))
    in_time = clocks.by(served, ANNOUNCED).given(clocks.replans("2027-01-04"))
    over = clocks.by(served, ANNOUNCED).given(clocks.replans("2027-01-20"))

    assert clocks.running(served, "announcement").plan.provisional
    assert not clocks.running(in_time, "announcement").plan.provisional
    assert (due(in_time, "announcement"), due(over, "announcement")) == (due(served, "announcement"), "2027-01-21")


def test_a_clock_that_stands_still_is_left_alone() -> None:
    """Only the window is held against the new calendar; the term is counted by it when it goes on: 27 February."""
    asked = cases.FILED.given(clocks.asked_for_papers("2026-01-28"))
    outcome = clocks.by(asked, clocks.calendar(off=["2026-02-24"])).when(clocks.replans("2026-02-02"))
    given = outcome.given

    assert outcome.kinds == ["deadline_confirmed"]
    assert outcome.the(DeadlineConfirmed).duty_id == clocks.newest(asked.case, "supplement")
    given.when(clocks.replans("2026-02-02")).refused(refusals.NOTHING_TO_REPLAN)
    resumed = given.given(clocks.handed_in("2026-02-06"))
    assert (due(resumed), clocks.running(resumed, "acceptance").plan.calendar_version) == ("2026-02-27", 8)
    resumed.when(clocks.replans("2026-02-09")).refused(refusals.NOTHING_TO_REPLAN)


def test_the_pauses_of_a_term_are_kept() -> None:
    """Stopped on 28 January, going on since 6 February, due on the 26th: a day off more gives the 27th."""
    resumed = cases.FILED.given(clocks.asked_for_papers("2026-01-28"), clocks.handed_in("2026-02-06"))
    given = clocks.by(resumed, clocks.calendar(off=["2026-02-24"])).given(clocks.replans("2026-02-09"))

    assert (due(resumed), due(given)) == ("2026-02-26", "2026-02-27")


def test_an_extension_is_kept() -> None:
    """Extended to 15 April; a day off more gives the 16th."""
    extended = cases.ACCEPTED.given(clocks.extended("investigation", 15, "2026-03-20"))
    given = clocks.by(extended, clocks.calendar(off=["2026-04-07"])).given(clocks.replans("2026-03-23"))

    assert (due(extended, "investigation"), due(given, "investigation")) == ("2026-04-15", "2026-04-16")


def test_an_extension_after_a_promise_is_added_to_both() -> None:
    """Due on 24 March and promised for it; five working days more end on the 31st, which the next calendar keeps."""
    shorter = clocks.calendar(worked=["2026-03-01", "2026-03-07"])
    eve = clocks.by(cases.ACCEPTED, shorter).given(clocks.replans("2026-03-23"))
    given = eve.given(clocks.extended("investigation", 5, "2026-03-24"))
    again = clocks.by(given, shorter.model_copy(update={"version": 9})).given(clocks.replans("2026-03-24", 9))

    assert (due(eve, "investigation"), due(given, "investigation")) == ("2026-03-24", "2026-03-31")
    assert due(again, "investigation") == "2026-03-31"


@pytest.mark.parametrize(
    ("new", "until"),
    [
        pytest.param(clocks.calendar(off=["2026-03-30"]), "2026-03-31", id="later"),
        pytest.param(clocks.calendar(worked=["2026-03-28"]), "2026-03-30", id="earlier: the subject keeps its day"),
    ],
)
def test_the_window_of_appeal(new: Calendar, until: str) -> None:
    """Received on 28 February: a month ends on a Saturday, so on Monday 30 March (A-19, A-30)."""
    received = cases.SERVED.when(cases.received(day="2026-02-28"))
    outcome = clocks.by(received.given, new).when(clocks.replans("2026-03-09"))
    event = outcome.the(AppealWindowReplanned)

    assert received.the(ReceiptConfirmed).appeal_until == date(2026, 3, 30)
    assert (event.subject, event.was, event.appeal_until.isoformat()) == (cases.ANN, date(2026, 3, 30), until)
    assert (event.provisional, event.calendar_version) == (False, 8)
    outcome.given.when(cases.asked(until)).then_kinds("reappraisal_opened", "duty_opened")
    outcome.given.when(clocks.replans("2026-03-09")).refused(refusals.NOTHING_TO_REPLAN)
    again = clocks.by(outcome.given, new.model_copy(update={"version": 9})).when(clocks.replans("2026-03-10", 9))
    assert again.the(AppealWindowReplanned).appeal_until.isoformat() == until  # a month from receipt, as ever


def test_a_closed_window_of_appeal_stands_and_an_estimated_one_does_not() -> None:
    """What has passed is not opened again; an estimate that has passed leaves the subject the next working day."""
    received = cases.SERVED.given(cases.received(day="2026-02-28"))
    guessed = clocks.by(cases.SERVED, clocks.ESTIMATED).given(cases.received(day="2026-02-28"))
    after = clocks.by(guessed, clocks.calendar()).when(clocks.replans("2026-04-02"))

    closed = clocks.by(received, clocks.calendar(off=["2026-03-30"])).when(clocks.replans("2026-03-31"))
    assert closed.all(AppealWindowReplanned) == []
    assert after.the(AppealWindowReplanned).appeal_until == date(2026, 4, 3)


def test_an_estimated_window_of_appeal_closes_on_nobody() -> None:
    """Until the year is announced a subject may still ask: no chance is lost by an estimate."""
    guessed = clocks.by(cases.SERVED, clocks.ESTIMATED).given(cases.received(day="2026-02-28"))

    guessed.when(cases.asked("2026-04-02")).then_kinds("reappraisal_opened", "duty_opened")
    clocks.by(guessed, clocks.calendar()).given(clocks.replans("2026-04-02")).when(cases.asked("2026-04-07")).refused(
        WINDOW_CLOSED
    )


def test_nothing_is_replanned_twice() -> None:
    """Nor by a calendar that is already known, nor before the version asked for is in force."""
    done = clocks.by(cases.FILED, clocks.LATER).given(clocks.replans("2026-02-02"))

    done.when(clocks.replans("2026-02-02")).refused(refusals.NOTHING_TO_REPLAN)
    cases.FILED.when(clocks.replans("2026-02-02", 7)).refused(refusals.NOTHING_TO_REPLAN)
    cases.FILED.when(clocks.replans("2026-02-02", 8)).refused(refusals.NOTHING_TO_REPLAN)
    clocks.by(cases.FILED, clocks.LATER).when(clocks.replans("2026-02-02", 9)).refused(refusals.NOTHING_TO_REPLAN)
    clocks.by(cases.CLOSED, clocks.LATER).when(clocks.replans("2026-04-02")).refused(refusals.NOTHING_TO_REPLAN)


def test_only_the_clock_replans() -> None:
    """People publish a calendar; no person moves the dates of one case."""
    clocks.by(cases.FILED, clocks.LATER).when(clocks.replans("2026-02-02", actor=cases.ORGANISATION)).refused(
        refusals.NOT_COMPETENT
    )


def test_a_version_that_was_overtaken_is_counted_by_the_newest() -> None:
    """Asked for 8 while 9 is in force: one step, to what holds."""
    newest = clocks.by(cases.FILED, clocks.LATER.model_copy(update={"version": 9}))

    assert newest.when(clocks.replans("2026-02-02", 8)).the(DeadlineReplanned).calendar_version == 9


def test_a_moved_date_has_alarms_of_its_own() -> None:
    """The reminder of 10 February was sent; that of the 11th is another alarm with another command id."""
    reminded = cases.FILED.given(cases.rings("acceptance", "remind-3", "2026-02-05", 9))
    moved = clocks.by(reminded, clocks.LATER).given(clocks.replans("2026-02-05"))
    (before,), (after,) = (agenda(given.case).alarms for given in (cases.FILED, moved))

    assert clocks.alarms_of(reminded, "acceptance") == ["missed"]
    assert (before.rung, after.rung) == ("remind-3", "remind-3")
    assert alarm_command_id(CASE_ID, before.duty, before.due_on, before.rung) != alarm_command_id(
        CASE_ID, after.duty, after.due_on, after.rung
    )


def test_a_date_that_comes_back_rings_nothing_twice() -> None:
    """Reminded of 10 February, moved to the 11th, reminded of that, moved back: only the miss is still to ring."""
    away = clocks.by(cases.FILED.given(cases.rings("acceptance", "remind-3", "2026-02-05", 9)), clocks.LATER).given(
        clocks.replans("2026-02-05"), cases.rings("acceptance", "remind-3", "2026-02-05", 11)
    )
    back = clocks.by(away, clocks.calendar(9)).given(clocks.replans("2026-02-06", 9))

    assert (due(away), clocks.alarms_of(away, "acceptance")) == ("2026-02-11", ["missed"])
    assert (due(back), clocks.alarms_of(back, "acceptance")) == ("2026-02-10", ["missed"])
    back.when(cases.rings("acceptance", "remind-3", "2026-02-06")).refused(refusals.NOT_DUE)


def test_a_history_under_entry_is_replanned_too() -> None:
    """Its terms run as soon as it is closed, by the calendar then in force."""
    history = cases.NOTHING.given(replace(cases.filed(history=True), actor=cases.ORGANISATION))

    clocks.by(history, clocks.LATER).when(clocks.replans("2026-02-02")).then_kinds("deadline_replanned")
