"""Who sees, who acts: every post of the demo organs by every method and path of the app, against one reviewed table.

`who_sees.txt` has a line for each method and path and a column for each post. A cell has one sign, or, where the path
names an object, four: for the own one, one of another unit of the county, one of another county, and none at all.
What is not let in to an act is told so before anything else, so the acts are asked with nothing in them.
"""

import asyncio
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from activities.risk_filings import RiskFilingActivities
from deploy.demo.sample_cases import sample_organs
from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from tests.api.addresses import every_route
from tests.api.client import PUBLIC_URL, ApiClient
from tests.api.sight.cast import NAME, NOBODY, PLACES, ROLES, STRANGER, WITH_RECORDS, Place, Thing, things
from tests.api.signed_in import COOKIE, in_office, sessions_of
from tests.domain.stories import records
from tests.workflows.filings import install_pack
from workflows.worker import filings_worker

TABLE = Path(__file__).with_name("who_sees.txt")
KEPT = Path(__file__).with_name("what_is_kept.txt")
GIVEN = {
    "pack": "nujiang",
    "name": "nujiang",
    "day": "2026-11-20",
    "code": "not_found",
    "person": "p001",
    "position": "province-organization-head",
    "paper": "notice",
    "session_id": "00000000-0000-4000-8000-000000000000",
    "token_id": "00000000-0000-4000-8000-000000000000",
    "upload_id": "00000000-0000-4000-8000-000000000000",
    "change_id": "00000000-0000-4000-8000-000000000000",
    "batch_id": "00000000-0000-4000-8000-000000000000",
    "notice_id": "00000000-0000-4000-8000-000000000000",
    "hook_id": "00000000-0000-4000-8000-000000000000",
    "delivery_id": "00000000-0000-4000-8000-000000000000",
    "feed_id": "00000000-0000-4000-8000-000000000000",
    "secret": "0" * 43,
    "number": "2026-000001",
    "view_id": "00000000-0000-4000-8000-000000000000",
    "list": "cases",
    "period": "2026",
    "sha256": "0" * 64,
    "document_id": "00000000-0000-4000-8000-000000000000",
    "GET {version}": "1",
    "POST {version}": "999",
}
"""What stands in a path that is no object of the table: law is for everybody with a token."""
ACTS = {
    "cases": "withdraw_application",
    "risk-filings": "risk_filing_withdraw",
    "records": "work_record_add",
    "meetings": "meeting_cancel",
}
"""Whose form is asked for, by the kind of stream."""
BEGINS = {
    "cases": "file_application",
    "risk-filings": "risk_filing_file",
    "records": "work_record_open",
    "meetings": "meeting_convene",
}
"""Likewise where one is begun."""
ASKED = {
    "GET /v1/matters": "?candidates_for={case_id}",
    "GET /v1/saved-views": "?list=cases",
    "GET /v1/results": "?subject={subject_id}",
    "GET /v1/inbox": "?organ={organ}",
    "GET /v1/subjects": "?name=x",
    "GET /v1/people": "?name=x",
    "GET /v1/search": "?q=xx",
    "GET /v1/access": "?person=county-a-finance-officer-1&action=read_case",
    "GET /export/{list}": "?format=csv",
    "GET /reports/{organ}/{period}/file": "?format=csv",
    "GET /v1/imports/cases/template": "?pack=nujiang",
    "POST /v1/imports/cases": "?pack=nujiang",
    "POST /v1/imports/cases/preview": "?pack=nujiang",
    "POST /v1/result-batches": "?purpose=awards&reference=x",
    "GET /v1/result-queries/{number}/verification": "?code=x",
    "GET /hr/verification": "?number=x&code=x",
}
"""What some reads are asked about; they name an object in the query."""
SIGNS = {
    200: "+",
    201: "+",
    204: "+",
    303: ">",
    400: "o",
    401: "!",
    403: "x",
    404: "-",
    409: "o",
    412: "o",
    415: "o",
    422: "o",
    428: "o",
    429: "!",
}
"""What a cell says: the head of the table tells."""


