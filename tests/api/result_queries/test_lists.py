"""Lists of queries at both doors: answered row by row, with faults, taken back, cut off and gone on with."""

import asyncio
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID, uuid4

import httpx2
import pytest

from api.app import create_app
from api.http.limits import LOOK_UPS_OF_PERSON
from api.result_queries.list_file import ROWS_MAX, read_list, template
from api.tables.package import Unreadable
from eventlog.keys import InstallationKey
from eventlog.pool import Connection
from eventlog.read_log import ReadLog
from eventlog.result_queries.batches import query_id
from tests.api.browsing import Markup, browse
from tests.api.client import PUBLIC_URL, ApiClient, problem_of
from tests.api.positions import CONTACT, HR, ORGANISATION, OTHER_HR, SUPERVISOR
from tests.api.result_queries.asked import (
    NUMBER,
    UNIT,
    comma_separated,
    registered,
    rows_of,
    unheard,
    workbook,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ASKED = {"purpose": "awards", "reference": "甲组函〔2026〕9号"}
_LOOKS, _PAUSE = 200, 0.05


async def send(
    api: ApiClient, content: bytes, who: str = HR, key: UUID | None = None, media_type: str = XLSX, **asked: str
) -> httpx2.Response:
    """A list as a program sends it."""
    headers = {**api.as_(who), "Idempotency-Key": str(key or uuid4()), "Content-Type": media_type}
    query = urlencode({**ASKED, **asked})
    return await api.http.post(f"/v1/result-batches?{query}", content=content, headers=headers)


async def done(api: ApiClient, batch_id: str, state: str = "done") -> dict[str, object]:
    """A list, once it is as far as that."""
    found: dict[str, object] = {}
    for _ in range(_LOOKS):
        found = await api.read(HR, f"/v1/result-batches/{batch_id}")
        if found["state"] == state:
            return found
        await asyncio.sleep(_PAUSE)
    raise AssertionError(found)


async def answers(api: ApiClient, batch_id: str, kind: str = "xlsx") -> dict[int, dict[str, object]]:
    """The file of answers."""
    answer = await api.get(HR, f"/v1/result-batches/{batch_id}/answers?format={kind}")
    assert answer.status_code == 200, answer.text
    return rows_of(answer.content)


async def test_a_list_with_faulty_rows_is_answered_but_for_these(api: ApiClient) -> None:
    """Each faulty row says what is wrong and what to do; namesakes are left to be chosen; all others have receipts."""
    open_, none, twice = unheard(), unheard(), unheard()
    id_ = await registered(api, open_)
    await (await api.file(applicant=id_, subjects=[id_])).read(ORGANISATION)
    await registered(api, none)
    for _ in range(2):
        await registered(api, twice, identifier="")
    rows: list[list[object]] = [
        [open_, UNIT, NUMBER],
        [none, UNIT, "0012"],
        [twice, UNIT, "0012"],
        ["", UNIT, "0012"],
        [none, UNIT, "=1+1"],
        [none, UNIT, 530123198001010012],
        [none, UNIT, "12"],
        ["\u202e某", UNIT, "0012"],
        [None, None, None],
        ["=HYPERLINK(1)", UNIT, "0012"],
        [unheard(), UNIT, 4711],
    ]
    sent = await send(api, workbook(rows))
    batch_id = sent.json()["batch_id"]
    state = await done(api, batch_id)
    told = await answers(api, batch_id)
    as_csv = await answers(api, batch_id, "csv")

    assert (sent.status_code, sent.headers["location"]) == (202, f"/v1/result-batches/{batch_id}")
    assert (state["rows"], state["answered"], state["to_choose"], state["faulty"]) == (10, 3, 1, 6)
    assert {line: row["答复"] for line, row in told.items()} == {
        2: "办理中，尚无结论",
        3: "无记录",
        4: "未答复",
        **dict.fromkeys((5, 6, 7, 8, 9, 11), "未查询"),
        12: "无记录",
    }
    assert "同名" in str(told[4]["说明"])
    assert "公式" in str(told[6]["说明"])
    assert "长数字" in str(told[7]["说明"])
    assert "太短" in str(told[8]["说明"])
    assert {line: row["回执编号"] for line, row in as_csv.items()} == {
        line: row["回执编号"] or "" for line, row in told.items()
    }
    receipt = await api.read(HR, f"/v1/result-queries/{told[2]['回执编号']}")
    assert (receipt["name"], receipt["purpose"]["id"]) == (open_, "awards")
    assert receipt["code"] == told[2]["校验码"]


async def test_every_row_is_in_the_log_of_reads_with_its_purpose(api: ApiClient) -> None:
    """One row each, as for a single query, and one for the file that goes out."""
    names = [unheard() for _ in range(3)]
    for each in names:
        await registered(api, each)
    batch_id = (
        await send(api, comma_separated([[each, UNIT, "0012"] for each in names]), media_type="text/csv")
    ).json()["batch_id"]
    await done(api, batch_id)
    kept = [query_id(UUID(batch_id), line).hex for line in (2, 3, 4)]
    rows = await api.context.pool.fetch("SELECT * FROM read_log WHERE request_id = ANY ($1)", kept)
    given = await api.get(HR, f"/v1/result-batches/{batch_id}/answers")
    (exported,) = await api.context.pool.fetch(
        "SELECT * FROM read_log WHERE request_id = $1", given.headers["x-request-id"]
    )

    assert [(row["purpose"], row["look_ups"], row["result"]) for row in rows] == [("awards", 1, "told")] * 3
    assert {row["request_id"] for row in rows} == set(kept)
    assert (exported["sensitivity"], exported["count"]) == ("export", 3)


async def test_whoever_dies_over_a_list_leaves_the_rest_waiting(api: ApiClient) -> None:
    """Another process goes on with it; each row is answered once, and has one receipt."""
    names = [unheard() for _ in range(60)]
    content, key = workbook([[each, UNIT, "0012"] for each in names]), uuid4()
    first = create_app(api.context)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(first), base_url=PUBLIC_URL) as http:
        await send(replace(api, http=http), content, key=key)
        for _ in range(_LOOKS):
            if await api.context.pool.fetchval("SELECT count(*) FROM result_query WHERE batch_id = $1", key):
                break
            await asyncio.sleep(0.005)
        await first.state.answering.stop()
    waiting = await api.context.pool.fetchval(
        "SELECT count(*) FROM result_batch_row WHERE batch_id = $1 AND state = 'waiting'", key
    )
    second = create_app(api.context)
    await second.state.answering.resume()
    state = await done(api, str(key))
    await second.state.answering.stop()
    receipts = await api.context.pool.fetchval("SELECT count(*) FROM result_query WHERE batch_id = $1", key)

    assert waiting  # it was cut off in the middle
    assert (state["answered"], receipts) == (60, 60)


