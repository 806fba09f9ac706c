"""The daily digests as they are read: one's own places only, as data and as pages."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from activities.digest import Digest, OrganDigest, OverdueDuty
from domain.values import Bilingual
from eventlog import digests
from eventlog.pool import Pool
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient
from tests.api.positions import CONTACT, HR, OPERATOR, ORGANISATION, OTHER_COUNTY

OTHER_CITY = "city-c-organization-officer-1"
COUNTY_A, COUNTY_B = "demo-county-a", "demo-county-b"
EARLIER, DAY = date(2026, 11, 19), date(2026, 11, 20)
OF_A, OF_B = uuid4(), uuid4()


def _organ(place: str, organ: str, **counts: int) -> OrganDigest:
    none = {"overdue": 0, "today": 0, "soon": 0, "paused": 0, "raised": 0}
    return OrganDigest(jurisdiction=place, organ=organ, **{**none, **counts})


def _overdue(case_id: UUID, place: str, organ: str, number: str) -> OverdueDuty:
    return OverdueDuty(
        case_id=case_id,
        case_number=number,
        jurisdiction=place,
        organ=organ,
        duty=Bilingual(zh="受理", en="Acceptance"),
        due_on=date(2026, 11, 17),
        days_late=3,
        advisory=False,
    )


@pytest.fixture(scope="module")
async def reading(api_alone: ApiClient, app_pool: Pool) -> ApiClient:
    """Two digests are kept, of two counties."""
    for day in (EARLIER, DAY):
        digest = Digest(
            day=day,
            since=None if day == EARLIER else EARLIER,
            calendar_version=3,
            announced_until=date(2026, 12, 31),
            missing_year=2027,
            organs=(
                _organ(COUNTY_A, "county-a-organization", overdue=2, today=1, raised=3),
                _organ(COUNTY_A, "county-a-discipline", soon=4),
                _organ(COUNTY_B, "county-b-organization", overdue=1, paused=2),
            ),
            overdue=(
                _overdue(OF_A, COUNTY_A, "county-a-organization", "容〔2026〕1号"),
                _overdue(OF_B, COUNTY_B, "county-b-organization", "容〔2026〕2号"),
            ),
        )
        await digests.keep(app_pool, day, 9, digest.model_dump_json())
    return api_alone


async def test_before_the_first_digest_the_page_says_when_it_comes(api_alone: ApiClient) -> None:
    """Nothing is kept yet: this test comes before those that keep something."""
    page = await browse(api_alone, "/digests", ORGANISATION)
    listed = await api_alone.read(ORGANISATION, "/v1/digests")

    assert (page.status_code, "第一份在下一个工作日早上08:30生成" in page.text) == (200, True)
    assert listed == {"items": [], "next": None}


async def test_a_digest_is_read_as_far_as_ones_sight_reaches(reading: ApiClient) -> None:
    """A county reads its own lines and their sum; whoever is over both reads both; another city reads none."""
    answers = {who: await reading.get(who, f"/v1/digests/{DAY}") for who in (ORGANISATION, OPERATOR, OTHER_CITY)}
    seen = {who: answer.json() for who, answer in answers.items()}

    counted = {"today": 1, "soon": 4, "raised": 3, "receipts": 0}
    assert seen[ORGANISATION]["totals"] == {"overdue": 2, "paused": 0, **counted}
    assert [duty["case_id"] for duty in seen[ORGANISATION]["overdue"]] == [str(OF_A)]
    assert seen[OPERATOR]["totals"] == {"overdue": 3, "paused": 2, **counted}
    assert (seen[OTHER_CITY]["organs"], seen[OTHER_CITY]["overdue"]) == ([], [])
    assert seen[OTHER_CITY]["missing_year"] == 2027


async def test_digests_are_listed_the_latest_first(reading: ApiClient) -> None:
    """Page by page, each with the counts one may see."""
    first = await reading.get(OTHER_COUNTY, "/v1/digests?limit=1")
    second = await reading.get(OTHER_COUNTY, first.links["next"]["url"])

    assert [line["day"] for line in first.json()["items"]] == [DAY.isoformat()]
    assert [line["day"] for line in second.json()["items"]] == [EARLIER.isoformat()]
    assert first.json()["items"][0]["totals"]["overdue"] == 1


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        (HR, f"/v1/digests/{DAY}", 403),
        (CONTACT, "/v1/digests", 403),
        (ORGANISATION, "/v1/digests/2026-11-21", 404),
        (ORGANISATION, "/v1/digests/yesterday", 422),
        (ORGANISATION, "/v1/digests?next=x", 422),
    ],
)
async def test_what_cannot_be_read_is_refused(reading: ApiClient, who: str, path: str, status: int) -> None:
    """Whoever reads no deadlines reads no digests; a rest day has none; the rest is malformed."""
    answer = await reading.get(who, path)

    assert answer.status_code == status


async def test_the_page_shows_the_latest_digest(reading: ApiClient) -> None:
    """Figures, organs, the overdue duty with its case, the missing year, and the way to the digest before."""
    page = Markup((await browse(reading, "/digests", ORGANISATION)).text)

    assert page.figures[:5] == [2, 1, 4, 0, 3]
    assert "缺2027" in page.text.replace(" ", "")
    assert {"示例甲县委组织部", "示例甲县纪委监委", "容〔2026〕1号", "受理", "3个工作日"} <= set(page.words)
    assert "容〔2026〕2号" not in page.text
    assert "另有1项未逐一列出" in page.text.replace(" ", "")
    assert {f"/cases/{OF_A}#duties", f"/digests/{EARLIER}"} <= set(page.values("a", "href"))
    assert ([tag for tag, _ in page.tags].count("h1"), "None" in page.text) == (1, False)


async def test_operators_read_digests_and_open_no_case(reading: ApiClient) -> None:
    """Numbers, no links into files."""
    page = Markup((await browse(reading, f"/digests/{DAY}", OPERATOR)).text)

    assert "容〔2026〕2号" in page.words
    assert not [address for address in page.values("a", "href") if address.startswith("/cases/")]


@pytest.mark.parametrize(("day", "words"), [("2026-11-21", "这一天没有简报"), ("tomorrow", "没有这个对象")])
async def test_a_day_without_a_digest_says_why(reading: ApiClient, day: str, words: str) -> None:
    """A rest day has none; what is no day is nothing."""
    answer = await browse(reading, f"/digests/{day}", ORGANISATION)

    assert (answer.status_code, words in answer.text) == (404, True)


async def test_nothing_to_tell_is_told(reading: ApiClient) -> None:
    """Who may see nothing is told so instead of empty tables."""
    answer = await browse(reading, f"/digests/{DAY}", OTHER_CITY)

    assert "没有逾期事项" in answer.text
    assert "<table" not in answer.text
