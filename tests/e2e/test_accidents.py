"""What goes wrong at a desk: two at once, Back, a double click, a session that ended, a cut line. Nothing is lost."""

import struct
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, FilePayload, Route, expect

from domain.terms.deadlines import SHANGHAI
from tests.e2e.filing import apply_for
from tests.e2e.page_checks import Auditor, Watch
from tests.e2e.person import Office, Person
from tests.e2e.words import chinese

WRITTEN: Final = "材料齐全，属于应纳入容错的情形；附件以原件为准。"
OFFICER: Final = "county-a-organization-officer-1"
COLLEAGUE: Final = "county-a-organization-officer-2"
SIGNER: Final = "county-a-discipline-officer-1"
CONTACT: Final = "county-a-enforcement-contact"
HEAD: Final = "county-a-enforcement-party-head"
PART: Final = 4 * 1024 * 1024
"""How much of a file goes up at once (api/web/static/upload.js)."""


def picture(width: int, height: int) -> bytes:
    """A PNG, black and not packed."""
    rows = bytes((1 + 3 * width) * height)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 0)),
        (b"IEND", b""),
    )
    told = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(told)


@pytest.fixture(scope="module")
def watch(address: str) -> Watch:
    """Who watches the browsers of all these."""
    return Watch(address)


@pytest.fixture(scope="module")
def office(address: str, browser: Browser, watch: Watch, auditor: Auditor) -> Office:
    """The demonstration, in Chinese, with scripts."""
    return Office(address, browser, watch, auditor, chinese)


@pytest.fixture(scope="module")
def case(office: Office) -> Iterator[str]:
    """A case that has been applied for with the head's endorsement, and no more."""
    contact, head = Person(office, CONTACT).sign_in(), Person(office, HEAD).sign_in()
    applied = apply_for(
        contact, "示例甲县综合行政执法局", "渡口应急加固先行施工", "示例甲县综合行政执法局党组 党组书记"
    )
    head.open(applied).does("签字背书", {"是否背书": "签字背书"})
    yield applied
    contact.leave()
    head.leave()


@pytest.fixture
def people() -> Iterator[list[Person]]:
    """Those who have come in, so that they leave."""
    found: list[Person] = []
    yield found
    for each in found:
        each.leave()


@pytest.fixture(autouse=True)
def nothing_is_wrong(watch: Watch, auditor: Auditor) -> Iterator[None]:
    """Whatever happens, pages stay as they should be."""
    yield
    assert not sorted({*watch.wrong})
    assert not sorted({*auditor.wrong})


def come(people: list[Person], office: Office, position: str, to: str) -> Person:
    """Sign in, and go somewhere."""
    people.append(person := Person(office, position).sign_in().open(to))
    return person


def written_in(person: Person) -> str:
    """What stands in the field of the reasons."""
    return person.page.get_by_label("理由", exact=True).input_value()


def test_a_session_that_ended_keeps_the_text(office: Office, case: str, people: list[Person]) -> None:
    """Whoever has been signed out meanwhile signs in beside the form, and goes on with it."""
    officer = come(people, office, OFFICER, case).begins("受理").fill({"受理意见": "受理", "理由": WRITTEN})
    officer.context.clear_cookies()

    officer.press("检查").sees("填写的内容还在").looks("session-ended")
    with officer.context.expect_page() as beside:
        officer.page.get_by_role("link", name="在新窗口登录").click()
    form, officer.page = officer.page, beside.value
    officer.click_on_oneself()
    officer.page.close()
    officer.page = form
    officer.press("继续")

    assert written_in(officer) == WRITTEN
    officer.press("检查").sees("将要登记")


def test_a_stale_page_keeps_the_text_and_says_what_changed(office: Office, case: str, people: list[Person]) -> None:
    """Two of one office at the same act: the second is told what the first did, and has lost nothing."""
    slow = come(people, office, OFFICER, case).begins("受理").fill({"受理意见": "受理", "理由": WRITTEN})
    come(people, office, COLLEAGUE, case).does("否认同一事项", {"理由": "经查候选事项，均非同一事项。"})
    come(people, office, COLLEAGUE, case).does("受理", {"受理意见": "受理", "理由": "材料齐全。"})

    slow.press("检查").sees("您打开这张表以后的变化", "没有丢失").looks("stale")

    assert written_in(slow) == WRITTEN


