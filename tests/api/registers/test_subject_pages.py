"""The pages of the register: look up, register beside namesakes, merge; read and filled in without a script."""

import re
from uuid import UUID, uuid4

import httpx2
import pytest

from tests.api.browsing import Markup, browse
from tests.api.client import PUBLIC_URL, ApiClient, problem_of
from tests.api.played import Recorder
from tests.api.positions import CONTACT, DISCIPLINE, OPERATOR, ORGANISATION, SUPERVISOR

ID = re.compile(r"/subjects/([0-9a-f-]{36})$")


@pytest.fixture(scope="module")
async def pages(api_alone: ApiClient, recorder: Recorder) -> ApiClient:
    """The API with its read models."""
    await recorder.show()
    return api_alone


def unheard() -> str:
    """A name that nobody bears yet."""
    return f"阿依古丽·示例{uuid4().hex[:6]}"


async def send(api: ApiClient, path: str, position: str = ORGANISATION, **filled: str) -> httpx2.Response:
    """Send a form of ours as whoever holds a position."""
    headers = {"Origin": PUBLIC_URL, **api.cookie(position)}
    return await api.http.post(path, data={"key": str(uuid4()), **filled}, headers=headers)


async def fill_in(api: ApiClient, name: str, **more: str) -> httpx2.Response:
    """Register a person of county A by the form."""
    place = {"kind": "person", "sector": "government_organ", "jurisdiction": "demo-county-a"}
    return await send(api, "/subjects", **{"name": name, "unit_name": "青石乡人民政府", **place, **more})


async def registered(api: ApiClient, name: str, **more: str) -> str:
    """The id of a person that must be registered by the form."""
    answer = await fill_in(api, name, **more)
    leads_to = ID.search(answer.headers.get("location", ""))
    assert answer.status_code == 303, answer.text
    assert leads_to is not None
    return leads_to[1]


async def test_somebody_is_registered_and_found(pages: ApiClient) -> None:
    """The form leads to the entry; the look-up finds it however the name is typed."""
    name = unheard()
    id_ = await registered(pages, name, identifier="53010000")
    entry = await browse(pages, f"/subjects/{id_}", ORGANISATION)
    found = await browse(pages, f"/subjects?name={name.replace('·', '•')}", ORGANISATION)

    for page, path in ((entry, f"/subjects/{id_}"), (found, "/subjects")):
        Markup(page.text).require_safe_and_whole(path)
        assert name in Markup(page.text).text
        assert "53010000" not in page.text
    assert f"/subjects/{id_}" in found.text


async def test_namesakes_are_shown_and_another_person_can_be_said(pages: ApiClient) -> None:
    """The form comes back as it was filled in, with who bears the name; ticking that this is another registers them."""
    name, key = unheard(), str(uuid4())
    first = await registered(pages, name)
    back = await fill_in(pages, name.replace("·", " "), key=key)
    markup = Markup(back.text)
    second = await registered(pages, name, key=key, another_person="yes")

    assert back.status_code == 409
    markup.require_safe_and_whole("/subjects")
    assert f"/subjects/{first}" in back.text
    assert key in back.text
    assert name.replace("·", " ") in back.text
    assert "another_person" in back.text
    assert first != second


@pytest.mark.parametrize(("filled", "said"), [({"name": ""}, "姓名或名称"), ({"jurisdiction": "atlantis"}, "地区")])
async def test_a_form_that_cannot_be_taken_comes_back(pages: ApiClient, filled: dict[str, str], said: str) -> None:
    """With what must be mended, and nothing of it lost."""
    place = {"kind": "person", "name": "王明", "sector": "government_organ", "jurisdiction": "demo-county-a"}
    answer = await send(pages, "/subjects", **{**place, "unit_name": "青石乡", **filled})

    assert answer.status_code == 422
    assert f"请核对：{said}" in Markup(answer.text).text
    assert "青石乡" in answer.text


async def test_a_duplicate_is_merged_on_its_page(pages: ApiClient) -> None:
    """The page leads to who it stands for, and offers no second merge; a wrong id comes back with the form."""
    name = unheard()
    one, two = await registered(pages, name), await registered(pages, name, another_person="yes")
    offered = await browse(pages, f"/subjects/{one}", ORGANISATION)
    wrong = await send(pages, f"/subjects/{one}/merge", into="no id", reasons="同一人")
    merged = await send(pages, f"/subjects/{one}/merge", into=two, reasons="同一人")
    page = await browse(pages, f"/subjects/{one}", DISCIPLINE)
    root = await browse(pages, f"/subjects/{two}", DISCIPLINE)
    undone = await send(pages, f"/subjects/{one}/separation", reasons="同名的两个人")
    after = await browse(pages, f"/subjects/{one}", DISCIPLINE)

    assert f'<option value="{two}">' in offered.text
    assert wrong.status_code == 422
    assert "并入的登记" in Markup(wrong.text).text
    assert (merged.status_code, merged.headers["location"]) == (303, f"/subjects/{two}")
    assert "已并入" in page.text
    assert f"/subjects/{one}/merge" not in page.text
    assert f"/subjects/{one}" in root.text
    assert f"/subjects/{one}/separation" in page.text
    assert (undone.status_code, undone.headers["location"]) == (303, f"/subjects/{one}")
    assert ("已并入" in after.text, f"/subjects/{one}/merge" in after.text) == (False, True)