async def test_a_list_that_is_taken_back_is_asked_no_further(api: ApiClient, installation_key: InstallationKey) -> None:
    """It waits, because its sender has used up the hour; what was answered stands, also the file of it."""
    few = ReadLog(api.context.pool, installation_key, look_ups_an_hour=await looked_up(api) + 5)
    limited = create_app(replace(api.context, read_log=few))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(limited), base_url=PUBLIC_URL) as http:
        here = replace(api, http=http)
        sent = await send(here, workbook([[unheard(), UNIT, "0012"] for _ in range(30)]))
        batch_id = sent.json()["batch_id"]
        paused = await done(here, batch_id, "paused")
        page = await browse(here, f"/hr/lists/{batch_id}?watch=1", HR)
        cancelled = await here.act(HR, f"/v1/result-batches/{batch_id}/cancellation", {})
        again = await here.act(HR, f"/v1/result-batches/{batch_id}/cancellation", {})
        told = await answers(here, batch_id)
        await limited.state.answering.stop()

    assert (paused["answered"], paused["waiting"]) == (5, 25)
    assert "后自动接着查询，25 行待办" in page.text
    assert cancelled.json()["state"] == again.json()["state"] == "cancelled"
    assert sum(1 for row in told.values() if row["回执编号"]) == 5
    assert "尚未查询" in str(told[31]["说明"])


async def looked_up(api: ApiClient) -> int:
    """How many people the reader has looked up within the hour."""
    count = await api.context.pool.fetchval(
        "SELECT coalesce(sum(look_ups), 0) FROM read_log WHERE person = $1 AND result = 'told'"
        " AND at > now() - interval '1 hour'",
        api.installed.actor(HR).person,
    )
    return int(count)


async def test_a_list_stops_when_its_sender_may_not_ask_any_more(api: ApiClient, owner: Connection) -> None:
    """Whoever left the post is answered nothing more."""
    key = uuid4()
    content = workbook([[unheard(), UNIT, "0012"]])
    application = create_app(api.context)
    application.state.answering.go_on = lambda _: None  # it does not begin at once
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(application), base_url=PUBLIC_URL) as http:
        await send(replace(api, http=http), content, key=key)
    await owner.execute("UPDATE result_batch SET position = 'county-a-organization-officer-1' WHERE batch_id = $1", key)
    answering = create_app(api.context).state.answering
    answering.go_on(key)
    ended = None
    for _ in range(_LOOKS):
        if ended := await api.context.pool.fetchval("SELECT ended FROM result_batch WHERE batch_id = $1", key):
            break
        await asyncio.sleep(_PAUSE)

    assert ended == "stopped"
    assert not await api.context.pool.fetchval("SELECT count(*) FROM result_query WHERE batch_id = $1", key)


