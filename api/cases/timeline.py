"""The history of a case as far as a caller may read it: facts, and the words of those events that are theirs to read.

How a member voted is nobody's to read before the round is closed, and never a unit's; nor is who objected.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from domain.case.events import EVENT, AnyEvent, BallotCast, ObjectionRaised, RoundClosed
from domain.values import Actor, FreeText, Frozen
from eventlog.log import StoredEvent
from eventlog.meta import Channel, Meta

OBJECTOR = Actor(person="sealed", position="objector", organ="sealed")
"""Whoever raised an objection, to those who may not know who it was."""


class SealedBallot(Frozen):
    """未公开的一票: that a ballot was cast, and nothing of how."""

    kind: Literal["ballot_cast"] = "ballot_cast"
    on: date
    round_id: UUID
    member: str | None
    sealed: Literal[True] = True


class TimelineEntry(Frozen):
    """One event: what happened on which day, recorded when, by whom, through which door; words unless erased."""

    version: int
    kind: str
    on: date
    recorded_at: datetime
    actor: Actor
    door: Channel
    command_id: UUID
    facts: AnyEvent | SealedBallot
    words: FreeText | None = None
    words_erased: bool = False


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


def entries(page: Sequence[StoredEvent], reader: Reader, closed_rounds: Collection[UUID]) -> Iterator[TimelineEntry]:
    """The events of a page, sealed where they must be; rounds that close within the page count as closed."""
    parsed = [(stored, EVENT.validate_json(stored.payload)) for stored in page]
    closed = {*closed_rounds, *(event.round_id for _, event in parsed if isinstance(event, RoundClosed))}
    for stored, event in parsed:
        meta = Meta.model_validate_json(stored.meta)
        sealed = isinstance(event, BallotCast) and _is_sealed(event, reader, closed)
        readable = not sealed and (reader.all_words or meta.actor.organ in reader.organs)
        hidden = sealed and not reader.all_words
        actor = Actor(person="sealed", position="sealed", organ=meta.actor.organ) if hidden else meta.actor
        if isinstance(event, ObjectionRaised) and not readable:
            actor = OBJECTOR
        yield TimelineEntry(
            version=stored.version,
            kind=stored.type,
            on=stored.valid_on,
            recorded_at=stored.recorded_at,
            actor=actor,
            door=meta.door,
            command_id=stored.command_id,
            facts=_sealed(event, named=not hidden) if sealed and isinstance(event, BallotCast) else event,
            words=FreeText.model_validate_json(stored.private) if readable and stored.private else None,
            words_erased=readable and stored.erased,
        )


def _is_sealed(ballot: BallotCast, reader: Reader, closed: Collection[UUID]) -> bool:
    """One's own ballot shows; others' after the close, and then not to a unit."""
    return ballot.member != reader.person and (not reader.all_words or ballot.round_id not in closed)


def _sealed(event: BallotCast, *, named: bool) -> SealedBallot:
    return SealedBallot(on=event.on, round_id=event.round_id, member=event.member if named else None)
