"""A clock that is stopped and goes on, over HTTP: who is told of it, and in what words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import pytest

from deploy.roles.notices import NoticeFollower
from domain.notices.kinds import NoticeKind
from domain.notices.timing import Choice
from domain.pack.pack import Pack
from domain.pack.steps import Shelving
from domain.pack.terms import Within
from domain.terms.deadlines import TermUnit
from eventlog.notices import outbox
from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from projections.cases import case_page
from projections.projector.barrier import wait_until_current
from tests.api.browsing import browse
from tests.api.cases.test_openings import opening
from tests.api.client import ApiClient, CaseAtHand
from tests.api.positions import CONTACT, DISCIPLINE, ENDORSER, ORGANISATION
from tests.domain.stories.direct_decisions import DIRECT
from tests.notices.told import reached_by_mail

OFFICER_2 = "county-a-organization-officer-2"
POSTS = ("head", "officer-1", "officer-2", "officer-3")
OWES = {f"county-a-organization-{post}" for post in POSTS}
APPLICANTS = {CONTACT, ENDORSER}
Told = Mapping[NoticeKind, set[tuple[str, str | None]]]


def by_organ() -> Pack:
    """A procedure in which an organ begins by itself, investigates in a term, and puts cases aside."""
    within = Within(amount=60, unit=TermUnit.working_days)
    steps = {**DIRECT.tolerance.steps}
    steps["investigation"] = steps["investigation"].model_copy(update={"within": within})
    tolerance = DIRECT.tolerance.model_copy(update={"steps": steps})
    shelving = Shelving(by="discipline", within=within, cite=("A-22",))
    return DIRECT.model_copy(update={"pack": "direct", "tolerance": tolerance, "shelving": shelving})


@pytest.fixture(scope="module", autouse=True)
async def stopped(app_pool: Pool) -> None:
    """Nothing is delivered here."""
    await outbox.switch(app_pool, "p-one", "test", datetime.now(UTC), paused=True)
    pack = by_organ()
    await install(app_pool, "pack", pack.pack, pack_bytes(pack), "test")


async def told(api: ApiClient, pool: Pool, about: str) -> Told:
    """To which posts it was told that the clock of a duty was stopped, or goes on until a day; each once."""
    await wait_until_current(pool, (case_page.MODEL,), timeout_seconds=20)
    follower = NoticeFollower(pool, api.context.temporal)
    while await follower.step():
        pass
    rows = await pool.fetch(
        "SELECT kind, position, due_on::text FROM notice WHERE about = $1 AND kind IN ('paused', 'resumed')",
        UUID(about),
    )
    found: dict[NoticeKind, set[tuple[str, str | None]]] = {NoticeKind.PAUSED: set(), NoticeKind.RESUMED: set()}
    for row in rows:
        found[NoticeKind(row["kind"])].add((row["position"], row["due_on"]))
    assert sum(map(len, found.values())) == len(rows)
    return found


async def duty_of(case: CaseAtHand, name: str, position: str = ORGANISATION) -> Mapping[str, str]:
    """A duty of a case."""
    duties = (await case.get(position)).json()["duties"]
    found: Mapping[str, str] = next(each for each in duties if each["duty"] == name)
    return found


async def test_papers_asked_for_stop_the_clock_for_both_sides(
    api: ApiClient, app_pool: Pool, worker_pool: Pool
) -> None:
    """Who owes it and who applied hear of it, and until when it goes on; not who did it, nor by mail who muted it."""
    for position, muted in ((OFFICER_2, frozenset({NoticeKind.PAUSED})), (ENDORSER, frozenset[NoticeKind]())):
        await reached_by_mail(app_pool, api.context.seals, api.personas[position].person, Choice(muted=muted))
    case = await api.file()
    await case.act(ORGANISATION, "supplement-request", {"missing": "补交会议记录"})
    acceptance = (await duty_of(case, "acceptance"))["duty_id"]
    still = await told(api, worker_pool, acceptance)
    await case.act(CONTACT, "supplement", {"evidence": [api.documents]})
    due_on = (await duty_of(case, "acceptance"))["due_on"]
    goes_on = await told(api, worker_pool, acceptance)
    mails = await app_pool.fetch(
        "SELECT kind, position FROM notice JOIN notice_delivered USING (notice_id) WHERE about = $1"
        " AND kind IN ('paused', 'resumed')",
        UUID(acceptance),
    )
    pages = [(await browse(api, "/notices", position)).text for position in (OFFICER_2, ENDORSER)]

    paused = {(position, None) for position in (OWES - {ORGANISATION}) | APPLICANTS}
    assert still == {NoticeKind.PAUSED: paused, NoticeKind.RESUMED: set()}
    resumed = {(position, due_on) for position in OWES | (APPLICANTS - {CONTACT})}
    assert goes_on == {NoticeKind.PAUSED: paused, NoticeKind.RESUMED: resumed}
    assert {(row["kind"], row["position"]) for row in mails} == {
        ("resumed", OFFICER_2),
        ("paused", ENDORSER),
        ("resumed", ENDORSER),
    }
    assert all("中止计时：受理" in page and "恢复计时：受理" in page for page in pages)


async def test_of_a_case_that_no_unit_has_only_who_owes_it_is_told(api: ApiClient, worker_pool: Pool) -> None:
    """An organ began it, puts it aside and takes it up again: it is no case of the unit, which hears nothing of it."""
    case = await CaseAtHand.begun(api, DISCIPLINE, opening(api, route="own_motion"), "/cases/by-organ")
    investigation = (await duty_of(case, "investigation", DISCIPLINE))["duty_id"]
    await case.act(DISCIPLINE, "shelving", {"reasons": "事实一时难以查清"})
    await case.act(DISCIPLINE, "resumption", {"reasons": "鉴定意见已经作出"})
    due_on = (await duty_of(case, "investigation", DISCIPLINE))["due_on"]

    others = {f"county-a-discipline-{post}" for post in POSTS} - {DISCIPLINE}
    assert await told(api, worker_pool, investigation) == {
        NoticeKind.PAUSED: {(position, None) for position in others},
        NoticeKind.RESUMED: {(position, due_on) for position in others},
    }
