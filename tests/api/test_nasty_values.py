"""Nasty values of every type through every door: each is answered with 2xx to 4xx, and nothing stands still after it.

The doors are every field of every command, every parameter and cursor, the headers that are read, and the files.
"""

import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from html.parser import HTMLParser
from itertools import cycle, repeat
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4
from xml.etree.ElementTree import fromstring

import httpx2
import pytest
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from activities.risk_filings import RiskFilingActivities
from api.auth.policy import allowed
from api.commands.registry import (
    CASE_ROUTES,
    MEETING_ROUTES,
    RISK_FILING_ROUTES,
    ROUTES,
    WORK_RECORD_ROUTES,
    Route,
)
from api.forms.filling import filled_from
from api.forms.paths import ADD_DOCUMENT
from api.forms.shape import leaves_of, shape_of
from api.registers.subjects import RegisterSubject
from api.result_queries.asking import QueryResults
from api.web.frame import PageRoute
from domain.characters import unfit_character
from domain.messages import EXAMPLE_ID, EXAMPLE_SUBJECT
from domain.terms.deadlines import SHANGHAI
from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import bundled_pack, load_organs, pack_bytes
from policies.packs.located import FaultyFile, FileFault
from projections.projector.barrier import wait_until_current
from projections.projector.projector import READ_MODELS
from rongcuo_client import Recorded
from tests.api.addresses import every_route
from tests.api.browsing import Markup
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.forms.filling_in import FormAtHand
from tests.api.nasty import (
    ODD_TEXTS,
    PARAMETERS,
    VALUES,
    WORST,
    WORST_PARAMETERS,
    full_body,
    parameters_of,
    places_in,
    put,
    texts_put,
)
from tests.api.positions import CONTACT, HR, OPERATOR, ORGANISATION, SECRETARY, SUPERVISOR
from tests.api.signed_in import COOKIE, sessions_of
from tests.domain.stories import records
from tests.policies.test_notices import lines, text
from tests.workflows.filings import PACK_NAME as WITH_FILINGS
from tests.workflows.filings import install_pack
from workflows.worker import filings_worker

WITH_RECORDS = "with-records"
WRITTEN = frozenset(
    {"title", "statement", "reasons", "summary", "demand", "demands", "no_correction_reasons", "work", "risks", "facts"}
    | {"reasoning", "lesson", "remarks", "advice", "conditions", "change"}
)
"""Fields for free text."""
FORM = "application/x-www-form-urlencoded"
MOST = 60
"""Fields of the largest body."""
SUBJECT: Body = {"sector": "government_organ", "jurisdiction": "demo-county-a"}

few = settings(
    max_examples=3,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.large_base_example],
)
"""The same values in every run: each example holds a value for every field."""


class Installed:
    """Everything that runs, with one stream of each kind at hand.

    No dataclass: Hypothesis would print it whole with whatever fails, and it holds the tokens of everybody.
    """

    def __init__(self, api: ApiClient, ids: dict[str, str]) -> None:
        self.api = api
        self.ids = ids
        self.readers: dict[str, str] = {}

    def path(self, path: str) -> str:
        """An address with what is at hand in the place of its parameters."""
        return re.sub(r"{(\w+)(?::\w+)?}", lambda found: self.ids[found[1]], path)

    def position_for(self, route: Route) -> str:
        """Whoever may send a command, of county A if anybody there may."""
        may = [each for each, who in self.api.personas.items() if allowed(who, route.kind).allow]
        return next((each for each in may if each.startswith("county-a")), may[0])

    async def send(
        self, position: str, path: str, content: bytes, media_type: str = "application/json"
    ) -> httpx2.Response:
        """A body as it is, as whoever holds a position."""
        headers = {
            **self.api.as_(position),
            "Content-Type": media_type,
            "Idempotency-Key": str(uuid4()),
            "If-Match": '"v1000"',
        }
        return await self.api.http.post(f"/v1{self.path(path)}", content=content, headers=headers)

    async def try_every_field(self, position: str, path: str, body: object, values: Iterable[object]) -> None:
        """A nasty value in each field, while all others are in order."""
        for at, value in zip(places_in(body), values, strict=False):
            content = json.dumps(put(body, at, value)).encode()
            require_told(await self.send(position, path, content), (at, value))