async def test_the_same_key_is_the_same_list(api: ApiClient) -> None:
    """Sent twice: one list; another file under the key is refused."""
    key, content = uuid4(), workbook([[unheard(), UNIT, "0012"]])
    first, again = await send(api, content, key=key), await send(api, content, key=key)
    other = await send(api, workbook([[unheard(), UNIT, "0012"]]), key=key)

    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json()["rows"] == 1
    assert (other.status_code, problem_of(other).code) == (422, "key_reused")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_headings"),
        (b"\x00\xff\xfe", "damaged"),
        (b"PK\x03\x04nonsense", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_format"),
        (workbook([]), "empty"),
        (workbook([["a", "b", "c"]], ("姓名", "单位", "年龄")), "heading_unknown"),
        (comma_separated([["示例", UNIT, "0012"]] * (ROWS_MAX + 1)), "too_many_rows"),
        ("姓名,单位\n示例,某局\n".encode(), "heading_missing"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused(api: ApiClient, content: bytes, code: str) -> None:
    """At both doors, with what is wrong; nothing of it is kept, and on the page what was typed stays."""
    before = await api.context.pool.fetchval("SELECT count(*) FROM result_batch")
    answer = await send(api, content, media_type="application/octet-stream")
    page = await upload(api, content)

    assert (answer.status_code, [each.code for each in problem_of(answer).errors]) == (422, [code])
    assert page.status_code == 422
    assert ASKED["reference"] in Markup(page.text).values("input", "value")
    assert await api.context.pool.fetchval("SELECT count(*) FROM result_batch") == before


async def upload(
    api: ApiClient, content: bytes, who: str = HR, name: str = "名单.xlsx", **more: str
) -> httpx2.Response:
    """A list as a browser without a script sends it."""
    headers = {**api.cookie(who), "Sec-Fetch-Site": "same-origin"}
    fields = {"key": str(uuid4()), **ASKED, **more}
    return await api.http.post("/hr/lists", data=fields, files={"file": (name, content)}, headers=headers)


async def test_the_page_takes_a_list_and_tells_how_far_it_is(api: ApiClient) -> None:
    """Through to the file; the name of the file is text, whatever it holds; who is done does not load again."""
    name = unheard()
    await registered(api, name)
    sent = await upload(api, comma_separated([[name, UNIT, "0012"]], "gb18030"), name="..\\<script>.csv")
    path = sent.headers["location"]
    batch_id = path.split("/")[-1].partition("?")[0]
    await done(api, batch_id)
    watched = await browse(api, path, HR)
    page = await browse(api, f"/hr/lists/{batch_id}", HR)
    file = await browse(api, f"/hr/lists/{batch_id}/answers?format=xlsx", HR)
    home = await browse(api, "/hr", HR)

    assert sent.status_code == 303
    assert watched.headers["location"] == f"/hr/lists/{batch_id}"
    Markup(page.text).require_safe_and_whole("/hr/lists")
    assert "<script>.csv" in Markup(page.text).text
    assert rows_of(file.content)[2]["答复"] == "无记录"
    assert f"/hr/lists/{batch_id}" in Markup(home.text).values("a", "href")


async def test_a_list_is_its_sender_s(api: ApiClient) -> None:
    """Nobody else's, at either door; units and supervisors send none."""
    batch_id = (await send(api, workbook([[unheard(), UNIT, "0012"]]))).json()["batch_id"]
    paths = [f"/v1/result-batches/{batch_id}", f"/v1/result-batches/{batch_id}/answers"]
    others = [(await api.get(OTHER_HR, path)).status_code for path in paths]
    taken = await api.act(OTHER_HR, f"/v1/result-batches/{batch_id}/cancellation", {})
    page = await browse(api, f"/hr/lists/{batch_id}", OTHER_HR)
    sent = [(await send(api, b"", who)).status_code for who in (CONTACT, SUPERVISOR, ORGANISATION)]
    uploaded = [(await upload(api, b"", who)).status_code for who in (CONTACT, SUPERVISOR)]
    foreign = await api.http.post(
        "/hr/lists", data=ASKED, files={"file": ("a", b"")}, headers={**api.cookie(HR), "Sec-Fetch-Site": "cross-site"}
    )

    assert others == [404, 404]
    assert (taken.status_code, page.status_code, foreign.status_code) == (404, 404, 403)
    assert sent == [403, 403, 403]
    assert uploaded == [403, 403]


def test_the_template_is_read_as_it_is_filled_in() -> None:
    """Its headings are those that are read, and its rows are text."""
    with pytest.raises(Unreadable, match="empty"):
        read_list(template())
    assert LOOK_UPS_OF_PERSON < ROWS_MAX
