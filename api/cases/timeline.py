"""The history of a case as far as a caller may read it: facts, and the words of those events that are theirs to read.

How a member voted is nobody's to read before the round is closed. Who votes, who is recused and how anybody voted is
for those alone who may read ballots, never for the applicant's side; nor is who objected.
"""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from fastapi import Request

from api.auth.policy import APPLICANTS, allowed, applicant_group
from api.auth.visibility import SeenCase
from api.cases.own_matter import event_as_told, page_as_told
from api.identity.personas import Persona
from api.installed import installed_of
from api.streams.sealed import (
    OBJECTOR,
    Sealed,
    SealedBallot,
    SealedDocument,
    SealedMeeting,
    SealedPaperwork,
    SealedRecusal,
    SealedRound,
)
from api.streams.timeline import Entry, entry, meta_of
from domain.case.events import (
    EVENT,
    AnyEvent,
    BallotCast,
    DocumentAdded,
    DocumentChecked,
    DocumentCountersigned,
    DocumentDrafted,
    DocumentIssued,
    DocumentNumbered,
    DocumentSigned,
    DocumentWithdrawn,
    MemberRecused,
    ObjectionRaised,
    RecordedMeeting,
    RoundClosed,
    RoundOpened,
    StampedScanFiled,
    SupplementRequested,
)
from domain.classification import above
from domain.values import Actor, FreeText, Frozen
from eventlog.read_log import Sensitivity
from eventlog.reading import facts_of
from eventlog.shapes import StoredEvent
from projections.cases.view import CasePage


class TimelineEntry(Entry[AnyEvent | Sealed, FreeText]):
    """One event: what happened on which day, recorded when, by whom, how it came in; words unless erased."""


class Timeline(Frozen):
    """A page of a case's history, in its order."""

    case_id: UUID
    events: tuple[TimelineEntry, ...]
    next: int | None = None


class CaseReader(Frozen):
    """Who reads a case: either all words or those of their own organs, and whether who votes and how.

    One's own ballot always shows. Whoever reads it as their own matter is these `subjects` of it: they read what they
    wrote themselves and what is asked of them, and of the rest what is theirs (api/cases/own_matter.py).
    """

    person: str
    all_words: bool
    ballots: bool
    organs: tuple[str, ...] = ()
    subjects: frozenset[UUID] | None = None


async def reader_of(request: Request, who: Persona, seen: SeenCase) -> CaseReader:
    """How much of a case somebody reads who sees it."""
    if seen.subjects is not None:
        return CaseReader(person=who.person, all_words=False, ballots=False, subjects=seen.subjects)
    case = seen.resource
    organs = await installed_of(request).organs()
    own: tuple[str, ...] = (who.organ,)
    if who.person in case.parties:  # as the applicant's side does, whatever post it is read in
        filing = (organs.organ(each) for each in case.organs)
        own = tuple(organ.id for organ in filing if organ and organ.role in APPLICANTS)
    return CaseReader(
        person=who.person,
        all_words=allowed(who, "read_words", case, organs).allow,
        ballots=allowed(who, "read_ballots", case, organs).allow,
        organs=tuple(each for organ in own for each in applicant_group(organs, organ)),
    )


def sensitivity_of(reader: CaseReader) -> Sensitivity:
    """How near to people the inside of a case goes that somebody reads."""
    if reader.ballots:
        return "ballots"
    return "words" if reader.all_words else "case"


def as_read(page: CasePage, reader: CaseReader) -> CasePage:
    """The page of a case without the roster of a round, for whoever may not know who votes."""
    if reader.subjects is not None:
        return page_as_told(page, reader.subjects)
    if reader.ballots or page.round is None:
        return page
    hidden = {"entitled": (), "awaited": (), "recused": (), "excluded": (), "cast": 0, "sealed": True}
    return page.model_copy(update={"round": page.round.model_copy(update=hidden)})


def entries(
    page: Sequence[StoredEvent], reader: CaseReader, closed_rounds: Collection[UUID]
) -> Iterator[TimelineEntry]:
    """The events of a page, sealed where they must be; rounds that close within the page count as closed.

    Whoever reads it as their own matter is not told of every event.
    """
    parsed = [(stored, facts_of(EVENT, stored)) for stored in page]
    closed = {*closed_rounds, *(event.round_id for _, event in parsed if isinstance(event, RoundClosed))}
    for stored, event in parsed:
        meta = meta_of(stored)
        organ = meta.actor.organ
        if reader.subjects is not None:
            told = event_as_told(event, reader.subjects)
            if told is not None:
                theirs = meta.actor.person == reader.person or isinstance(event, SupplementRequested)
                yield entry(TimelineEntry, stored, meta, told, readable=theirs)
            continue
        facts = told_to(event, reader, closed)
        sealed = facts is not event
        readable = not sealed and (reader.all_words or organ in reader.organs)
        sealed_actor = None
        if sealed and not reader.ballots and not isinstance(event, RoundOpened | RecordedMeeting):
            sealed_actor = Actor(person="sealed", position="sealed", organ=organ)
        if isinstance(event, ObjectionRaised) and not readable:
            sealed_actor = OBJECTOR
        yield entry(TimelineEntry, stored, meta, facts, readable=readable, sealed_actor=sealed_actor)


def _may_know(event: DocumentAdded, reader: CaseReader) -> bool:
    """Whether a timeline tells which document came in; of what is classified, the page of documents does."""
    if event.organ in reader.organs:
        return True
    return not above(event.classification, "internal") and (reader.all_words or event.for_applicant)


def told_to(  # noqa: PLR0911 - one line a kind of event that is sealed
    event: AnyEvent, reader: CaseReader, closed: Collection[UUID]
) -> AnyEvent | Sealed:
    """An event, or what stands in its place for this reader."""
    match event:
        case RoundOpened() if not reader.ballots:
            return SealedRound(on=event.on, step=event.step, committee=event.committee, quorum=event.quorum)
        case RecordedMeeting() if not reader.ballots:
            return SealedMeeting(
                on=event.on, step=event.step, committee=event.committee, tally=event.tally, result=event.result
            )
        case MemberRecused() if not reader.ballots and event.member != reader.person:
            return SealedRecusal(on=event.on, round_id=event.round_id)
        case DocumentAdded() if not _may_know(event, reader):
            return SealedDocument(on=event.on)
        case DocumentIssued() if event.for_applicant:
            return event
        case (
            DocumentDrafted()
            | DocumentChecked()
            | DocumentCountersigned()
            | DocumentSigned()
            | DocumentNumbered()
            | DocumentIssued()
            | StampedScanFiled()
            | DocumentWithdrawn()
        ) if not reader.all_words:
            return SealedPaperwork(kind=event.kind, on=event.on)
        case BallotCast() if event.member != reader.person and not (reader.ballots and event.round_id in closed):
            return SealedBallot(on=event.on, round_id=event.round_id, member=event.member if reader.ballots else None)
        case _:
            return event
