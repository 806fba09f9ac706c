"""Which part of a timeline is asked for: a kind of event, an organ, a person, a period; its state is the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from api.http.language import say
from api.labels.words import EVENT_GROUPS
from api.web.timeline import TimelineAct

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TimelineFilter:
    """What is asked for; what is empty, or no day, filters nothing."""

    group: str = ""
    organ: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def asks(self) -> bool:
        """Whether anything is left out."""
        return self != TimelineFilter()

    def of(self, acts: Sequence[TimelineAct]) -> tuple[TimelineAct, ...]:
        """The acts that fit, each with those of its events that do."""
        return tuple(
            replace(act, lines=lines)
            for act in acts
            if self._fits(act) and (lines := tuple(each for each in act.lines if self.group in ("", each.words.group)))
        )

    def _fits(self, act: TimelineAct) -> bool:
        actor, on = act.first.actor, act.first.on
        return (
            self.organ in ("", actor.organ)
            and self.person in ("", actor.person)
            and (self.since is None or on >= self.since)
            and (self.until is None or on <= self.until)
        )


def asked_of(given: Mapping[str, str]) -> TimelineFilter:
    """What the parameters of an address ask for."""
    return TimelineFilter(
        group=given.get("group", "") if given.get("group", "") in EVENT_GROUPS else "",
        organ=given.get("organ", ""),
        person=given.get("person", ""),
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
    )


def choices_of(acts: Sequence[TimelineAct]) -> Mapping[str, Choices]:
    """What a timeline can be filtered by: what is in it, as its reader is told."""
    lines = [line.words.group for act in acts for line in act.lines]
    people = {act.first.actor.person: act.actor.name for act in acts}
    organs = {act.first.actor.organ: act.actor.organ for act in acts if act.actor.organ}
    return {
        "group": tuple((group, say(name)) for group, name in EVENT_GROUPS.items() if group in lines),
        "organ": tuple(sorted(organs.items(), key=lambda each: each[1])),
        "person": tuple(sorted(people.items(), key=lambda each: each[1])),
    }


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None
