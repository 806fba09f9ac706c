"""The rules of the source texts, what carries each, and the scenarios that show it."""

from starlette.concurrency import run_in_threadpool

from domain.values import Frozen
from policies.rules.defaults import bundled_defaults
from policies.rules.rules import Count, RuleLine, State, bundled_catalogue, bundled_rules, counts, selected


class Rules(Frozen):
    """The rules asked for, and how many of each source are carried, shown and outside, whatever was asked for."""

    counts: tuple[Count, ...]
    items: tuple[RuleLine, ...]


async def rules(source: str | None, state: State | None) -> Rules:
    """The rules of one source or in one state; the files are read once."""
    lines = await run_in_threadpool(bundled_rules)
    return Rules(counts=counts(lines, bundled_catalogue()), items=selected(lines, source, state))


def read_bundled() -> None:
    """Read what the pages of law show of our own files, some seconds' work, before somebody waits for it."""
    bundled_rules()
    bundled_defaults()
