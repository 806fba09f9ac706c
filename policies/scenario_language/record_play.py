"""Plays the work record (工作记录) of a scenario through its own domain, beside the case and the risk filing."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from domain.case.context import DecisionContext
from domain.values import Actor
from domain.work_records.commands import WorkRecordCommand, WorkRecordEnvelope
from domain.work_records.decide import decide
from domain.work_records.events import WorkRecordEvent
from domain.work_records.state import WorkRecord, fold
from policies.scenario_language.place import CASE_ID

RECORD_ID = uuid5(CASE_ID, "work-record")


@dataclass
class RecordPlayer:
    """The work record under way: its state, and all that has come of it. No clock runs in it."""

    record: WorkRecord | None = None
    events: list[WorkRecordEvent] = field(default_factory=list)

    def send(
        self, actor: Actor, body: WorkRecordCommand, now: datetime, context: DecisionContext
    ) -> list[WorkRecordEvent]:
        """Decide one command.

        Raises:
            Refused: The rules do not admit it.
        """
        envelope = WorkRecordEnvelope(command_id=UUID(int=len(self.events) + 1), actor=actor, body=body)
        events = decide(RECORD_ID, self.record, envelope, now, context)
        self.events += events
        self.record = fold(RECORD_ID, self.events)
        return events