@pytest.fixture(scope="module")
async def installed(api: ApiClient, app_pool: Pool) -> AsyncIterator[Installed]:
    """One case, one risk filing, one record and one meeting, and every pack there is."""
    await install_pack(app_pool)
    pack = records.PACK.model_copy(update={"pack": WITH_RECORDS})
    await install(app_pool, "pack", WITH_RECORDS, pack_bytes(pack), "test")
    async with filings_worker(api.context.temporal, RiskFilingActivities(api.installed.log)):
        case = await api.file()
        filing = await _began(api, CONTACT, "/v1/risk-filings", _filing(api), "filing_id")
        record = await _began(api, "county-a-discipline-officer-1", "/v1/records", _record(), "record_id")
        ids = {"case_id": str(case.id), "filing_id": filing, "record_id": record, "duty_id": await _duty(api, case.id)}
        ids["meeting_id"] = await _began(api, SECRETARY, "/v1/meetings", _meeting(case.id), "meeting_id")
        more = {
            "pack": "nujiang",
            "name": "nujiang",
            "version": "1",
            "day": "2026-11-02",
            "code": "malformed",
            "paper": "votes",
            "person": "p032",
            "session_id": EXAMPLE_ID,
            "token_id": EXAMPLE_ID,
            "change_id": EXAMPLE_ID,
            "upload_id": EXAMPLE_ID,
            "view_id": EXAMPLE_ID,
            "organ": "county-a-organization",
            "period": "2026",
            "position": "county-a-organization-officer-1",
            "act": "withdraw_application",
            "number": "2026-000001",
            "batch_id": EXAMPLE_ID,
            "notice_id": EXAMPLE_ID,
            "hook_id": EXAMPLE_ID,
            "delivery_id": EXAMPLE_ID,
            "feed_id": EXAMPLE_ID,
            "secret": "0" * 43,
        }
        more |= {"list": "cases", "sha256": "0" * 64, "document_id": EXAMPLE_ID}
        more |= {"id": EXAMPLE_ID, "matter_id": EXAMPLE_ID, "subject_id": str(api.installed.subject)}
        yield Installed(api, ids | more)


def _filing(api: ApiClient) -> Body:
    return {
        "pack": WITH_FILINGS,
        "to_organ": "county-a-discipline",
        "title": "报备",
        "work": "先拆后签。",
        "planned_start": "2099-01-05",
        "risks": ["反悔"],
        "dossier": [api.documents],
    }


def _record() -> Body:
    return {
        "pack": WITH_RECORDS,
        "record": "consultation",
        "keeper": "county-a-discipline",
        "title": "记录",
        "statement": "拟研究",
    }


def _meeting(case: UUID) -> Body:
    return {
        "pack": "nujiang",
        "organ": "county-a-committee",
        "title": "会议",
        "planned_on": "2099-01-05",
        "place": "会议室",
        "agenda": [{"case": str(case), "step": "approval"}],
    }


async def _began(api: ApiClient, position: str, path: str, body: Body, named: str) -> str:
    answer = await api.act(position, path, body)
    assert answer.status_code == httpx2.codes.CREATED, answer.text
    return str(answer.json()[named])


async def _duty(api: ApiClient, case_id: UUID) -> str:
    page = await api.read(ORGANISATION, f"/v1/cases/{case_id}?seen=1")
    return str(page["duties"][0]["duty_id"])


