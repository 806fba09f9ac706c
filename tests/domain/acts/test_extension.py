"""Extension: once, within its bound, by who may approve it, before the term has passed (A-28)."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.deadlines.extension import (
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
from tests.domain.given import instant
from tests.domain.scenario import Deed, Given
from tests.domain.stories import cases, clocks

EXTENDED = cases.ACCEPTED.given(clocks.extended("investigation", 15, "2026-03-20"))
"""The investigation was due on 24 March."""


def test_an_extension_moves_the_due_date_and_its_alarms() -> None:
    """Fifteen working days after 24 March, over Qingming: 15 April; the event says who approved and on what paper."""
    outcome = cases.ACCEPTED.when(clocks.extended("investigation", 15, "2026-03-20"))
    event = outcome.the(DutyExtended)

    assert (event.by, event.due_on, event.approved_by) == (15, date(2026, 4, 15), "county-a-committee")
    assert event.document == cases.document("延期").sha256
    assert event.private is not None
    assert event.private.reasons == cases.MARK
    assert [(alarm.rung, alarm.at) for alarm in event.alarms] == [
        ("remind-3", instant("2026-04-10", 9)),
        ("due", instant("2026-04-16", 0)),
    ]
    assert clocks.running(outcome.given, "investigation").term.amount == 45
    outcome.given.when(cases.rings("investigation", "due", "2026-03-25")).refused(refusals.NOT_DUE)


def test_the_reminder_of_the_new_date_rings_though_that_of_the_old_has() -> None:
    """A longer term has a ladder of its own."""
    reminded = cases.ACCEPTED.given(cases.rings("investigation", "remind-3", "2026-03-19", 9))
    extended = reminded.given(clocks.extended("investigation", 15, "2026-03-20"))

    assert clocks.alarms_of(reminded, "investigation") == ["due"]
    assert clocks.alarms_of(extended, "investigation") == ["remind-3"]


@pytest.mark.parametrize(
    ("given", "act", "refusal"),
    [
        pytest.param(
            cases.ACCEPTED,
            clocks.extended("investigation", 16, "2026-03-20"),
            EXTENSION_TOO_LONG,
            id="beyond the bound",
        ),
        pytest.param(
            cases.ACCEPTED,
            clocks.extended("investigation", 15, "2026-03-20", cases.ORGANISATION),
            refusals.NOT_COMPETENT,
            id="by the organ that is short of time",
        ),
        pytest.param(EXTENDED, clocks.extended("investigation", 1, "2026-03-23"), NO_SECOND_EXTENSION, id="again"),
        pytest.param(
            cases.ACCEPTED, clocks.extended("investigation", 5, "2026-03-25"), EXTENSION_AFTER_EXPIRY, id="too late"
        ),
        pytest.param(cases.FILED, clocks.extended("acceptance", 5, "2026-02-02"), NO_EXTENSION, id="the fifteen days"),
        pytest.param(
            cases.ACCEPTED, clocks.extended("acceptance_notice", 1, "2026-02-05"), NO_EXTENSION, id="due with an act"
        ),
        pytest.param(
            cases.SERVED, clocks.extended("correction", 1, "2026-02-24"), NO_EXTENSION, id="a duty without a rule"
        ),
        pytest.param(
            cases.RECEIVED.given(cases.asked()),
            clocks.extended("reappraisal", 1, "2026-03-11"),
            NO_EXTENSION,
            id="a reappraisal without a rule",
        ),
        pytest.param(cases.ACCEPTED, clocks.extended("acceptance", 5, "2026-02-05"), refusals.NO_DUTY, id="met"),
        pytest.param(
            cases.ACCEPTED,
            clocks.extended("investigation", 5, "2026-02-03"),
            refusals.BEFORE_OPENING,
            id="before it began",
        ),
        pytest.param(
            EXTENDED,
            clocks.extended("investigation", 1, "2026-03-20").having_seen(10),
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
    given = cases.ACCEPTED.given(clocks.extended("investigation", 5, "2026-03-24"))

    assert clocks.running(given, "investigation").due_on == date(2026, 3, 31)


def test_the_refusal_names_the_bound() -> None:
    """Whoever asks for more learns how much the rule gives, and which rule."""
    refusal = cases.ACCEPTED.when(clocks.extended("investigation", 16, "2026-03-20")).refused(EXTENSION_TOO_LONG)

    assert (refusal.detail, refusal.cite) == ("15", ("A-28",))


def test_a_missed_term_is_not_extended_by_a_date_on_paper() -> None:
    """Recorded as missed it has passed, whatever day is entered afterwards."""
    shelved = cases.NOTHING.knowing(clocks.SHELVING_CONTEXT).given(
        cases.filed(), *cases.accepted(), clocks.shelved("2026-02-11")
    )
    missed = shelved.given(cases.rings("shelving", "missed", "2026-05-16"))
    late = clocks.extended("shelving", 5, "2026-05-18")
    assert callable(late.body)
    body = late.body(missed.case).model_copy(update={"on": date(2026, 5, 15), "late_entry_reason": cases.MARK})

    missed.when(replace(late, body=body)).refused(EXTENSION_AFTER_EXPIRY)


def test_a_clock_that_stands_still_is_not_extended() -> None:
    """First it goes on; then the extension is added to what was left: 9 May and five working days."""
    under_way = cases.NOTHING.knowing(clocks.SHELVING_CONTEXT).given(cases.filed(), *cases.accepted())
    shelved = under_way.given(clocks.shelved("2026-02-11"))
    going_on = shelved.given(clocks.resumed("2026-03-31"))

    shelved.when(clocks.extended("investigation", 5, "2026-02-12")).refused(CLOCK_STANDS)
    assert going_on.when(clocks.extended("investigation", 5, "2026-04-01")).the(DutyExtended).due_on == date(
        2026, 5, 15
    )


def test_an_extension_survives_a_pause() -> None:
    """Extended by five to 31 March, put aside with 30 of 35 working days left, taken up again on 31 March."""
    given = cases.NOTHING.knowing(clocks.SHELVING_CONTEXT).given(
        cases.filed(), *cases.accepted(), clocks.extended("investigation", 5, "2026-02-10")
    )
    paused = given.given(clocks.shelved("2026-02-11"), clocks.resumed("2026-03-31"))

    assert clocks.running(paused, "investigation").due_on == date(2026, 5, 15)
    paused.when(clocks.extended("investigation", 1, "2026-04-01")).refused(NO_SECOND_EXTENSION)


def test_the_window_of_an_applicant_may_have_a_rule_too() -> None:
    """A pack that lets the time for papers be longer: 11 February and three working days, 14 February."""
    acceptance = cases.PACK.step("acceptance")
    assert acceptance.supplement is not None
    within = acceptance.supplement.within.model_copy(update={"extension": Extension(at_most=3, by="organization")})
    supplement = acceptance.supplement.model_copy(update={"within": within})
    given = cases.NOTHING.knowing(clocks.with_supplement(supplement)).given(
        cases.filed(), clocks.asked_for_papers("2026-01-28")
    )

    assert given.when(clocks.extended("supplement", 3, "2026-02-09", cases.ORGANISATION)).the(
        DutyExtended
    ).due_on == date(2026, 2, 14)


def test_a_reappraisal_with_a_rule_is_extended_in_its_own_unit() -> None:
    """Asked on 10 March, one month and one more: 11 May, as the 10th is a Sunday."""
    within = Within(amount=1, unit=TermUnit.months, extension=Extension(at_most=1, by="committee"))
    pack = cases.PACK.model_copy(update={"reappraisal": cases.reappraising(within=within)})
    given = cases.RECEIVED.given(cases.asked()).knowing(replace(cases.CONTEXT, pack=pack))

    assert given.when(clocks.extended("reappraisal", 1, "2026-03-11")).the(DutyExtended).due_on == date(2026, 5, 11)


def as_often_as_needed(**changes: object) -> Given:
    """The investigation, whose term may be extended by another rule."""
    step = cases.PACK.step("investigation")
    assert step.within is not None
    rule = Extension.model_validate({"at_most": "unlimited", "times": "unlimited", "by": "committee", **changes})
    within = step.within.model_copy(update={"extension": rule})
    return cases.ACCEPTED.knowing(clocks.with_step("investigation", step.model_copy(update={"within": within})))


def test_a_term_may_be_extended_as_often_and_as_far_as_its_reasons_call_for() -> None:
    """Each time with reasons and a document of its own; the term is the whole of it."""
    given = as_often_as_needed()
    for by, day in ((200, "2026-03-20"), (1, "2026-03-23"), (300, "2026-03-24")):
        given = given.given(clocks.extended("investigation", by, day))
    told = [event for event in given.events if isinstance(event, DutyExtended)]

    assert clocks.running(given, "investigation").term.amount == 30 + 501
    assert all(event.private and event.private.reasons and event.document for event in told)


def test_a_term_is_extended_twice_where_its_rule_says_so_and_not_three_times() -> None:
    """Each time by no more than the rule allows."""
    given = as_often_as_needed(at_most=15, times=2).given(clocks.extended("investigation", 15, "2026-03-20"))
    given.when(clocks.extended("investigation", 16, "2026-03-23")).refused(EXTENSION_TOO_LONG)
    given = given.given(clocks.extended("investigation", 15, "2026-03-23"))

    given.when(clocks.extended("investigation", 1, "2026-03-24")).refused(NO_SECOND_EXTENSION)


def test_no_term_gets_longer_than_a_term_may_be() -> None:
    """Ten years, in its own unit: what is left is told."""
    given = as_often_as_needed()
    assert given.when(clocks.extended("investigation", 3621, "2026-03-20")).refused(EXTENSION_TOO_LONG).detail == "3620"
    longest = given.given(clocks.extended("investigation", 3620, "2026-03-20"))
    assert clocks.running(longest, "investigation").term.amount == 3650
