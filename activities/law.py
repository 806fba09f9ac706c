"""Turns what the log loaded into what `decide` may know; parsed law is kept by its hash, since it never changes."""

from typing import Annotated, Literal, TypeVar

from pydantic import Field, TypeAdapter

from domain import refusals
from domain.acts.filing import Opening
from domain.case.commands import AnyCommand, ChooseTransition
from domain.case.context import DecisionContext, LinkedStream, Matters, Slot
from domain.case.lifecycle import CaseOpened
from domain.case.state import Case
from domain.messages import Command, kind_of
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.refusals import Refused
from domain.risk_filings.commands import FileRisk, RiskFilingCommand
from domain.risk_filings.events import RiskFilingReceived
from domain.risk_filings.state import RiskFiling
from domain.terms.calendar import Calendar, UnknownLocality
from domain.values import Frozen, SubjectFacts
from domain.work_records.commands import OpenRecord, WorkRecordCommand
from domain.work_records.state import WorkRecord
from eventlog.log import EventLog
from eventlog.shapes import Loaded, Reference

ORGANS = "organs"
"""The name under which the organs of an installation are installed."""


_LINKABLE: dict[str, Literal["case", "risk_filing"]] = {
    kind_of(CaseOpened): "case",
    kind_of(RiskFilingReceived): "risk_filing",
}
_BEGINNING: TypeAdapter[CaseOpened | RiskFilingReceived] = TypeAdapter(
    Annotated[CaseOpened | RiskFilingReceived, Field(discriminator="kind")]
)
"""How what may be linked to begins."""

_Law = TypeVar("_Law", Pack, Organs)
_Stream = Case | RiskFiling | WorkRecord | None
_Command = AnyCommand | RiskFilingCommand | WorkRecordCommand


class NotInstalled(RuntimeError):  # noqa: N818 - named for what it says
    """The installation lacks a calendar or its organs; `rongcuo up` installs them."""


class Law:
    """Parsed packs, calendars and organs of this process, by content hash."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._parsed: dict[tuple[type[Frozen], bytes], Frozen] = {}
        self._calendars: dict[tuple[bytes, str | None], Calendar] = {}

    async def known(self, loaded: Loaded, case: _Stream, command: _Command) -> DecisionContext:
        """Everything outside the case, risk filing or work record that a command may be decided on.

        Raises:
            Refused: the application names a pack that is not installed, or the calendar lacks the place's local days.
            NotInstalled: the calendar or the organs are missing.
        """
        pack, digest = await self._pack(loaded, case, command)
        organs = self._parse(self._newest(loaded, "organs", ORGANS), Organs)
        locality = organs.locality(_place(case, command, organs))
        return DecisionContext(
            pack=pack,
            pack_sha256=digest.hex(),
            calendar=self.calendar(loaded, pack.calendar, locality),
            organs=organs,
            locality=locality,
            other_pack=await self._other_pack(command),
            subjects={
                id_: SubjectFacts(subject_id=id_, kind=facts.kind, sector=facts.sector, jurisdiction=facts.jurisdiction)
                for id_, facts in loaded.subjects.items()
            },
            matters=Matters(
                roots=loaded.roots,
                slots=tuple(Slot(s.ban_key, s.occurrence_id, s.stream_id) for s in loaded.slots),
            ),
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

    async def _pack(self, loaded: Loaded, case: _Stream, command: _Command) -> tuple[Pack, bytes]:
        """A running case has the edition it was moved to last, or began under; a new one the newest of its pack."""
        if case is not None:
            digest = bytes.fromhex(case.pack_sha256)
            content = await self._log.reference_by_hash(digest)
            return self._parse(Reference("pack", case.opened.pack, 0, digest, content), Pack), digest
        if not isinstance(command, Opening | FileRisk | OpenRecord):
            raise Refused(refusals.UNKNOWN_CASE)
        newest = loaded.reference.get(("pack", command.pack))
        if newest is None:
            raise Refused(refusals.UNKNOWN_PACK, detail=command.pack)
        return self._parse(newest, Pack), newest.sha256

    async def _other_pack(self, command: _Command) -> Pack | None:
        """The edition that a choice names, if one of that hash was ever published."""
        if not isinstance(command, ChooseTransition):
            return None
        digest = bytes.fromhex(command.pack_sha256)
        content = await self._log.pack_by_hash(digest)
        return None if content is None else self._parse(Reference("pack", "", 0, digest, content), Pack)

    def _newest(self, loaded: Loaded, kind: str, name: str) -> Reference:
        reference = loaded.reference.get((kind, name))
        if reference is None:
            raise NotInstalled(f"{kind} {name}")
        return reference

    def _parse(self, reference: Reference, law: type[_Law]) -> _Law:
        parsed = self._parsed.get((law, reference.sha256))
        if not isinstance(parsed, law):
            parsed = law.model_validate_json(reference.content)
            self._parsed[law, reference.sha256] = parsed
        return parsed


async def find_linked(log: EventLog, command: Command) -> LinkedStream | None:
    """The case or risk filing that a command links to, if it names one that exists."""
    page = await log.read_stream(command.links_to, limit=1) if command.links_to else []
    if not page or page[0].type not in _LINKABLE:
        return None
    begun = _BEGINNING.validate_json(page[0].payload)
    return LinkedStream(_LINKABLE[page[0].type], begun.to_organ)


def _place(case: _Stream, command: _Command, organs: Organs) -> str | None:
    """The jurisdiction a case is in, or will be: that of the organ applied to."""
    if case is not None:
        return case.opened.jurisdiction
    receiver = organs.organ(command.to_organ) if isinstance(command, Opening | FileRisk) else None
    if isinstance(command, OpenRecord):
        receiver = organs.organ(command.keeper)
    return receiver.jurisdiction if receiver else None
