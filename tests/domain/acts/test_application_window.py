"""When one may apply, where that hangs on another procedure: after its moment, until it, or so long after it."""

from dataclasses import replace
from datetime import date

import pytest

from domain.acts.grounds import APPLIED_TOO_EARLY, APPLIED_TOO_LATE, NOT_ALONGSIDE, OTHER_PROCEDURE_UNSTATED
from domain.case.events import CaseOpened
from domain.refusals import Refusal
from tests.domain.scenario import Given
from tests.domain.stories import cases
from tests.domain.stories.windows import AFTER, ARTICLE, EVER_AFTER, UNTIL, WHILE, alongside, days


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param(UNTIL, days(), id="before it has ended"),
        pytest.param(UNTIL, days(ended="2026-01-10"), id="on the last day after it"),
        pytest.param(UNTIL, days(ended="2026-01-09"), id="the last day is a rest day and moves on"),
        pytest.param(WHILE, days("2026-01-20"), id="on the day on which it began"),
        pytest.param(WHILE, days("2026-01-02", "2026-01-20"), id="on the day on which it ended"),
        pytest.param(AFTER, days("2025-12-22"), id="within a month after it"),
        pytest.param(EVER_AFTER, days("2020-12-22"), id="at any time after it"),
    ],
)
def test_who_applies_in_time_is_admitted(given: Given, told: dict[str, date]) -> None:
    """And the days are kept with the case."""
    day = "2026-01-19" if told == days(ended="2026-01-09") else "2026-01-20"
    opened = given.when(cases.filed(day, **told)).the(CaseOpened)

    assert (opened.other_began_on, opened.other_ended_on) == (told.get("other_began_on"), told.get("other_ended_on"))


@pytest.mark.parametrize(
    ("given", "told", "refusal"),
    [
        pytest.param(UNTIL, days(ended="2026-01-08"), APPLIED_TOO_LATE, id="after the last day"),
        pytest.param(WHILE, days("2026-01-02", "2026-01-19"), APPLIED_TOO_LATE, id="after it has ended"),
        pytest.param(WHILE, days("2026-01-21"), APPLIED_TOO_EARLY, id="before it begins"),
        pytest.param(AFTER, days("2025-12-18"), APPLIED_TOO_LATE, id="a month and more after it"),
        pytest.param(WHILE, days(), OTHER_PROCEDURE_UNSTATED, id="its beginning is not told"),
        pytest.param(WHILE, days("2026-01-10", "2026-01-09"), OTHER_PROCEDURE_UNSTATED, id="it ends before it begins"),
        pytest.param(UNTIL, days("2026-01-02"), OTHER_PROCEDURE_UNSTATED, id="a beginning nobody asks for"),
        pytest.param(AFTER, days("2026-01-02", "2026-01-03"), OTHER_PROCEDURE_UNSTATED, id="an end nobody asks for"),
        pytest.param(cases.NOTHING, days("2026-01-02"), NOT_ALONGSIDE, id="days of a procedure that has no part in it"),
    ],
)
def test_who_does_not_is_refused_by_the_article(given: Given, told: dict[str, date], refusal: Refusal) -> None:
    """With the procedure and its moments, and of who comes too late the last day."""
    actual = given.when(cases.filed("2026-01-20", **told)).refused(refusal)

    if refusal is not NOT_ALONGSIDE:
        assert actual.cite == (ARTICLE,)
        assert actual.detail
        assert ("2026-01" in actual.detail) == (refusal is APPLIED_TOO_LATE)


def test_an_estimated_last_day_is_never_said_to_have_passed() -> None:
    """Next year's holidays are not announced: whoever is late by the estimate alone is admitted."""
    given = alongside(ends="问责决定送达", within={"amount": 10, "unit": "working_days"})
    application = cases.filed("2027-03-01", occurred_on=date(2026, 12, 1), **days(ended="2027-01-04"))
    signed = replace(
        application,
        body=application.body.model_copy(  # type: ignore[union-attr]  # a command
            update={"endorsement": cases.endorsed("county-a-qingshi-party-head", day="2027-02-26")}
        ),
    )

    given.when(signed).the(CaseOpened)
