"""GET /v1/…/acts: what the caller may do now, and the one reason why not the rest (您可以办理)."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
from typer.testing import CliRunner, Result
from uvicorn import Config, Server

from api.app import create_app
from api.commands.possible import ActsPossible
from deploy.cli.api_client import TOKEN
from deploy.cli.main import app
from deploy.cli.terminal import API_URL
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, CaseAtHand
from tests.api.positions import (
    CONTACT,
    DISCIPLINE,
    MEMBERS,
    OPERATOR,
    ORGANISATION,
    OTHER_COUNTY,
    SECRETARY,
    SUPERVISOR,
)


async def acts(case: CaseAtHand, position: str) -> ActsPossible:
    """What whoever holds a position is told."""
    answer = await case.api.get(position, f"/v1/cases/{case.id}/acts")
    assert answer.status_code == httpx2.codes.OK, answer.text
    return ActsPossible.model_validate_json(answer.content)


async def offered(case: CaseAtHand, position: str) -> list[str]:
    """The kinds of what is offered, in their order."""
    return [each.kind for each in (await acts(case, position)).offered]


async def why_not(case: CaseAtHand, position: str) -> dict[str, str]:
    """The codes of the reasons why the rest is not open."""
    return {each.kind: each.why.code for each in (await acts(case, position)).not_open}


async def test_what_is_offered_is_admitted_where_it_says(api: ApiClient) -> None:
    """The proposal of one organ is the other's to sign: first in the list, with the proposal and the address."""
    case = await api.file()
    assert (await offered(case, ORGANISATION))[0] == "decide_acceptance"
    await case.act(ORGANISATION, "acceptance", {"accepted": True, "reasons": "材料齐全"})

    assert (await why_not(case, ORGANISATION))["decide_acceptance"] == "already_proposed"
    told = await acts(case, DISCIPLINE)
    first = told.offered[0]
    assert (first.kind, first.name.zh) == ("sign_off", "会签")
    sent = await api.act(DISCIPLINE, first.post, {**first.about, "consents": True}, seen=told.version)
    assert sent.status_code == httpx2.codes.CREATED, sent.text


async def test_only_what_posts_such_as_theirs_do_is_told_at_all(api: ApiClient) -> None:
    """A unit is told of its own acts and why not yet; who only reads, of none but urging."""
    case = await api.file()

    assert await offered(case, CONTACT) == ["withdraw_application", "add_document", "open_clarification"]
    reasons = await why_not(case, CONTACT)
    assert reasons["submit_supplement"] == "supplement_not_asked"
    assert reasons["confirm_receipt"] == "nothing_to_receive"
    assert "decide_acceptance" not in reasons
    assert {*await offered(case, SUPERVISOR), *await why_not(case, SUPERVISOR)} == {"urge_duty"}


async def test_a_member_is_offered_the_ballot_and_nobody_else(api: ApiClient) -> None:
    """Named by its round, first of all."""
    case = await api.file()
    await case.accept()
    await case.investigate()
    await case.determine()
    round_ = await case.open_round()

    ballot = (await acts(case, MEMBERS[0])).offered[0]
    assert (ballot.kind, ballot.about) == ("cast_ballot", {"round": round_})
    assert (await offered(case, SECRETARY))[0] == "close_round"
    assert "cast_ballot" not in await offered(case, ORGANISATION)


