"""Law put in by hand: a pack and a notice on their pages, checked with their faults, drafted, published by a second."""

from urllib.parse import urlencode
from uuid import uuid4

import httpx2
import pytest

from tests.api.browsing import Markup, browse
from tests.api.client import PUBLIC_URL, ApiClient
from tests.api.law.test_packs import text
from tests.api.positions import CONTACT, OPERATOR, ORGANISATION, REVIEWER

pytestmark = pytest.mark.usefixtures("recorder")  # the read model that counts open cases is his
NOTICE = '{"year": 2026, "papers": ["an invented notice"], "locality": "%s", "days": [{"name": "阔时节", "date": "2026-12-22", "isOffDay": true}]}'  # noqa: E501 - as it is sent


async def sent(api: ApiClient, path: str, position: str = OPERATOR, **fields: str) -> httpx2.Response:
    """A form of ours, sent from a page of ours."""
    headers = {**api.cookie(position), "origin": PUBLIC_URL, "content-type": "application/x-www-form-urlencoded"}
    return await api.http.post(path, content=urlencode(fields), headers=headers)


async def test_an_edition_is_checked_drafted_and_published_by_two(api_alone: ApiClient) -> None:
    """The check records nothing; the draft is looked at with its impact, and not published by who proposed it."""
    name = f"p{uuid4().hex[:8]}"
    checked = await sent(api_alone, "/procedures", content=text(name).replace("\n", "\r\n"), do="check")
    assert "没有发现问题" in Markup(checked.text).text
    assert name not in (await browse(api_alone, "/procedures", ORGANISATION)).text

    drafted = await sent(api_alone, "/procedures", content=text(name), do="propose")
    preview = drafted.headers["location"]
    assert (drafted.status_code, preview) == (303, f"/procedures/{name}/versions/1")
    own = await sent(api_alone, f"{preview}/approval")
    assert own.status_code == httpx2.codes.CONFLICT
    assert f"{preview}/approval" not in (await browse(api_alone, preview, ORGANISATION)).text
    assert f"{preview}/approval" in (await browse(api_alone, preview, REVIEWER)).text
    assert (await sent(api_alone, f"{preview}/approval", REVIEWER)).status_code == 303
    assert f"{preview}/approval" not in (await browse(api_alone, preview, REVIEWER)).text
    assert (await browse(api_alone, f"/procedures/{name}", ORGANISATION)).status_code == 200


async def test_a_faulty_edition_comes_back_with_its_faults_by_line(api_alone: ApiClient) -> None:
    """What was typed stays, and nothing is drafted, whichever button was pressed."""
    name = f"p{uuid4().hex[:8]}"
    faulty = text(name).replace("quorum", "quorun", 1)
    for do in ("check", "propose"):
        page = await sent(api_alone, "/procedures", content=faulty, do=do)
        assert page.status_code == 422
        assert "quorun" in page.text
        assert Markup(page.text).values("textarea", "aria-invalid") == ["true"]
        assert "行" in Markup(page.text).words
    assert name not in (await browse(api_alone, "/procedures", ORGANISATION)).text


async def test_an_edition_can_begin_as_another(api_alone: ApiClient) -> None:
    """Its file is there to be changed, and is one that can be read."""
    name = f"p{uuid4().hex[:8]}"
    await sent(api_alone, "/procedures", content=text(name), do="propose")
    await sent(api_alone, f"/procedures/{name}/versions/1/approval", REVIEWER)
    page = (await api_alone.http.get(f"/procedures?base={name}.1", headers=api_alone.cookie(OPERATOR))).text
    written = page.partition("<textarea")[2].partition(">\n")[2].partition("</textarea>")[0]
    changed = written.replace("edition: first", "edition: second", 1)
    assert changed != written
    drafted = await sent(api_alone, "/procedures", content=_plain(changed), do="propose")
    assert drafted.headers["location"] == f"/procedures/{name}/versions/2"


async def test_a_notice_is_checked_drafted_and_published_by_two(api_alone: ApiClient) -> None:
    """The days that it would change are told before anything is recorded."""
    notice = NOTICE % f"l{uuid4().hex[:8]}"
    checked = await sent(api_alone, "/calendar", content=notice, do="check")
    assert "2026-12-22" in checked.text
    assert "没有发现问题" in Markup(checked.text).text
    faulty = await sent(api_alone, "/calendar", content=notice.replace("isOffDay", "off"), do="propose")
    assert faulty.status_code == 422
    assert "isOffDay" in faulty.text

    drafted = await sent(api_alone, "/calendar", content=notice, do="propose")
    version = drafted.headers["location"].partition("=")[2]
    assert (await sent(api_alone, f"/calendar/versions/{version}/approval")).status_code == httpx2.codes.CONFLICT
    back = await sent(api_alone, f"/calendar/versions/{version}/withdrawal", REVIEWER)
    assert back.headers["location"] == f"/calendar?version={version}"
    assert (await sent(api_alone, f"/calendar/versions/{version}/approval", REVIEWER)).status_code == 409


async def test_who_may_not_propose_is_shown_no_form_and_refused(api_alone: ApiClient) -> None:
    """Whoever reads the law sees it; a unit's contact puts none in, and another site neither."""
    for path in ("/procedures", "/calendar"):
        assert "<textarea" not in (await browse(api_alone, path, CONTACT)).text
        assert (await sent(api_alone, path, CONTACT, content="x", do="check")).status_code == httpx2.codes.FORBIDDEN
        elsewhere = {**api_alone.cookie(OPERATOR), "origin": "https://elsewhere.example"}
        answer = await api_alone.http.post(path, content="content=x", headers=elsewhere)
        assert answer.status_code == httpx2.codes.FORBIDDEN


def _plain(shown: str) -> str:
    """A text as a browser sends it back."""
    for written, meant in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        shown = shown.replace(written, meant)
    return shown
