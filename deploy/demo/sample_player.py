"""Plays a sample case through the public API, act by act, and says how it ended."""

from dataclasses import dataclass
from uuid import UUID

from api.reads_registers import RegisterSubject
from deploy.demo.client import Client
from deploy.sample_cases import Ref, SampleAct, SampleCase, SampleSubject
from domain.commands import FileApplication
from domain.values import Actor
from projections.case_view import CasePage


@dataclass(slots=True)
class _Names:
    """What the names of an act stand for when it is played."""

    client: Client
    subjects: dict[str, UUID]
    page: CasePage | None = None

    def resolve(self, ref: Ref) -> UUID | Actor:
        if ref.kind == "subject":
            return self.subjects[ref.name]
        if ref.kind == "holder":
            return self.client.actor(ref.name)
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

    def _duty(self, page: CasePage, ref: Ref) -> UUID:
        subject = self.subjects[ref.subject] if ref.subject else None
        return next(
            duty.duty_id
            for duty in page.duties
            if duty.duty == ref.name and duty.state == "open" and (subject is None or duty.subject == subject)
        )


async def play(client: Client, case: SampleCase, registrar: str) -> CasePage:
    """Register the subjects of a sample case, perform its acts in order, and return its page at the end."""
    subjects = {subject.key: await client.register(registrar, _new(subject)) for subject in case.subjects}
    names = _Names(client, subjects)
    case_id = UUID(int=0)
    for act in case.acts:
        if names.page and _needs_page(act):
            names.page = await client.see(registrar, case_id)
        command = act.command(names.resolve)
        if isinstance(command, FileApplication):
            case_id = await client.file(act.position, command)
            names.page = await client.see(registrar, case_id)
        else:
            await client.act(act.position, case_id, command)
    return await client.see(registrar, case_id)


def _needs_page(act: SampleAct) -> bool:
    return any(ref.kind in {"round", "proposal", "duty"} for ref in act.refs())


def _new(subject: SampleSubject) -> RegisterSubject:
    return RegisterSubject(
        name=subject.name, kind=subject.kind, sector=subject.sector, jurisdiction=subject.jurisdiction
    )
