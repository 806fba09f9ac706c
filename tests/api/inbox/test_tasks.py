"""The tasks of people at the door: who sees what under which tab, and how an organ divides its work."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx2
import pytest
from pydantic import JsonValue

from api.inbox import tasks as tasks_module
from projections.cases import case_page
from tests.api.browsing import browse
from tests.api.client import ApiClient, CaseAtHand, problem_of
from tests.api.played import Recorder
from tests.api.positions import CONTACT, DISCIPLINE, ENDORSER, FINANCE, HR, MEMBERS, ORGANISATION, SUPERVISOR

COLLEAGUE = "county-a-organization-officer-2"
HEAD = "county-a-organization-head"
Task = dict[str, JsonValue]


async def tasks(api: ApiClient, position: str, view: str, case: CaseAtHand, **asked: str) -> list[Task]:
    """The tasks of one case under a tab of somebody."""
    query = "".join(f"&{name}={value}" for name, value in asked.items())
    found = [each async for each in api.read_on(position, f"/v1/tasks?view={view}&limit=200{query}")]
    return [dict(each) for each in found if each["case_id"] == str(case.id)]


async def tabs_of(api: ApiClient, position: str, case: CaseAtHand) -> dict[str, list[str]]:
    """Under which tabs somebody has which tasks of a case."""
    views = ("mine", "unclaimed", "votes", "notices", "later", "done")
    found = {view: [str(task["code"]) for task in await tasks(api, position, view, case)] for view in views}
    return {view: codes for view, codes in found.items() if codes}


async def one(api: ApiClient, position: str, view: str, case: CaseAtHand, code: str = "acceptance") -> Task:
    """The one task of a case with this code under a tab."""
    [task] = [task for task in await tasks(api, position, view, case) if task["code"] == code]
    return task


def seen(task: Task) -> dict[str, JsonValue]:
    """A task as it was seen, in a request."""
    return {**{name: task[name] for name in ("about", "what", "organ", "level")}, "seen": task["changes"]}


async def divide(
    api: ApiClient, position: str, act: str, *those: Task, key: UUID | None = None, **more: JsonValue
) -> httpx2.Response:
    """Do something with some tasks."""
    return await api.act(position, "/v1/tasks", {"act": act, "tasks": [seen(each) for each in those], **more}, key=key)


def holder(api: ApiClient, position: str) -> dict[str, JsonValue]:
    """A post with whoever holds it."""
    return {"person": api.personas[position].person, "position": position}


@pytest.fixture
async def case(api: ApiClient) -> CaseAtHand:
    """An application that waits to be accepted, on the pages."""
    filed = await api.file()
    await filed.read(ORGANISATION)
    return filed


async def test_what_an_organ_owes_waits_for_whoever_handles(api: ApiClient, case: CaseAtHand) -> None:
    """For officers and the head alike; not for other organs or the unit; readers of results have no tasks."""
    assert await tabs_of(api, ORGANISATION, case) == {"unclaimed": ["acceptance"]}
    assert await tabs_of(api, COLLEAGUE, case) == await tabs_of(api, HEAD, case) == {"unclaimed": ["acceptance"]}
    assert await tabs_of(api, DISCIPLINE, case) == await tabs_of(api, CONTACT, case) == {}
    assert await tabs_of(api, "county-b-organization-officer-1", case) == {}
    assert (await api.get(HR, "/v1/tasks")).status_code == httpx2.codes.FORBIDDEN


async def test_claiming_is_first_come(api: ApiClient, case: CaseAtHand) -> None:
    """Of two who saw it unclaimed one has it; the other is told who and when, and it is no longer under their tabs."""
    task = await one(api, ORGANISATION, "unclaimed", case)
    key = uuid4()

    won = await divide(api, ORGANISATION, "claim", task, key=key)
    again = await divide(api, ORGANISATION, "claim", task, key=key)
    lost = await divide(api, COLLEAGUE, "claim", task)

    assert won.status_code == again.status_code == httpx2.codes.OK
    assert won.json() == again.json()
    assert (len(won.json()["done"]), won.json()["taken"]) == (1, [])
    [taken] = lost.json()["taken"]
    assert lost.json()["done"] == []
    assert (taken["handler"], taken["changes"]) == (api.personas[ORGANISATION].person, 1)
    assert taken["task_changed_at"]
    assert await tabs_of(api, ORGANISATION, case) == {"mine": ["acceptance"]}
    assert await tabs_of(api, COLLEAGUE, case) == {}


async def test_a_tab_says_where_there_may_be_more(
    api: ApiClient, case: CaseAtHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tasks are counted so far and no further, one's own like what anybody may take; the list has all."""
    await (await api.file()).get(ORGANISATION)
    await divide(api, ORGANISATION, "claim", await one(api, ORGANISATION, "unclaimed", case))
    mine = [each async for each in api.read_on(ORGANISATION, "/v1/tasks?view=mine&limit=200")]

    async def told(counted_max: int) -> dict[str, tuple[int, bool]]:
        monkeypatch.setattr(tasks_module, "COUNTED_MAX", counted_max)
        counted = (await api.get(ORGANISATION, "/v1/tasks?view=mine")).json()["counts"]
        return {each["tab"]: (each["count"], each["more"]) for each in counted}

    assert (await told(len(mine) + 1))["mine"] == (len(mine), False)
    assert (await told(len(mine)))["mine"] == (len(mine), True)
    assert (await told(3))["unclaimed"][1]


