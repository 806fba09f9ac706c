"""The pages of the register: the tree, an organ on a day, a person's history, acts filled in as forms, drafts."""

import re
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import httpx2
import pytest

from api.installed import Installed
from tests.api.browsing import Scene, browse
from tests.api.client import PUBLIC_URL, ApiClient
from tests.api.people.test_register_acts import AUDIT, SECURITY, SYSTEM
from tests.api.people.test_register_versions import file, propose
from tests.api.positions import ORGANISATION

TODAY = datetime.now(UTC).date()
SOON = TODAY + timedelta(days=5)
OFFICE = "/organs/county-a-organization"


class RegisterScene(Scene):
    """The pages as an administrator sees them."""

    READER: ClassVar[str] = SECURITY

    async def fill(self, on: str, reader: str, /, **fields: str) -> httpx2.Response:
        """Send the form of an act from a page, under the key that the page gave it."""
        shown = await browse(self.api, on, reader)
        key = re.search(r'name="key" value="([0-9a-f-]{36})"', shown.text)
        assert key is not None, shown.text
        headers = {**self.api.cookie(reader), "Origin": PUBLIC_URL}
        return await self.api.http.post("/organs/acts", data={"key": key[1], **fields}, headers=headers)


@pytest.fixture
def scene(api_alone: ApiClient) -> RegisterScene:
    """The pages of this module's register."""
    return RegisterScene(api_alone)


pytestmark = pytest.mark.usefixtures("recorder")  # what is open by name is asked of his read models


async def test_every_page_is_safe_and_whole(scene: RegisterScene) -> None:
    """Of the tree, an organ, a unit, a committee, a person, and what was done."""
    await scene.require_safe_and_whole(
        "/organs", OFFICE, "/organs/county-a-committee", f"{OFFICE}?on=2020-01-01", "/people/p029", "/organs/acts"
    )


async def test_the_tree_leads_to_organs_and_from_there_to_people(scene: RegisterScene) -> None:
    """Organs under others; of an organ its posts and who holds them on the day."""
    tree = await scene.page("/organs")
    office = await scene.page(OFFICE)

    assert OFFICE in {attributes.get("href") for tag, attributes in tree.tags if tag == "a"}
    assert "/people/p029" in {attributes.get("href") for tag, attributes in office.tags if tag == "a"}
    assert "许守拙" in " ".join(office.words)


async def test_a_form_is_an_act_and_leads_back(scene: RegisterScene) -> None:
    """Given a new person, when they are appointed by name on the organ's page, then the page shows them."""
    entered = await scene.fill("/organs", SYSTEM, kind="enter_person", at="tree", name="表单新人")
    assert entered.status_code == 303, entered.text
    post = {"position": "county-a-organization-desk", "zh": "文书", "en": "Clerk", "duty": "officer", "several": "yes"}
    await scene.fill(
        OFFICE, SYSTEM, kind="enter_position", at="organ:county-a-organization", organ="county-a-organization", **post
    )
    appointed = await scene.fill(
        OFFICE,
        SECURITY,
        kind="appoint",
        at="organ:county-a-organization",
        position="county-a-organization-desk",
        person="表单新人",
        since=TODAY.isoformat(),
    )

    assert (appointed.status_code, appointed.headers["location"]) == (303, OFFICE)
    assert "表单新人" in " ".join((await scene.page(OFFICE)).words)
    acts = " ".join((await scene.page("/organs/acts")).words)
    assert "设置职务" in acts
    assert "褚安然" in acts


async def test_what_cannot_be_done_comes_back_with_the_form(scene: RegisterScene) -> None:
    """The sentence, what to do, what was filled in; of a name that nobody bears, that nobody does."""
    fields = {"kind": "appoint", "at": "organ:county-a-organization", "position": "county-a-organization-head"}
    held = await scene.fill(OFFICE, SECURITY, **fields, person="p032", since="2026-01-01")
    nobody = await scene.fill(OFFICE, SECURITY, **fields, person="查无此人", since="2026-01-01")

    assert held.status_code == 409
    assert "一次只能由一人担任" in held.text
    assert 'value="2026-01-01"' in held.text
    assert nobody.status_code == 422
    assert "请核对：人员" in nobody.text


async def test_candidates_of_one_name_are_shown_with_their_posts(scene: RegisterScene) -> None:
    """Given a known name, when it is entered again, then its bearers; said to be another, it is entered."""
    _, organs = await Installed(scene.api.context.pool).organs_now()
    known = organs.person("p033")
    assert known is not None
    fields = {"kind": "enter_person", "at": "tree", "name": known.name}
    refused = await scene.fill("/organs", SYSTEM, **fields)
    entered = await scene.fill("/organs", SYSTEM, **fields, namesake="yes")

    assert refused.status_code == 409
    assert "p033" in refused.text
    assert "经办干部二" in refused.text
    assert entered.status_code == 303


async def test_whoever_holds_a_post_delegates_it_on_their_own_page(scene: RegisterScene) -> None:
    """An officer needs no right to the register for it, and sees nobody else's page."""
    own = await browse(scene.api, "/people/p032", ORGANISATION)
    other = await browse(scene.api, "/people/p029", ORGANISATION)
    fields = {
        "kind": "delegate",
        "at": "person:p032",
        "delegator": "p032",
        "position": ORGANISATION,
        "delegate": "p034",
    }
    given = await scene.fill("/people/p032", ORGANISATION, **fields, since=TODAY.isoformat(), until=SOON.isoformat())

    assert (own.status_code, other.status_code) == (200, 403)
    assert given.status_code == 303, given.text
    assert "代 牟思齐" in " ".join((await scene.page("/people/p034")).words)


async def test_a_draft_is_published_on_its_page(scene: RegisterScene) -> None:
    """The security administrator sees what changes, and publishes it; the system administrator cannot."""
    proposed = await propose(scene.api, await file(scene.api, ("name: 鲁知微", "name: 鲁知著")))
    version = proposed.json()["version"]
    page = f"/organs/versions/{version}"
    shown = await browse(scene.api, page, SECURITY)
    headers = {**scene.api.cookie(SECURITY), "Origin": PUBLIC_URL}
    approved = await scene.api.http.post(f"{page}/approval", headers=headers)

    assert "鲁知著" in shown.text
    assert f'action="{page}/approval"' in shown.text
    assert f'action="{page}/approval"' not in (await browse(scene.api, page, AUDIT)).text
    assert approved.status_code == 303
    _, organs = await Installed(scene.api.context.pool).organs_now()
    changed = organs.person("p164")
    assert changed is not None
    assert changed.name == "鲁知著"


async def test_what_is_no_page_of_the_register_is_not_there(scene: RegisterScene) -> None:
    """404 for what there is not, 422 for what is no day."""
    answers = [
        await browse(scene.api, path, SECURITY) for path in ("/organs/none", "/people/none", "/organs/versions/x")
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (await browse(scene.api, f"{OFFICE}?on=yesterday", SECURITY)).status_code == 422
    assert (await browse(scene.api, "/organs", ORGANISATION)).status_code == 403