async def test_pages_offer_what_the_reader_may_do(pages: ApiClient) -> None:
    """A unit sees its own people alone and merges nobody; who may not read the register has no page, and no link."""
    id_ = await registered(pages, unheard(), unit_name="示例甲县综合行政执法局")
    other = await browse(pages, f"/subjects/{await registered(pages, unheard())}", CONTACT)
    page = await browse(pages, f"/subjects/{id_}", CONTACT)
    tried = await send(pages, f"/subjects/{id_}/merge", CONTACT, into=str(uuid4()), reasons="同一人")
    nobody = await browse(pages, "/subjects", OPERATOR)
    cases = await browse(pages, "/deadlines", OPERATOR)

    assert (page.status_code, "/merge" in page.text, other.status_code) == (200, False, 404)
    assert (tried.status_code, nobody.status_code) == (403, 403)
    assert 'href="/subjects"' not in cases.text


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.test"}])
@pytest.mark.parametrize("path", ["/subjects", f"/subjects/{UUID(int=1)}/merge"])
async def test_forms_of_other_sites_change_nothing(pages: ApiClient, path: str, headers: dict[str, str]) -> None:
    """A form that names no origin, or another, is refused."""
    name = unheard()
    cookie = pages.cookie(ORGANISATION)
    answer = await pages.http.post(path, data={"key": str(uuid4()), "name": name}, headers={**cookie, **headers})
    found = await pages.http.get("/v1/subjects", params={"name": name}, headers=pages.as_(ORGANISATION))

    assert answer.status_code == 403
    assert found.json()["items"] == []


async def test_json_and_pages_share_one_register(pages: ApiClient) -> None:
    """Who was registered on the page is a namesake to a program."""
    name = unheard()
    id_ = await registered(pages, name)
    body = {"kind": "person", "name": name, "sector": "government_organ", "jurisdiction": "demo-county-a"}
    answer = await pages.act(ORGANISATION, "/v1/subjects", body)

    assert [str(each.subject_id) for each in problem_of(answer).candidates] == [id_]


async def test_an_official_of_that_name_is_offered_and_linked(pages: ApiClient) -> None:
    """The organs know somebody of the name: the page says which posts, and takes it back as easily."""
    person = pages.installed.actor(DISCIPLINE).person
    name = next(each.name for each in pages.installed.organs.people if each.id == person)
    path = f"/subjects/{await registered(pages, name, another_person='yes')}"
    offered = await browse(pages, path, ORGANISATION)
    linked = await send(pages, f"{path}/person", person=person)
    shown = await browse(pages, path, ORGANISATION)
    own = await send(pages, f"{path}/person", DISCIPLINE)
    taken_back = await send(pages, f"{path}/person")

    Markup(offered.text).require_safe_and_whole(path)
    assert "机关名录中有同名人员" in offered.text
    assert f'value="{person}"' in offered.text
    assert (linked.status_code, taken_back.status_code) == (303, 303)
    assert "示例甲县纪委监委 经办干部一" in Markup(shown.text).text
    assert own.status_code == 409
    assert "由本机关其他人员办理" in Markup(own.text).text
    assert "未登记" in Markup((await browse(pages, path, ORGANISATION)).text).text


async def registered_unit(api: ApiClient, name: str) -> str:
    """The id of a unit that must be registered by the form."""
    return await registered(api, name, kind="unit", unit_name="")


async def test_a_history_is_read_and_filled_in(pages: ApiClient) -> None:
    """Renamed, succeeded: each stands with its day, the units link to each other, the last can be taken back."""
    old, renamed, new = (f"示例局{uuid4().hex[:8]}" for _ in range(3))
    id_, successor = await registered_unit(pages, old), await registered_unit(pages, new)
    path = f"/subjects/{id_}"
    named = await send(pages, f"{path}/names", name=renamed, on="2026-01-05")
    filled = {f"with-{successor}": "yes", "side": "succeeded", "founded": "yes", "on": "2026-03-01"}
    offered = await browse(pages, f"{path}?name={new}", ORGANISATION)
    reform = await send(pages, f"{path}/successions", **filled, document="甲编发〔2026〕3号")
    page, of_new = await browse(pages, path, ORGANISATION), await browse(pages, f"/subjects/{successor}", ORGANISATION)
    read = await browse(pages, path, SUPERVISOR)

    assert (named.status_code, reform.status_code) == (303, 303)
    assert f'name="with-{successor}"' in offered.text
    for each in (page, of_new):
        Markup(each.text).require_safe_and_whole(path)
        assert "机构改革（改设）" in each.text
    assert f"{old} → {renamed}" in Markup(page.text).text
    assert "甲编发〔2026〕3号" in page.text
    assert "taking-back" in page.text
    assert "taking-back" not in of_new.text
    assert ("机构改革（改设）" in read.text, "甲编发〔2026〕3号" in read.text, "taking-back" in read.text) == (
        True,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("what", "filled", "said"),
    [
        ("names", {"name": "·", "on": "2026-01-05"}, "请核对：姓名或名称"),
        ("names", {"name": "某局", "on": ""}, "请核对：日期"),
        ("states", {"state": "deceased", "on": "2026-01-05"}, "只登记人员"),
        ("successions", {"side": "succeeded", "on": "2026-01-05", "document": "文件"}, "请核对：承继单位"),
    ],
)
async def test_a_change_that_cannot_be_taken_comes_back(
    pages: ApiClient, what: str, filled: dict[str, str], said: str
) -> None:
    """With what was filled in, opened, and what is to be mended."""
    id_ = await registered_unit(pages, f"示例局{uuid4().hex[:8]}")
    answer = await send(pages, f"/subjects/{id_}/{what}", **filled)

    assert answer.status_code == 422
    assert said in Markup(answer.text).text
    assert "<details open>" in answer.text