@dataclass(frozen=True, slots=True)
class Door:
    """A method and a path of the app."""

    method: str
    path: str

    @property
    def template(self) -> str:
        """The address, with the names of the objects in it."""
        address = self.path.replace(
            "{version}", GIVEN[f"{self.method} {{version}}"] if "{version}" in self.path else ""
        )
        acts = BEGINS if "/new/" in self.path else ACTS
        address = address.replace("{act}", acts.get(self.path.removeprefix("/v1").split("/")[1], ""))
        for name in (
            "pack",
            "name",
            "day",
            "code",
            "person",
            "position",
            "paper",
            "session_id",
            "token_id",
            "upload_id",
            "change_id",
            "batch_id",
            "notice_id",
            "hook_id",
            "delivery_id",
            "feed_id",
            "secret",
            "number",
            "view_id",
            "list",
            "period",
            "sha256",
            "document_id",
        ):
            address = address.replace(f"{{{name}}}", "style.css" if self.path.startswith("/static") else GIVEN[name])
        return address + ASKED.get(f"{self.method} {self.path}", "")

    @property
    def places(self) -> tuple[Place, ...]:
        """Where it is asked about: in all places, if it names an object."""
        return PLACES if "{" in self.template else ("own",)

    def at(self, thing: Thing) -> str:
        """The address of one object."""
        return self.template.format(**thing.ids, organ=thing.organ)


Asked = tuple[str, Door, Place]
"""Who asked, what, and of which object."""


def paths() -> list[Door]:
    """Every method and path there is, in their order."""
    found = {(method, route.path) for route in every_route() for method in route.methods or () if method != "HEAD"}
    return [Door(method, path) for method, path in sorted(found, key=lambda each: (each[1], each[0]))]


@pytest.fixture(scope="module")
async def stage(api: ApiClient, app_pool: Pool) -> ApiClient:
    """Everything that runs, and packs that have filings and records."""
    await install_pack(app_pool)
    pack = records.PACK.model_copy(update={"pack": WITH_RECORDS})
    await install(app_pool, "pack", WITH_RECORDS, pack_bytes(pack), "test")
    return api


@pytest.fixture(scope="module")
async def cast(stage: ApiClient) -> dict[Place, Thing]:
    """The objects."""
    async with filings_worker(stage.context.temporal, RiskFilingActivities(stage.installed.log)):
        return await things(stage)


@pytest.fixture(scope="module")
async def answers(stage: ApiClient, cast: dict[Place, Thing]) -> dict[Asked, httpx2.Response]:
    """What everybody is answered about everything."""
    found: dict[Asked, httpx2.Response] = {}
    at_once = asyncio.Semaphore(10)

    async def ask(role: str, path: Door, place: Place) -> None:
        async with at_once:
            found[role, path, place] = await _ask(stage, role, path.method, path.at(cast[place]))

    doors = paths()
    for path in sorted(doors, key=lambda door: door.path == "/account/sessions/end"):  # ends all of somebody's: last
        await asyncio.gather(*(ask(role, path, place) for role in ROLES for place in path.places))
    return {(role, path, place): found[role, path, place] for path in doors for role in ROLES for place in path.places}


async def _ask(api: ApiClient, role: str, method: str, address: str) -> httpx2.Response:
    """One question: JSON by its token, a page by its cookie; a form by one of its own, for some of them end it."""
    token = {NOBODY: None, STRANGER: "rongcuo_live_of-nobody-we-know"}.get(role) or api.tokens.get(role)
    headers = {"Accept-Language": "zh", "Origin": PUBLIC_URL}
    if token:
        session = api.sessions.get(role, token)
        if method == "POST" and role in api.personas and not address.startswith("/v1"):
            session = (await sessions_of(api.context.pool, [api.personas[role]]))[role]
        headers |= {"Authorization": f"Bearer {token}", "Cookie": f"{COOKIE}={session}"}
    return await api.http.request(method, address, headers=headers)


async def test_the_table_is_the_one_reviewed(answers: dict[Asked, httpx2.Response]) -> None:
    """Every cell; where it is meant, the table is written anew (see its head) and reviewed."""
    if os.environ.get("RONGCUO_RECORD_TABLE"):
        TABLE.write_text(table(answers), "utf-8")

    assert table(answers) == TABLE.read_text("utf-8")


async def test_what_one_may_not_see_is_not_there(
    answers: dict[Asked, httpx2.Response], cast: dict[Place, Thing]
) -> None:
    """Whoever is not let in to an object hears, to the letter, what they hear of one that does not exist."""
    different = [
        (role, path, place)
        for (role, path, place), answer in answers.items()
        if answer.status_code == httpx2.codes.NOT_FOUND
        and _without_ids(answer, cast[place]) != _without_ids(answers[role, path, path.places[-1]], cast["none"])
    ]

    assert different == []


