"""Plays a sample case through the public API, act by act, holds what came of each against what was foretold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from api.reads_registers import RegisterSubject
from deploy.demo.client import Client, Recorded, Refused
from deploy.sample_cases import Ref, SampleAct, SampleCase, SampleSubject
from domain.commands import Opening
from domain.values import Actor, event_id
from projections.case_view import CasePage


class NotAsExpected(Exception):  # noqa: N818 - says what happened
    """A scene did not end as it must; the demonstration fails."""


@dataclass(slots=True)
class _Names:
    """What the names of an act stand for when it is played."""

    client: Client
    subjects: dict[str, UUID]
    page: CasePage | None = None
    opened: dict[str, UUID] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def resolve(self, ref: Ref) -> UUID | Actor | int:
        if ref.kind == "subject":
            return self.subjects[ref.name]
        if ref.kind == "holder":
            return self.client.actor(ref.name)
        if ref.kind in {"event", "version"} and ref.name in self.opened:
            return self.opened[ref.name] if ref.kind == "event" else self.versions[ref.name]
        if self.page is None:
            raise LookupError(f"{ref.kind} {ref.name}: no case yet")
        match ref.kind:
            case "round" if self.page.round:
                return self.page.round.round_id
            case "proposal":
                return self.page.proposals[-1].proposal_id
            case "duty":
                return self._duty(self.page, ref)
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


async def play(client: Client, case: SampleCase, registrar: str, say: Callable[[str], None] = _silent) -> CasePage:
    """Register the subjects of a sample case, perform its acts in order, and return its page at the end.

    Raises:
        NotAsExpected: An act came to something else than it says.
        Refused: An act was refused that should not be.
    """
    subjects = {subject.key: await client.register(registrar, _new(subject)) for subject in case.subjects}
    names = _Names(client, subjects)
    case_id = UUID(int=0)
    for act in case.acts:
        if names.page and _needs_page(act):
            names.page = await client.see(registrar, case_id)
        recorded = await _perform(client, case_id, act, names)
        if recorded and names.page is None:
            case_id = recorded.case_id
            names.page = await client.see(registrar, case_id)
        if act.says:
            say(f"{act.on.isoformat()}  {act.says}")
    return await client.see(registrar, case_id)


async def _perform(client: Client, case_id: UUID, act: SampleAct, names: _Names) -> Recorded | None:
    """Perform one act; None where it was refused, as it had to be."""
    command = act.command(names.resolve)
    try:
        if isinstance(command, Opening):
            recorded = await client.file(act.position, command)
        else:
            recorded = await client.act(act.position, case_id, command)
    except Refused as refused:
        if refused.problem.code == act.refusal:
            return None
        raise
    if act.refusal:
        raise NotAsExpected(f"{act.on} {command.kind}: {act.refusal} was expected, it was recorded")
    names.learn(recorded)
    if missing := [kind for kind in act.then if kind not in recorded.events]:
        raise NotAsExpected(f"{act.on} {command.kind}: no {missing}, but {recorded.events}")
    return recorded


def _needs_page(act: SampleAct) -> bool:
    return any(ref.kind in {"round", "proposal", "duty"} for ref in act.refs())


def _new(subject: SampleSubject) -> RegisterSubject:
    return RegisterSubject(
        name=subject.name, kind=subject.kind, sector=subject.sector, jurisdiction=subject.jurisdiction
    )
