"""What workflow tests share: an installation with law and subjects, and an engine to run cases on."""

import asyncio
import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import ClassVar
from uuid import UUID, uuid4

from temporalio.client import Client, WorkflowHistory
from temporalio.worker import Replayer
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.law import ORGANS
from activities.messages import Answer
from deploy.demo.sample_cases import sample_organs
from domain.acts.endorsement import Endorsement
from domain.agenda import Agenda
from domain.case.commands import AnyCommand, CommandEnvelope, FileApplication
from domain.case.events import EVENT, AnyEvent
from domain.messages import Envelope
from domain.organs import Organs
from domain.terms.calendar import Calendar
from domain.values import Actor, Document
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.reference import install
from eventlog.subjects import Subject, SubjectRegister
from policies.packs.loader import bundled_packs, pack_bytes
from tests.registering import enter
from workflows.client import CASE, StreamClient, StreamHandle, WorkflowKind
from workflows.inbox import Inbox
from workflows.messages import data_converter
from workflows.roll_out import CalendarRollOut

CODEC_KEY = hashlib.sha256(b"the codec key of the tests, for committed histories to stay readable").digest()
SHORT_POLLS = ["--dynamic-config-value", 'matching.longPollExpirationInterval="5s"']
"""For a server of tests: a worker that ends waits for its last poll, now and then as long as that may take, which is a
minute unless told otherwise."""

EVERY_YEAR = Calendar(name="cn", version=0, years=dict.fromkeys(range(2000, 2100), "test: no holidays"), days=())
"""A calendar without holidays that covers any day a test may run on."""


_PATIENCE_SECONDS = 10
_POLL_SECONDS = 0.05


@dataclass(slots=True)
class Installation:
    """An event log with everything a case needs, one registered subject, and a pool of somebody who installs law."""

    log: EventLog
    pool: Pool
    organs: Organs
    subject: UUID
    document: Document = field(
        default=Document(sha256=hashlib.sha256(b"x").hexdigest(), title="材料", paper="原件存档")
    )

    def actor(self, position: str) -> Actor:
        """Whoever holds a position."""
        held = next(h for h in (*self.organs.holdings, *self.organs.seats) if h.position == position)
        organ = next(p.organ for p in self.organs.positions if p.id == position)
        return Actor(person=held.person, position=position, organ=organ)

    def envelope(self, position: str, body: AnyCommand, command_id: UUID | None = None) -> CommandEnvelope:
        """An envelope from a position."""
        return CommandEnvelope(command_id=command_id or uuid4(), actor=self.actor(position), body=body)

    def application(self, on: date | None = None, *, evidence: bool = True, history: bool = False) -> CommandEnvelope:
        """An ordinary application of a unit in county A; a history is entered by the organisation department."""
        day = on or datetime.now(UTC).date()
        body = FileApplication(
            pack="nujiang",
            history=history,
            to_organ="county-a-organization",
            title="弃土场整改未先完成招标",
            statement="已及时补救，现申请容错。",
            applicant=self.subject,
            subjects=(self.subject,),
            ground="s4",
            error_class="procedure_flaw",
            occurred_on=date(2026, 1, 5),
            endorsement=Endorsement(
                kind="signed", signatory="county-a-enforcement-party-head", signed_on=day, document=self.document
            ),
            evidence=(self.document,) if evidence else (),
        )
        return self.envelope("county-a-organization-officer-1" if history else "county-a-enforcement-contact", body)

    async def events(self, case_id: UUID) -> list[AnyEvent]:
        """What the log holds of a case."""
        return [EVENT.validate_json(event.payload) for event in await self.log.read_stream(case_id)]


