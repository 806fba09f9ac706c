"""A decision made public, objected to and filed: through the API, on the page, in the certificate (ZS-26, ZS-27)."""

from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from api.cases.case_file.stage_bar import stage_bar
from api.cases.routes import CaseFile
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from tests.api.browsing import browse
from tests.api.client import ApiClient, CaseAtHand
from tests.api.deadlines.test_certificates import TODAY, certificate, duties, verified
from tests.api.positions import CONTACT, ORGANISATION
from tests.domain.stories.publicity import PACK, with_steps
from tests.workflows.engine import EVERY_YEAR

NEIGHBOUR = "county-a-baiyan-contact"
OTHER_COUNTY_UNIT = "county-b-shuanghe-contact"
STATEMENT = "公示所述补救情况与实际不符。"


@pytest.fixture
async def public(api: ApiClient) -> CaseAtHand:
    """A case whose decision is public, by a pack that asks for no receipt before."""
    pack = with_steps(needs=()).model_copy(update={"pack": "seaside"})
    await install(api.installed.pool, "pack", "seaside", pack_bytes(pack), "test")
    case = await api.file(pack="seaside")
    await case.conclude()
    await case.act(ORGANISATION, "publicity", {"notice": api.documents, "scope": "本单位公告栏"})
    return case


async def object_(api: ApiClient, case: CaseAtHand, position: str) -> httpx2.Response:
    """Somebody objects, who has seen no version of the case."""
    return await api.act(position, f"/v1/cases/{case.id}/objections", {"statement": STATEMENT})


async def test_a_unit_of_the_place_objects_and_is_not_named(api: ApiClient, public: CaseAtHand) -> None:
    """It need not be able to see the case; the applicant's unit reads that somebody objected, not who, nor why."""
    answer = await object_(api, public, NEIGHBOUR)
    elsewhere = await object_(api, public, OTHER_COUNTY_UNIT)
    public.version += 1
    file = await public.read(ORGANISATION)
    handling = (await browse(api, f"/cases/{public.id}", ORGANISATION)).text
    applicant = (await browse(api, f"/cases/{public.id}", CONTACT)).text
    raised = (await api.read(CONTACT, f"/v1/cases/{public.id}/events?after={public.version - 1}"))["events"]
    hidden = await api.get(NEIGHBOUR, f"/v1/cases/{public.id}")

    assert (answer.status_code, elsewhere.status_code, hidden.status_code) == (201, 404, 404)
    assert file["publicities"][0]["objections"] == 1
    assert STATEMENT in handling
    assert "收到异议1件" in handling
    assert STATEMENT not in applicant
    assert "收到异议1件" in applicant
    assert "异议人（不公开）" in applicant
    assert "白岩" not in applicant
    assert [each["actor"]["organ"] for each in raised] == ["sealed"]


async def test_the_window_has_a_certificate_and_a_place_on_the_bar(
    api: ApiClient, public: CaseAtHand, tmp_path: Path
) -> None:
    """Five working days from the day it was made public, as anybody can verify."""
    today = TODAY.isoformat()
    answer = await certificate(api, public, "publicity")
    window = (await duties(public))["publicity"]
    page = (await browse(api, f"/cases/{public.id}", ORGANISATION)).text
    explained = (await browse(api, f"/cases/{public.id}/deadlines/{window['duty_id']}/explain", ORGANISATION)).text

    assert (window["force"], window["state"], window["starts_on"]) == ("window", "open", today)
    assert await verified(api, answer, tmp_path) == 0
    assert "公示中" in page
    assert f"自{today}公示次日起算5个工作日" in explained


async def test_an_upheld_objection_leads_back_on_the_page(api: ApiClient, public: CaseAtHand) -> None:
    """It is concluded at once; the window is closed, the investigation runs again, what it found before is gone."""
    await object_(api, public, NEIGHBOUR)
    public.version += 1
    await public.act(ORGANISATION, "publicity-conclusion", {"upheld": True, "reasons": "异议属实"})
    file = await public.read(ORGANISATION)
    page = (await browse(api, f"/cases/{public.id}", ORGANISATION)).text

    bar = stage_bar(CaseFile.model_validate(file), PACK, EVERY_YEAR, TODAY + timedelta(days=60))
    shown = next(stage for stage in bar.stages if stage.step == "publicity")

    assert shown.term is not None
    assert (shown.state, shown.term.used, shown.term.label, shown.term.overrun) == ("done", 0, None, False)
    assert [stage.step for stage in bar.stages][-3:] == ["publicity", "filing", "settlement"]
    assert file["stage"] == "investigation"
    assert (file["team"], file["defences"], file["findings"]) == ([], [], [])
    assert file["publicities"][0]["result"] == "upheld"
    assert [duty["state"] for duty in file["duties"] if duty["duty"] == "publicity"] == ["cancelled"]
    assert "异议成立</strong>，转入调查核实" in page


async def test_nothing_is_concluded_before_the_last_day(api: ApiClient, public: CaseAtHand) -> None:
    """The API says when, and by which rule."""
    path = f"/v1/cases/{public.id}/publicity-conclusion"
    answer = await api.act(ORGANISATION, path, {"reasons": "没有异议"}, seen=public.version)

    assert answer.status_code == httpx2.codes.CONFLICT
    assert answer.json()["clause"] == ["ZS-26", "A-23"]
