"""Turns what the log loaded into what `decide` may know; parsed law is kept by its hash, since it never changes."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from pydantic import AliasChoices, Field

from domain import refusals
from domain.acts.filing import BeginCase, FileApplication
from domain.case.lifecycle import JurisdictionChanged
from domain.case.state import Case
from domain.context import DecisionContext, LinkedStream, Matters, Slot
from domain.localities import pack_of_place
from domain.messages import Command, kind_of
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.refusals import Refused
from domain.risk_filings.events import RiskFilingReplied
from domain.streams import CASE, MEETING, RISK_FILING, StreamName, StreamState
from domain.terms.calendar import Calendar, UnknownLocality
from domain.values import Actor, Code, Frozen, SubjectFacts
from eventlog.log import EventLog
from eventlog.shapes import Loaded, Reference
from eventlog.shapes import SubjectFacts as RegisteredFacts
from policies.packs.earlier_facts import as_of, earlier_at
from policies.packs.upcasting import installed_pack

ORGANS = "organs"
"""The name under which the organs of an installation are installed."""


_LINKABLE: dict[str, StreamName] = {kind.begins: kind.name for kind in (CASE, RISK_FILING, MEETING)}


class _Receiver(Frozen):
    """Who received what a command links to, first or last, or meets, and who filed it; all else is passed over."""

    to_organ: Code = Field(validation_alias=AliasChoices("to_organ", "organ"))
    unit: Code | None = None


class _Reply(Frozen):
    """How a risk filing was replied to; all else is passed over."""

    result: str


class NotInstalled(RuntimeError):  # noqa: N818 - named for what it says
    """The installation lacks a calendar or its organs; `rongcuo up` installs them."""


class Law:
    """Parsed packs and calendars of this process by their hash, and the newest organs: the register changes often."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._packs: dict[bytes, Pack] = {}
        self._earlier: dict[tuple[bytes, int], Pack] = {}
        self._organs: tuple[bytes, Organs] | None = None
        self._calendars: dict[tuple[bytes, str | None], Calendar] = {}

    async def context(
        self, loaded: Loaded, state: StreamState | None, command: Command, actor: Actor
    ) -> DecisionContext:
        """Everything outside a stream that a command on it may be decided on.

        Raises:
            Refused: no pack was named and not just one holds there, the one named is not installed, or the calendar
                lacks the place's local days.
            NotInstalled: the calendar or the organs are missing.
        """
        organs = self._newest_organs(loaded)
        place = _place(state, command, actor, organs)
        published = self._published(loaded) if state is None or command.moves else {}
        subjects = await self._subjects(loaded, state, command)
        name = command.opens.pack if command.opens else ""
        if name is None:
            sectors = {facts.sector for facts in subjects.values()}
            name = pack_of_place(organs, published.values(), place or "", sectors).pack
        edition, digest = await self._pack(loaded, state, name)
        occurred_on = _occurred_on(state, command)
        pack = self._as_of(edition, digest, occurred_on)
        locality = organs.locality(place)
        return DecisionContext(
            pack=pack,
            pack_sha256=digest.hex(),
            calendar=self.calendar(loaded, pack.calendar, locality),
            organs=organs,
            locality=locality,
            other_pack=await self._other_pack(command, occurred_on),
            published={
                sha256: self._as_of(each, bytes.fromhex(sha256), occurred_on) for sha256, each in published.items()
            },
            subjects=subjects,
            matters=_matters(loaded),
            linked=await self._linked(command),
            persons=loaded.persons,
        )

    async def context_of(self, loaded: Loaded, state: StreamState) -> DecisionContext:
        """What an act on a stream may be decided on, before any command says what it names or links to.

        Raises:
            Refused: the calendar lacks the place's local days.
            NotInstalled: the calendar or the organs are missing.
        """
        organs = self._newest_organs(loaded)
        edition, digest = await self._pack(loaded, state, "")
        pack = self._as_of(edition, digest, _occurred_on(state, None))
        locality = organs.locality(state.jurisdiction)
        about = [each.subject_id for each in state.subjects] if isinstance(state, Case) else []
        return DecisionContext(
            pack=pack,
            pack_sha256=digest.hex(),
            calendar=self.calendar(loaded, pack.calendar, locality),
            organs=organs,
            locality=locality,
            published=self._published(loaded),
            subjects=_facts(await self._log.subjects(about)) if about else {},
            matters=_matters(loaded),
            persons=loaded.persons,
        )

    def calendar(self, loaded: Loaded, name: str, locality: str | None) -> Calendar:
        """The newest calendar of a name, numbered by its installation, with a locality's days off."""
        reference = self._newest(loaded, "calendar", name)
        calendar = self._calendars.get((reference.sha256, locality))
        if calendar is None or calendar.version != reference.version:
            calendar = Calendar.model_validate_json(reference.content)
            calendar = calendar.model_copy(update={"version": reference.version})
            try:
                calendar = calendar.local(locality) if locality else calendar
            except UnknownLocality as unknown:
                raise Refused(refusals.LOCALITY_MISSING, detail=locality) from unknown
            self._calendars[reference.sha256, locality] = calendar
        return calendar

    async def _pack(self, loaded: Loaded, state: StreamState | None, name: str) -> tuple[Pack, bytes]:
        """A running stream has the edition it was moved to last, or began under; a new one the newest of its pack."""
        if state is not None:
            digest = bytes.fromhex(state.pack_sha256)
            return self._packs.get(digest) or self._parsed(digest, await self._log.recorded_edition(digest)), digest
        newest = loaded.reference.get(("pack", name))
        if newest is None:
            raise Refused(refusals.UNKNOWN_PACK, detail=name)
        return self._parsed(newest.sha256, newest.content), newest.sha256

    async def _subjects(
        self, loaded: Loaded, state: StreamState | None, command: Command
    ) -> Mapping[UUID, SubjectFacts]:
        """Those that a command names, and with them the case's own: they may have been found to be the same."""
        known = dict(loaded.subjects)
        if isinstance(state, Case) and (command.names_subjects or command.moves):
            known |= await self._log.subjects([each.subject_id for each in state.subjects])
        return _facts(known)

    async def _other_pack(self, command: Command, occurred_on: date | None) -> Pack | None:
        """The edition that a command names, if one of that hash was ever published, as it is for facts of a day."""
        if command.names_edition is None:
            return None
        digest = bytes.fromhex(command.names_edition)
        content = await self._log.published_edition(digest)
        return None if content is None else self._as_of(self._parsed(digest, content), digest, occurred_on)

    async def _linked(self, command: Command) -> LinkedStream | None:
        """The case, risk filing or meeting that a command links to, if it names one that exists."""
        told = (kind_of(JurisdictionChanged), kind_of(RiskFilingReplied))
        page = await self._log.read_beginning(command.links_to, with_types=told) if command.links_to else []
        if not page or page[0].type not in _LINKABLE:
            return None
        replies = [each for each in page if each.type == kind_of(RiskFilingReplied)]
        last = [each for each in page if each not in replies][-1]
        receiver = _Receiver.model_validate_json(last.payload, extra="ignore")
        filed = any(_Reply.model_validate_json(each.payload, extra="ignore").result == "filed" for each in replies)
        return LinkedStream(_LINKABLE[page[0].type], receiver.to_organ, receiver.unit, filed)

    def _published(self, loaded: Loaded) -> Mapping[str, Pack]:
        """The newest edition of every pack, by its hash; they came with what was loaded."""
        newest = [each for (kind, _), each in loaded.reference.items() if kind == "pack"]
        return {each.sha256.hex(): self._parsed(each.sha256, each.content) for each in newest}

    def _newest(self, loaded: Loaded, kind: str, name: str) -> Reference:
        reference = loaded.reference.get((kind, name))
        if reference is None:
            raise NotInstalled(f"{kind} {name}")
        return reference

    def _newest_organs(self, loaded: Loaded) -> Organs:
        reference = self._newest(loaded, "organs", ORGANS)
        if self._organs is None or self._organs[0] != reference.sha256:
            self._organs = (reference.sha256, Organs.model_validate_json(reference.content))
        return self._organs[1]

    def _as_of(self, edition: Pack, sha256: bytes, occurred_on: date | None) -> Pack:
        """An edition as it is for facts of a day; most are the same for all."""
        index = earlier_at(edition, occurred_on) if edition.earlier and occurred_on else None
        if index is None:
            return edition
        if (sha256, index) not in self._earlier:
            self._earlier[sha256, index] = as_of(edition, occurred_on)
        return self._earlier[sha256, index]

    def _parsed(self, sha256: bytes, content: bytes) -> Pack:
        pack = self._packs.get(sha256)
        if pack is None:
            pack = self._packs[sha256] = installed_pack(content)
        return pack