async def test_a_case_is_there_for_all_verbs_or_for_none(answers: dict[Asked, httpx2.Response]) -> None:
    """Detail, page, history, certificate and act say alike; who sees no cases at all has nothing to do with one either.

    Apart from personnel readers, who see results, units, who may object to what is public, and operators, who urge
    what is on their board.
    """
    detail = Door("GET", "/v1/cases/{case_id}")
    reads = [path for path in {path for _, path, _ in answers} if path.path.startswith(("/v1/cases/{", "/cases/{"))]
    wrong: list[Asked] = []
    for (role, path, place), answer in answers.items():
        if path not in reads or answer.status_code in {401, 403, 303} or role.endswith("-hr"):
            continue
        if "{sha256}" in path.path or "/official-documents/" in path.path:  # a document that is not there
            continue
        sees = answers[role, detail, place].status_code == httpx2.codes.OK
        if (answer.status_code != httpx2.codes.NOT_FOUND) is not sees and not path.path.endswith(
            ("/objections", "/urgings")
        ):
            wrong.append((role, path, place))

    assert wrong == []


async def test_lists_show_what_can_be_opened(
    stage: ApiClient, cast: dict[Place, Thing], answers: dict[Asked, httpx2.Response]
) -> None:
    """Of cases, filings, records and meetings: in the list, or nowhere."""
    kinds = {"/v1/cases": "case_id", "/v1/risk-filings": "filing_id", "/v1/records": "record_id"}
    kinds |= {"/v1/meetings": "meeting_id"}
    wrong: list[tuple[str, str, Place]] = []
    for role in ROLES[:-2]:
        for path, id_ in kinds.items():
            answer = await stage.get(role, f"{path}?limit=200")
            listed = {line[id_] for line in answer.json().get("items", ())}
            for place in PLACES:
                opened = answers[role, Door("GET", f"{path}/{{{id_}}}"), place].status_code == httpx2.codes.OK
                if (cast[place].ids[id_] in listed) is not opened:
                    wrong.append((role, path, place))

    assert wrong == []


async def test_what_is_told_of_people_is_kept(
    stage: ApiClient, answers: dict[Asked, httpx2.Response], cast: dict[Place, Thing]
) -> None:
    """Every door by what it leaves in the log of reads, against a reviewed table; nothing of a person is told without.

    An answer with the name or an id of something of the cast has a row, and so has one that refuses.
    """
    rows = await stage.context.pool.fetch("SELECT request_id, action, sensitivity, result FROM read_log")
    kept: dict[str, set[str]] = {}
    for row in rows:
        kept.setdefault(row["request_id"], set()).add(f"{row['sensitivity']}:{row['result']}")
    if os.environ.get("RONGCUO_RECORD_TABLE"):
        KEPT.write_text(kept_table(answers, kept), "utf-8")
    things_told = {thing.ids[name] for place, thing in cast.items() if place != "none" for name in _TELLING_IDS}
    untold = [
        (role, path, place)
        for (role, path, place), answer in answers.items()
        if answer.status_code == httpx2.codes.OK
        and path.method == "GET"
        and path.path not in _TELLS_NOBODY
        and any(told in answer.text for told in (NAME, *things_told))
        and answer.headers["x-request-id"] not in kept
    ]
    refused = [
        (role, path, place)
        for (role, path, place), answer in answers.items()
        if answer.status_code == httpx2.codes.FORBIDDEN and answer.headers["x-request-id"] not in kept
    ]

    assert (untold, refused) == ([], [])
    assert kept_table(answers, kept) == KEPT.read_text("utf-8")


async def test_a_page_is_in_one_language(
    stage: ApiClient, cast: dict[Place, Thing], answers: dict[Asked, httpx2.Response]
) -> None:
    """In Chinese a page holds no English but the switch; asked for in English it has English headings."""
    mixed: list[tuple[str, str]] = []
    for path in {door for _, door, _ in answers if door.method == "GET" and not door.path.startswith("/v1")}:
        found = {r: a for (r, p, place), a in answers.items() if p == path and place == path.places[0] and _is_page(a)}
        role = next((role for role, answer in found.items() if answer.status_code == httpx2.codes.OK), None)
        if role is None:
            continue
        in_english = await _in_english(stage, role, path.at(cast[path.places[0]]))
        headings = re.findall(r"<h[12][^>]*>(.*?)</h", in_english.text, re.DOTALL)
        mixed += [("zh", path.path)] * (found[role].text.count(' lang="en"') != found[role].text.count(_SWITCH))
        mixed += [("en", path.path)] * (
            '<html lang="en">' not in in_english.text or not any(re.search("[A-Za-z]{2}", each) for each in headings)
        )

    assert mixed == []