def test_a_double_click_and_back_record_once(office: Office, case: str, people: list[Person]) -> None:
    """The button pressed twice, or again after going back, leads to the same receipt."""
    officer = come(people, office, OFFICER, case)
    officer.checks("登记文号", {"文号": f"甲组容〔2026〕{datetime.now(SHANGHAI):%H%M%S}号"})
    page = officer.page
    page.get_by_role("button", name="确认登记").dblclick()
    expect(page.locator("h1")).to_contain_text("回执")
    receipt = page.url

    page.go_back()
    expect(page.get_by_role("button", name="确认登记")).to_be_visible()
    officer.press("确认登记")

    assert page.url == receipt
    officer.open(f"{case}?part=timeline")
    expect(page.get_by_role("region", name=officer.starts("时间线")).get_by_text("登记文号", exact=True)).to_have_count(
        1
    )


def test_a_form_comes_back_as_it_was_left(office: Office, case: str, people: list[Person]) -> None:
    """Back from the check is the form with what was written."""
    officer = come(people, office, OFFICER, case).begins("撤回申请")
    officer.fill({"理由": WRITTEN}).press("检查")
    officer.page.go_back()
    assert written_in(officer) == WRITTEN


def test_one_act_with_the_keyboard_alone(office: Office, case: str, people: list[Person]) -> None:
    """The other organ signs without a mouse: tabs, space and enter lead everywhere."""
    signer = come(people, office, SIGNER, case)
    signer.tab_to("会签").press_key("Enter").tab_to("同意").press_key("Space").tab_to("检查").press_key("Enter")
    signer.sees("将要登记")
    for box in signer.page.get_by_role("checkbox").all():
        signer.tab_to(box.evaluate("each => each.parentElement.innerText.trim()")).press_key("Space")
    signer.tab_to("确认登记").press_key("Enter")
    signer.sees("回执：已经登记")


def test_an_upload_goes_on_where_the_line_was_cut(
    office: Office, case: str, people: list[Person], tmp_path: Path
) -> None:
    """A part that does not arrive is sent again; after the browser was closed the rest alone is sent."""
    file = tmp_path / "渡口加固前后.png"
    file.write_bytes(picture(2000, 3 * PART // 6000))
    contact = come(people, office, CONTACT, f"{case}/materials")
    parts: list[str] = []

    def cut(route: Route) -> None:
        if route.request.method != "PATCH":
            route.continue_()
            return
        parts.append(route.request.headers["upload-offset"])
        if len(parts) > 1:
            route.abort()
        else:
            route.continue_()

    contact.page.route("**/evidence/uploads/*", cut)
    contact.choose_file("文件", file)
    contact.page.get_by_role("button", name="上传并入卷").click()
    expect(contact.page.get_by_role("status").filter(has_text="连接中断")).to_be_visible()
    office.watch.wrong.clear()  # the browser says of what was cut that it failed
    assert parts == ["0", str(PART)]
    contact.page.close()

    contact.page = contact.context.new_page()
    contact.open(f"{case}/materials").sees("从断点继续").looks("upload-cut")
    with contact.page.expect_request(lambda each: each.method == "PATCH") as first:
        contact.choose_file("文件", file).press("上传并入卷")
    assert first.value.headers["upload-offset"] == str(PART)
    contact.sees("已入卷")


def test_documents_are_shown_on_their_page(office: Office, case: str, people: list[Person]) -> None:
    """A picture and a PDF are seen in the browser, in a frame in which they can do nothing."""
    contact = come(people, office, CONTACT, case)
    printed = contact.page.pdf()
    for name, kind, content in (
        ("加固现场.png", "image/png", picture(64, 64)),
        ("施工日志.pdf", "application/pdf", printed),
    ):
        contact.open(f"{case}/materials").choose_file("文件", FilePayload(name=name, mimeType=kind, buffer=content))
        contact.press("上传并入卷").sees("已入卷")

    contact.follow("加固现场").looks("picture")
    assert contact.page.get_by_role("img", name="加固现场").evaluate("each => each.naturalWidth") == 64
    contact.open(f"{case}/materials")
    readers = contact.page.expect_event("framenavigated", lambda each: each.url.startswith("chrome-extension://"))
    with readers, contact.page.expect_response(lambda each: "/evidence/" in each.url) as shown:
        contact.follow("施工日志")  # the browser's own reader of PDF opens in the frame
    assert shown.value.status == 200
    assert shown.value.headers["content-type"] == "application/pdf"
    contact.looks("pdf")
