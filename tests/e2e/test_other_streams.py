"""What is no case, on the pages: a unit reports a risk beforehand, an organ enters a work record."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser

from domain.terms.deadlines import SHANGHAI
from tests.e2e.page_checks import Auditor, Watch
from tests.e2e.person import Office, Person
from tests.e2e.words import chinese


@pytest.fixture
def office(address: str, browser: Browser, watch: Watch, auditor: Auditor) -> Iterator[Office]:
    """The demonstration, in Chinese; in the end every page was as it should be."""
    yield Office(address, browser, watch, auditor, chinese)
    assert not sorted({*watch.wrong, *auditor.wrong})


def test_a_risk_is_reported_and_answered(office: Office) -> None:
    """A unit of the island reports a project before it begins; the discipline organ replies."""
    contact = Person(office, "island-e-port-contact").sign_in().open("/risk-filings").follow("容错报备申请")
    contact.fill({"适用程序": "舟山容错免责程序（现行做法与研究建议）"}).press("更新可选项")
    contact.fill(
        {
            "收件机关": "示例戊县纪委监委",
            "标题": "码头岸电改造先行试点",
            "拟开展的工作": "在三个泊位试行岸电改造，试行期一年。",
            "计划开始日期": (datetime.now(SHANGHAI) + timedelta(days=30)).date().isoformat(),
        }
    )
    contact.page.locator("[name='/risks/0']").fill("试行期间可能影响靠泊计划。")
    contact.press("检查").records().follow("返回").sees("码头岸电改造先行试点", "待反馈")
    filing = contact.page.url
    organ = Person(office, "island-e-discipline-officer-1").sign_in().open(filing)
    organ.sees("您可以办理")
    contact.leave()
    organ.leave()


def test_a_work_record_is_entered(office: Office) -> None:
    """An officer enters a clue, which is no case yet."""
    officer = Person(office, "island-e-discipline-officer-1").sign_in().open("/records").follow("登记工作记录")
    officer.fill({"适用程序": "舟山容错免责程序（现行做法与研究建议）"}).press("更新可选项")
    officer.fill(
        {
            "记录种类": "网上举报和日常线索",
            "记录机关": "示例戊县纪委监委",
            "标题": "港区施工占道线索",
            "情况说明": "热线转来一件，反映施工占道时间过长。",
        }
    )
    officer.press("检查").records().follow("返回").sees("港区施工占道线索")
    officer.leave()
