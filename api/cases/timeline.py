"""The history of a case as far as a caller may read it: facts, and the words of those events that are theirs to read.

How a member voted is nobody's to read before the round is closed, and never a unit's; nor is who objected.
"""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from fastapi import Request

from api.auth.policy import allowed, applicant_group
from api.auth.tokens import Persona
from api.installed import installed_of
from api.streams.sealed import OBJECTOR, SealedBallot
from api.streams.timeline import Entry, entry, meta_of
from domain.case.events import EVENT, AnyEvent, BallotCast, ObjectionRaised, RoundClosed
from domain.values import Actor, FreeText, Frozen
from eventlog.reading import facts_of
from eventlog.shapes import StoredEvent


class TimelineEntry(Entry[AnyEvent | SealedBallot, FreeText]):
    """One event: what happened on which day, recorded when, by whom, how it came in; words unless erased."""


class Timeline(Frozen):
    """A page of a case's history, in its order."""

    case_id: UUID
    events: tuple[TimelineEntry, ...]
    next: int | None = None


class Reader(Frozen):
    """Who reads: their own ballots show, and either all words or those of their own organs."""

    person: str
    all_words: bool
    organs: tuple[str, ...] = ()


async def reader_of(request: Request, who: Persona) -> Reader:
    """How much of a history somebody reads."""
    organs = await installed_of(request).organs()
    return Reader(
        person=who.person, all_words=allowed(who, "read_words").allow, organs=applicant_group(organs, who.organ)
    )


def entries(page: Sequence[StoredEvent], reader: Reader, closed_rounds: Collection[UUID]) -> Iterator[TimelineEntry]:
    """The events of a page, sealed where they must be; rounds that close within the page count as closed."""
    parsed = [(stored, facts_of(EVENT, stored)) for stored in page]
    closed = {*closed_rounds, *(event.round_id for _, event in parsed if isinstance(event, RoundClosed))}
    for stored, event in parsed:
        meta = meta_of(stored)
        organ = meta.actor.organ
        sealed = isinstance(event, BallotCast) and _is_sealed(event, reader, closed)
        readable = not sealed and (reader.all_words or organ in reader.organs)
        hidden = sealed and not reader.all_words
        sealed_actor = Actor(person="sealed", position="sealed", organ=organ) if hidden else None
        if isinstance(event, ObjectionRaised) and not readable:
            sealed_actor = OBJECTOR
        facts = _sealed(event, named=not hidden) if sealed and isinstance(event, BallotCast) else event
        yield entry(TimelineEntry, stored, meta, facts, readable=readable, sealed_actor=sealed_actor)


def _is_sealed(ballot: BallotCast, reader: Reader, closed: Collection[UUID]) -> bool:
    """One's own ballot shows; others' after the close, and then not to a unit."""
    return ballot.member != reader.person and (not reader.all_words or ballot.round_id not in closed)


def _sealed(event: BallotCast, *, named: bool) -> SealedBallot:
    return SealedBallot(on=event.on, round_id=event.round_id, member=event.member if named else None)