async def test_it_is_seen_as_the_file_is_and_has_an_entity_tag(api: ApiClient) -> None:
    """Of a case that one does not see there are no acts; what one has already is not sent again; HEAD is answered."""
    case = await api.file()
    path = f"/v1/cases/{case.id}/acts"
    for stranger in (OTHER_COUNTY, OPERATOR):
        assert (await api.get(stranger, path)).status_code == httpx2.codes.NOT_FOUND
    first = await api.get(ORGANISATION, path)
    again = await api.get(ORGANISATION, path, {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (httpx2.codes.NOT_MODIFIED, b"")
    head = await api.http.head(path, headers=api.as_(ORGANISATION))
    assert (head.status_code, head.content) == (httpx2.codes.OK, b"")
    await case.act(ORGANISATION, "acceptance", {"accepted": True, "reasons": "材料齐全"})
    assert (await api.get(ORGANISATION, path, {"If-None-Match": first.headers["ETag"]})).status_code == httpx2.codes.OK


async def test_the_command_line_tells_the_same(api: ApiClient) -> None:
    """`rongcuo case acts` over a socket: by the number, as a post; nothing of a case that is not to be seen."""
    case = await api.file()
    number = (await case.read(ORGANISATION))["number"]
    async with served(api) as address:

        async def told(position: str, *words: str) -> Result:
            environment = {API_URL: address, TOKEN: api.tokens[position]}
            return await asyncio.to_thread(CliRunner().invoke, app, ("case", "acts", *words), env=environment)

        shown, as_json = await told(ORGANISATION, number), await told(ORGANISATION, str(case.id), "--json")
        unseen = await told(OTHER_COUNTY, number)

    assert shown.output.startswith("✓ 受理 Propose to accept or not（decide_acceptance）")
    assert "· 签收 Confirm receipt（confirm_receipt）：认定结果尚未书面反馈" in shown.output
    assert ActsPossible.model_validate_json(as_json.output) == await acts(case, ORGANISATION)
    assert (shown.exit_code, unseen.exit_code) == (0, 1)
    assert number in unseen.output


@asynccontextmanager
async def served(api: ApiClient) -> AsyncIterator[str]:
    """The same API on a socket of this machine; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        config = Config(create_app(replace(api.context, public_url=address)), log_level="error", lifespan="off")
        server = Server(config)
        serving = asyncio.create_task(server.serve(sockets=[free]))
        try:
            yield address
        finally:
            server.should_exit = True
            await serving


async def test_the_file_leads_to_the_form_of_what_may_be_done(api: ApiClient) -> None:
    """Nearest first, with what it is about filled; the reasons why not the rest stand folded below."""
    case = await api.file()
    await case.act(ORGANISATION, "acceptance", {"accepted": True, "reasons": "材料齐全"})
    await case.read(DISCIPLINE)
    first = (await acts(case, DISCIPLINE)).offered[0]

    page = Markup((await browse(api, f"/cases/{case.id}", DISCIPLINE)).text)
    forms = [href for href in page.values("a", "href") if f"/cases/{case.id}/acts/" in href]
    assert forms[0] == f"/cases/{case.id}/acts/sign_off?proposal={first.about['proposal']}"
    assert "会签受理" in page.text
    assert "现在不能办理的" in page.text
    supervised = Markup((await browse(api, f"/cases/{case.id}", SUPERVISOR)).text)
    kinds = {
        href.rpartition("/acts/")[2].partition("?")[0] for href in supervised.values("a", "href") if "/acts/" in href
    }
    assert kinds <= {"urge_duty"}


async def test_each_part_of_a_file_has_an_address_and_the_first_page_folds_them(api: ApiClient) -> None:
    """What is not asked for is not there; a part that there is none of is the first page."""
    case = await api.file()
    await case.read(ORGANISATION)

    async def shown(part: str) -> Markup:
        page = Markup((await browse(api, f"/cases/{case.id}?part={part}", ORGANISATION)).text)
        page.require_safe_and_whole(part)
        return page

    first, timeline, whole = await shown("nothing"), await shown("timeline"), await shown("all")
    assert {"part-materials", "part-timeline"} <= set(first.values("details", "id"))
    assert {"stages", "timeline", "about"} <= set(first.values("h2", "id")) & set(whole.values("h2", "id"))
    assert not whole.values("details", "id")
    assert "timeline" in timeline.values("h2", "id")
    assert not {"stages", "about"} & set(timeline.values("h2", "id"))
    assert f"/cases/{case.id}?part=timeline#e1" not in timeline.values("a", "href")


async def test_what_is_not_there_is_told_within_the_frame(api: ApiClient) -> None:
    """Also of an address that no page has: who reads is still who they are, and may go on."""
    answer = await api.http.get("/no/such/page", headers={"Accept": "text/html", **api.cookie(ORGANISATION)})
    assert answer.status_code == httpx2.codes.NOT_FOUND
    assert "/cases" in Markup(answer.text).values("a", "href")


async def test_deadlines_are_first_those_of_ones_own_organ(api: ApiClient) -> None:
    """Who supervises sees all; whoever asks for all gets all."""
    await (await api.file()).read(ORGANISATION)

    async def chosen(position: str, query: str = "") -> list[str]:
        page = Markup((await browse(api, f"/deadlines{query}", position)).text)
        selects = [attrs.get("value") for tag, attrs in page.tags if tag == "option" and "selected" in attrs]
        return [value for value in selects if value]

    assert await chosen(ORGANISATION) == ["county-a-organization"]
    assert await chosen(ORGANISATION, "?organ=") == []
    assert await chosen(SUPERVISOR) == []


async def test_the_list_of_cases_begins_with_what_is_overdue(api: ApiClient) -> None:
    """The others follow, the newest first, and none is there twice."""
    cases = [await api.file() for _ in range(3)]
    await cases[0].refuse_acceptance()
    for case in cases:
        await case.read(ORGANISATION)
    later = api.on(datetime.now(UTC).date() + timedelta(days=60))

    async def listed(at: ApiClient, query: str = "") -> list[str]:
        page = Markup((await browse(at, f"/cases{query}", ORGANISATION)).text)
        links = [href.removeprefix("/cases/") for href in page.values("a", "href") if href.startswith("/cases/")]
        return [id_ for id_ in links if id_ in {str(case.id) for case in cases}]

    first, second, third = (str(case.id) for case in cases)
    assert await listed(api) == [third, second, first]
    assert await listed(later) == [second, third, first]
    assert await listed(later, "?state=closed") == [first]
