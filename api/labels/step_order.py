"""The order in which pages show the steps of a procedure."""

from collections.abc import Iterator

from domain.pack.steps import Track

_ONWARD = ("accepted", "reported", "proposed", "decided", "approved", "served", "quiet", "filed")
"""The outcomes that lead a case along its main way; all others branch off or lead back."""


def steps_in_order(track: Track) -> tuple[str, ...]:
    """The steps along the main way, then those that lie beside it; an installed pack keeps no order of its own."""
    on_the_way = dict.fromkeys(_main_way(track))
    return (*on_the_way, *sorted(set(track.steps) - set(on_the_way)))


def _main_way(track: Track) -> Iterator[str]:
    step: str | None = track.opens[0].first
    seen: set[str] = set()
    while step in track.steps and step not in seen:
        seen.add(step)
        yield step
        leads = track.steps[step].leads
        step = next((leads[outcome] for outcome in _ONWARD if outcome in leads), None)