def _matters(loaded: Loaded) -> Matters:
    slots = tuple(Slot(s.ban_key, s.occurrence_id, s.stream_id) for s in loaded.slots)
    return Matters(roots=loaded.roots, slots=slots)


def _facts(known: Mapping[UUID, RegisteredFacts]) -> Mapping[UUID, SubjectFacts]:
    """Subjects as decisions know them: a duplicate has the id of who it is."""
    return {
        id_: SubjectFacts(
            subject_id=facts.merged_into or id_,
            kind=facts.kind,
            sector=facts.sector,
            jurisdiction=facts.jurisdiction,
        )
        for id_, facts in known.items()
    }


def _occurred_on(state: StreamState | None, command: Command | None) -> date | None:
    """When what a case is about happened; of the other streams, nothing did."""
    if isinstance(state, Case):
        return state.opened.occurred_on
    return command.occurred_on if isinstance(command, FileApplication | BeginCase) else None


def _place(state: StreamState | None, command: Command, actor: Actor, organs: Organs) -> str | None:
    """The jurisdiction a stream is in, or will be: that of the organ it goes to."""
    if state is not None and command.moves:
        goes_to = organs.organ(command.goes_to or actor.organ)
        return goes_to.jurisdiction if goes_to else state.jurisdiction
    if state is not None:
        return state.jurisdiction
    receiver = organs.organ(command.opens.organ) if command.opens else None
    return receiver.jurisdiction if receiver else None
