"""Documents that the procedure asks for by name, and advice, at the door and on the pages of a case."""

from hashlib import sha256

import httpx2
from pydantic import JsonValue

from domain.pack.pack import Pack
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import CONTACT, DISCIPLINE, ORGANISATION, SECRETARY
from tests.domain.stories import advice, listed


async def under(api: ApiClient, pack: Pack, **changes: JsonValue) -> CaseAtHand:
    """A case under a pack."""
    await install(api.installed.pool, "pack", "nujiang", pack_bytes(pack), "test")
    return await api.file(**changes)


async def shown(case: CaseAtHand, position: str, path: str = "") -> Markup:
    """A page of a case as it is now."""
    await case.read(position)
    page = await browse(case.api, f"/cases/{case.id}{path}", position)
    assert page.status_code == httpx2.codes.OK
    return Markup(page.text)


async def test_a_missing_document_refuses_and_is_named(api: ApiClient) -> None:
    """The act of the step is refused by its article; handed in under its name, on paper, it is there for all to see."""
    case = await under(api, listed.ASKS.context.pack)
    accepts: Body = {"accepted": True, "reasons": "符合条件"}
    answer = await api.act(ORGANISATION, f"/v1/cases/{case.id}/acceptance", accepts, seen=case.version)
    problem = problem_of(answer)
    assert (answer.status_code, problem.code, problem.clause) == (409, "listed_document_missing", ("NJ-12",))
    assert "尚未提交" in (await shown(case, ORGANISATION, "?part=materials")).text

    form = await browse(api, f"/cases/{case.id}/acts/hand_in_documents", CONTACT)
    assert form.status_code == httpx2.codes.OK
    assert [form.text.count(f'value="{each}"') > 0 for each in ("opinion", "photograph")] == [True, True]

    digest = sha256(b"opinion").hexdigest()
    named: JsonValue = [{"name": "opinion", "document": {"sha256": digest, "title": "单位意见", "paper": "原件存档"}}]
    await case.act(CONTACT, "listed-documents", {"named": named})
    page = await shown(case, ORGANISATION, "?part=materials")
    assert "尚未提交" not in page.text
    assert digest[:12] in page.text
    await case.accept()


async def test_what_comes_with_an_application_is_asked_for_by_name(api: ApiClient) -> None:
    """In its form, and at the door."""
    pack = listed.TO_BEGIN.context.pack
    await install(api.installed.pool, "pack", "nujiang", pack_bytes(pack), "test")
    form = await browse(api, "/cases/new/acts/file_application?pack=nujiang", CONTACT)
    assert 'value="letter"' in form.text
    case = await api.file(named=[{"name": "letter", "document": {**api.documents, "title": "申请书"}}])
    assert "letter" in (await shown(case, ORGANISATION, "?part=materials")).text


async def test_advice_is_shown_and_decides_nothing(api: ApiClient) -> None:
    """Who was asked, what they think, and that it is no decision."""
    case = await under(api, advice.CONSULTED.context.pack)
    await case.accept()
    await case.investigate()
    await case.act(DISCIPLINE, "advice", {"favourable": False, "statement": "建议慎重。"})
    page = await shown(case, ORGANISATION, "?part=examination")
    assert "不赞成" in page.text
    assert "不是决定" in page.text
    await case.act(SECRETARY, "advice", {"favourable": True, "statement": "同意。"})
    assert "认定" in (await shown(case, ORGANISATION)).text
