"""The choice between two editions for a running case (过渡适用): what it records, what it moves, what it refuses."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.transition import NOT_MILDER, SAME_EDITION, UNKNOWN_EDITION
from domain.case.events import (
    AppealWindowReplanned,
    DeadlineConfirmed,
    DeadlineReplanned,
    DutyCancelled,
    DutyOpened,
    TransitionChosen,
)
from domain.pack.pack import Pack
from domain.pack.terms import Force, Within
from domain.terms.deadlines import TermUnit
from domain.values import alarm_command_id
from policies.packs.loader import pack_sha256
from tests.domain.scenario import CASE_ID, Given
from tests.domain.stories import cases, clocks, transitions


def due(given: Given, duty: str = "acceptance") -> str:
    """When the newest duty of a name is due."""
    return clocks.running(given, duty).due_on.isoformat()


def test_the_old_edition_is_chosen_and_nothing_moves() -> None:
    """On record with its document: which edition was looked at and not taken."""
    outcome = transitions.facing(cases.FILED, transitions.LONGER).when(
        transitions.chooses(transitions.LONGER, "old", "2026-02-02")
    )
    chosen = outcome.the(TransitionChosen)

    assert outcome.kinds == ["transition_chosen"]
    assert (chosen.choice, chosen.edition, chosen.was_edition) == ("old", "later", cases.PACK.edition)
    assert (chosen.pack_sha256, chosen.was_sha256) == (pack_sha256(transitions.LONGER), pack_sha256(cases.PACK))
    assert outcome.given.case.pack_sha256 == pack_sha256(cases.PACK)
    assert due(outcome.given) == "2026-02-10"


def test_the_new_edition_plans_the_running_term_from_the_same_day() -> None:
    """Twenty working days from 20 January end on 24 February, after the festival and with a new ladder's alarms."""
    outcome = transitions.facing(cases.FILED, transitions.LONGER).when(
        transitions.chooses(transitions.LONGER, "new", "2026-02-02")
    )
    moved = outcome.the(DeadlineReplanned)

    assert outcome.kinds == ["transition_chosen", "deadline_replanned"]
    assert (moved.was, moved.due_on) == (date(2026, 2, 10), date(2026, 2, 24))
    assert moved.rule is not None
    assert (moved.rule.edition, moved.rule.amount, moved.rule.cite) == ("later", 20, ("NJ-12",))
    assert outcome.given.case.pack_sha256 == pack_sha256(transitions.LONGER)
    assert clocks.alarms_of(outcome.given, "acceptance") == ["remind-3"]


def test_a_later_calendar_counts_by_the_rule_of_the_edition_chosen() -> None:
    """Moved to twenty working days; a day off more puts that one day later, not back to fifteen."""
    moved = transitions.moved(cases.FILED, transitions.LONGER, "2026-02-02")
    replanned = clocks.by(moved, clocks.LATER).when(clocks.replans("2026-02-03")).the(DeadlineReplanned)

    assert (replanned.was, replanned.due_on, replanned.rule) == (date(2026, 2, 24), date(2026, 2, 25), None)


@pytest.mark.parametrize(
    ("today", "due_on", "promised"),
    [
        pytest.param("2026-01-28", "2026-02-03", None, id="a week ahead"),
        pytest.param("2026-02-05", "2026-02-06", "2026-02-06", id="over by the count: the next working day"),
        pytest.param("2026-02-10", "2026-02-10", "2026-02-10", id="due today: stays"),
        pytest.param("2026-02-11", "2026-02-10", None, id="passed: stands"),
    ],
)
def test_no_term_gets_shorter_than_the_next_working_day(today: str, due_on: str, promised: str | None) -> None:
    """The rules of a new calendar hold for a new edition (docs/decisions/0018)."""
    after = transitions.moved(cases.FILED, transitions.SHORTER, today)
    not_before = clocks.running(after, "acceptance").plan.not_before

    assert due(after) == due_on
    assert (not_before and not_before.isoformat()) == promised


def test_a_missed_term_is_not_written_anew() -> None:
    """Missed on 10 February; the longer edition of the 12th leaves the breach, the day and the rule as they were."""
    missed = cases.FILED.given(cases.rings("acceptance", "missed", "2026-02-11"))
    outcome = transitions.facing(missed, transitions.LONGER).when(
        transitions.chooses(transitions.LONGER, "new", "2026-02-12")
    )
    duty = clocks.running(outcome.given, "acceptance")

    assert outcome.kinds == ["transition_chosen", "deadline_confirmed"]
    assert (duty.missed, duty.due_on, duty.opened.amount) == (True, date(2026, 2, 10), 15)
    assert clocks.alarms_of(outcome.given, "acceptance") == ["level-2"]


