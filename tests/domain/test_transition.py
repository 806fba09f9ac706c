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
from tests.domain import clock_story as c
from tests.domain import story as s
from tests.domain import transition_story as t
from tests.domain.scenario import CASE_ID, Given


def due(given: Given, duty: str = "acceptance") -> str:
    """When the newest duty of a name is due."""
    return c.running(given, duty).due_on.isoformat()


def test_the_old_edition_is_chosen_and_nothing_moves() -> None:
    """On record with its document: which edition was looked at and not taken."""
    outcome = t.facing(s.FILED, t.LONGER).when(t.chooses(t.LONGER, "old", "2026-02-02"))
    chosen = outcome.the(TransitionChosen)

    assert outcome.kinds == ["transition_chosen"]
    assert (chosen.choice, chosen.edition, chosen.was_edition) == ("old", "later", s.PACK.edition)
    assert (chosen.pack_sha256, chosen.was_sha256) == (pack_sha256(t.LONGER), pack_sha256(s.PACK))
    assert outcome.given.case.pack_sha256 == pack_sha256(s.PACK)
    assert due(outcome.given) == "2026-02-10"


def test_the_new_edition_plans_the_running_term_from_the_same_day() -> None:
    """Twenty working days from 20 January end on 24 February, after the festival and with a new ladder's alarms."""
    outcome = t.facing(s.FILED, t.LONGER).when(t.chooses(t.LONGER, "new", "2026-02-02"))
    moved = outcome.the(DeadlineReplanned)

    assert outcome.kinds == ["transition_chosen", "deadline_replanned"]
    assert (moved.was, moved.due_on) == (date(2026, 2, 10), date(2026, 2, 24))
    assert moved.rule is not None
    assert (moved.rule.edition, moved.rule.amount, moved.rule.cite) == ("later", 20, ("NJ-12",))
    assert outcome.given.case.pack_sha256 == pack_sha256(t.LONGER)
    assert c.alarms_of(outcome.given, "acceptance") == ["remind-3"]


def test_a_later_calendar_counts_by_the_rule_of_the_edition_chosen() -> None:
    """Moved to twenty working days; a day off more puts that one day later, not back to fifteen."""
    moved = t.moved(s.FILED, t.LONGER, "2026-02-02")
    replanned = c.by(moved, c.LATER).when(c.replans("2026-02-03")).the(DeadlineReplanned)

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
    after = t.moved(s.FILED, t.SHORTER, today)
    not_before = c.running(after, "acceptance").plan.not_before

    assert due(after) == due_on
    assert (not_before and not_before.isoformat()) == promised


def test_a_missed_term_is_not_written_anew() -> None:
    """Missed on 10 February; the longer edition of the 12th leaves the breach, the day and the rule as they were."""
    missed = s.FILED.given(s.rings("acceptance", "missed", "2026-02-11"))
    outcome = t.facing(missed, t.LONGER).when(t.chooses(t.LONGER, "new", "2026-02-12"))
    duty = c.running(outcome.given, "acceptance")

    assert outcome.kinds == ["transition_chosen", "deadline_confirmed"]
    assert (duty.missed, duty.due_on, duty.opened.amount) == (True, date(2026, 2, 10), 15)
    assert c.alarms_of(outcome.given, "acceptance") == ["level-2"]


def test_another_ladder_rings_nothing_twice() -> None:
    """Reminded three days before; the edition with a reminder five days before neither adds that nor repeats this."""
    reminded = s.FILED.given(s.rings("acceptance", "remind-3", "2026-02-05", 9))
    before = {alarm_command_id(CASE_ID, a.duty, a.due_on, a.rung) for a in s.FILED.agenda.alarms}
    after = t.moved(reminded, t.STEEPER, "2026-02-06")
    ahead = [alarm for alarm in after.agenda.alarms if alarm.rung != "remind-5"]

    assert c.alarms_of(after, "acceptance") == ["missed"]
    assert not before & {alarm_command_id(CASE_ID, a.duty, a.due_on, a.rung) for a in ahead}
    assert c.alarms_of(t.moved(s.FILED, t.STEEPER, "2026-02-02"), "acceptance") == ["remind-5"]


def test_a_term_that_the_edition_does_not_have_ends() -> None:
    """Nobody is late by a term that no longer is; and one that is new begins with the choice."""
    outcome = t.facing(s.FILED, t.UNTERMED).when(t.chooses(t.UNTERMED, "new", "2026-02-02"))
    untermed = outcome.given.knowing(replace(s.KNOWN, pack=t.UNTERMED, pack_sha256=pack_sha256(t.UNTERMED)))
    back = t.facing(untermed, t.LONGER).when(t.chooses(t.LONGER, "new", "2026-02-03")).the(DutyOpened)

    assert outcome.the(DutyCancelled).because == "no_term"
    assert (back.step, back.starts_on, back.amount) == ("acceptance", date(2026, 2, 3), 20)


def test_later_acts_are_decided_by_the_edition_chosen() -> None:
    """Moved during acceptance to an edition that investigates in 60 calendar days, as a binding term."""
    accepted = t.moved(s.FILED, t.CALENDAR_DAYS, "2026-02-02").given(*s.accepted())
    opened = c.running(accepted, "investigation").opened

    assert (opened.amount, opened.unit, opened.force) == (60, TermUnit.calendar_days, Force.STATUTORY)