async def installation(
    pool: Pool, key: InstallationKey, calendar: Calendar = EVERY_YEAR, *, log: EventLog | None = None
) -> Installation:
    """Install the sample organs, the bundled packs and a calendar, and register a subject; `log` is the worker's."""
    organs = sample_organs()
    await install(pool, "calendar", "cn", calendar.model_dump_json().encode(), "test")
    await install(pool, "organs", ORGANS, organs.model_dump_json().encode(), "test")
    for pack in bundled_packs():
        await install(pool, "pack", pack.pack, pack_bytes(pack), "test")
    subject = Subject(uuid4(), "unit", "government_organ", "demo-county-a", "示例甲县综合行政执法局")
    await enter(SubjectRegister(pool, key), subject)
    return Installation(log or EventLog(pool, key), pool, organs, subject.subject_id)


@dataclass(slots=True)
class OneStream:
    """Sends envelopes to one stream on an engine, as the API does."""

    engine: Client
    task_queue: str
    id: UUID = field(default_factory=uuid4)

    kind: ClassVar[WorkflowKind]

    @property
    def client(self) -> StreamClient:
        """The way to all streams of its kind."""
        return StreamClient(self.engine, self.kind, task_queue=self.task_queue)

    @property
    def handle(self) -> StreamHandle:
        """Its run."""
        return self.client.handle(self.id)

    async def submit(self, envelope: Envelope) -> Answer:
        """Send an envelope by Update, starting a run where there is none."""
        return await self.client.update_and_start(self.id, envelope)

    async def update(self, envelope: Envelope) -> Answer:
        """Send an envelope by Update to the run that goes on."""
        return await self.client.update(self.id, envelope)

    async def signal(self, *envelopes: Envelope) -> None:
        """Send envelopes by Signal to the run that goes on."""
        for envelope in envelopes:
            await self.client.signal(self.id, envelope)

    async def open_by_signal(self, envelope: Envelope) -> None:
        """Begin by signal-with-start, for an engine that knows no update-with-start; returns when it is recorded.

        The time-skipping engine hands an Update to a worker before the Signal that started the workflow, if both wait.
        """
        await self.client.signal_and_start(self.id, envelope)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not await self.agenda():  # noqa: ASYNC110 - a worker records it, and notifies nobody
                await asyncio.sleep(_POLL_SECONDS)

    async def agenda(self) -> Agenda | None:
        """The agenda of its run."""
        return await self.handle.query(Inbox.agenda)


class OneCase(OneStream):
    """Sends envelopes to one case."""

    kind = CASE


def anonymous(history: WorkflowHistory) -> str:
    """A history to commit: with its id, which not every server keeps in it, and without the name of the machine."""
    recorded = json.loads(history.to_json())
    recorded["events"][0]["workflowExecutionStartedEventAttributes"]["workflowId"] = history.workflow_id
    return re.sub(r'"\d+@[^"]*"', '"worker"', json.dumps(recorded, indent=2))


_PASSED_THROUGH = SandboxRestrictions.default.with_passthrough_modules("domain", "activities", "eventlog", "pydantic")


def replayer(workflow: type[Inbox | CalendarRollOut]) -> Replayer:
    """The workflow as it is now, to be run over what an earlier release recorded, in the SDK's sandbox."""
    return Replayer(
        workflows=[workflow],
        data_converter=data_converter(CODEC_KEY),
        workflow_runner=SandboxedWorkflowRunner(restrictions=_PASSED_THROUGH),
    )


def committed(file: Path) -> WorkflowHistory:
    """A history that an earlier release recorded, under the id it was recorded under: its payloads are bound to it."""
    recorded = json.loads(file.read_text())
    started = recorded["events"][0]["workflowExecutionStartedEventAttributes"]
    return WorkflowHistory.from_json(started["workflowId"], recorded)


def _keep_when_recording(history: WorkflowHistory, file: Path) -> None:
    if os.environ.get("RONGCUO_RECORD_HISTORIES"):
        file.write_text(anonymous(history))


async def replays(workflow: type[Inbox | CalendarRollOut], history: WorkflowHistory, file: Path) -> bool:
    """Whether a history that was just made replays; kept in a file where histories are recorded anew."""
    _keep_when_recording(history, file)
    return (await replayer(workflow).replay_workflow(history)).replay_failure is None


def kinds(events: Sequence[AnyEvent]) -> list[str]:
    """The kinds of events, in order."""
    return [event.kind for event in events]
