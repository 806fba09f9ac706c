"""Extension: once, within its bound, by who may approve it, before the term has passed (A-28)."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.extension import (
    CLOCK_STANDS,
    EXTENSION_AFTER_EXPIRY,
    EXTENSION_TOO_LONG,
    NO_EXTENSION,
    NO_SECOND_EXTENSION,
)
from domain.case.events import DutyExtended
from domain.pack.terms import Extension, Within
from domain.refusals import Refusal
from domain.terms.deadlines import TermUnit
from tests.domain import clock_story as c
from tests.domain import story as s
from tests.domain.given import instant
from tests.domain.scenario import Deed, Given

EXTENDED = s.ACCEPTED.given(c.extended("investigation", 15, "2026-03-20"))
"""The investigation was due on 24 March."""


def test_an_extension_moves_the_due_date_and_its_alarms() -> None:
    """Fifteen working days after 24 March, over Qingming: 15 April; the event says who approved and on what paper."""
    outcome = s.ACCEPTED.when(c.extended("investigation", 15, "2026-03-20"))
    event = outcome.the(DutyExtended)

    assert (event.by, event.due_on, event.approved_by) == (15, date(2026, 4, 15), "county-a-committee")
    assert event.document == s.document("延期").sha256
    assert event.private is not None
    assert event.private.reasons == s.MARK
    assert [(alarm.rung, alarm.at) for alarm in event.alarms] == [
        ("remind-3", instant("2026-04-10", 9)),
        ("due", instant("2026-04-16", 0)),
    ]
    assert c.running(outcome.given, "investigation").term.amount == 45
    outcome.given.when(s.rings("investigation", "due", "2026-03-25")).refused(refusals.NOT_DUE)


def test_the_reminder_of_the_new_date_rings_though_that_of_the_old_has() -> None:
    """A longer term has a ladder of its own."""
    reminded = s.ACCEPTED.given(s.rings("investigation", "remind-3", "2026-03-19", 9))
    extended = reminded.given(c.extended("investigation", 15, "2026-03-20"))

    assert c.alarms_of(reminded, "investigation") == ["due"]
    assert c.alarms_of(extended, "investigation") == ["remind-3"]


@pytest.mark.parametrize(
    ("given", "act", "refusal"),
    [
        pytest.param(
            s.ACCEPTED,
            c.extended("investigation", 16, "2026-03-20"),
            EXTENSION_TOO_LONG,
            id="beyond the bound",
        ),
        pytest.param(
            s.ACCEPTED,
            c.extended("investigation", 15, "2026-03-20", s.ORGANISATION),
            refusals.NOT_COMPETENT,
            id="by the organ that is short of time",
        ),
        pytest.param(EXTENDED, c.extended("investigation", 1, "2026-03-23"), NO_SECOND_EXTENSION, id="again"),
        pytest.param(s.ACCEPTED, c.extended("investigation", 5, "2026-03-25"), EXTENSION_AFTER_EXPIRY, id="too late"),
        pytest.param(s.FILED, c.extended("acceptance", 5, "2026-02-02"), NO_EXTENSION, id="the fifteen days"),
        pytest.param(s.ACCEPTED, c.extended("acceptance_notice", 1, "2026-02-05"), NO_EXTENSION, id="due with an act"),
        pytest.param(s.SERVED, c.extended("correction", 1, "2026-02-24"), NO_EXTENSION, id="a duty without a rule"),
        pytest.param(
            s.RECEIVED.given(s.asked()),
            c.extended("reappraisal", 1, "2026-03-11"),
            NO_EXTENSION,
            id="a reappraisal without a rule",
        ),
        pytest.param(s.ACCEPTED, c.extended("acceptance", 5, "2026-02-05"), refusals.NO_DUTY, id="met"),
        pytest.param(
            s.ACCEPTED,
            c.extended("investigation", 5, "2026-02-03"),
            refusals.BEFORE_OPENING,
            id="before it began",
        ),
        pytest.param(
            EXTENDED,
            c.extended("investigation", 1, "2026-03-20").having_seen(10),
            refusals.STALE,
            id="without a look at the other extension",
        ),
    ],
)
def test_who_may_extend_what_and_when(given: Given, act: Deed, refusal: Refusal) -> None:
    """No rule, no extension; the rule bounds it, names who approves, and holds once, in time."""
    given.when(act).refused(refusal)


def test_on_its_last_day_a_term_can_still_be_extended() -> None:
    """24 March ends at 24:00."""
    given = s.ACCEPTED.given(c.extended("investigation", 5, "2026-03-24"))

    assert c.running(given, "investigation").due_on == date(2026, 3, 31)


def test_the_refusal_names_the_bound() -> None:
    """Whoever asks for more learns how much the rule gives, and which rule."""
    refusal = s.ACCEPTED.when(c.extended("investigation", 16, "2026-03-20")).refused(EXTENSION_TOO_LONG)

    assert (refusal.detail, refusal.cite) == ("15", ("A-28",))


def test_a_missed_term_is_not_extended_by_a_date_on_paper() -> None:
    """Recorded as missed it has passed, whatever day is entered afterwards."""
    shelved = s.NOTHING.knowing(c.SHELVING_KNOWN).given(s.filed(), *s.accepted(), c.shelved("2026-02-11"))
    missed = shelved.given(s.rings("shelving", "missed", "2026-05-16"))
    late = c.extended("shelving", 5, "2026-05-18")
    assert callable(late.body)
    body = late.body(missed.case).model_copy(update={"on": date(2026, 5, 15), "late_entry_reason": s.MARK})

    missed.when(replace(late, body=body)).refused(EXTENSION_AFTER_EXPIRY)


def test_a_clock_that_stands_still_is_not_extended() -> None:
    """First it goes on; then the extension is added to what was left: 9 May and five working days."""
    under_way = s.NOTHING.knowing(c.SHELVING_KNOWN).given(s.filed(), *s.accepted())
    shelved = under_way.given(c.shelved("2026-02-11"))
    going_on = shelved.given(c.resumed("2026-03-31"))

    shelved.when(c.extended("investigation", 5, "2026-02-12")).refused(CLOCK_STANDS)
    assert going_on.when(c.extended("investigation", 5, "2026-04-01")).the(DutyExtended).due_on == date(2026, 5, 15)


def test_an_extension_survives_a_pause() -> None:
    """Extended by five to 31 March, put aside with 30 of 35 working days left, taken up again on 31 March."""
    given = s.NOTHING.knowing(c.SHELVING_KNOWN).given(
        s.filed(), *s.accepted(), c.extended("investigation", 5, "2026-02-10")
    )
    paused = given.given(c.shelved("2026-02-11"), c.resumed("2026-03-31"))

    assert c.running(paused, "investigation").due_on == date(2026, 5, 15)
    paused.when(c.extended("investigation", 1, "2026-04-01")).refused(NO_SECOND_EXTENSION)


def test_the_window_of_an_applicant_may_have_a_rule_too() -> None:
    """A pack that lets the time for papers be longer: 11 February and three working days, 14 February."""
    acceptance = s.PACK.step("acceptance")
    assert acceptance.supplement is not None
    within = acceptance.supplement.within.model_copy(update={"extension": Extension(at_most=3, by="organization")})
    supplement = acceptance.supplement.model_copy(update={"within": within})
    given = s.NOTHING.knowing(c.with_supplement(supplement)).given(s.filed(), c.asked_for_papers("2026-01-28"))

    assert given.when(c.extended("supplement", 3, "2026-02-09", s.ORGANISATION)).the(DutyExtended).due_on == date(
        2026, 2, 14
    )


def test_a_reappraisal_with_a_rule_is_extended_in_its_own_unit() -> None:
    """Asked on 10 March, one month and one more: 11 May, as the 10th is a Sunday."""
    within = Within(amount=1, unit=TermUnit.months, extension=Extension(at_most=1, by="committee"))
    pack = s.PACK.model_copy(update={"reappraisal": s.PACK.reappraisal.model_copy(update={"within": within})})
    given = s.RECEIVED.given(s.asked()).knowing(replace(s.KNOWN, pack=pack))

    assert given.when(c.extended("reappraisal", 1, "2026-03-11")).the(DutyExtended).due_on == date(2026, 5, 11)
