"""A law of one article on everything that runs: proposed as its file, published, and a case under it to its end."""

from pathlib import Path

from pydantic import JsonValue

from tests.api.client import ApiClient, CaseAtHand, problem_of
from tests.api.law.test_packs import YAML, end
from tests.api.positions import CONTACT, DISCIPLINE, OPERATOR, REVIEWER

LAW = (Path(__file__).parents[2] / "policies" / "short" / "law.yaml").read_text("utf-8")
ADAPTED = LAW.replace("roles: {office:", "roles: {discipline:").replace("organ: office}", "organ: discipline}")
FILE = ADAPTED.replace("to: office", "to: discipline")


async def filed(api: ApiClient) -> CaseAtHand:
    """An application under it: no list of situations, no classes of error, nothing that must come with it."""
    body = api.application(
        pack="lanxi",
        to_organ="county-a-discipline",
        ground="free_text",
        ground_statement="改革中的失误",
        error_class="error",
        endorsement=None,
        evidence=[],
    )
    return await CaseAtHand.begun(api, CONTACT, body)


async def test_a_case_under_a_law_of_one_article_is_played_to_its_end(api: ApiClient) -> None:
    """What the law does not have is nowhere asked for; it is shown, refused by and closed under its own article."""
    drafted = await api.http.post("/v1/packs", content=FILE.encode(), headers={**api.as_(OPERATOR), **YAML})
    assert drafted.status_code == 201, drafted.text
    assert (await end(api, "lanxi", drafted.json()["version"], "approval", REVIEWER)).status_code == 200

    case = await filed(api)
    subject = str(api.installed.subject)
    opinion: JsonValue = {"subject": subject, "outcome": "exempt", "liabilities": ["accountability"]}
    empty = await api.act(
        DISCIPLINE, f"/v1/cases/{case.id}/determination", {"opinions": [], "reasons": "无"}, seen=case.version
    )
    await case.act(DISCIPLINE, "determination", {"opinions": [opinion], "demands": [], "reasons": "出于公心"})
    await case.act(DISCIPLINE, "feedback", {"notice": api.documents})
    page = await case.read(CONTACT)
    shown = await api.http.get(f"/cases/{case.id}?seen={case.version}", headers=api.cookie(DISCIPLINE))
    procedure = await api.http.get("/procedures/lanxi", headers=api.cookie(DISCIPLINE))
    rules = await api.http.get("/rules", headers=api.cookie(DISCIPLINE))

    assert problem_of(empty).status in {409, 422}
    assert "NJ-" not in empty.text
    assert page["stage"] == "closed"
    assert shown.status_code == 200
    assert "认定" in shown.text
    assert procedure.status_code == 200
    assert "兰溪镇容错认定规定" in procedure.text
    assert "NJ-" not in procedure.text
    assert '<tr id="第一条">' in rules.text
    assert "出于公心的失误可以免责" in rules.text
