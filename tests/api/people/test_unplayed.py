"""Roles of a pack that no organ plays are told when it is proposed, previewed and published."""

import httpx2
import pytest

from tests.api.browsing import browse
from tests.api.client import ApiClient
from tests.api.law.test_packs import PACKS, end, fresh, propose, text
from tests.api.positions import OPERATOR, REVIEWER

pytestmark = pytest.mark.usefixtures("recorder")  # the read model that counts open cases is his


def told(answer: httpx2.Response) -> set[tuple[str, str | None]]:
    """The roles that an answer tells, each with its place."""
    return {(each["role"], each["jurisdiction"]) for each in answer.json()["unplayed"]}


async def test_a_role_that_nobody_plays_is_told_at_each_step(api_alone: ApiClient) -> None:
    """Given a pack whose team has an audit office, then every place that takes cases in lacks one."""
    name = fresh()
    content = text(name).replace("related", "audit_office")
    proposed = await propose(api_alone, content)
    version = proposed.json()["version"]
    preview = await api_alone.get(OPERATOR, f"{PACKS}/{name}/{version}/preview")
    page = await browse(api_alone, f"/procedures/{name}/versions/{version}", OPERATOR)
    approved = await end(api_alone, name, version, "approval", REVIEWER)

    assert ("audit_office", "demo-county-a") in told(proposed)
    assert {role for role, place in told(proposed) if place == "demo-county-a"} == {"audit_office"}
    assert told(proposed) == told(preview) == told(approved)
    assert "没有机关承担的角色" in page.text
    assert "示例甲县" in page.text


async def test_where_every_role_is_played_nothing_is_told(api_alone: ApiClient) -> None:
    """Of a pack that holds in one county alone."""
    proposed = await propose(api_alone, text(fresh(), jurisdiction="demo-county-a"))

    assert told(proposed) == set()
