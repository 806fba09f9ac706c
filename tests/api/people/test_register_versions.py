"""The register as a whole: drafted from its file, previewed, published by a second person, or taken back."""

from datetime import UTC, datetime, timedelta

import httpx2
import yaml

from api.installed import Installed
from tests.api.client import ApiClient, problem_of
from tests.api.people.test_register_acts import AUDIT, SECURITY, SYSTEM, act, done
from tests.api.positions import OPERATOR, ORGANISATION

VERSIONS = "/v1/organs/versions"
YESTERDAY = (datetime.now(UTC).date() - timedelta(days=1)).isoformat()
TODAY = datetime.now(UTC).date().isoformat()
OFFICER_3 = "county-a-organization-officer-3"


async def file(api: ApiClient, *changes: tuple[str, str]) -> str:
    """The register as it is now, as a file, with its text changed."""
    _, organs = await Installed(api.context.pool).organs_now()
    text: str = yaml.safe_dump(organs.model_dump(mode="json"), allow_unicode=True, sort_keys=False)
    for old, new in changes:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    return text


async def propose(api: ApiClient, content: str, position: str = SYSTEM) -> httpx2.Response:
    """Propose a file as whoever holds a position."""
    headers = {**api.as_(position), "Content-Type": "application/yaml"}
    return await api.http.post(VERSIONS, content=content.encode(), headers=headers)


async def end(api: ApiClient, version: int, how: str, position: str) -> httpx2.Response:
    """Approve or withdraw."""
    return await api.http.post(f"{VERSIONS}/{version}/{how}", headers=api.as_(position))


def term(person: str, position: str) -> str:
    """A holding as the file writes it."""
    return f"- since: '2015-01-01'\n  until: null\n  person: {person}\n  position: {position}\n"


async def test_a_file_is_drafted_previewed_and_published_by_two(api_alone: ApiClient) -> None:
    """Given that p033 follows p034, then the preview says who loses and gains, and it holds once approved."""
    leaves = term("p034", OFFICER_3)
    follows = f"- since: '{TODAY}'\n  until: null\n  person: p033\n  position: {OFFICER_3}\n"
    text = await file(api_alone, (leaves, leaves.replace("null", f"'{YESTERDAY}'") + follows))
    proposed = await propose(api_alone, text)
    version = proposed.json()["version"]
    preview = await api_alone.read(AUDIT, f"{VERSIONS}/{version}/preview")

    assert proposed.status_code == 201, proposed.text
    assert (await propose(api_alone, text)).status_code == 200
    assert [(each["change"], each["id"], each["person"], each["now"]) for each in preview["changes"]] == [
        ("changed", OFFICER_3, "p034", f"2015-01-01/{YESTERDAY}"),
        ("added", OFFICER_3, "p033", f"{TODAY}/"),
    ]
    assert preview["changes"][1]["about"].startswith("李云岫：示例甲县委组织部")
    assert (await end(api_alone, version, "approval", SYSTEM)).status_code == 403
    assert (await end(api_alone, version, "approval", OPERATOR)).status_code == 403
    approved = await end(api_alone, version, "approval", SECURITY)
    assert (approved.json()["state"], approved.json()["decided_by"]["person"]) == ("current", "p163")
    _, organs = await Installed(api_alone.context.pool).organs_now()
    assert organs.held_by(OFFICER_3, datetime.now(UTC).date()) == "p033"


async def test_a_draft_is_outdated_by_an_act_so_that_neither_is_lost(api_alone: ApiClient) -> None:
    """What was done meanwhile would be undone by it."""
    proposed = await propose(api_alone, await file(api_alone, ("name: 温以成", "name: 温以诚")))
    version = proposed.json()["version"]
    await done(api_alone, SYSTEM, act("enter_person", name="其间登记的人"))

    assert problem_of(await end(api_alone, version, "approval", SECURITY)).code == "draft_outdated"
    assert (await end(api_alone, version, "withdrawal", SYSTEM)).json()["state"] == "withdrawn"
    states = {each["version"]: each["state"] for each in (await api_alone.read(AUDIT, VERSIONS))["items"]}
    assert states[version] == "withdrawn"


async def test_roles_that_nobody_would_play_any_more_are_told(api_alone: ApiClient) -> None:
    """Given that the county's finance and audit bureaus change their role, then the preview names the role left."""
    _, organs = await Installed(api_alone.context.pool).organs_now()
    moved = organs.model_copy(
        update={
            "organs": tuple(
                each.model_copy(update={"role": "tea_house"})
                if (each.role, each.jurisdiction) == ("related", "demo-county-a")
                else each
                for each in organs.organs
            )
        }
    )
    version = (await propose(api_alone, yaml.safe_dump(moved.model_dump(mode="json"), allow_unicode=True))).json()[
        "version"
    ]
    preview = await api_alone.read(AUDIT, f"{VERSIONS}/{version}/preview")

    told = {(each["pack"], each["role"], each["jurisdiction"]) for each in preview["unplayed"]}
    assert ("nujiang", "related", "demo-county-a") in told


async def test_a_faulty_file_is_refused_whole_with_its_lines(api_alone: ApiClient) -> None:
    """Every fault with its line; no draft is made."""
    held = term("p034", "county-a-discipline-head")
    text = (await file(api_alone)) + "x: 1\n"
    refused = problem_of(await propose(api_alone, text))
    twice = (await file(api_alone)).replace("\nseats:\n", f"\n{held}seats:\n")

    assert (refused.code, refused.errors[0].code) == ("organs_faulty", "extra_forbidden")
    assert refused.errors[0].line == text.count("\n")
    problem = problem_of(await propose(api_alone, twice))
    assert [each.code for each in problem.errors] == ["post_held_by_two"]


async def test_the_register_is_for_administrators(api_alone: ApiClient) -> None:
    """Whoever handles cases neither proposes, approves nor reads its versions."""
    assert (await propose(api_alone, await file(api_alone), ORGANISATION)).status_code == 403
    assert (await propose(api_alone, await file(api_alone), SECURITY)).status_code == 403
    assert (await api_alone.get(ORGANISATION, VERSIONS)).status_code == 403
    assert (await api_alone.get(OPERATOR, VERSIONS)).status_code == 200
    assert (await api_alone.get(AUDIT, f"{VERSIONS}/9999/preview")).status_code == 404