def test_another_ladder_rings_nothing_twice() -> None:
    """Reminded three days before; the edition with a reminder five days before neither adds that nor repeats this."""
    reminded = cases.FILED.given(cases.rings("acceptance", "remind-3", "2026-02-05", 9))
    before = {alarm_command_id(CASE_ID, a.duty, a.due_on, a.rung) for a in cases.FILED.agenda.alarms}
    after = transitions.moved(reminded, transitions.STEEPER, "2026-02-06")
    ahead = [alarm for alarm in after.agenda.alarms if alarm.rung != "remind-5"]

    assert clocks.alarms_of(after, "acceptance") == ["missed"]
    assert not before & {alarm_command_id(CASE_ID, a.duty, a.due_on, a.rung) for a in ahead}
    assert clocks.alarms_of(transitions.moved(cases.FILED, transitions.STEEPER, "2026-02-02"), "acceptance") == [
        "remind-5"
    ]


def test_a_term_that_the_edition_does_not_have_ends() -> None:
    """Nobody is late by a term that no longer is; and one that is new begins with the choice."""
    outcome = transitions.facing(cases.FILED, transitions.UNTERMED).when(
        transitions.chooses(transitions.UNTERMED, "new", "2026-02-02")
    )
    untermed = outcome.given.knowing(
        replace(cases.CONTEXT, pack=transitions.UNTERMED, pack_sha256=pack_sha256(transitions.UNTERMED))
    )
    back = (
        transitions.facing(untermed, transitions.LONGER)
        .when(transitions.chooses(transitions.LONGER, "new", "2026-02-03"))
        .the(DutyOpened)
    )

    assert outcome.the(DutyCancelled).because == "no_term"
    assert (back.step, back.starts_on, back.amount) == ("acceptance", date(2026, 2, 3), 20)


def test_later_acts_are_decided_by_the_edition_chosen() -> None:
    """Moved during acceptance to an edition that investigates in 60 calendar days, as a binding term."""
    accepted = transitions.moved(cases.FILED, transitions.CALENDAR_DAYS, "2026-02-02").given(*cases.accepted())
    opened = clocks.running(accepted, "investigation").opened

    assert (opened.amount, opened.unit, opened.force) == (60, TermUnit.calendar_days, Force.STATUTORY)


def test_a_running_term_takes_unit_and_force_of_the_edition() -> None:
    """From a reminder after thirty working days to a binding sixty calendar days: 4 February to 5 April, a rest day."""
    after = transitions.moved(cases.ACCEPTED, transitions.CALENDAR_DAYS, "2026-02-10")
    duty = clocks.running(after, "investigation")

    assert (duty.opened.unit, duty.opened.force) == (TermUnit.calendar_days, Force.STATUTORY)
    assert duty.opened.starts_on == date(2026, 2, 4)
    assert [alarm.rung for alarm in duty.plan.alarms][:2] == ["remind-3", "missed"]


def test_what_a_term_was_extended_by_stays_with_it() -> None:
    """Extended by five of its thirty working days; by twenty it has twenty-five."""
    extended = cases.ACCEPTED.given(clocks.extended("investigation", 5, "2026-02-10"))
    after = transitions.moved(extended, transitions.with_term("investigation", 25), "2026-02-11")

    assert clocks.running(after, "investigation").term.amount == 30
    assert due(after, "investigation") == due(cases.ACCEPTED, "investigation")


def test_a_duty_that_follows_an_outcome_keeps_its_rule() -> None:
    """Opened by the old edition, it keeps its day; one opened later has the new edition's term."""
    talk = next(rule for rule in cases.PACK.duties if rule.duty == "talk")
    within = Within(amount=20, unit=TermUnit.working_days)
    rules = tuple(r.model_copy(update={"within": within}) if r == talk else r for r in cases.PACK.duties)
    new = transitions.edition(duties=rules)
    before, after = due(cases.SERVED, "talk"), transitions.moved(cases.SERVED, new, "2026-02-13")
    later = transitions.moved(cases.APPROVED, new, "2026-02-12").given(cases.served())

    assert due(after, "talk") == before
    assert due(later, "talk") != before


