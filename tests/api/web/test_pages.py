"""The pages as people read them: what they say, what they keep to themselves, and what they refuse."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx2
import pytest

from deploy.demo.sample_cases import sample_cases
from eventlog.reference import install
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient
from tests.api.played import Recorder
from tests.api.positions import OPERATOR
from tests.workflows.engine import EVERY_YEAR

READER = "prefecture-organization-officer-1"
UNIT = "county-b-shuanghe-contact"
RELATED = "prefecture-finance-officer-1"


@dataclass(slots=True)
class FourCases:
    """Pages with cases on them.

    A whole history, one in the middle of a vote, one left unanswered, and one left unanswered whose dates are
    provisional, since no year of its calendar was announced.
    """

    api: ApiClient
    history: UUID
    voting: UUID
    late: UUID
    provisional: UUID

    async def get(self, path: str, position: str | None = READER) -> httpx2.Response:
        """A page as the browser of whoever holds a position gets it."""
        return await browse(self.api, path, position)


@pytest.fixture(scope="module")
async def cases(api_alone: ApiClient, recorder: Recorder) -> FourCases:
    """Four cases to look at."""
    first, second, *_ = sample_cases()
    history, voting = await recorder.play(first), await recorder.play(second, before="close_round")
    late = await _unanswered(recorder)
    pool = api_alone.installed.pool
    unannounced = EVERY_YEAR.model_copy(update={"years": {2000: "test: no holidays"}})
    for_later, back = unannounced.model_dump_json().encode(), EVERY_YEAR.model_dump_json().encode()
    await install(pool, "calendar", "cn", for_later, "test")
    provisional = await _unanswered(recorder)
    await install(pool, "calendar", "cn", back, "test")
    await recorder.show()
    return FourCases(api_alone, history, voting, late, provisional)


async def _unanswered(recorder: Recorder) -> UUID:
    """An application of sixty days ago that nobody answered."""
    case_id, then = uuid4(), datetime.now(UTC) - timedelta(days=60)
    envelope = recorder.installed.application(then.date())
    agenda = await recorder.act(case_id, envelope.actor, envelope.body, then)
    await recorder.ring(case_id, agenda, datetime.now(UTC))
    return case_id


async def test_every_page_is_safe_and_whole(cases: FourCases) -> None:
    """No page needs a script, or admits one that is no file of ours; each has one heading and a way past the menu."""
    paths = ("/cases", f"/cases/{cases.history}", f"/cases/{cases.voting}", "/deadlines", "/sign-in", "/cases/none")
    pages = {path: await cases.get(path) for path in paths}

    for path, page in pages.items():
        markup = Markup(page.text)

        markup.require_safe_and_whole(path)
        assert page.headers["content-security-policy"].startswith("default-src 'self'; script-src 'self'"), path
        assert page.headers["x-content-type-options"] == "nosniff", path
        assert page.headers["referrer-policy"] == "same-origin", path
        assert page.headers["cache-control"] == "no-store", path
        assert markup.values("html", "lang") == ["zh-CN"], path
        assert "#main" in markup.values("a", "href"), path


async def test_a_case_file_tells_the_whole_case(cases: FourCases) -> None:
    """From the stage bar to the first event: what was asked, found, voted and decided, and what holds now."""
    page = Markup((await cases.get(f"/cases/{cases.history}")).text)
    events = len(await cases.api.context.event_log.read_stream(cases.history))
    stages = [words for words in page.words if words in {"受理", "调查核实", "认定", "报批", "书面反馈", "实施与办结"}]

    assert "双河乡牛蛙养殖项目容错申请（按怒江程序改编）" in page.words
    assert stages[:6] == ["受理", "调查核实", "认定", "报批", "书面反馈", "实施与办结"]
    assert {"补录", "已办结", "免责", "双河乡党委"} <= set(page.words)
    assert "两次党委会记录完整，参会人员逐一核对属实。" in page.text
    assert "同意6人" in page.text
    assert "生效，自2020-01-08" in page.text
    assert [id_ for id_ in page.values("li", "id") if id_.startswith("e")] == [f"e{n}" for n in range(events, 0, -1)]


async def test_a_timeline_can_be_read_from_the_beginning(cases: FourCases) -> None:
    """The other order is another address."""
    page = Markup((await cases.get(f"/cases/{cases.history}?order=oldest")).text)
    ids = [int(id_[1:]) for id_ in page.values("li", "id") if id_.startswith("e")]

    assert ids == sorted(ids)


async def test_a_timeline_is_filtered_by_kind_and_person_and_period(cases: FourCases) -> None:
    """The state is the address; what is left out is gone, what fits nothing is said, a wrong day filters nothing."""

    async def kinds(query: str) -> set[str]:
        page = Markup((await cases.get(f"/cases/{cases.history}?part=timeline&{query}")).text)
        lines = {attrs.get("class") or "" for tag, attrs in page.tags if tag == "li" and "id" in attrs}
        return lines & {"procedure", "material", "vote", "decision", "deadline", "result"}

    everything = await kinds("")
    assert await kinds("group=vote") == {"vote"} < everything
    assert await kinds("since=not-a-day&group=nothing") == everything
    assert await kinds("until=1999-01-01") == set()
    nobody = await cases.get(f"/cases/{cases.history}?part=timeline&person=nobody")
    assert "没有符合条件的记录" in nobody.text


async def test_an_open_vote_lists_what_a_result_needs(cases: FourCases) -> None:
    """Attendance and majority are two facts; each requirement says whether it is satisfied, to those who may know."""
    page = Markup((await cases.get(f"/cases/{cases.voting}?part=votes")).text)

    assert "形成结果所需" in page.words
    assert {"到会人数", "同意票数", "逐项研判", "会签"} <= set(page.words)
    assert "都已研判" in page.words
    sealed = Markup((await cases.get(f"/cases/{cases.voting}?part=votes", UNIT)).text)
    assert "形成结果所需" not in sealed.words


async def test_an_unanswered_case_shows_the_acts_of_the_clock(cases: FourCases) -> None:
    """What passed unmet stays marked, each rung is shown once, and none of it is anybody's act but the clock's."""
    page = Markup((await cases.get(f"/cases/{cases.late}")).text)

    assert re.search(r"逾期\d+个工作日", page.text)
    assert {"提醒", "催办", "上报"} <= set(page.words)
    assert page.words.count("逐级督办") == 4
    assert {"系统时钟", "期限届满未办"} <= set(page.words)
    assert "期限届满不等于批准" in page.text
    assert page.values("li", "aria-current") == ["step"]


async def test_nobody_reads_a_vote_before_the_close(cases: FourCases) -> None:
    """An open round shows who has not voted and how many have; choices and their reasons are nowhere."""
    page = Markup((await cases.get(f"/cases/{cases.voting}")).text)

    assert "应到9人，已投票8人" in page.text
    assert page.text.count("已投票，内容不公开") == 8
    assert "对县政府从轻的幅度偏大" not in page.text
    assert "不同意" not in page.text


async def test_a_unit_reads_its_own_words_only(cases: FourCases) -> None:
    """A unit follows its case; what organs wrote about it is not shown, what it wrote itself is."""
    page = Markup((await cases.get(f"/cases/{cases.history}", UNIT)).text)

    assert "免责" in page.words
    assert "乡党委已定出试养、评估、上会三步。" in page.text
    assert "两次党委会记录完整" not in page.text
    assert "班子承认论证时高估" not in page.text


async def test_names_are_masked_where_many_are_shown(cases: FourCases) -> None:
    """A list and the head of a case say 和*, never the name; the file names its subjects to those who may see them."""
    listed = Markup((await cases.get("/cases")).text)
    file = Markup((await cases.get(f"/cases/{cases.voting}")).text)
    related = Markup((await cases.get(f"/cases/{cases.voting}", RELATED)).text)

    assert "和某" not in listed.text
    assert "和某" in file.words
    assert "和某" not in related.words
    assert "和*" in related.words


async def test_what_one_may_not_know_of_looks_like_what_is_not_there(cases: FourCases) -> None:
    """No address, another county's case and a case hidden from operators give the same page."""
    for position, addresses in {
        "county-a-organization-officer-1": (uuid4(), "no-uuid", cases.history),
        OPERATOR: (uuid4(), cases.history),
    }.items():
        answers = [await cases.get(f"/cases/{address}", position) for address in addresses]
        texts = {Markup(re.sub(r"[0-9a-f]{32}", "", answer.text)).text.partition("本页生成于")[0] for answer in answers}

        assert {answer.status_code for answer in answers} == {404}
        assert len(texts) == 1
        assert "没有这个对象，或您无权知悉。" in texts.pop()


