"""What an act would record, in words: its events, the deadlines that begin with it, and why they are on that day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from activities.commands import Foreseen
from api.forms.streams import StreamRead, Told
from api.http.language import say, told
from api.labels.due_words import duty_term_words
from api.labels.event_facts import LABELS, EventNaming, Fact, facts_of
from api.labels.naming import Names
from api.labels.words import FORCES, TEXT_PARTS, word
from api.labels.written import WrittenText, written
from domain.case.state import Case
from domain.messages import Event, EventLabel, kind_of
from domain.terms.deadlines import TermUnit
from domain.terms.duty import OpenDuty
from domain.values import Bilingual, event_id

BLIND = frozenset({"close_round"})
"""Acts whose outcome nobody may know beforehand: what ballots come to is told when the round is closed, not before."""


@dataclass(frozen=True, slots=True)
class ForeseenEvent:
    """An event that would be recorded, in words."""

    label: EventLabel
    facts: tuple[Fact, ...]
    texts: tuple[WrittenText, ...]


@dataclass(frozen=True, slots=True)
class ForeseenDeadline:
    """A day by which something would be due, and why.

    Attributes:
        before: The day as it is now, where it would move.
    """

    name: Bilingual
    of: str
    responsible: str
    due_on: date
    provisional: bool
    why: str
    force: Bilingual
    cite: tuple[str, ...]
    before: date | None = None


def events_in_words(
    found: Foreseen, stream_id: UUID, kind: str, read: StreamRead | None, names: Names
) -> tuple[ForeseenEvent, ...]:
    """The events that would be recorded, as whoever does the act may read them."""
    before = found.before.version if found.before else 0
    happened: dict[UUID, object] = {
        event_id(stream_id, each.version): each.facts for each in (read.entries if read else ())
    }
    happened |= {event_id(stream_id, before + n): event for n, event in enumerate(found.events, 1)}
    naming = EventNaming(
        replace(names, pack=found.context.pack), happened, from_paper=read.from_paper if read else False
    )
    if kind in BLIND:
        return (ForeseenEvent(LABELS[kind_of(type(found.events[0]))], (), ()),)
    return tuple(_in_words(event, naming, read.told if read else None) for event in found.events)


def _in_words(event: Event, naming: EventNaming, told: Told | None) -> ForeseenEvent:
    titles = event.private.document_titles if event.private else ()
    shown = told(event) if told else event
    texts = tuple(written(event.private, TEXT_PARTS))
    return ForeseenEvent(LABELS[kind_of(type(event))], facts_of(shown, naming, titles), texts)


def deadlines(found: Foreseen, kind: str, names: Names) -> tuple[ForeseenDeadline, ...]:
    """The deadlines that would begin, or move, in the order of their days."""
    if kind in BLIND or not isinstance(found.after, Case):
        return ()
    before = found.before.open_duties if isinstance(found.before, Case) else {}
    named = replace(names, pack=found.context.pack)
    return tuple(sorted(_changed(before, found.after.open_duties, named), key=lambda each: each.due_on))


def _changed(
    before: Mapping[UUID, OpenDuty], after: Mapping[UUID, OpenDuty], names: Names
) -> Iterator[ForeseenDeadline]:
    for id_, duty in after.items():
        earlier = before.get(id_)
        if duty.paused or (earlier is not None and earlier.due_on == duty.due_on and not earlier.paused):
            continue
        opened = duty.opened
        yield ForeseenDeadline(
            name=opened.name,
            of=names.subject(opened.subject) if opened.subject else "",
            responsible=names.organ(opened.responsible),
            due_on=duty.due_on,
            provisional=duty.plan.provisional,
            why=_why(duty, after),
            force=word(FORCES, opened.force),
            cite=opened.cite,
            before=earlier.due_on if earlier else None,
        )


def _why(duty: OpenDuty, among: Mapping[UUID, OpenDuty]) -> str:
    """How a day comes about, in a sentence; every day of it is told by the certificate once it is recorded."""
    opened, until = duty.opened, duty.due_on.isoformat()
    last = told(f"止于{until} 24:00（北京时间）。", f"ends {until} 24:00 (Beijing time).")
    if duty.term.unit is not TermUnit.same_day:
        term = duty_term_words(duty.term.amount, duty.term.unit, duty.plan.not_before)
        since = opened.starts_on.isoformat()
        return told(f"自{since}次日起算{term}，", f"{term}, counted from the day after {since}, ") + last
    if duty.plan.not_before is not None:
        return told("由决定指定日期，", "On the day that the decision sets, ") + last
    other = among.get(opened.goes_with) if opened.goes_with else None
    if other is not None:
        named = say(other.opened.name)
        return told(f"同步办理，与“{named}”同日到期，", f"At the same time, due with “{named}”, ") + last
    if duty.due_on != opened.starts_on:
        return told("同步办理，随先前的期限到期，", "At the same time, due with an earlier term, ") + last
    return told("须当日办理，", "To be done the same day, ") + last