def test_an_open_window_of_appeal_only_grows() -> None:
    """The subject keeps the later of the two days."""
    routes = cases.reappraising().opens

    def by(amount: int) -> Pack:
        opens = tuple(
            r.model_copy(
                update={"within": r.within.model_copy(update={"amount": amount, "unit": TermUnit.calendar_days})}
            )
            if r.route == "request" and r.within
            else r
            for r in routes
        )
        return transitions.edition(reappraisal=cases.reappraising(opens=opens))

    was = cases.RECEIVED.case.appeals[cases.ANN]
    assert was is not None
    shorter = (
        transitions.facing(cases.RECEIVED, by(5))
        .when(transitions.chooses(by(5), "new", "2026-02-25"))
        .the(AppealWindowReplanned)
    )
    longer = (
        transitions.facing(cases.RECEIVED, by(60))
        .when(transitions.chooses(by(60), "new", "2026-02-25"))
        .the(AppealWindowReplanned)
    )

    assert (shorter.appeal_until, shorter.edition) == (was.until, "later")
    assert longer.appeal_until > was.until


def test_the_milder_edition_may_be_chosen_as_such() -> None:
    """It bars less a second time, and nothing in it is stricter."""
    outcome = transitions.facing(cases.FILED, transitions.KINDER).when(
        transitions.chooses(transitions.KINDER, "milder", "2026-02-02")
    )
    chosen = outcome.the(TransitionChosen)

    assert (chosen.milder_in, chosen.stricter_in) == (("ban",), ())
    assert outcome.the(DeadlineConfirmed).due_on == date(2026, 2, 10)


def test_a_stricter_edition_is_not_the_milder_one() -> None:
    """It is refused by what is stricter in it; as the new one it is taken, and that is on record."""
    facing = transitions.facing(cases.FILED, transitions.STRICTER)
    refusal = facing.when(transitions.chooses(transitions.STRICTER, "milder", "2026-02-02")).refused(NOT_MILDER)
    chosen = facing.when(transitions.chooses(transitions.STRICTER, "new", "2026-02-02")).the(TransitionChosen)

    assert refusal.detail is not None
    assert "no_gain" in refusal.detail
    assert chosen.stricter_in == ("outcome", "criterion", "effect")


def test_whoever_acts_on_what_was_before_the_choice_looks_again() -> None:
    """A move changes every open step; a choice to stay changes none."""
    moved, stayed = (
        transitions.facing(cases.FILED, transitions.LONGER).given(
            transitions.chooses(transitions.LONGER, choice, "2026-02-02")
        )
        for choice in ("new", "old")
    )
    proposal = cases.proposed_acceptance("2026-02-03").having_seen(cases.FILED.case.version)

    moved.when(proposal).refused(refusals.STALE)
    stayed.when(proposal).then_kinds("joint_act_proposed")
    stayed.when(
        transitions.chooses(transitions.LONGER, "new", "2026-02-03").having_seen(cases.FILED.case.version)
    ).refused(refusals.STALE)


def test_a_choice_is_refused_where_there_is_none() -> None:
    """No such edition, the very edition, another procedure's, a closed case, an organ that does not decide."""
    other = transitions.LONGER.model_copy(update={"pack": "elsewhere"})
    day = "2026-02-26"

    transitions.facing(cases.FILED, None).when(transitions.chooses(transitions.LONGER, "new", "2026-02-02")).refused(
        UNKNOWN_EDITION
    )
    transitions.facing(cases.FILED, other).when(transitions.chooses(other, "new", "2026-02-02")).refused(
        UNKNOWN_EDITION
    )
    transitions.facing(cases.FILED, cases.PACK).when(transitions.chooses(cases.PACK, "new", "2026-02-02")).refused(
        SAME_EDITION
    )
    transitions.facing(cases.CLOSED, transitions.LONGER).when(
        transitions.chooses(transitions.LONGER, "new", day)
    ).refused(refusals.WRONG_STEP)
    facing = transitions.facing(cases.FILED, transitions.LONGER)
    facing.when(transitions.chooses(transitions.LONGER, "new", "2026-02-02", cases.DISCIPLINE)).refused(
        refusals.NOT_COMPETENT
    )
    facing.when(transitions.chooses(transitions.LONGER, "old", "2026-02-02", cases.DISCIPLINE)).refused(
        refusals.NOT_COMPETENT
    )
