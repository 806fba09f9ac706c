"""The file of the register in a browser: faults by line, what it changes, a draft for a second person."""

import httpx2

from tests.api.browsing import Markup, browse
from tests.api.client import PUBLIC_URL, ApiClient
from tests.api.people.test_register_acts import SECURITY, SYSTEM
from tests.api.people.test_register_versions import OFFICER_3, YESTERDAY, file, term
from tests.api.positions import ORGANISATION

PATH = "/organs/file"


async def chosen(api: ApiClient, content: bytes, position: str = SYSTEM) -> httpx2.Response:
    """A file as a browser without a script sends it."""
    headers = {"Origin": PUBLIC_URL, **api.cookie(position)}
    files = {"file": ("organs.yaml", content, "application/yaml")}
    return await api.http.post(PATH, files=files, headers=headers)


async def written(api: ApiClient, content: str, do: str, position: str = SYSTEM) -> httpx2.Response:
    """The text of a file as the page sends it on."""
    headers = {"Origin": PUBLIC_URL, **api.cookie(position)}
    return await api.http.post(PATH, data={"content": content, "do": do}, headers=headers)


async def test_a_file_is_checked_proposed_and_approved_by_another(api_alone: ApiClient) -> None:
    """The check records nothing and says who loses which post; the draft is the second person's to approve."""
    leaves = term("p034", OFFICER_3)
    text = await file(api_alone, (leaves, leaves.replace("null", f"'{YESTERDAY}'")))
    drafts = (await api_alone.read(SYSTEM, "/v1/organs/versions"))["items"]
    checked = await chosen(api_alone, text.encode())
    after = (await api_alone.read(SYSTEM, "/v1/organs/versions"))["items"]
    Markup(checked.text).require_safe_and_whole(PATH)
    proposed = await written(api_alone, text.replace("\n", "\r\n"), "propose")
    path = proposed.headers["location"]
    approved = await api_alone.http.post(
        f"{path}/approval", headers={"Origin": PUBLIC_URL, **api_alone.cookie(SECURITY)}
    )

    assert checked.status_code == httpx2.codes.OK
    assert "没有发现问题" in checked.text
    assert f"2015-01-01/{YESTERDAY}" in checked.text
    assert after == drafts
    assert proposed.status_code == httpx2.codes.SEE_OTHER
    assert approved.status_code == httpx2.codes.SEE_OTHER
    assert PATH in (await browse(api_alone, "/organs", SYSTEM)).text


async def test_faults_stand_with_their_lines_and_the_text_is_kept(api_alone: ApiClient) -> None:
    """Of a name that nothing has, of what is no YAML, of an empty file; a script in it is text."""
    text = await file(api_alone)
    lost = text.replace("organ: county-a-organization\n", "organ: nobody\n", 1)
    assert lost != text
    line = lost[: lost.index("organ: nobody")].count("\n") + 1
    faulty, script, empty = (
        await chosen(api_alone, lost.encode()),
        await chosen(api_alone, b"name: <script>alert(1)</script>\n"),
        await written(api_alone, "", "check"),
    )

    assert {each.status_code for each in (faulty, script, empty)} == {422}
    assert f">{line}</td>" in faulty.text
    assert "organ: nobody" in faulty.text
    assert "U+000" not in faulty.text
    assert "<script>alert" not in script.text


async def test_it_is_for_whoever_proposes_the_register(api_alone: ApiClient) -> None:
    """Nobody else sees the page, nor sends it a file; another site sends nothing."""
    shown = await browse(api_alone, PATH, ORGANISATION)
    sent = await chosen(api_alone, b"name: x\n", SECURITY)
    elsewhere = await api_alone.http.post(PATH, data={"content": "x"}, headers=api_alone.cookie(SYSTEM))

    assert {shown.status_code, sent.status_code, elsewhere.status_code} == {403}