def require_told(answer: httpx2.Response, sent: object) -> None:
    """An answer is one of ours, and one that refuses says where, what, and what to do in two languages."""
    assert answer.status_code < httpx2.codes.INTERNAL_SERVER_ERROR, (sent, answer.text)
    if answer.status_code >= httpx2.codes.BAD_REQUEST:
        problem = problem_of(answer)
        if problem.code == "malformed":
            assert all(fault.message and fault.todo.zh and fault.todo.en for fault in problem.errors), sent


class Nesting(HTMLParser):
    """Whether the tags of a page stand in each other as they were opened."""

    VOID = frozenset(
        {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "circle", "path"}
    )

    def __init__(self, content: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[tuple[str, tuple[int, int]]] = []
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag."""
        del attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))


def require_parses(answer: httpx2.Response) -> None:
    """A page is HTML whose tags nest, and each picture in it is XML."""
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return
    assert unfit_character(answer.text, lines=True) is None, answer.url
    nesting = Nesting(answer.text)
    assert (nesting.wrong, nesting.open) == ([], []), answer.url
    for picture in re.findall(r"<svg.*?</svg>", answer.text, re.DOTALL):
        fromstring(picture)  # noqa: S314 - our own picture


def _concrete(route: Route, installed: Installed) -> dict[str, Any]:
    """The whole example of a command, about what is at hand."""
    subject = str(installed.api.installed.subject)
    example = json.dumps(route.body.example).replace(EXAMPLE_SUBJECT, subject).replace(EXAMPLE_ID, subject)
    return full_body(route.body, {"on": str(datetime.now(SHANGHAI).date()), **json.loads(example)})


MANY = st.lists(VALUES, min_size=MOST, max_size=MOST)
COMMANDS = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.kind)


@COMMANDS
@given(values=MANY)
@few
async def test_every_field_of_every_command(installed: Installed, route: Route, values: list[object]) -> None:
    """Also those that its example leaves out."""
    await installed.try_every_field(installed.position_for(route), route.path, _concrete(route, installed), values)


@COMMANDS
async def test_the_worst_in_every_field_of_every_command(installed: Installed, route: Route) -> None:
    """Each of it in each field."""
    for worst in WORST:
        values = repeat(worst)
        await installed.try_every_field(installed.position_for(route), route.path, _concrete(route, installed), values)


@given(values=MANY)
@few
async def test_every_field_of_a_subject(installed: Installed, values: list[object]) -> None:
    """What is no command is no laxer."""
    body = full_body(RegisterSubject, SUBJECT)
    for each in (values, *map(repeat, WORST)):
        await installed.try_every_field(CONTACT, "/subjects", body, each)


@given(values=MANY)
@few
async def test_every_field_of_a_query_of_results(installed: Installed, values: list[object]) -> None:
    """Nor is what beside the log is asked."""
    body = full_body(QueryResults, {"purpose": "awards"})
    for each in (values, *map(repeat, WORST)):
        await installed.try_every_field(HR, "/result-queries", body, each)


@given(content=st.binary(max_size=200))
@few
async def test_every_file_of_a_list(installed: Installed, content: bytes) -> None:
    """As XLSX, as CSV, and as neither."""
    cells = [f"姓名,单位,编号\n{worst},{worst},{worst}\n".encode("utf-8", "surrogatepass") for worst in ODD_TEXTS]
    for each in (content, b"PK\x03\x04" + content, *cells):
        path = "/result-batches?purpose=awards&reference=x"
        answer = await installed.send(HR, path, each, "application/octet-stream")
        require_told(answer, each)


NO_JSON = (b'{"reasons": "a", "reasons": "b"}', b'{"on": NaN}', b"\xff", b"[" * 100_000, b"\x00", b"", b'"\\ud800"')


@pytest.mark.parametrize("raw", NO_JSON, ids=lambda raw: repr(raw[:12]))
async def test_bodies_that_are_no_json(installed: Installed, raw: bytes) -> None:
    """Also what Python's own reader takes: a key twice, NaN."""
    answer = await installed.send(CONTACT, "/cases", raw)

    assert (answer.status_code, problem_of(answer).code) == (422, "malformed")
    require_told(answer, raw)


ROUTE_OF = {(method, route.path): route for route in every_route() for method in route.methods or ()}
READS = [path for method, path in ROUTE_OF if method == "GET" and not path.startswith("/static")]
ACTS = [path for method, path in ROUTE_OF if method == "POST" and "{" in path]


async def _reader(installed: Installed, route: APIRoute) -> str | None:
    """Whoever may read an address: a refusal would hide what comes after it."""
    if route.path not in installed.readers:
        for position in (ORGANISATION, SUPERVISOR, OPERATOR, CONTACT):
            answer = await _get(installed.api, route, installed.path(route.path), position)
            installed.readers[route.path] = position
            if answer.status_code < httpx2.codes.BAD_REQUEST:
                break
    return installed.readers[route.path]


async def _page(api: ApiClient, path: str, position: str | None) -> httpx2.Response:
    """A page as it is; what people typed may look like a code."""
    return await api.http.get(path, headers=api.cookie(position) if position else {})


async def _get(api: ApiClient, route: APIRoute, path: str, position: str | None) -> httpx2.Response:
    if isinstance(route, PageRoute):
        return await _page(api, path, position)
    return await api.http.get(path, headers=api.as_(position) if position else {})


def require_answered(route: APIRoute, answer: httpx2.Response, sent: str) -> None:
    """A page is a page, everything else as `require_told` has it."""
    if isinstance(route, PageRoute):
        assert answer.status_code < httpx2.codes.INTERNAL_SERVER_ERROR, (sent, answer.text)
        require_parses(answer)
    else:
        require_told(answer, sent)


SEVERAL = st.lists(PARAMETERS, min_size=20, max_size=20)


@pytest.mark.parametrize("address", READS)
@given(values=SEVERAL)
@few
async def test_every_parameter_of_every_address(installed: Installed, address: str, values: list[str]) -> None:
    """In the query and in the path, cursors among them."""
    await _try_every_parameter(installed, address, iter(values))


@pytest.mark.parametrize("address", READS)
async def test_the_worst_in_every_parameter_of_every_address(installed: Installed, address: str) -> None:
    """Each of it in each parameter."""
    for worst in WORST_PARAMETERS:
        await _try_every_parameter(installed, address, repeat(worst))


async def _try_every_parameter(installed: Installed, address: str, values: Iterator[str]) -> None:
    route = ROUTE_OF["GET", address]
    path, position = installed.path(address), await _reader(installed, route)
    sent = [f"{path}?{name}={next(values)}" for name in parameters_of(route)]
    sent += [installed.path(each) for each in _with_each_parameter(address, values)]
    for each in sent:
        require_answered(route, await _get(installed.api, route, each, position), each)


def _with_each_parameter(address: str, values: Iterator[str]) -> Iterator[str]:
    """The address with another value for each parameter of its path."""
    for name in re.findall(r"{(\w+)", address):
        yield address.replace(f"{{{name}}}", next(values) or "%00")


@pytest.mark.parametrize("address", ACTS)
@given(values=SEVERAL)
@settings(few, max_examples=1)
async def test_every_parameter_in_the_path_of_an_act(installed: Installed, address: str, values: list[str]) -> None:
    """Whose body would be read after it."""
    for each in (iter(values), *map(repeat, WORST_PARAMETERS)):
        for path in _with_each_parameter(address.removeprefix("/v1"), each):
            require_told(await installed.send(OPERATOR, path, b"{}"), path)


FORMS = [path for (method, path), route in ROUTE_OF.items() if method == "POST" and isinstance(route, PageRoute)]
FIELDS = ("token", "next", "key", "kind", "name", "aliases", "unit_name", "identifier", "sector", "jurisdiction")
MORE_FIELDS = ("another_person", "into", "reasons", "person", "other")
OF_QUERIES = ("unit", "number", "purpose", "reference", "subject")
OF_MEETINGS = ("on", "number", "sha256", "title", "planned_on", "starts_at", "place", "case-x", "1-agree", "1-result")
FIELDS_OF_ACCOUNTS = ("login", "password", "again", "code", "position", "holder", "scope", "days", "what", "seed")


@pytest.mark.parametrize("address", FORMS)
@given(
    fields=st.dictionaries(
        st.sampled_from([*FIELDS, *MORE_FIELDS, *OF_QUERIES, *OF_MEETINGS, *FIELDS_OF_ACCOUNTS]), PARAMETERS
    ),
    more=st.binary(max_size=20),
)
@settings(few, max_examples=10)
async def test_every_field_of_a_form(installed: Installed, address: str, fields: dict[str, str], more: bytes) -> None:
    """What comes back with a form that is not taken can be shown."""
    given = [{"key": str(uuid4()), **fields}, *({"key": str(uuid4()), "name": worst} for worst in WORST_PARAMETERS)]
    for each in given:
        content = "&".join(f"{name}={value}" for name, value in each.items()).encode() + b"&" + more
        position = {"meetings": SECRETARY, "hr": HR}.get(address.split("/")[1], ORGANISATION)
        who = installed.api.personas[position]
        session = (await sessions_of(installed.api.context.pool, [who]))[position]  # some of the forms end it
        cookie = f"{COOKIE}={session}"
        headers = {"Content-Type": FORM, "Sec-Fetch-Site": "same-origin", "Cookie": cookie}
        answer = await installed.api.http.post(installed.path(address), content=content, headers=headers)

        assert answer.status_code < httpx2.codes.INTERNAL_SERVER_ERROR, content
        require_parses(answer)


HEADERS = ("Authorization", "Idempotency-Key", "If-Match", "If-None-Match", "Accept-Language", "X-Request-Id", "Cookie")
IN_HEADERS = st.binary(max_size=20).filter(lambda value: not set(value) & set(b"\x00\r\n")) | st.sampled_from(
    [b"", b'"v99999999999"', b'"v-1"', b"Bearer \xff", b"*", b'W/"', b"1_0", b"rongcuo=\xff", b"{urn:uuid:}"]
)


@given(st.sampled_from(HEADERS), IN_HEADERS)
@settings(few, max_examples=60)
async def test_every_header_that_is_read(installed: Installed, name: str, value: bytes) -> None:
    """As bytes, which is what headers are."""
    case = f"/v1/cases/{installed.ids['case_id']}"
    others = {**installed.api.as_(ORGANISATION), "Idempotency-Key": str(uuid4()), "If-Match": '"v1"'}
    headers = {each.encode(): given.encode() for each, given in others.items() if each != name} | {name.encode(): value}
    acted = await installed.api.http.post(f"{case}/acceptance", json={"accepted": True}, headers=headers)
    require_told(acted, value)
    require_told(await installed.api.http.get(case, headers=headers), value)


@given(data=st.data())
@settings(few, max_examples=30)
async def test_every_field_of_a_notice(installed: Installed, data: st.DataObject) -> None:
    """The command line sends it as it is."""
    notice = {**json.loads(text(lines())), "locality": "nujiang", "$schema": "s", "$id": "i"}
    at = data.draw(st.sampled_from(list(places_in({**notice, "days": notice["days"][:2]}))))
    content = json.dumps(put(notice, at, data.draw(VALUES))).encode()

    answer = await installed.send(OPERATOR, "/calendars", content)

    require_told(answer, content)


PACK: dict[str, Any] = json.loads(pack_bytes(bundled_pack("nujiang")))
PLACES = sorted(places_in(PACK), key=str)


@given(at=st.sampled_from(PLACES), value=VALUES)
@settings(few, max_examples=60)
async def test_every_field_of_a_pack(installed: Installed, at: tuple[int | str, ...], value: object) -> None:
    """As JSON, whole; what is not refused is drawn, and its picture parses."""
    content = json.dumps(put({**PACK, "edition": f"nasty-{uuid4().hex[:8]}"}, at, value)).encode()

    answer = await installed.send(OPERATOR, "/packs", content)

    require_told(answer, (at, value))
    if answer.status_code == httpx2.codes.CREATED:
        line = answer.json()
        require_parses(await _page(installed.api, f"/procedures/{line['pack']}/versions/{line['version']}", SUPERVISOR))


ESCAPES = st.sampled_from(
    [*"0abtnvfre_NLP", "U55555555", "ud800", "x00", "u202e", "UFFFFFFFF", "ud842\\udfb7", "q", ""]
)


@given(st.lists(ESCAPES, min_size=1, max_size=3))
@settings(few, max_examples=30)
async def test_every_escape_of_a_pack_in_yaml(installed: Installed, escapes: list[str]) -> None:
    """A file laid over another, with escapes in a text."""
    written = "".join(f"\\{each}" for each in escapes)
    head = f"extends: {{pack: nujiang, edition: undated-1}}\nedition: e-{uuid4().hex[:8]}\n"
    content = f'{head}source: "示{written}例"\n'.encode()

    answer = await installed.send(OPERATOR, "/packs", content, "application/yaml")

    require_told(answer, content)
    if answer.status_code == 422:
        assert [fault.line for fault in problem_of(answer).errors] == [3]


def test_every_field_of_the_organs(tmp_path: Path, installed: Installed) -> None:
    """A file that an operator writes: refused with its lines, or read."""
    whole = json.loads(installed.api.installed.organs.model_dump_json())
    short: dict[str, JsonValue] = {name: part[:1] if isinstance(part, list) else part for name, part in whole.items()}
    path = tmp_path / "organs.json"

    @settings(few, max_examples=60)
    @given(at=st.sampled_from(list(places_in(short))), value=VALUES)
    def read(at: tuple[int | str, ...], value: object) -> None:
        path.write_text(json.dumps(put(whole, at, value)), "utf-8")
        faults: tuple[FileFault, ...] = ()
        try:
            load_organs(path)
        except FaultyFile as faulty:
            faults = faulty.faults
        assert all(fault.line >= 1 and fault.what for fault in faults)

    read()


class OddCase(CaseAtHand):
    """A case in which everything that people write is odd: one text after another."""

    words: ClassVar[Iterator[str]] = cycle(ODD_TEXTS)

    async def act(self, position: str, act: str, body: Body, key: UUID | None = None) -> Recorded:
        """Perform an act that must succeed, in odd words."""
        return await super().act(position, act, texts_put(body, next(self.words), WRITTEN), key)


async def test_what_is_odd_and_no_worse_is_kept(installed: Installed) -> None:
    """A whole case, filings, records and names, as they were written."""
    api = installed.api
    case = await OddCase.begun(api, CONTACT, texts_put(api.application(), ODD_TEXTS[0], WRITTEN))
    await case.conclude()
    for odd in ODD_TEXTS:
        began = await api.act(CONTACT, "/v1/cases", texts_put(api.application(), odd, WRITTEN))
        filing = await api.act(CONTACT, "/v1/risk-filings", texts_put(_filing(api), odd, WRITTEN))
        record = await api.act("county-a-discipline-officer-1", "/v1/records", texts_put(_record(), odd, WRITTEN))
        name: Body = {"kind": "person", "name": odd[:100], "another_person": True, **SUBJECT}
        subject = await api.act(CONTACT, "/v1/subjects", name)
        assert [each.status_code for each in (began, filing, record, subject)] == [201] * 4, odd
        shown = await api.get(ORGANISATION, f"/v1/cases/{began.json()['case_id']}?seen={began.json()['version']}")
        assert (shown.json()["title"], subject.json()["name"]) == (odd, odd[:100])
    installed.ids["case_id"] = str(case.id)


async def test_every_read_model_comes_to_the_end_of_the_log(installed: Installed) -> None:
    """After all that was sent here, nothing stands still, and no stream is set aside."""
    pool = installed.api.installed.pool
    await wait_until_current(pool, READ_MODELS, timeout_seconds=30)

    assert await pool.fetchval("SELECT count(*) FROM set_aside") == 0


@pytest.mark.parametrize("position", [ORGANISATION, SUPERVISOR, CONTACT, OPERATOR])
async def test_every_page_and_picture_parses(installed: Installed, position: str) -> None:
    """Everybody's pages, with all that came in before on them."""
    for address in READS:
        route = ROUTE_OF["GET", address]
        if isinstance(route, PageRoute):
            require_answered(route, await _page(installed.api, installed.path(address), position), address)


STREAMS = {"cases": "case_id", "risk-filings": "filing_id", "records": "record_id", "meetings": "meeting_id"}
"""The kinds of stream as addresses of pages call them, with what the id of one is called."""


async def _form(installed: Installed, route: Route) -> FormAtHand:
    """The form of a command, opened by somebody who may do it."""
    stream = next(
        name for name, id_name in STREAMS.items() if id_name in route.path or route.body in OPENING.get(name, ())
    )
    path = f"/{stream}/{'new' if route.endpoint.opens else installed.ids[STREAMS[stream]]}/acts/{route.kind}"
    may = [each for each, who in installed.api.personas.items() if allowed(who, route.kind).allow]
    for position in sorted(may, key=lambda each: not each.startswith("county-a")):
        form = await FormAtHand.opened(installed.api, position, path)
        if form.answer.status_code == httpx2.codes.OK:
            return form
    raise AssertionError(f"nobody may open the form of {route.kind}")


OPENING = {
    name: tuple(route.body for route in routes if route.endpoint.opens)
    for name, routes in (
        ("cases", CASE_ROUTES),
        ("risk-filings", RISK_FILING_ROUTES),
        ("records", WORK_RECORD_ROUTES),
        ("meetings", MEETING_ROUTES),
    )
}


WITH_FORM = tuple(route for route in ROUTES if route.kind != ADD_DOCUMENT)
"""All but one: a document comes in on a page of its own, with its file."""


async def test_every_command_has_a_form_that_takes_its_example(installed: Installed) -> None:
    """Whoever may do it opens it, fills it in, and has it checked; whatever comes of it, every word is still there."""
    for route in WITH_FORM:
        form = await _form(installed, route)
        Markup(form.answer.text).require_safe_and_whole(route.kind)
        typed = filled_from(shape_of(route.body), route.body.example).values
        await form.fill({name: list(values) for name, values in typed.items()}).send("check")
        assert form.answer.status_code < httpx2.codes.INTERNAL_SERVER_ERROR, (route.kind, form.answer.text)
        Markup(form.answer.text).require_safe_and_whole(route.kind)
        written = {place for place, leaf in leaves_of(shape_of(route.body)) if leaf.widget in {"line", "lines", "day"}}
        lost = [
            name
            for name, (value, *_) in typed.items()
            if re.sub(r"/\d+(?=/|$)", "/*", name) in written and form.value(name).strip() != value
        ]
        assert not lost, (route.kind, lost)


async def test_nasty_values_in_every_form(installed: Installed) -> None:
    """Each field of each form in turn: what is wrong with it is told, and nothing breaks."""
    for route, nasty in zip(WITH_FORM, cycle(ODD_TEXTS), strict=False):
        form = await _form(installed, route)
        typed = filled_from(shape_of(route.body), route.body.example).values
        form.fill({name: list(values) for name, values in typed.items()})
        as_it_was = list(form.pairs)
        for name in dict.fromkeys(name for name, _ in as_it_was):
            form.pairs = [pair for pair in as_it_was if pair[0] != name] + [(name, nasty)]
            await form.send("check")
            assert form.answer.status_code < httpx2.codes.INTERNAL_SERVER_ERROR, (route.kind, name, nasty)
