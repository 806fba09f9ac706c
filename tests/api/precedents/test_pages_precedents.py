"""Pages of precedents and of figures, over three like cases of 2019 and 2020 of which two were written up."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from deploy.demo.sample_cases import sample_cases
from domain.case.commands import ApproveDigest, WriteDigest
from domain.pack.pack import Pack
from eventlog.reference import install
from policies.packs.loader import bundled_pack, bundled_packs, pack_bytes
from tests.api.browsing import Scene, browse
from tests.api.client import ApiClient
from tests.api.played import Recorder

WRITER, APPROVER = "county-b-organization-officer-1", "county-b-committee-secretary"
UNIT, ELSEWHERE, HR = "county-a-qingshi-contact", "county-a-organization-officer-1", "county-a-organization-hr"
NAMES = ("双河", "牛蛙养殖项目")


@dataclass(slots=True)
class Collection(Scene):
    """Three concluded cases: one published, one for inner use, one not written up."""

    published: UUID
    inner: UUID
    plain: UUID
    READER = WRITER


@pytest.fixture(scope="module")
async def collection(api_alone: ApiClient, recorder: Recorder) -> Collection:
    """A pack whose first ground is a fallback, and one sample case played three times."""
    [nujiang] = [pack for pack in bundled_packs() if pack.pack == "nujiang"]
    await install(api_alone.installed.pool, "pack", "nujiang", pack_bytes(_with_fallback(nujiang)), "test")
    sample = next(iter(sample_cases()))
    ids = [await recorder.play(sample) for _ in range(3)]
    for case_id, title, publish in ((ids[0], "首次试养经验不足", True), (ids[1], "内部参考的一件", False)):
        words = WriteDigest(title=title, facts="试养失败。", reasoning="集体决策。", lesson="先试养，再推开。")
        await recorder.act(case_id, WRITER, words)
        case = await recorder.case(case_id)
        assert case is not None
        assert case.digest_draft is not None
        await recorder.act(case_id, APPROVER, ApproveDigest(digest=case.digest_draft.version, publish=publish))
    await recorder.show()
    return Collection(api_alone.on(date(2020, 6, 1)), *ids)


def _with_fallback(pack: Pack) -> Pack:
    first, *others = pack.assessment.grounds
    grounds = (first.model_copy(update={"fallback": True}), *others)
    return pack.model_copy(update={"assessment": pack.assessment.model_copy(update={"grounds": grounds})})


async def test_every_page_is_safe_and_whole(collection: Collection) -> None:
    """No script, no style of its own, one heading, nothing left unsaid by accident."""
    await collection.require_safe_and_whole(
        "/precedents",
        "/precedents?ground=s2",
        "/precedents?q=试养&criterion=public_motive&result=met",
        f"/precedents/{collection.published}",
        "/statistics",
        "/statistics?year=2019",
        "/statistics?year=1066",
        f"/cases/{collection.plain}",
    )


async def test_the_collection_shows_each_reader_what_is_theirs(collection: Collection) -> None:
    """The county both, another county and units the published one; a unit no figures; a personnel reader nothing."""
    here, elsewhere, unit = [await collection.page("/precedents", who) for who in (WRITER, ELSEWHERE, UNIT)]
    refused = await browse(collection.api, "/precedents", HR)

    assert ("首次试养经验不足" in here.text, "内部参考的一件" in here.text) == (True, True)
    assert ("首次试养经验不足" in elsewhere.text, "内部参考的一件" in elsewhere.text) == (True, False)
    assert ("首次试养经验不足" in unit.text, "内部参考的一件" in unit.text) == (True, False)
    assert ("情形清单的使用" in here.text, "情形清单的使用" in unit.text) == (True, False)
    assert refused.status_code == 403
    assert "/statistics" not in "".join(unit.values("a", "href"))
    assert (await browse(collection.api, f"/precedents/{collection.inner}", UNIT)).status_code == 404
    assert (await browse(collection.api, "/precedents/none", WRITER)).status_code == 404


async def test_filters_stand_in_the_address(collection: Collection) -> None:
    """Each is a chip that leads to the page without it; what is unknown filters nothing, what finds nothing helps."""
    found = await collection.page("/precedents?ground=s1&criterion=public_motive&result=met&q=试养")
    none = await collection.page("/precedents?outcome=lighter")
    unknown = await collection.page("/precedents?ground=nonsense&result=met")
    links = found.values("a", "href")

    assert "首次试养经验不足" in found.text
    assert "为公，而非为私：符合" in found.text
    assert "/precedents?ground=s1&q=%E8%AF%95%E5%85%BB" in links
    assert "/precedents?ground=s1&criterion=public_motive&result=met" in links
    assert "没有符合条件的案例" in none.text
    assert "首次试养经验不足" in unknown.text
    assert "去掉条件" not in "".join(unknown.values("a", "aria-label"))


async def test_a_precedent_tells_the_case_and_nobody(collection: Collection) -> None:
    """Its words, every finding in the order of the pack, the outcome; no name, no place, no number, no day."""
    page = await collection.page(f"/precedents/{collection.published}", UNIT)

    assert "试养失败。" in page.text
    assert "先试养，再推开。" in page.text
    assert page.text.index("缺乏经验的失误") < page.text.index("为公，而非为私") < page.text.index("背景原因")
    assert "免责" in page.text
    assert "典型案例" in page.text
    assert not [name for name in (*NAMES, "示例乙县", "容〔", "2020-01-08") if name in page.text]
    assert f"/cases/{collection.published}" not in page.values("a", "href")


async def test_a_case_shows_those_like_it(collection: Collection) -> None:
    """To who decides: the newest with the same situation and error, never the case itself, and its own digest."""
    plain = await collection.page(f"/cases/{collection.plain}")
    own = await collection.page(f"/cases/{collection.published}")
    unit = await collection.page(f"/cases/{collection.plain}", "county-b-shuanghe-contact")
    links = plain.values("a", "href")

    assert [f"/precedents/{each}" in links for each in (collection.published, collection.inner)] == [True, True]
    assert "本案已写成案例，公布为典型案例" in own.text
    assert own.text.count("首次试养经验不足") == 1  # in the timeline, not among those like it
    assert "内部参考的一件" in own.text
    assert "类似案例" not in unit.text


async def test_like_cases_decided_alike_are_told_without_naming_one(collection: Collection) -> None:
    """Three cases are enough to be told, and do not differ; the list's use proposes a review."""
    page = await collection.page("/precedents")
    grounds = await collection.api.read(WRITER, "/v1/statistics/grounds")
    divergence = await collection.api.read(WRITER, "/v1/statistics/divergence")
    elsewhere = await collection.page("/precedents", ELSEWHERE)

    assert "免责 3件" in page.text
    assert "结论不一" not in page.text.replace("结论不一不等于有错", "")
    assert [(item["cases"], item["differs"]) for item in divergence["items"]] == [(3, False)]
    assert "本系统默认" in page.text
    [used] = grounds["items"]
    assert (used["cases"], used["uncovered"], used["uncovered_recent"], used["proposes_review"]) == (3, 3, 3, True)
    assert "建议研究是否增列" in page.text
    assert "兜底情形" in page.text
    assert "还没有可比的案件" in elsewhere.text


async def test_the_year_is_told_in_figures_and_bars(collection: Collection) -> None:
    """What was filed in 2019 and decided in 2020; every bar says its number; the figures are those of the API."""
    filed, decided = await collection.page("/statistics?year=2019"), await collection.page("/statistics?year=2020")
    problem_of = await collection.api.read(WRITER, "/v1/statistics/yearly?year=2020")
    figures = [number for number in filed.figures if number < 1000][:6]

    assert "2019年容错纠错工作统计" in filed.text
    assert figures == [3, 3, 0, 0, 0, 0]
    assert (problem_of["outcomes"]["exempt"], problem_of["bans"]["standing"]) == (6, 3)
    assert "免责：6" in decided.values("svg", "aria-label")
    assert problem_of["corrections"] == {"demanded": 6, "met": 6, "open": 0, "ended": 0, "overdue": 0}
    assert "/statistics?year=2019" in decided.values("a", "href")
    assert (await browse(collection.api, "/statistics", UNIT)).status_code == 403
    median = {step["step"]: step["median_days"] for step in problem_of["steps"]}
    assert list(median) == [step for step in bundled_pack("nujiang").tolerance.steps if step in median]
    assert median["approval"] == 7  # from 30 December to 8 January, by a calendar without holidays
