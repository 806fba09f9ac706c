"""What people and programs are told of a record that cannot be shown, and of one that was changed."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from activities.messages import NotAdmitted, Task
from api.http.problems import PAGE_MISSING
from deploy.demo.sample_cases import sample_cases
from domain import refusals
from domain.case.commands import CommandEnvelope, WithdrawApplication
from projections.cases import case_page
from projections.projector.projector import READ_MODELS
from projections.projector.read_model import ReadModel
from tests.api.addresses import every_route
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, problem_of
from tests.api.played import Recorder
from tests.api.positions import OPERATOR
from tests.conftest import Database, ProjectorOver
from tests.eventlog.meddling import Meddler, meddling
from tests.projections.choking import choking

READER = "prefecture-organization-officer-1"
MISSING = "暂时不能显示"
_OF_THE_ENGINE = "/agenda"
"""What is asked of a run, where nobody works here."""


@dataclass(frozen=True, slots=True)
class TwoCases:
    """Pages with two cases on them, of which one is hurt."""

    api: ApiClient
    recorder: Recorder
    projector_over: ProjectorOver
    hurt: UUID
    well: UUID

    async def without(self, model: ReadModel[Any]) -> None:
        """A read model that cannot take the one case."""
        await self.projector_over((choking(model, "raises", {self.hurt}),)).rebuild(model.name)

    async def shown(self, path: str, position: str = READER) -> Markup:
        """A page, as whoever holds a position gets it."""
        return Markup((await browse(self.api, path, position)).text)


@pytest.fixture(scope="module")
async def played(api_alone: ApiClient, recorder: Recorder, projector_over: ProjectorOver) -> TwoCases:
    """Two sample cases, the first of them to its end."""
    first, second, *_ = sample_cases()
    hurt, well = await recorder.play(first), await recorder.play(second, before="close_round")
    await recorder.show()
    return TwoCases(api_alone, recorder, projector_over, hurt, well)


@pytest.fixture
async def cases(played: TwoCases) -> AsyncIterator[TwoCases]:
    """The cases; in the end all is shown again."""
    yield played
    for line in await played.recorder.projector.missing():
        await played.recorder.projector.retry(line.stream_id)
    assert await played.recorder.projector.missing() == ()


@pytest.fixture(scope="module")
async def meddler(database: Database) -> AsyncIterator[Meddler]:
    """A superuser."""
    async with meddling(database) as meddler:
        yield meddler


@pytest.mark.parametrize("model", READ_MODELS, ids=lambda model: model.name)
async def test_no_address_breaks_without_it(cases: TwoCases, model: ReadModel[Any]) -> None:
    """Whatever read model lacks a case: every page and every list answers, and pages say that something is missing."""
    await cases.without(model)
    ids = {"case_id": str(cases.hurt), "name": "nujiang", "pack": "nujiang", "version": "1", "day": "2026-11-02"}
    headers = {**cases.api.as_(READER), **cases.api.cookie(READER)}
    for route in every_route():
        path = re.sub(r"{(\w+)(?::\w+)?}", lambda found: ids.get(found[1], str(uuid4())), route.path)
        if "GET" in (route.methods or ()) and not path.endswith(_OF_THE_ENGINE):
            answer = await cases.api.http.get(path, headers=headers)
            assert answer.status_code < 500, (path, answer.text)

    told = bool(await cases.recorder.projector.missing())
    assert (MISSING in (await cases.shown("/cases")).text) is told


async def test_the_page_that_follows_an_act_says_that_it_is_missing(cases: TwoCases) -> None:
    """Neither old rows nor a 404: recorded, and the page is missing; told to whoever may know of the case."""
    await cases.without(case_page.MODEL)
    answer = await browse(cases.api, f"/cases/{cases.hurt}", READER)
    problem = problem_of(await cases.api.get(READER, f"/v1/cases/{cases.hurt}?seen=3"))
    elsewhere = await cases.api.get("county-b-shuanghe-contact", f"/v1/cases/{uuid4()}")

    assert answer.status_code == 409
    assert "已登记，但页面暂缺" in answer.text
    assert (problem.code, problem.detail) == (PAGE_MISSING.code, "第 1 版起 / from version 1 on")
    assert elsewhere.status_code == 404
    assert str(cases.hurt) not in (await cases.shown("/cases")).values("a", "href")
    assert (await cases.api.get(READER, f"/v1/cases/{cases.well}")).status_code == 200


async def test_a_case_that_only_another_list_lacks_is_shown_with_a_word(cases: TwoCases) -> None:
    """The file of the case stands, and says where it is missing."""
    bans = next(model for model in READ_MODELS if model.name == "bans")
    await cases.without(bans)

    assert "本案在“事项与二次容错”中暂缺" in (await cases.shown(f"/cases/{cases.hurt}")).text
    assert "本案在" not in (await cases.shown(f"/cases/{cases.well}")).text


async def test_operators_see_what_is_set_aside_and_why(cases: TwoCases) -> None:
    """Stream, read model, version, reason, tries: on their page and as JSON; nobody else does."""
    empty = await cases.shown("/operations", OPERATOR)
    await cases.without(case_page.MODEL)
    page = await cases.shown("/operations", OPERATOR)
    listed = (await cases.api.read(OPERATOR, "/v1/set-aside"))["items"]
    page.require_safe_and_whole("/operations")

    assert "没有不能显示的记录" in empty.text
    assert all(word in page.text for word in (str(cases.hurt)[:8], "案卷与期限", "读模型不能处理", "choking.py"))
    assert [(line["stream_id"], line["read_model"], line["reason"], line["tries"]) for line in listed] == [
        (str(cases.hurt), "case_page", "not_folded", 1)
    ]
    assert (await browse(cases.api, "/operations", READER)).status_code == 403
    assert problem_of(await cases.api.get(READER, "/v1/set-aside")).code == "forbidden"


async def test_health_counts_and_stays_in_service(cases: TwoCases) -> None:
    """Degraded with 200: a balancer must not take every role out of service for one record."""
    await cases.without(case_page.MODEL)
    answer = await cases.api.http.get("/health")

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["set_aside"], answer.json()["manipulated"]) == ("degraded", 1, 0)


async def test_what_was_changed_is_not_served(cases: TwoCases, meddler: Meddler) -> None:
    """Page, file, history and acts answer what is the matter and what to do; lists and other cases go on."""
    change = "UPDATE event SET payload = payload || ' '::bytea WHERE stream_id = $1 AND version = 1"
    async with meddler.changed([change], cases.hurt):
        page = await browse(cases.api, f"/cases/{cases.hurt}", READER)
        answers = [await cases.api.get(READER, f"/v1/cases/{cases.hurt}{rest}") for rest in ("", "?seen=3", "/events")]
        lists = [await cases.api.get(READER, "/v1/cases"), await browse(cases.api, "/cases", READER)]
        well = await browse(cases.api, f"/cases/{cases.well}", READER)
        acted = await _act(cases)
        health = (await cases.api.http.get("/health")).json()
        operations = await cases.shown("/operations", OPERATOR)

    assert (page.status_code, "登记之后被改动过" in page.text) == (409, True)
    assert {problem_of(answer).code for answer in answers} == {refusals.RECORD_CHANGED.code}
    assert [each.status_code for each in (*lists, well)] == [200, 200, 200]
    assert MISSING in well.text
    assert isinstance(acted, NotAdmitted)
    assert acted.refusal == refusals.RECORD_CHANGED
    assert (health["status"], health["manipulated"]) == ("degraded", 1)
    assert "登记之后被改动" in operations.text
    assert (await browse(cases.api, f"/cases/{cases.hurt}", READER)).status_code == 200


async def test_a_changed_event_in_the_middle_is_not_on_the_page(cases: TwoCases, meddler: Meddler) -> None:
    """The page is made of rows that were folded before, and of the history: the history is checked."""
    change = "UPDATE event SET valid_on = valid_on + 1 WHERE stream_id = $1 AND version = 5"
    async with meddler.changed([change], cases.hurt):
        page = await browse(cases.api, f"/cases/{cases.hurt}", READER)

    assert (page.status_code, "第 5 版" in page.text) == (409, True)


async def _act(cases: TwoCases) -> object:
    """Somebody's act on the changed case, decided by a worker that has to read it."""
    fresh = type(cases.recorder.activities)(cases.recorder.log)
    body = WithdrawApplication(reasons="不再申请")
    actor = cases.recorder.installed.actor("county-a-organization-officer-1")
    envelope = CommandEnvelope(command_id=uuid4(), actor=actor, body=body)
    at = cases.api.context.clock()
    return await fresh.handle_command(Task(case_id=cases.hurt, envelope=envelope, at=at, door="update"))
