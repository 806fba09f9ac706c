"""The calendar's page and the preview behind it, with running terms of real cases."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from api.law.calendar_preview import CalendarPreview
from api.law.year_picture import year_picture
from domain.terms.calendar import DayKind, ListedDay
from domain.terms.deadlines import SHANGHAI, add_working_days
from eventlog import reference
from eventlog.reference import Proposed
from policies.calendars.seed import national_calendar
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, problem_of
from tests.api.played import Recorder
from tests.api.positions import CONTACT, OPERATOR, OTHER_COUNTY, REVIEWER
from tests.workflows.engine import EVERY_YEAR


@dataclass(slots=True)
class CalendarPages:
    """The pages of the calendar over two cases with running terms, one filed today and one left unanswered."""

    api: ApiClient
    today: date
    fresh: UUID
    late: UUID
    draft: int

    async def preview(self, position: str) -> CalendarPreview:
        """The preview of the draft, as whoever holds a position gets it."""
        answer = await self.api.get(position, f"/v1/calendars/{self.draft}/preview")
        return CalendarPreview.model_validate_json(answer.content)

    async def page(self, path: str = "/calendar", position: str = OPERATOR) -> Markup:
        """The page."""
        answer = await browse(self.api, path, position)
        assert answer.status_code == 200, answer.text
        return Markup(answer.text)


@pytest.fixture(scope="module")
async def pages(api_alone: ApiClient, recorder: Recorder) -> CalendarPages:
    """A calendar in force, two cases counted by it, and a draft that takes one working day out of the next ten."""
    context = api_alone.context
    now = datetime.now(UTC)
    ids = []
    for then in (now, now - timedelta(days=60)):
        case_id, envelope = uuid4(), recorder.installed.application(then.date())
        agenda = await recorder.act(case_id, envelope.actor, envelope.body, then)
        await recorder.ring(case_id, agenda, now)
        ids.append(case_id)
    await recorder.show()
    today = now.astimezone(SHANGHAI).date()
    holiday = ListedDay(day=add_working_days(today, 5, EVERY_YEAR), kind=DayKind.statutory)
    changed = EVERY_YEAR.model_copy(update={"days": (holiday,)})
    base = await reference.get(context.pool, "calendar", "cn")
    assert base is not None
    content = changed.model_dump_json().encode()
    proposed = await reference.propose(
        context.pool, "calendar", "cn", content, base_version=base.version, note="一份虚构的通知", by="p028"
    )
    assert isinstance(proposed, Proposed)
    return CalendarPages(api_alone, today, ids[0], ids[1], proposed.version)


async def test_a_preview_says_what_would_happen_and_does_nothing(pages: CalendarPages) -> None:
    """The running term moves by the day that is lost, the missed one stays; the log is as it was."""
    log = pages.api.context.event_log
    before = [len(await log.read_stream(id_)) for id_ in (pages.fresh, pages.late)]
    found = await pages.preview(OPERATOR)
    [line] = [each for each in found.lines if each.case_id == pages.fresh]
    after = [len(await log.read_stream(id_)) for id_ in (pages.fresh, pages.late)]

    assert before == after
    assert (found.counts.terms, found.counts.moved, found.counts.confirmed) == (2, 1, 1)
    assert [len(each.days) for each in found.changes] == [1]
    assert line.effect.was == add_working_days(pages.today, 15, EVERY_YEAR)
    assert line.effect.due_on == add_working_days(pages.today, 16, EVERY_YEAR)
    assert line.case_number


async def test_a_preview_lists_only_what_one_may_see(pages: CalendarPages) -> None:
    """Counts are of all; a unit and another county see no line."""
    for position in (CONTACT, OTHER_COUNTY):
        found = await pages.preview(position)

        assert (found.counts.moved, found.lines, found.more) == (1, (), False)


async def test_the_page_shows_versions_and_the_way_of_a_draft(pages: CalendarPages) -> None:
    """The draft with its proposer, the days it changes, what it would do, and the next step for who may take it."""
    whole, chosen = await pages.page(), await pages.page(f"/calendar?version={pages.draft}")

    assert {"现行", "草案，待审批"} <= set(whole.words)
    assert f"/calendar?version={pages.draft}" in whole.values("a", "href")
    assert "祁怀远" in whole.text
    reviewed = await pages.page(f"/calendar?version={pages.draft}", REVIEWER)
    assert f"/calendar/versions/{pages.draft}/approval" not in chosen.values("form", "action")
    assert f"/calendar/versions/{pages.draft}/approval" in reviewed.values("form", "action")
    assert "如果公布：2个在办期限会怎样" in chosen.text
    assert f"/cases/{pages.fresh}#duties" not in chosen.values("a", "href")
    assert str(add_working_days(pages.today, 16, EVERY_YEAR)) in chosen.words
    assert "2个在办期限都已按现行版本核对" in chosen.text
    assert [attrs for tag, attrs in chosen.tags if tag == "td" and "changed" in (attrs.get("class") or "")]


async def test_the_page_is_one_of_the_others(pages: CalendarPages) -> None:
    """No script, no style of its own, one heading; everyone with a token may look; no such version is a page too."""
    page = await pages.page(f"/calendar?version={pages.draft}", CONTACT)
    names = {name for _, attrs in page.tags for name in attrs}
    missing = await browse(pages.api, "/calendar?version=999", OPERATOR)

    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert "style" not in names
    assert "None" not in page.text
    assert "不在您的查阅范围内" in page.text
    assert (missing.status_code, "没有这个对象" in missing.text) == (404, True)
    assert problem_of(await pages.api.http.get("/v1/calendars/1/preview")).status == 401


async def test_a_year_is_chosen_by_its_address(pages: CalendarPages) -> None:
    """The years beside it are links; what is no year falls back to this one."""
    page = await pages.page("/calendar?year=2031")
    odd = await pages.page("/calendar?year=lots")

    assert any(word.startswith("2031年") for word in page.words)
    assert {"/calendar?year=2030#year", "/calendar?year=2032#year"} <= set(page.values("a", "href"))
    assert any(word.startswith(f"{pages.today.year}年") for word in odd.words)


async def test_terms_left_behind_are_told(pages: CalendarPages) -> None:
    """Published, and no worker to roll it out: the page counts the terms left behind."""
    headers = pages.api.as_(REVIEWER)
    approved = await pages.api.http.post(f"/v1/calendars/{pages.draft}/approval", headers=headers)
    page = await pages.page()

    assert approved.status_code == 200
    assert re.search(r"已核对0个，共2个", page.text)
    assert f"rongcuo calendar approve {pages.draft} --as 职务" in page.words
    assert "没有待审批的草案。" in page.words


def test_a_picture_marks_what_does_not_follow_the_week() -> None:
    """班 on a make-up Saturday, 休 on a holiday, nothing on a plain Sunday; a year without a notice is estimated."""
    official, estimated = year_picture(national_calendar(), 2026), year_picture(national_calendar(), 2027)
    days = {each.day: each for month in official.months for week in month.weeks for each in week if each}

    assert (len(days), official.estimated, estimated.estimated) == (365, False, True)
    assert official.working_days == 248
    assert [days[date.fromisoformat(f"2026-{day}")].mark for day in ("02-14", "02-17", "03-01")] == ["班", "休", ""]
    assert "2026年部分节假日安排" in days[date(2026, 2, 14)].title
