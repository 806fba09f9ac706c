"""What sixteen procedures needed, at the door: times to apply, stages of a filing, a case from one, earlier facts."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import JsonValue

from activities.risk_filings import RiskFilingActivities
from domain.pack.pack import Pack
from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import pack_bytes, parse_pack
from tests.api.browsing import browse
from tests.api.client import ApiClient, Body, CaseAtHand, FilingAtHand, problem_of
from tests.api.forms.filling_in import FormAtHand
from tests.api.positions import CONTACT, DISCIPLINE, ORGANISATION
from tests.policies.nujiang_text import NUJIANG
from workflows.worker import filings_worker

NAME = "needed"
ADDED = """
earlier:
  - {facts_before: 2024-07-01, values: {tolerance: {steps: {acceptance: {within: {amount: 20}}}}}}
risk_filing:
  by: [unit, own_committee]
  to: discipline
  stages: [{id: screening, name: 初审, by: organization, within: {amount: 3, unit: working_days}}]
  reply: {amount: 10, unit: working_days}
  valid: {amount: 12, unit: months}
"""
ALONGSIDE = "alongside: {name: 问责程序, ends: 问责决定送达, cite: [NJ-10]}, first: acceptance"
FROM_FILING = (
    "\n    - {route: risk_filing, by: [organization], to: organization, needs: [evidence], first: investigation}"
)


def pack() -> Pack:
    """The Nujiang pack with all of it."""
    text = NUJIANG.replace("pack: nujiang", f"pack: {NAME}", 1).replace("first: acceptance", ALONGSIDE, 1)
    at = text.index("\n", text.index(ALONGSIDE))
    return parse_pack((text[:at] + FROM_FILING + text[at:] + ADDED).encode(), "needed.yaml")


@pytest.fixture(scope="module")
async def place(api: ApiClient, app_pool: Pool) -> AsyncIterator[ApiClient]:
    """Everything that runs, where that procedure holds."""
    await install(app_pool, "pack", NAME, pack_bytes(pack()), "test")
    async with filings_worker(api.context.temporal, RiskFilingActivities(api.installed.log)):
        yield api


async def test_a_time_to_apply_is_told_with_its_article(place: ApiClient) -> None:
    """Too late: refused by the article of the pack, with the last day; in time: the day stands on the case."""
    late = await place.act(CONTACT, "/v1/cases", place.application(pack=NAME, other_ended_on="2026-02-01"))
    early = await place.act(CONTACT, "/v1/cases", place.application(pack=NAME, other_began_on="2026-02-01"))
    case = await place.file(pack=NAME)

    assert (problem_of(late).code, problem_of(late).clause) == ("applied_too_late", ("NJ-10",))
    assert "2026-02-01" in (problem_of(late).detail or "")
    assert problem_of(early).code == "other_procedure_unstated"
    assert (await case.get(ORGANISATION)).status_code == 200


async def test_a_term_is_that_of_the_day_of_the_facts(place: ApiClient) -> None:
    """Twenty working days for facts before the day, fifteen since; on the page as well."""
    lengths: list[JsonValue] = []
    for occurred_on in ("2024-06-30", "2024-07-01"):
        case = await place.file(pack=NAME, occurred_on=occurred_on)
        page = await case.read(ORGANISATION)
        lengths += [duty["amount"] for duty in page["duties"] if duty["duty"] == "acceptance"]

    assert lengths == [20, 15]


def filing(api: ApiClient) -> Body:
    """A filing that is in order."""
    start = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    told: Body = {"pack": NAME, "to_organ": "county-a-discipline", "title": "先行拆除", "work": "先拆后签。"}
    return {**told, "planned_start": start, "risks": ["住户可能反悔"], "dossier": [api.documents]}


async def test_a_filing_passes_its_stages_and_opens_a_case(place: ApiClient) -> None:
    """The stage by its organ, in the form too; then the reply; then a case begins from it, and each shows the other."""
    filed = await FilingAtHand.begun(place, CONTACT, filing(place))
    await filed.read(DISCIPLINE)
    reply: Body = {"result": "filed", "reasons": "可以"}
    early = await place.act(DISCIPLINE, f"/v1/risk-filings/{filed.id}/reply", reply, seen=filed.version)
    soon = problem_of(early)
    form = await FormAtHand.opened(place, ORGANISATION, f"/risk-filings/{filed.id}/acts/risk_filing_pass_stage")
    await filed.act(ORGANISATION, "stage", {"stage": "screening", "opinion": "同意报备"})
    await filed.act(DISCIPLINE, "reply", reply)
    begun: Body = {
        name: value
        for name, value in place.application(pack=NAME).items()
        if name not in {"applicant", "endorsement", "evidence"}
    }
    told: Body = {**begun, "route": "risk_filing", "risk_filing": str(filed.id)}
    at_hand = await CaseAtHand.begun(place, ORGANISATION, told, "/cases/by-organ")

    assert soon.code == "risk_filing_wrong_stage"
    assert form is not None
    await at_hand.read(ORGANISATION)
    shown = await browse(place, f"/cases/{at_hand.id}", ORGANISATION)
    other = await browse(place, f"/risk-filings/{filed.id}", ORGANISATION)
    assert f"/risk-filings/{filed.id}" in shown.text
    assert f"/cases/{at_hand.id}" in other.text