async def test_operators_see_deadlines_and_no_cases(cases: FourCases) -> None:
    """The board of an operator links to no file, and the list says why it is closed to them."""
    board = Markup((await cases.get("/deadlines", OPERATOR)).text)
    closed = await cases.get("/cases", OPERATOR)
    home, home_of_reader = await cases.get("/", OPERATOR), await cases.get("/")

    assert not [address for address in board.values("a", "href") if address.startswith("/cases")]
    assert (home.headers["location"], home_of_reader.headers["location"]) == ("/operations", "/inbox")
    assert (closed.status_code, "您的职务不能办理此事" in closed.text) == (403, True)


async def test_the_list_is_filtered_by_its_address(cases: FourCases) -> None:
    """Jurisdiction, state, stage and paper histories; what fits nothing says so and leads back."""
    closed = Markup((await cases.get("/cases?state=closed")).text)
    late = Markup((await cases.get("/cases?jurisdiction=demo-county-a&stage=acceptance&state=&history=")).text)
    paper = Markup((await cases.get("/cases?history=true")).text)
    nothing = await cases.get("/cases?stage=feedback")

    assert _cases(closed) == [str(cases.history)]
    assert _cases(late) == [str(cases.late), str(cases.provisional)]
    assert set(_cases(paper)) == {str(cases.history), str(cases.voting)}
    assert "没有符合条件的案件" in nothing.text
    assert "清除筛选" in nothing.text


