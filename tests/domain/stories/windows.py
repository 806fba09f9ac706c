"""Applications whose time hangs on another procedure, under the Nujiang pack with a rule of that kind."""

from dataclasses import replace
from datetime import date

from domain.context import DecisionContext
from domain.pack.steps import Alongside
from tests.domain.scenario import Given
from tests.domain.stories import cases

ARTICLE = "NJ-10"


def alongside(**rule: object) -> Given:
    """Nothing yet, under the Nujiang pack with a rule on when one may apply."""
    told = {"name": "问责程序", "cite": (ARTICLE,), **rule}
    opens = tuple(
        route.model_copy(update={"alongside": Alongside.model_validate(told)}) for route in cases.PACK.tolerance.opens
    )
    track = cases.PACK.tolerance.model_copy(update={"opens": opens})
    context: DecisionContext = replace(cases.CONTEXT, pack=cases.PACK.model_copy(update={"tolerance": track}))
    return cases.NOTHING.knowing(context)


UNTIL = alongside(ends="问责决定送达", within={"amount": 10, "unit": "calendar_days"})
WHILE = alongside(begins="问责立案", ends="问责决定送达")
AFTER = alongside(begins="处分决定送达", within={"amount": 1, "unit": "months"})
EVER_AFTER = alongside(begins="处分决定送达")


def days(began: str | None = None, ended: str | None = None) -> dict[str, date]:
    """The days of the other procedure, as an application tells them."""
    told = {"other_began_on": began, "other_ended_on": ended}
    return {name: date.fromisoformat(day) for name, day in told.items() if day}
