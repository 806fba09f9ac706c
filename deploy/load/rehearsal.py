"""Plays the lives of the data set by the handler of all commands, on a log that lies in memory alone.

What comes of an act is decided as in life, under the law of the installation, at the instants of the life; the clock
rings what comes due between the acts. Nothing of it is in the log before it is copied there (`copies`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import assert_never
from uuid import NAMESPACE_URL, UUID, uuid5

from activities.commands import CommandHandler
from activities.messages import NotAdmitted, Recorded, Task
from deploy.demo.sample_cases import Ref, Resolved, SampleAct, SampleSubject
from deploy.load.lives import Course, History, histories, lives
from domain.agenda import Agenda, NextAlarm
from domain.case.commands import AnyCommand, CommandEnvelope
from domain.case.events import AnyEvent
from domain.case.state import Case
from domain.organs import Organs
from domain.streams import CASE
from domain.terms.deadlines import SHANGHAI
from domain.values import Actor, alarm_command_id, event_id
from eventlog import shapes
from eventlog.entry import GENESIS
from eventlog.log import EventLog
from eventlog.shapes import Append, Loaded, Outcome, Reference, SubjectFacts

TITLE, NUMBER = "＊题＊", "〔0000〕号"
"""Stand in what is rehearsed for the title of the case and the number that it had on paper."""
STREAM = uuid5(NAMESPACE_URL, "rongcuo:load")
"""The case that is rehearsed; every copy has an id of its own."""

_OPENS, _ENTERED = time(10, tzinfo=SHANGHAI), timedelta(days=20)
_DAYS = {"occurred": -40, "begins": 0, "accepted": 9, "concluded": 62, "served": 66, "corrected": 90}
"""The days that a part may name, as days after the case began."""
_WEEK, _FRIDAY = 7, 4


class NotPlayable(Exception):  # noqa: N818 - says what is the matter
    """An act of a life was refused: its data do not fit the procedure or the organs that are installed."""


Law = Mapping[tuple[str, str], Reference]
"""What is installed, by kind and name, as a load tells it."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a life writes, command after command.

    Attributes:
        alarms: for each append the alarm that it answers, if it is of the clock.
        subjects: those it is about, by their ids.
        open: whether the case is still under way, so that it needs a clock.
    """

    appends: tuple[Append, ...]
    alarms: tuple[NextAlarm | None, ...]
    subjects: Mapping[UUID, SampleSubject]
    open: bool

    @property
    def version(self) -> int:
        """That of its last event."""
        return self.appends[-1].expected_version + len(self.appends[-1].events)


class _MemoryLog(EventLog):
    """A log of one stream in memory: what is decided on it goes nowhere."""

    def __init__(self, reference: Law) -> None:  # and no database
        self._reference = reference
        self.appends: list[Append] = []
        self.facts: dict[UUID, SubjectFacts] = {}

    async def load(
        self,
        stream_id: UUID,
        command_id: UUID,  # noqa: ARG002 - no command comes twice
        *,
        subject_ids: Sequence[UUID] = (),
        matter_ids: Sequence[UUID] = (),  # noqa: ARG002 - a life has one matter
        known_leaf: bytes | None = None,  # noqa: ARG002 - whoever decides remembers the stream
    ) -> Loaded:
        version = sum(len(each.events) for each in self.appends)
        return Loaded(
            stream_id=stream_id,
            version=version,
            last_leaf=_leaf(version),
            known=version > 0,
            events=(),
            earlier=None,
            reference=self._reference,
            subjects=await self.subjects(subject_ids),
            roots={matter.matter_id: matter.matter_id for each in self.appends for matter in each.matters},
            slots=(),
            grants=(),
        )

    async def append(self, append: Append) -> Outcome:
        self.appends.append(append)
        last = append.expected_version + len(append.events)
        return shapes.Recorded(append.expected_version + 1, last, repeated=False, last_leaf=_leaf(last))

    async def refuse(  # noqa: PLR0913 - as in the log
        self,
        *,
        command_id: UUID,  # noqa: ARG002
        stream_id: UUID | None,  # noqa: ARG002
        actor: bytes,  # noqa: ARG002
        digest: bytes,  # noqa: ARG002
        refusal: bytes,
        recorded_at: datetime,  # noqa: ARG002
    ) -> Outcome:
        return shapes.Refused(refusal)

    async def subjects(self, subject_ids: Sequence[UUID]) -> Mapping[UUID, SubjectFacts]:
        return {id_: self.facts[id_] for id_ in subject_ids if id_ in self.facts}


def _leaf(version: int) -> bytes:
    return version.to_bytes(len(GENESIS)) if version else GENESIS


class Rehearsal:
    """Rehearses lives under the law of an installation, up to a day."""

    def __init__(self, law: Law, organs: Organs, as_of: date) -> None:
        self._log = _MemoryLog(law)
        self._handler = CommandHandler(self._log, CASE)
        held = {each.position: each.person for each in (*organs.holdings, *organs.seats) if each.covers(as_of)}
        self._actors = {
            post.id: Actor(person=held[post.id], position=post.id, organ=post.organ)
            for post in organs.positions
            if post.id in held
        }
        self._as_of = as_of

    async def play(self, course: Course | History) -> Rehearsed:
        """Play a life until the day up to which it is rehearsed.

        Raises:
            NotPlayable: an act was refused.
        """
        self._log.appends, self._log.facts = [], {}
        match course:
            case Course():
                place = f"demo-{course.places.place}"
                unit = f"{course.places.place}-{course.places.unit}"
                subject = SampleSubject(
                    key="unit", kind="person", name="某", sector="government_organ", jurisdiction=place, unit=unit
                )
                subjects, acts = [subject], self._of_course(course)
            case History():
                sample = histories()[course.label]
                subjects, acts = list(sample.subjects), self._of_history(sample.acts)
            case _:
                assert_never(course)
        return await _Playing(self._log, self._handler, self._actors, subjects, self._as_of).play(acts)

    def _of_course(self, course: Course) -> Iterator[tuple[datetime, SampleAct]]:
        words = {
            "place": course.places.place,
            "unit": course.places.unit,
            "title": TITLE,
            "number": NUMBER,
            **{word: (course.begins + timedelta(days=days)).isoformat() for word, days in _DAYS.items()},
        }
        day = course.begins
        for part, days in lives().lives[course.life].parts.items():
            day = _office_day(day + timedelta(days=days))
            at = datetime.combine(day, _OPENS)
            for number, act in enumerate(lives().procedure.acts(part, words)):
                yield at + timedelta(minutes=5 * number), act

    def _of_history(self, acts: Sequence[SampleAct]) -> Iterator[tuple[datetime, SampleAct]]:
        entered = datetime.combine(_office_day(self._as_of - _ENTERED), _OPENS)
        for number, act in enumerate(acts):
            yield entered + timedelta(minutes=number), act


@dataclass
class _Playing:
    """One life under way."""

    log: _MemoryLog
    handler: CommandHandler[Case, AnyEvent, CommandEnvelope]
    actors: Mapping[str, Actor]
    given: Sequence[SampleSubject]
    as_of: date
    agenda: Agenda | None = None
    alarms: list[NextAlarm | None] = field(default_factory=list)
    newest: dict[tuple[str, str], UUID | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ids = {each.key: uuid5(STREAM, f"subject:{each.key}") for each in self.given}
        self.log.facts = {
            self.ids[each.key]: SubjectFacts(self.ids[each.key], each.kind, each.sector, each.jurisdiction, None)
            for each in self.given
        }

    async def play(self, acts: Iterator[tuple[datetime, SampleAct]]) -> Rehearsed:
        until = datetime.combine(self.as_of, time(), tzinfo=SHANGHAI)
        for at, act in acts:
            if at >= until:
                break
            await self._ring_until(at)
            await self._perform(act, at)
        await self._ring_until(until)
        subjects = {self.ids[each.key]: each for each in self.given}
        still = self.agenda is not None and not self.agenda.closed
        return Rehearsed(tuple(self.log.appends), tuple(self.alarms), subjects, still)

    async def _ring_until(self, until: datetime) -> None:
        while self.agenda and self.agenda.alarms and self.agenda.alarms[0].at <= until:
            alarm = self.agenda.alarms[0]
            command_id = alarm_command_id(STREAM, alarm.duty, alarm.due_on, alarm.rung)
            assert CASE.ring is not None  # noqa: S101 - the alarms of a case ring
            envelope = CASE.of_clock(command_id, CASE.ring(alarm))
            await self._send(Task(case_id=STREAM, at=alarm.at, door="clock", envelope=envelope), alarm)

    async def _perform(self, act: SampleAct, at: datetime) -> None:
        state = await self._state()
        command: AnyCommand = act.command(lambda ref: self._resolve(ref, state))
        envelope = CommandEnvelope(
            command_id=uuid5(STREAM, f"command:{len(self.alarms)}"),
            actor=self.actors[act.position],
            request_id=f"bench-load {self.as_of}",
            body=command,
        )
        await self._send(Task(case_id=STREAM, at=at, door="update", envelope=envelope), None, act.refusal)

    async def _send(self, task: Task, alarm: NextAlarm | None, refusal: str | None = None) -> None:
        answer = await self.handler.handle(task, task.envelope)
        match answer:
            case Recorded():
                self.agenda = answer.agenda
                self.alarms.append(alarm)
                for version, kind in enumerate(answer.events, answer.first_version):
                    self.newest["version", kind] = version
                    self.newest["event", kind] = event_id(STREAM, version)
            case NotAdmitted() if refusal is not None and answer.refusal.code == refusal:
                return
            case _:
                raise NotPlayable(f"{task.at}: {task.envelope}: {answer}")

    async def _state(self) -> Case | None:
        return await self.handler.state_of(STREAM) if self.log.appends else None

    def _resolve(self, ref: Ref, state: Case | None) -> Resolved:
        match ref.kind:
            case "subject":
                return self.ids[ref.name]
            case "day":
                return self.as_of + timedelta(days=int(ref.name))
            case "holder":
                return self.actors[ref.name]
            case "event" | "version":
                return self.newest[ref.kind, ref.name]
            case "case":
                return STREAM
        found: list[UUID] = []
        if state and ref.kind == "round" and state.round:
            found = [state.round.id]
        elif state and ref.kind == "proposal":
            found = [each.id for each in state.proposals.values()][-1:]
        elif state and ref.kind == "duty":
            subject = self.ids[ref.subject] if ref.subject else None
            found = [
                id_
                for id_, duty in state.open_duties.items()
                if duty.opened.duty == ref.name and subject in (None, duty.opened.subject)
            ]
        if not found:
            raise NotPlayable(f"{ref.kind} {ref.name} is not open")
        return found[0]


def _office_day(day: date) -> date:
    """This day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, (_WEEK - day.weekday()) % _WEEK if day.weekday() > _FRIDAY else 0))
