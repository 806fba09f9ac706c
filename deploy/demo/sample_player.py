"""Plays a sample case, its risk filing and work records, through the public API; holds what came against the words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from api.registers.routes import RegisterSubject
from deploy.demo.client import Client, FilingRecorded, Recorded, Refused, WorkRecorded
from deploy.demo.sample_cases import Ref, Resolved, SampleAct, SampleCase, SampleSubject
from domain.acts.filing import Opening
from domain.risk_filings.commands import FileRisk
from domain.terms.deadlines import SHANGHAI
from domain.values import event_id
from domain.work_records.commands import OpenRecord
from projections.cases.view import CasePage
from projections.risk_filings.model import RiskFilingRow
from projections.work_records.model import WorkRecordRow

_ON_PAGE = frozenset({"round", "proposal", "duty"})
"""The names that stand for what the case's page shows now."""
_TODAY = "今天 today"


class NotAsExpected(Exception):  # noqa: N818 - says what happened
    """A scene did not end as it must; the demonstration fails."""


@dataclass(frozen=True, slots=True)
class Played:
    """How the case, the risk filing and the work records of a life stand in the end; it may have any of them alone."""

    page: CasePage | None
    filing: RiskFilingRow | None
    records: tuple[WorkRecordRow, ...]


@dataclass(slots=True)
class _Names:
    """What the names of an act stand for when it is played.

    Attributes:
        page: the case as it was seen last, once there is one.
        filing: the risk filing, once there is one.
        records: the work records in the order of their opening; acts are on the last.
    """

    client: Client
    subjects: dict[str, UUID]
    page: CasePage | None = None
    filing: UUID | None = None
    records: list[UUID] = field(default_factory=list)
    opened: dict[str, UUID] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def resolve(self, ref: Ref) -> Resolved:
        match ref.kind:
            case "subject":
                return self.subjects[ref.name]
            case "day":
                return datetime.now(SHANGHAI).date() + timedelta(days=int(ref.name))
            case "holder":
                return self.client.actor(ref.name)
            case "event" if ref.name in self.opened:
                return self.opened[ref.name]
            case "version" if ref.name in self.versions:
                return self.versions[ref.name]
        return self._begun(ref)

    def _begun(self, ref: Ref) -> UUID:
        """What the acts began, or what is open in it."""
        if ref.kind == "filing" and self.filing:
            return self.filing
        if self.page is None:
            raise LookupError(f"{ref.kind} {ref.name}: not begun yet")
        return self._in_case(self.page, ref)

    def _in_case(self, page: CasePage, ref: Ref) -> UUID:
        match ref.kind:
            case "case":
                return page.case_id
            case "round" if page.round:
                return page.round.round_id
            case "proposal":
                return page.proposals[-1].proposal_id
            case "duty":
                return self._duty(page, ref)
        raise LookupError(f"{ref.kind} {ref.name} is not open")

    def learn(self, recorded: Recorded) -> None:
        """Remember what the newest event of each kind opened."""
        for offset, kind in enumerate(recorded.events):
            self.versions[kind] = recorded.first_version + offset
            self.opened[kind] = event_id(recorded.case_id, self.versions[kind])

    def _duty(self, page: CasePage, ref: Ref) -> UUID:
        subject = self.subjects[ref.subject] if ref.subject else None
        return next(
            duty.duty_id
            for duty in page.duties
            if duty.duty == ref.name and duty.state == "open" and (subject is None or duty.subject == subject)
        )


def _silent(_: str) -> None:
    """Nobody watches."""


async def play(client: Client, case: SampleCase, say: Callable[[str], None] = _silent) -> Played:
    """Register the subjects of a sample case, perform its acts in order, and return how it stands at the end.

    Raises:
        NotAsExpected: An act came to something else than it says.
        Refused: An act was refused that should not be.
    """
    registrar = case.registrar or case.acts[0].position
    subjects = {subject.key: await client.register(registrar, _new(subject)) for subject in case.subjects}
    names = _Names(client, subjects)
    for act in case.acts:
        if names.page and _needs_page(act):
            names.page = await client.see(registrar, names.page.case_id)
        recorded = await _perform(client, act, names)
        if isinstance(recorded, FilingRecorded):
            names.filing = recorded.filing_id
        elif isinstance(recorded, WorkRecorded):
            if recorded.record_id not in names.records:
                names.records.append(recorded.record_id)
        elif recorded and names.page is None:
            names.page = await client.see(registrar, recorded.case_id)
        if act.says:
            say(f"{act.on.isoformat() if act.dated else _TODAY}  {act.says}")
    return Played(
        await client.see(registrar, names.page.case_id) if names.page else None,
        await client.see_filing(registrar, names.filing) if names.filing else None,
        tuple([await client.see_record(registrar, each) for each in names.records]),
    )


async def _perform(client: Client, act: SampleAct, names: _Names) -> Recorded | FilingRecorded | WorkRecorded | None:
    """Perform one act; None where it was refused, as it had to be."""
    try:
        perform = _on_record if act.of_record else _on_filing if act.of_filing else _on_case
        recorded = await perform(client, act, names)
    except Refused as refused:
        if refused.problem.code == act.refusal:
            return None
        raise
    if act.refusal:
        raise NotAsExpected(f"{act.on} {recorded.events}: {act.refusal} was expected, it was recorded")
    if missing := [kind for kind in act.then if kind not in recorded.events]:
        raise NotAsExpected(f"{act.on}: no {missing}, but {recorded.events}")
    return recorded


async def _on_case(client: Client, act: SampleAct, names: _Names) -> Recorded:
    command = act.command(names.resolve)
    if isinstance(command, Opening):
        recorded = await client.file(act.position, command)
    elif names.page:
        recorded = await client.act(act.position, names.page.case_id, command)
    else:
        raise NotAsExpected(f"{act.on} {command.kind}: no case yet")
    names.learn(recorded)
    return recorded


async def _on_filing(client: Client, act: SampleAct, names: _Names) -> FilingRecorded:
    command = act.filing_command(names.resolve)
    if isinstance(command, FileRisk):
        return await client.file_risk(act.position, command)
    if names.filing is None:
        raise NotAsExpected(f"{act.on} {command.kind}: no risk filing yet")
    return await client.act_on_filing(act.position, names.filing, command)


async def _on_record(client: Client, act: SampleAct, names: _Names) -> WorkRecorded:
    command = act.record_command(names.resolve)
    if isinstance(command, OpenRecord):
        return await client.open_record(act.position, command)
    if not names.records:
        raise NotAsExpected(f"{act.on} {command.kind}: no work record yet")
    return await client.act_on_record(act.position, names.records[-1], command)


def _needs_page(act: SampleAct) -> bool:
    return any(ref.kind in _ON_PAGE for ref in act.refs())


def _new(subject: SampleSubject) -> RegisterSubject:
    return RegisterSubject(
        name=subject.name, kind=subject.kind, sector=subject.sector, jurisdiction=subject.jurisdiction
    )