def test_a_running_term_takes_unit_and_force_of_the_edition() -> None:
    """From a reminder after thirty working days to a binding sixty calendar days: 4 February to 5 April, a rest day."""
    after = t.moved(s.ACCEPTED, t.CALENDAR_DAYS, "2026-02-10")
    duty = c.running(after, "investigation")

    assert (duty.opened.unit, duty.opened.force) == (TermUnit.calendar_days, Force.STATUTORY)
    assert duty.opened.starts_on == date(2026, 2, 4)
    assert [alarm.rung for alarm in duty.plan.alarms][:2] == ["remind-3", "missed"]


def test_what_a_term_was_extended_by_stays_with_it() -> None:
    """Extended by five of its thirty working days; by twenty it has twenty-five."""
    extended = s.ACCEPTED.given(c.extended("investigation", 5, "2026-02-10"))
    after = t.moved(extended, t.with_term("investigation", 25), "2026-02-11")

    assert c.running(after, "investigation").term.amount == 30
    assert due(after, "investigation") == due(s.ACCEPTED, "investigation")


def test_a_duty_that_follows_an_outcome_keeps_its_rule() -> None:
    """Opened by the old edition, it keeps its day; one opened later has the new edition's term."""
    talk = next(rule for rule in s.PACK.duties if rule.duty == "talk")
    within = Within(amount=20, unit=TermUnit.working_days)
    rules = tuple(r.model_copy(update={"within": within}) if r == talk else r for r in s.PACK.duties)
    new = t.edition(duties=rules)
    before, after = due(s.SERVED, "talk"), t.moved(s.SERVED, new, "2026-02-13")
    later = t.moved(s.APPROVED, new, "2026-02-12").given(s.served())

    assert due(after, "talk") == before
    assert due(later, "talk") != before


def test_an_open_window_of_appeal_only_grows() -> None:
    """The subject keeps the later of the two days."""
    routes = s.PACK.reappraisal.opens

    def by(amount: int) -> Pack:
        opens = tuple(
            r.model_copy(
                update={"within": r.within.model_copy(update={"amount": amount, "unit": TermUnit.calendar_days})}
            )
            if r.route == "request" and r.within
            else r
            for r in routes
        )
        return t.edition(reappraisal=s.PACK.reappraisal.model_copy(update={"opens": opens}))

    was = s.RECEIVED.case.appeals[s.ANN]
    assert was is not None
    shorter = t.facing(s.RECEIVED, by(5)).when(t.chooses(by(5), "new", "2026-02-25")).the(AppealWindowReplanned)
    longer = t.facing(s.RECEIVED, by(60)).when(t.chooses(by(60), "new", "2026-02-25")).the(AppealWindowReplanned)

    assert (shorter.appeal_until, shorter.edition) == (was.until, "later")
    assert longer.appeal_until > was.until


def test_the_milder_edition_may_be_chosen_as_such() -> None:
    """It bars less a second time, and nothing in it is stricter."""
    outcome = t.facing(s.FILED, t.KINDER).when(t.chooses(t.KINDER, "milder", "2026-02-02"))
    chosen = outcome.the(TransitionChosen)

    assert (chosen.milder_in, chosen.stricter_in) == (("ban",), ())
    assert outcome.the(DeadlineConfirmed).due_on == date(2026, 2, 10)


def test_a_stricter_edition_is_not_the_milder_one() -> None:
    """It is refused by what is stricter in it; as the new one it is taken, and that is on record."""
    facing = t.facing(s.FILED, t.STRICTER)
    refusal = facing.when(t.chooses(t.STRICTER, "milder", "2026-02-02")).refused(NOT_MILDER)
    chosen = facing.when(t.chooses(t.STRICTER, "new", "2026-02-02")).the(TransitionChosen)

    assert refusal.detail is not None
    assert "no_gain" in refusal.detail
    assert chosen.stricter_in == ("outcome", "criterion", "effect")


def test_whoever_acts_on_what_was_before_the_choice_looks_again() -> None:
    """A move changes every open step; a choice to stay changes none."""
    moved, stayed = (
        t.facing(s.FILED, t.LONGER).given(t.chooses(t.LONGER, choice, "2026-02-02")) for choice in ("new", "old")
    )
    proposal = s.proposed_acceptance("2026-02-03").having_seen(s.FILED.case.version)

    moved.when(proposal).refused(refusals.STALE)
    stayed.when(proposal).then_kinds("joint_act_proposed")
    stayed.when(t.chooses(t.LONGER, "new", "2026-02-03").having_seen(s.FILED.case.version)).refused(refusals.STALE)


def test_a_choice_is_refused_where_there_is_none() -> None:
    """No such edition, the very edition, another procedure's, a closed case, an organ that does not decide."""
    other = t.LONGER.model_copy(update={"pack": "elsewhere"})
    day = "2026-02-26"

    t.facing(s.FILED, None).when(t.chooses(t.LONGER, "new", "2026-02-02")).refused(UNKNOWN_EDITION)
    t.facing(s.FILED, other).when(t.chooses(other, "new", "2026-02-02")).refused(UNKNOWN_EDITION)
    t.facing(s.FILED, s.PACK).when(t.chooses(s.PACK, "new", "2026-02-02")).refused(SAME_EDITION)
    t.facing(s.CLOSED, t.LONGER).when(t.chooses(t.LONGER, "new", day)).refused(refusals.WRONG_STEP)
    facing = t.facing(s.FILED, t.LONGER)
    facing.when(t.chooses(t.LONGER, "new", "2026-02-02", s.DISCIPLINE)).refused(refusals.NOT_COMPETENT)
    facing.when(t.chooses(t.LONGER, "old", "2026-02-02", s.DISCIPLINE)).refused(refusals.NOT_COMPETENT)
