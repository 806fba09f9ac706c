"""Levels of appeal on a real engine that skips time: what rings, when, for whom, and what a window does meanwhile."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.cases import CaseActivities
from activities.messages import Answer, NotAdmitted, Recorded
from domain.acts.appeals.reappraisal import WINDOW_CLOSED
from domain.acts.replan import AppealWindowReplanned
from domain.case.commands import CommandEnvelope, RequestReappraisal
from domain.case.events import AppealAccepted, DutyOpened, ReappraisalDecided
from domain.case.evolve import fold
from domain.case.state import Case
from domain.messages import Command
from domain.terms.deadlines import end_of_day
from domain.values import event_id
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.reference import install
from eventlog.subjects import Subject, SubjectRegister
from policies.packs.loader import pack_bytes
from tests.domain.scenario import Deed, deed
from tests.domain.stories import appeals, cases
from tests.domain.stories.cases import MARK
from tests.registering import enter
from tests.workflows.engine import OneCase, installation
from tests.workflows.lived import NEXT_YEAR, OF_THE_CLOCK, Life, after_working_days, calendar, off, publish
from workflows.worker import case_worker

E = TypeVar("E")

_ABOVE = cases.post("prefecture-organization-officer-1")
_TODAY = "2026-01-01"
"""Deeds are done when the engine says it is; the day they are written with is not looked at."""
_RECEIVED = (
    *cases.accepted(),
    cases.denied(_TODAY),
    *cases.investigated(),
    *cases.determined(),
    *cases.voted(),
    cases.served(),
    cases.received(),
)
_REVIEWED = (
    *_RECEIVED,
    cases.asked(),
    cases.reappraisal(),
    cases.signs(cases.DISCIPLINE_2, _TODAY, "reappraisal"),
)
_COMPLAINT = deed(
    cases.CONTACT,
    RequestReappraisal(route="request", subject=cases.ANN, reasons=MARK, evidence=(cases.document("新的鉴定意见"),)),
    _TODAY,
)
_LISTED = off(date(NEXT_YEAR, 3, 10), date(NEXT_YEAR, 3, 12))
"""Days off in the middle of a window that began on the first of March."""


@dataclass(slots=True)
class Appeal:
    """A case on an engine that skips time, and whoever acts on it."""

    life: Life

    async def act(self, *deeds: Deed) -> None:
        """Do what must be admitted, now."""
        for each in deeds:
            answer = await self.tried(each)
            if not isinstance(answer, Recorded):
                raise AssertionError(answer)  # noqa: TRY004 - not a wrong type but a refused act

    async def tried(self, act: Deed) -> Answer:
        """Do something now."""
        body = act.body if isinstance(act.body, Command) else act.body(await self.case())
        envelope = CommandEnvelope.model_validate({"command_id": uuid4(), "actor": act.actor, "body": body})
        return await self.life.case.update(envelope)

    async def case(self) -> Case:
        """The case as its log tells it."""
        case = fold(self.life.case.id, await self.life.events())
        assert case is not None
        return case

    async def the(self, kind: type[E]) -> E:
        """The last event of a kind."""
        return [event for event in await self.life.events() if isinstance(event, kind)][-1]

    async def rung(self, duty: str) -> list[tuple[str, datetime]]:
        """What the clock did for the duties of a name, and when it was recorded."""
        id_, events = self.life.case.id, await self.life.events()
        rows = list(zip(events, await self.life.installed.log.read_stream(id_), strict=True))
        ids = {
            event_id(id_, row.version) for event, row in rows if isinstance(event, DutyOpened) and event.duty == duty
        }
        return [
            (event.rung, row.recorded_at)
            for event, row in rows
            if isinstance(event, OF_THE_CLOCK) and event.duty_id in ids
        ]

    async def deadlines(self) -> dict[str, date]:
        """What the engine says is running, and until when."""
        agenda = await self.life.case.agenda()
        return {each.name: each.due_on for each in agenda.deadlines} if agenda else {}


@pytest.fixture
async def reviewed(
    skipping: WorkflowEnvironment, app_pool: Pool, worker_log: EventLog, installation_key: InstallationKey
) -> AsyncIterator[Appeal]:
    """A case whose review was decided on the first of March."""
    weekdays = calendar(announced_until=NEXT_YEAR + 1)
    installed = await installation(app_pool, installation_key, weekdays, log=worker_log)
    await install(app_pool, "pack", appeals.TWO_LEVELS_NAME, pack_bytes(appeals.two_levels()), "test")
    ann = Subject(cases.ANN, "person", "government_organ", "demo-county-a", "安某")
    register = SubjectRegister(app_pool, installation_key)
    if not await register.get([cases.ANN]):
        await enter(register, ann)
    case = OneCase(skipping.client, f"appeal-{uuid4()}")
    async with case_worker(skipping.client, CaseActivities(installed.log), task_queue=case.task_queue):
        life = Life(skipping, installed, case)
        await life.wait_until(date(NEXT_YEAR, 3, 1))
        filed = cases.filed(pack=appeals.TWO_LEVELS_NAME)
        await case.open_by_signal(
            CommandEnvelope.model_validate({"command_id": uuid4(), "actor": filed.actor, "body": filed.body})
        )
        while not await life.events():  # the log fills when a worker has run
            await skipping.sleep(timedelta(seconds=1))
        appeal = Appeal(life)
        await appeal.act(*_REVIEWED)
        yield appeal


async def test_the_term_of_a_level_rings_from_its_acceptance(reviewed: Appeal) -> None:
    """Twenty working days after it was taken up, for the organ above; that of the acceptance, met, never rings."""
    await reviewed.act(_COMPLAINT)
    asked = await reviewed.deadlines()
    await reviewed.life.wait_until(date(NEXT_YEAR, 3, 2))
    await reviewed.act(replace(appeals.answered(), actor=_ABOVE))
    accepted, running = await reviewed.the(AppealAccepted), await reviewed.deadlines()
    await reviewed.life.wait_until(date(NEXT_YEAR, 5, 1))

    due_on, rung = after_working_days(accepted.on, 20, ()), await reviewed.rung("complaint")
    missed = dict(rung)["missed"]

    assert asked["complaint_acceptance"] == after_working_days(date(NEXT_YEAR, 3, 1), 5, ())
    assert "complaint" not in asked
    assert "complaint_acceptance" not in running
    assert (accepted.on, running["complaint"]) == (date(NEXT_YEAR, 3, 2), due_on)
    assert [each for each, _ in rung][:3] == ["remind-3", "missed", "level-1"]
    assert end_of_day(due_on) <= missed < end_of_day(due_on) + timedelta(minutes=1)
    assert await reviewed.rung("complaint_acceptance") == []


@pytest.mark.parametrize(("days_after", "admitted"), [(0, True), (1, False)])
async def test_the_window_of_the_next_level_is_moved_with_the_calendar(
    reviewed: Appeal, app_pool: Pool, days_after: int, *, admitted: bool
) -> None:
    """Nobody owes it, so nothing of it runs or rings; days off that are published meanwhile make it longer."""
    (decided, running) = (await reviewed.the(ReappraisalDecided), await reviewed.deadlines())
    version = await publish(app_pool, calendar(*_LISTED, announced_until=NEXT_YEAR + 1))
    await reviewed.life.replan(version)
    moved = await reviewed.the(AppealWindowReplanned)
    await reviewed.life.wait_until(moved.appeal_until + timedelta(days=days_after))
    answer = await reviewed.tried(_COMPLAINT)

    assert decided.appeal_until == after_working_days(decided.on, 15, ())
    assert not {"review", "complaint", "complaint_acceptance"} & {*running}
    assert (moved.was, moved.appeal_until) == (decided.appeal_until, after_working_days(decided.on, 15, _LISTED))
    assert isinstance(answer, Recorded) is admitted
    assert admitted or (isinstance(answer, NotAdmitted) and answer.refusal.code == WINDOW_CLOSED.code)
