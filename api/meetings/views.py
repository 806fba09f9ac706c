"""Reading meetings, for the JSON routes and for pages alike: what of an entry somebody may read, and what is ripe.

Who came to a meeting is for all who see the meeting. What was decided of a case is for those who see that case; how
anybody voted for those who read ballots, never in their own case; words for those who read words.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from fastapi import Request

from api.auth.context import AppContext, context_of
from api.auth.disclosure import disclose, disclose_listed
from api.auth.meetings import NOTICE, OPENINGS, WHOLE, MeetingSight, sight_of, visible_meetings
from api.auth.policy import allowed
from api.auth.scope import cases_seen
from api.auth.visibility import OPENINGS as CASES
from api.auth.visibility import own_among
from api.identity.personas import Persona
from api.installed import installed_of
from api.meetings.results import Entry as Minutes
from api.meetings.results import newest_entry
from api.streams.rows import row_at
from api.streams.timeline import Entry, whole_timeline
from domain.case.state import DISAGREEMENT
from domain.meetings.events import (
    MEETING_EVENT,
    EnteredResult,
    MeetingCancelled,
    MeetingChanged,
    MeetingConvened,
    MeetingCorrected,
    MeetingEvent,
    MeetingRecorded,
)
from domain.organs import Organ
from domain.pack.pack import Pack
from domain.pack.steps import StepKind, VoteBody
from domain.secrecy import in_clear
from domain.values import Code, FreeText, Frozen
from eventlog.read_log import Sensitivity
from projections.cases.view import CasePage
from projections.meetings import model as meetings
from projections.meetings.model import MeetingRow

Titled = tuple[MeetingRow, str | None]


class MeetingPage(NamedTuple):
    """A page of meetings as their reader sees them.

    Attributes:
        noticed: Those of which they see the notice alone.
        read: The rows that were read for it, of which it may have fewer.
    """

    lines: list[Titled]
    noticed: frozenset[UUID]
    read: tuple[MeetingRow, ...]


class MeetingEntry(Entry[MeetingEvent, FreeText]):
    """One event: what happened on which day, recorded when, by whom; words unless erased, or not for the reader."""


_OF_NOTICES = (MeetingConvened, MeetingChanged, MeetingCancelled)
"""What tells of a meeting before it is held."""


class RipeCase(Frozen):
    """可上会的案件: a case that waits for the organ to decide, and in which step."""

    case_id: UUID
    number: str
    step: Code
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class MeetingReader:
    """What somebody reads of the cases of a meeting.

    Attributes:
        seen: Those cases that they see.
        own: Those of them that are their own matter.
        ballots: Whether they read how members voted.
        words: Whether they read what was said.
        hears: Of what whoever is invited hears at one meeting, of which they read the notice alone; None: they read
            all of it.
    """

    seen: frozenset[UUID]
    own: frozenset[UUID]
    ballots: bool
    words: bool
    hears: frozenset[UUID] | None = None

    @property
    def notice_alone(self) -> bool:
        """Whether they read nothing but the notice, as whoever is invited."""
        return self.hears is not None

    def within(self, sight: MeetingSight) -> "MeetingReader":
        """What they read at one meeting, of which they see so much."""
        if sight.is_whole:
            return self
        return replace(self, seen=self.seen & sight.cases, ballots=False, words=False, hears=sight.cases)

    def reads_words(self, case_id: UUID) -> bool:
        """Whether what was said of a case is theirs to read."""
        return self.words and case_id in self.seen - self.own

    def reads_ballots(self, case_id: UUID) -> bool:
        """Whether how members voted, and who recused, is theirs to read."""
        return self.ballots and case_id in self.seen - self.own

    def item(self, item: EnteredResult) -> EnteredResult:
        """An item as they may read it."""
        if item.case not in self.seen:
            return item.model_copy(update={"recused": (), "votes": None, "result": None, "agreed": None})
        if not self.reads_ballots(item.case):
            return item.model_copy(update={"recused": ()})
        return item

    def row(self, row: MeetingRow) -> MeetingRow:
        """A meeting as they may read it."""
        if self.hears is not None:
            return as_noticed(row, self.hears)
        if row.entry is None:
            return row
        items = tuple(self.item(item) for item in row.entry.items)
        return row.model_copy(update={"entry": row.entry.model_copy(update={"items": items})})

    def event(self, entry: MeetingEntry) -> MeetingEntry:
        """An event as they may read it."""
        facts, words = entry.facts, entry.words
        if self.hears is not None and isinstance(facts, MeetingConvened | MeetingChanged):
            agenda = tuple(item for item in facts.agenda if item.case in self.hears)
            return entry.model_copy(update={"facts": facts.model_copy(update={"agenda": agenda})})
        if not isinstance(facts, MeetingRecorded | MeetingCorrected):
            return entry
        if words is not None:
            said = {name: self._texts(facts, getattr(words, name)) for name in ("item_remarks", "recusal_reasons")}
            words = words.model_copy(update=said)
        cast = zip(facts.items, in_clear(facts.ballots), strict=True)
        ballots = tuple(ballots if self.reads_ballots(item.case) else () for item, ballots in cast)
        items = tuple(self.item(item) for item in facts.items)
        facts = facts.model_copy(update={"items": items, "ballots": ballots})
        return entry.model_copy(update={"facts": facts, "words": words})

    def _texts(self, facts: MeetingRecorded | MeetingCorrected, texts: tuple[str, ...]) -> tuple[str, ...]:
        of_items = zip(facts.items, texts, strict=False)
        return tuple(text if self.reads_words(item.case) else "" for item, text in of_items)


def as_noticed(row: MeetingRow, hears: Collection[UUID]) -> MeetingRow:
    """A meeting as its notice tells it to whoever hears of these cases there, without what was entered of it."""
    agenda = tuple(item for item in row.agenda if item.case in hears)
    cases = tuple(item.case for item in agenda)
    return row.model_copy(update={"agenda": agenda, "cases": cases, "entry": None, "corrected": 0})


async def reader_of(request: Request, who: Persona, cases: Collection[UUID]) -> MeetingReader:
    """What of the cases of a meeting a caller reads."""
    seen = await cases_seen(request, who, list(cases))
    return MeetingReader(
        seen=frozenset(seen),
        own=await own_among(request, who, seen),
        ballots=allowed(who, "read_ballots").allow,
        words=allowed(who, "read_words").allow,
    )


async def titles_of(request: Request, cases: Collection[UUID]) -> Mapping[UUID, str | None]:
    """What cases are called that the caller sees."""
    return await CASES.titles(context_of(request).event_log, list(cases))


async def row_of(context: AppContext, meeting_id: UUID, seen: int = 0) -> MeetingRow:
    """A meeting that exists, once the read model shows the version seen."""
    return await row_at(context.pool, context.read_models, meeting_id, seen, meetings.get, meetings.shown_version)


async def listed(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    who: Persona,
    *,
    state: str | None,
    case_id: UUID | None = None,
    number: str | None = None,
    before: int | None = None,
    limit: int,
) -> MeetingPage:
    """The meetings that somebody sees, with their titles, the newest first; of those they are invited to the notice.

    Raises:
        ProblemRaised: 403, they see none at all.
    """
    context, visible = context_of(request), await visible_meetings(request, who)
    rows = await meetings.listed(
        context.pool,
        visible.places,
        visible.organs,
        invited=visible.invited,
        state=state,
        case_id=case_id,
        ids=await meetings.bearing(context.pool, number),
        before=before,
        limit=limit,
    )
    titles = await OPENINGS.titles(context.event_log, [row.meeting_id for row in rows])
    lines, noticed = list[Titled](), set[UUID]()
    for row in rows:
        sight, shown = await sight_of(request, who, row), row
        if not sight.is_whole:
            noticed.add(row.meeting_id)
            shown = as_noticed(row, sight.cases)
        if sight.rules and (case_id is None or case_id in shown.cases):
            lines.append((shown, titles.get(row.meeting_id)))
    return MeetingPage(lines, frozenset(noticed), rows)


def disclose_page(request: Request, who: Persona, told: MeetingPage) -> None:
    """Say that a list tells of meetings, and of some their notice alone."""
    ids = [row.meeting_id for row, _ in told.lines]
    disclose_listed(request, who, WHOLE, [id_ for id_ in ids if id_ not in told.noticed])
    disclose_listed(request, who, NOTICE, [id_ for id_ in ids if id_ in told.noticed])


async def of_case(request: Request, who: Persona, case_id: UUID) -> list[Titled]:
    """The meetings that a case came before, as far as the reader sees them."""
    if not allowed(who, WHOLE).allow:
        return []
    return (await listed(request, who, state=None, case_id=case_id, limit=50)).lines


def disclose_meeting(request: Request, who: Persona, row: MeetingRow, reader: MeetingReader) -> None:
    """Say that the answer tells of a meeting, and of those of its cases that the reader sees."""
    inside: Sensitivity = "words" if any(map(reader.reads_words, row.cases)) else "case"
    if row.entry is not None and any(map(reader.reads_ballots, row.cases)):
        inside = "ballots"
    told, action = (row.meeting_id, *sorted(reader.seen)), NOTICE if reader.notice_alone else WHOLE
    disclose(request, who, action, inside, *told, resource="meeting", place=row.jurisdiction)


async def history(request: Request, reader: MeetingReader, meeting_id: UUID) -> tuple[MeetingEntry, ...]:
    """The whole history of a meeting, as far as a reader may read it."""
    log = context_of(request).event_log
    entries = await whole_timeline(log, meeting_id, MeetingEntry, MEETING_EVENT, readable=True)
    if reader.notice_alone:
        entries = tuple(entry for entry in entries if isinstance(entry.facts, _OF_NOTICES))
    return tuple(reader.event(entry) for entry in entries)


async def minutes_for(request: Request, reader: MeetingReader, meeting_id: UUID) -> Minutes | None:
    """The newest entry of a meeting; None: there is none yet, or none for the reader."""
    return None if reader.notice_alone else await newest_entry(request, meeting_id)


def notice_words(entries: Iterable[MeetingEntry]) -> FreeText:
    """What the notice says as it stands: the title of the first, all else of the newest."""
    notices = [e for e in entries if isinstance(e.facts, MeetingConvened | MeetingChanged) and e.words is not None]
    if not notices:
        return FreeText()
    first, last = notices[0].words or FreeText(), notices[-1].words or FreeText()
    return last.model_copy(update={"title": first.title})


async def ripe_for(request: Request, organ: Organ) -> tuple[RipeCase, ...]:
    """The cases that an organ's next meeting may decide, the most urgent first."""
    pages = await meetings.ripe(context_of(request).pool, organ.id)
    packs = await installed_of(request).newest_packs() if pages else {}
    found = []
    for page in pages:
        step = _step_for(page, packs.get(page.pack), organ)
        if step is not None:
            found.append(RipeCase(case_id=page.case_id, number=page.number, step=step, due_on=page.next_due))
    return tuple(found)


def _step_for(page: CasePage, pack: Pack | None, organ: Organ) -> str | None:
    """The step of a case that an organ decides by meeting, if one waits."""
    levels = [view.levels[-1] for view in page.disagreements if view.levels]
    if any(level.organ == organ.id and level.result is None for level in levels):
        return DISAGREEMENT
    proposed = {view.step for view in page.proposals}
    for step in page.steps:
        if step.state != "open" or pack is None or (step.kind is not StepKind.APPROVAL and step.step not in proposed):
            continue
        declared = pack.tolerance.steps.get(step.step)
        body = pack.bodies.get(declared.body or "") if declared else None
        if isinstance(body, VoteBody) and body.committee == organ.role:
            return step.step
    return None