@pytest.mark.usefixtures("case")
async def test_a_tab_does_not_seem_empty_where_colleagues_took_what_is_due_first(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind what is counted there may be more for anybody to take."""
    await (await api.file()).get(ORGANISATION)
    first, *rest = [each async for each in api.read_on(ORGANISATION, "/v1/tasks?view=unclaimed&limit=200")]
    await divide(api, COLLEAGUE, "claim", first)
    monkeypatch.setattr(tasks_module, "COUNTED_MAX", 1)
    told = (await api.get(ORGANISATION, "/v1/tasks?view=unclaimed")).json()

    assert [task["about"] for task in told["items"]] == [task["about"] for task in rest]
    assert [each["more"] for each in told["counts"] if (each["tab"], each["count"]) == ("unclaimed", 0)] == [True]
    page = (await browse(api, "/inbox?view=unclaimed", ORGANISATION)).text
    assert '本单位待领 <span class="count">0+</span>' in page
    assert "<title>本单位待领（0+）" in page


async def test_whoever_claims_does_not_keep_others_from_the_act(api: ApiClient, case: CaseAtHand) -> None:
    """A claim divides work; who may act is for the rules. Whoever did it has it under what they have done."""
    await divide(api, ORGANISATION, "claim", await one(api, ORGANISATION, "unclaimed", case))
    await case.act(COLLEAGUE, "acceptance", {"accepted": True, "reasons": "材料齐全"})
    await case.read(ORGANISATION)
    sign = await tabs_of(api, DISCIPLINE, case)
    await case.act(DISCIPLINE, "sign-offs", {"proposal": (await _proposal(api, case)), "consents": True})
    await case.read(DISCIPLINE)

    assert sign == {"unclaimed": ["acceptance"]}
    assert (await tabs_of(api, DISCIPLINE, case))["done"] == ["acceptance"]
    for officer in (ORGANISATION, COLLEAGUE):
        tabs = await tabs_of(api, officer, case)
        assert tabs["done"] == ["acceptance"], "of who had it, and of who did it"
        assert "mine" not in tabs


async def _proposal(api: ApiClient, case: CaseAtHand) -> str:
    return str((await one(api, DISCIPLINE, "unclaimed", case))["about"])


async def test_work_is_passed_on_with_a_reason_to_somebody_who_does_it(api: ApiClient, case: CaseAtHand) -> None:
    """Not to an approver, another organ or nobody; whoever has it sees why, and from whom."""
    await divide(api, ORGANISATION, "claim", await one(api, ORGANISATION, "unclaimed", case))
    task = await one(api, ORGANISATION, "mine", case)

    no_reason = problem_of(await divide(api, ORGANISATION, "forward", task, to=holder(api, COLLEAGUE)))
    for other in (DISCIPLINE, HR):
        refused = problem_of(await divide(api, ORGANISATION, "forward", task, to=holder(api, other), reason="出差"))
        assert (refused.code, refused.status) == ("task_not_for_them", 409)
    passed = await divide(api, ORGANISATION, "forward", task, to=holder(api, COLLEAGUE), reason="出差<b>")

    assert [fault.pointer for fault in no_reason.errors] == ["/reason"]
    assert passed.json()["done"]
    assert await tabs_of(api, ORGANISATION, case) == {}
    now = await one(api, COLLEAGUE, "mine", case)
    assert (now["act"], now["handler"]) == ("forward", api.personas[COLLEAGUE].person)
    page = await api.http.get("/inbox?view=mine", headers=api.cookie(COLLEAGUE))
    assert "出差&lt;b&gt;" in page.text
    stored = await api.installed.pool.fetchval(
        "SELECT reason FROM task_act WHERE act = 'forward' AND case_id = $1", case.id
    )
    assert "出差".encode() not in stored


async def test_only_a_head_assigns(api: ApiClient, case: CaseAtHand) -> None:
    """What nobody has, and what somebody has as well."""
    task = await one(api, HEAD, "unclaimed", case)
    refused = problem_of(await divide(api, ORGANISATION, "assign", task, to=holder(api, COLLEAGUE)))
    await divide(api, HEAD, "assign", task, to=holder(api, COLLEAGUE))
    assigned = await one(api, COLLEAGUE, "mine", case)
    await divide(api, HEAD, "assign", assigned, to=holder(api, ORGANISATION))

    assert refused.code == "task_not_so"
    assert await tabs_of(api, COLLEAGUE, case) == {}
    assert await tabs_of(api, ORGANISATION, case) == {"mine": ["acceptance"]}


async def test_nothing_is_put_off_past_its_term(api: ApiClient, case: CaseAtHand) -> None:
    """A day before is later; the day after it is refused, and so is today; it comes back by itself or at once."""
    await divide(api, ORGANISATION, "claim", await one(api, ORGANISATION, "unclaimed", case))
    task = await one(api, ORGANISATION, "mine", case)
    due = datetime.fromisoformat(str(task["due_on"])).date()

    for day in (due + timedelta(days=1), datetime.now(UTC).date() - timedelta(days=1)):
        refused = problem_of(await divide(api, ORGANISATION, "snooze", task, until=day.isoformat()))
        assert refused.code == "put_off_too_long"
    await divide(api, ORGANISATION, "snooze", task, until=due.isoformat())
    later = await tabs_of(api, ORGANISATION, case)
    on_the_day = await tabs_of(api.on(due), ORGANISATION, case)
    await divide(api, ORGANISATION, "wake", await one(api, ORGANISATION, "later", case))

    assert later == {"later": ["acceptance"]}
    assert on_the_day == {"mine": ["acceptance"]}
    assert await tabs_of(api, ORGANISATION, case) == {"mine": ["acceptance"]}


async def test_given_back_it_waits_for_all(api: ApiClient, case: CaseAtHand) -> None:
    """And who had it is kept."""
    await divide(api, ORGANISATION, "claim", await one(api, ORGANISATION, "unclaimed", case))
    await divide(api, ORGANISATION, "release", await one(api, ORGANISATION, "mine", case))

    assert await tabs_of(api, COLLEAGUE, case) == {"unclaimed": ["acceptance"]}
    rows = await api.installed.pool.fetch("SELECT act FROM task_act WHERE case_id = $1 ORDER BY number", case.id)
    assert [row["act"] for row in rows] == ["claim", "release"]


async def test_a_vote_is_ones_own(api: ApiClient, case: CaseAtHand) -> None:
    """Under votes until it is cast, then done; nobody claims, passes on or puts off one."""
    await case.accept()
    await case.investigate()
    await case.determine()
    round_ = await case.open_round()
    await case.read(MEMBERS[0])
    vote = await one(api, MEMBERS[0], "votes", case, "approval")
    refused = {problem_of(await divide(api, MEMBERS[0], act, vote)).code for act in ("claim", "release", "read")}
    await case.act(MEMBERS[0], "ballots", {"round": round_, "choice": "agree"})
    await case.read(MEMBERS[0])

    assert vote["what"] == "vote"
    assert "awaited" not in vote or not vote["awaited"]
    assert refused == {"task_not_so"}
    assert await tabs_of(api, MEMBERS[0], case) == {"done": ["approval"]}
    assert await tabs_of(api, MEMBERS[1], case) == {"votes": ["approval"]}


async def test_nobody_has_a_task_in_their_own_matter(api: ApiClient, case: CaseAtHand) -> None:
    """Linked now: gone from the tabs and counts at once, not to be claimed, and given by nobody; others have it."""
    await divide(api, COLLEAGUE, "claim", await one(api, COLLEAGUE, "unclaimed", case))
    task = await one(api, COLLEAGUE, "mine", case)
    before = (await api.read(ORGANISATION, "/v1/tasks"))["counts"]
    pool, person = api.installed.pool, api.personas[ORGANISATION].person
    await pool.execute("INSERT INTO subject_person VALUES ($1, 91, $2, '', now())", api.installed.subject, person)
    try:
        given = problem_of(await divide(api, COLLEAGUE, "forward", task, to=holder(api, ORGANISATION), reason="请办"))
        claimed = problem_of(await divide(api, ORGANISATION, "claim", task))
        counts = (await api.read(ORGANISATION, "/v1/tasks"))["counts"]
        assert await tabs_of(api, ORGANISATION, case) == {}
    finally:
        await pool.execute("INSERT INTO subject_person VALUES ($1, 92, NULL, '', now())", api.installed.subject)

    assert (given.code, claimed.code) == ("task_not_for_them", "task_not_there")
    assert sum(each["count"] for each in counts) < sum(each["count"] for each in before) or not counts
    assert await tabs_of(api, COLLEAGUE, case) == {"mine": ["acceptance"]}


async def test_a_unit_sees_what_it_owes(api: ApiClient, case: CaseAtHand) -> None:
    """What its subjects are asked for as well; the contact who filed it is not kept from it."""
    await case.act(ORGANISATION, "supplement-request", {"missing": "缺会议记录"})
    await case.read(CONTACT)

    task = await one(api, CONTACT, "unclaimed", case, "supplement")

    assert task["organ"] == "subject"
    assert (await divide(api, CONTACT, "claim", task)).json()["done"]
    assert await tabs_of(api, CONTACT, case) == {"mine": ["supplement"]}
    assert (await tabs_of(api, ORGANISATION, case))["unclaimed"] == ["acceptance"]


async def test_a_head_is_asked_by_name(api: ApiClient) -> None:
    """What is asked of a post is that post's own, and is neither claimed nor passed on."""
    asked: dict[str, JsonValue] = {"kind": "requested", "signatory": ENDORSER}
    case = await api.file(endorsement=asked)
    await case.read(ENDORSER)
    task = await one(api, ENDORSER, "mine", case, "endorsement")

    refused = problem_of(await divide(api, ENDORSER, "forward", task, to=holder(api, CONTACT), reason="代签"))

    assert refused.code in {"task_not_so", "task_not_for_them"}
    assert "endorsement" not in str(await tabs_of(api, CONTACT, case))


async def test_everybody_lands_where_their_day_begins(api: ApiClient) -> None:
    """Work first; supervisors on the board, readers of results on results, operators on what runs."""
    landed = {
        position: (await api.http.get("/", headers=api.cookie(position))).headers["location"]
        for position in (ORGANISATION, MEMBERS[0], CONTACT, FINANCE, ENDORSER, SUPERVISOR, HR)
    }
    landed["operator"] = (await api.http.get("/", headers=api.cookie("prefecture-operations-operator"))).headers[
        "location"
    ]

    work = dict.fromkeys((ORGANISATION, MEMBERS[0], CONTACT, FINANCE, ENDORSER), "/inbox")
    assert landed == {**work, SUPERVISOR: "/deadlines", HR: "/hr", "operator": "/operations"}


async def test_a_case_whose_page_is_set_aside_gives_no_task(api_alone: ApiClient, recorder: Recorder) -> None:
    """What the pages do not show is no task either."""
    case, now = CaseAtHand(api_alone, uuid4(), version=1), datetime.now(UTC)
    envelope = recorder.installed.application(now.date())
    await recorder.act(case.id, envelope.actor, envelope.body, now)
    await recorder.show()
    before = await tabs_of(api_alone, ORGANISATION, case)
    await api_alone.context.pool.execute(
        "INSERT INTO set_aside (stream_id, read_model, model_version, version, reason, detail)"
        " VALUES ($1, 'case_page', $2, 1, 'not_folded', '')",
        case.id,
        case_page.MODEL.version,
    )

    assert before == {"unclaimed": ["acceptance"]}
    assert await tabs_of(api_alone, ORGANISATION, case) == {}


async def test_feedback_waits_for_whoever_receives_it(api: ApiClient) -> None:
    """Among the tasks of the unit and of nobody else, with a way to the form; received, it is among what was done."""
    case = await api.file()
    await case.conclude()
    await case.get(CONTACT)
    people = (CONTACT, ORGANISATION, HEAD, DISCIPLINE)
    waiting = {each: [task["what"] for task in await tasks(api, each, "unclaimed", case)] for each in people}
    page = (await browse(api, "/inbox?view=unclaimed", CONTACT)).text
    [subject] = (await case.get(CONTACT)).json()["subjects"]
    await case.act(CONTACT, "receipts", {"subject": subject["facts"]["subject_id"]})
    await case.get(CONTACT)

    assert {each for each in people if "confirm_receipt" in waiting[each]} == {CONTACT}
    assert f'/cases/{case.id}/acts/confirm_receipt?subject={subject["facts"]["subject_id"]}">签收书面反馈' in page
    assert "confirm_receipt" not in {task["what"] for task in await tasks(api, CONTACT, "unclaimed", case)}
    assert "confirm_receipt" in {task["what"] for task in await tasks(api, CONTACT, "done", case)}
