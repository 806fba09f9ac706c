"""Cases for pages to show: acts decided and recorded as the worker does it, without an engine between."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from uuid import UUID, uuid4

from activities.cases import CaseActivities
from activities.messages import Recorded, Task
from deploy.demo.sample_cases import Ref, SampleCase
from domain.agenda import Agenda
from domain.case.commands import AnyCommand, CommandEnvelope, RingAlarm
from domain.case.events import EVENT
from domain.case.evolve import fold
from domain.case.state import Case
from domain.values import CLOCK, Actor
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.sequencer import Sequencer
from eventlog.subjects import Subject, SubjectRegister
from projections.projector.projector import Projector
from tests.registering import enter
from tests.sequencing import number_all
from tests.workflows.engine import Installation


@dataclass(slots=True)
class Recorder:
    """Performs acts on cases of one log, and brings the pages up to them."""

    pool: Pool
    log: EventLog
    register: SubjectRegister
    installed: Installation
    sequencer: Sequencer
    projector: Projector
    activities: CaseActivities = field(init=False)

    def __post_init__(self) -> None:
        """Work on cases as the worker does."""
        self.activities = CaseActivities(self.log)

    async def act(self, case_id: UUID, actor: Actor | str, body: AnyCommand, at: datetime | None = None) -> Agenda:
        """Perform one act that must succeed, as an actor or as whoever holds a position; what is next."""
        if isinstance(actor, str):
            actor = self.installed.actor(actor)
        envelope = CommandEnvelope(command_id=uuid4(), actor=actor, body=body)
        door = "clock" if actor == CLOCK else "signal" if body.endpoint and body.endpoint.by_signal else "update"
        task = Task(case_id=case_id, envelope=envelope, at=at or datetime.now(UTC), door=door)
        answer = await self.activities.handle_command(task)
        if not isinstance(answer, Recorded) or answer.agenda is None:
            raise AssertionError(f"{body.kind}: {answer}")
        return answer.agenda

    async def ring(self, case_id: UUID, agenda: Agenda, until: datetime) -> None:
        """Let the clock ring everything that comes due until an instant."""
        while agenda.alarms and agenda.alarms[0].at <= until:
            next_ = agenda.alarms[0]
            body = RingAlarm(duty=next_.duty, due_on=next_.due_on, rung=next_.rung)
            agenda = await self.act(case_id, CLOCK, body, next_.at)

    async def show(self) -> None:
        """Bring the read models to the end of the log."""
        await number_all(self.pool, self.sequencer)
        await self.projector.catch_up()

    async def case(self, case_id: UUID) -> Case | None:
        """The case as its log tells it."""
        return fold(case_id, [EVENT.validate_json(stored.payload) for stored in await self.log.read_stream(case_id)])

    async def play(self, sample: SampleCase, before: str | None = None) -> UUID:
        """Perform the acts of a sample case, all or those before the first of a kind; its id."""
        case_id, ids = uuid4(), {subject.key: uuid4() for subject in sample.subjects}
        for each in sample.subjects:
            await enter(self.register, Subject(ids[each.key], each.kind, each.sector, each.jurisdiction, each.name))
        for act in sample.acts:
            case = await self.case(case_id)
            body = act.command(partial(self._resolve, case, ids, act.on))
            if body.kind == before:
                break
            await self.act(case_id, self._holder(act.position, act.on), body)
        return case_id

    def _holder(self, position: str, on: date) -> Actor:
        organs = self.installed.organs
        held = next(h for h in (*organs.holdings, *organs.seats) if h.position == position and h.covers(on))
        return Actor(person=held.person, position=position, organ=self.installed.actor(position).organ)

    def _resolve(self, case: Case | None, ids: dict[str, UUID], on: date, ref: Ref) -> UUID | Actor:
        if ref.kind == "subject":
            return ids[ref.name]
        if ref.kind == "holder":
            return self._holder(ref.name, on)
        if case is None:
            raise AssertionError(f"{ref.kind} before the case begins")
        if ref.kind == "round" and case.round is not None:
            return case.round.id
        if ref.kind == "proposal":
            return next(iter(case.proposals.values())).id
        subject = ids[ref.subject] if ref.subject else None
        return next(
            id_
            for id_, duty in case.open_duties.items()
            if duty.opened.duty == ref.name and subject in (None, duty.opened.subject)
        )
