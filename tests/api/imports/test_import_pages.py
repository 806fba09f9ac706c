"""Files of paper cases in a browser: looked over, prepared, approved by a second person with the same file, entered."""

from hashlib import sha256

import httpx2
import pytest

from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient
from tests.api.imports.sheets import Row, number, row, unheard, workbook
from tests.api.imports.test_imports import SECOND, words
from tests.api.positions import CONTACT, DISCIPLINE, ORGANISATION

__all__ = ["words"]
OWN = {"Sec-Fetch-Site": "same-origin"}


async def post(api: ApiClient, path: str, who: str, content: bytes | None = None, **fields: str) -> httpx2.Response:
    """A form as a browser sends it."""
    headers = {**OWN, **api.cookie(who)}
    files = {"file": ("旧案.xlsx", content or b"", "application/octet-stream")}
    return await api.http.post(path, data=fields, files=files, headers=headers)


@pytest.fixture
def rows(words: Row) -> list[Row]:
    """Two cases that are in order, and one that is not."""
    good = [row(number(), unheard(), **words) for _ in range(2)]
    return [*good, row(number(), unheard(), **{**words, "收到日期": "不详"})]


async def test_a_preview_writes_nothing_and_names_each_fault(api: ApiClient, rows: list[Row]) -> None:
    """With its cell, its column and what to do."""
    content = workbook(rows)
    shown = await post(api, "/imports", ORGANISATION, content, pack="nujiang", do="preview")
    gone = await browse(api, f"/imports/{sha256(content).hexdigest()}", ORGANISATION)

    assert shown.status_code == httpx2.codes.OK
    Markup(shown.text).require_safe_and_whole("/imports")
    assert "还没有写入任何内容" in shown.text
    assert "F4" in shown.text
    assert "收到日期" in shown.text
    assert gone.status_code == httpx2.codes.NOT_FOUND


async def test_two_people_bring_a_file_in(api: ApiClient, rows: list[Row]) -> None:
    """Who prepared it does not approve it, nor anybody with another file; then it is entered, and says what was not."""
    content = workbook(rows)
    path = f"/imports/{sha256(content).hexdigest()}"
    prepared = await post(api, "/imports", ORGANISATION, content, pack="nujiang", do="prepare")
    assert prepared.headers["location"] == path
    alone = await post(api, f"{path}/approval", ORGANISATION, content)
    other = await post(api, f"{path}/approval", SECOND, b"another")
    early = await post(api, f"{path}/entry", SECOND)
    waiting = await browse(api, path, SECOND)
    approved = await post(api, f"{path}/approval", SECOND, content)
    entered = await post(api, f"{path}/entry", SECOND)
    done = await browse(api, path, SECOND)
    every = await browse(api, f"{path}?rows=all", SECOND)

    assert (alone.status_code, early.status_code) == (409, 409)
    assert other.headers["location"] == f"{path}?other=1"
    assert "待批准" in waiting.text
    assert approved.status_code == entered.status_code == httpx2.codes.SEE_OTHER
    Markup(done.text).require_safe_and_whole(path)
    assert "已处理 3 / 3 件" in done.text
    assert "收到日期" in done.text
    assert every.text.count('href="/cases/') >= 2
    assert "旧案.xlsx" in (await browse(api, "/imports", SECOND)).text


async def test_a_file_that_is_none_is_told(api: ApiClient) -> None:
    """The form comes back and says what is wrong; nothing is kept."""
    refused = await post(api, "/imports", ORGANISATION, b"no workbook", pack="nujiang", do="prepare")

    assert refused.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    Markup(refused.text).require_safe_and_whole("/imports")


async def test_a_template_is_given(api: ApiClient) -> None:
    """The workbook of a procedure; of none there is nothing."""
    given = await browse(api, "/imports/template?pack=nujiang", ORGANISATION)
    none = await browse(api, "/imports/template?pack=nowhere", ORGANISATION)

    assert given.content.startswith(b"PK")
    assert none.status_code == httpx2.codes.NOT_FOUND


@pytest.mark.parametrize("who", [CONTACT, DISCIPLINE])
async def test_files_are_for_the_organ_that_takes_cases_in(api: ApiClient, rows: list[Row], who: str) -> None:
    """Others are refused, or see none of another organ's."""
    content = workbook(rows)
    prepared = await post(api, "/imports", ORGANISATION, content, pack="nujiang", do="prepare")

    assert (await browse(api, prepared.headers["location"], who)).status_code in {403, 404}