async def test_everybody_lands_on_a_page_they_may_read(stage: ApiClient) -> None:
    """Home leads every post of the demo organs to a page that is theirs."""
    positions = set(in_office(sample_organs(), stage.context.clock().date()))
    landed: dict[str, int] = {}
    for position in sorted(positions):
        home = await _ask(stage, position, "GET", "/")
        landed[position] = (await _ask(stage, position, "GET", home.headers["location"])).status_code

    assert {position: status for position, status in landed.items() if status != httpx2.codes.OK} == {}


def kept_table(answers: Mapping[Asked, httpx2.Response], kept: Mapping[str, set[str]]) -> str:
    """What each door leaves in the log of reads, whoever asks; reads that tell of nobody leave nothing."""
    lines = [*_KEPT_HEAD.splitlines(), ""]
    for path in dict.fromkeys(path for _, path, _ in answers):
        found = {
            each
            for (_, door, _), answer in answers.items()
            if door == path
            for each in kept.get(answer.headers["x-request-id"], ())
        }
        lines.append(f"{path.method:<4} {path.path:<{_WIDTH - 5}}{' '.join(sorted(found)) or '—'}")
    return "\n".join(lines) + "\n"


def table(answers: Mapping[Asked, httpx2.Response]) -> str:
    """The table as it is kept for review."""
    asked = list(dict.fromkeys(path for _, path, _ in answers))
    lines = [*_HEAD.splitlines(), ""]
    lines += [f"{number:>2}  {role}" for number, role in enumerate(ROLES, 1)]
    lines += ["", " " * _WIDTH + " ".join(f"{number:<4}" for number in range(1, len(ROLES) + 1)).rstrip()]
    for path in asked:
        cells = ("".join(SIGNS[answers[role, path, place].status_code] for place in path.places) for role in ROLES)
        lines.append(f"{path.method:<4} {path.path:<{_WIDTH - 5}}" + " ".join(f"{cell:<4}" for cell in cells).rstrip())
    return "\n".join(lines) + "\n"


async def _in_english(api: ApiClient, role: str, address: str) -> httpx2.Response:
    """A page for whoever chose English, signed in anew: the walk has ended every session."""
    who = api.personas.get(role)
    session = (await sessions_of(api.context.pool, [who]))[role] if who else ""
    return await api.http.get(address, headers={"Cookie": f"{COOKIE}={session}; language=en"})


def _is_page(answer: httpx2.Response) -> bool:
    return answer.headers.get("content-type", "").startswith("text/html")


_SWITCH = 'hreflang="en" lang="en">English<'
_WIDTH = 64
_KEPT_HEAD = """\
每个地址在查阅记录中留下什么（内容:结果），不论谁来问。由 tests/api/sight/test_who_sees.py 生成，逐行审阅。
What each door leaves in the log of reads (sensitivity:result), whoever asks; a dash: it tells of nobody."""
_TELLING_IDS = ("case_id", "subject_id", "filing_id", "record_id")
_TELLS_NOBODY = frozenset({"/v1/commands/{id}"})
"""What is answered to its own sender alone, who sent it."""
_HEAD = """\
谁看谁办 Who sees, who acts. Written by tests/api/sight/test_who_sees.py with RONGCUO_RECORD_TABLE=1, read by people.
一格一个符号；地址里有对象的，一格四个：自己的、本县别的单位的、外县的、不存在的。
One sign a cell; four where the address names an object: the own one, another unit's, another county's, none.
+ answered  o let in (an act asked with nothing in it)  - not there  x not with this post  ! unknown  > led elsewhere"""


def _without_ids(answer: httpx2.Response, thing: Thing) -> tuple[int, str]:
    """An answer without what differs between any two: ids, the request, the clock."""
    text = answer.text.replace(answer.headers["x-request-id"], "REQUEST")
    for name, value in {**thing.ids, "organ": thing.organ}.items():
        text = text.replace(value, name)
    return answer.status_code, re.sub(r"\d\d:\d\d:\d\d(\.\d+)?", "TIME", text)