async def test_a_first_user_is_told_what_to_do(cases: FourCases) -> None:
    """Where there is no case yet, the list says how one gets there."""
    page = await cases.get("/cases", "city-c-organization-officer-1")

    assert "这里还没有案件" in page.text
    assert "make demo" in page.text
    assert "/cases/new/acts/" in page.text, "cases begin on a page, not by a program"


async def test_pages_of_a_list_follow_each_other(cases: FourCases, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every case comes once, whatever the size of a page, and the filters stay."""
    monkeypatch.setattr("api.cases.list_page._LINES", 1)
    path, seen = "/cases?jurisdiction=&history=true", list[str]()
    for _ in range(4):
        page = Markup((await cases.get(path)).text)
        seen += _cases(page)
        path = next((a["href"] or "" for tag, a in page.tags if tag == "a" and a.get("rel") == "next"), "")
        if not path:
            break

    assert sorted(seen) == sorted({str(cases.history), str(cases.voting)})


async def test_the_board_counts_what_its_lists_show(cases: FourCases) -> None:
    """Every figure leads to a list of so many lines."""
    page = Markup((await cases.get("/deadlines")).text)
    figures = page.figures[:6]
    lists = [
        Markup((await cases.get(f"/deadlines?state={state}")).text)
        for state in ("overdue", "today", "soon", "paused", "provisional", "all")
    ]
    lines = [[tag for tag, attrs in each.tags if tag == "th" and attrs.get("scope") == "row"] for each in lists]

    assert figures == [len(each) for each in lines]
    assert figures == [1, 0, 0, 0, 1, 3]
    assert "暂定日期已过" in lists[4].words
    assert "没有符合条件的期限" in lists[1].text


async def test_watching_is_asked_for(cases: FourCases) -> None:
    """A page loads itself again only when the address says so."""
    plain, watched = await cases.get("/cases"), await cases.get("/cases?watch=1")

    assert "http-equiv" not in plain.text
    assert Markup(watched.text).values("meta", "http-equiv") == ["refresh"]


async def test_the_style_sheet_is_kept_by_its_digest(cases: FourCases) -> None:
    """Its address changes with its content, so browsers may keep it; other files are not served."""
    [address] = [a for a in Markup((await cases.get("/cases")).text).values("link", "href") if "style" in a]
    style = await cases.api.http.get(address)
    missing = await cases.api.http.get("/static/..%2fpages.py")

    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in style.headers["cache-control"]
    assert missing.status_code == 404


def _cases(page: Markup) -> list[str]:
    """The cases a list links to, besides where new ones begin."""
    ways = [address.removeprefix("/cases/") for address in page.values("a", "href") if address.startswith("/cases/")]
    return [way for way in ways if not way.startswith("new/")]
