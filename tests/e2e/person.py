"""Somebody at a browser: reads labels, fills in forms, presses buttons; knows no id and no class of a style sheet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, FilePayload, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.e2e.page_checks import NARROW, WIDE, Auditor, Watch, require_whole
from tests.e2e.words import Speech

PATIENCE_MS: Final = 60_000
"""How long a page may take on a busy machine; nothing is waited for longer than it takes."""

_READ_ALOUD: Final = 1_500
_TABS_MAX: Final = 150
_CALLED: Final = "each => each.labels && each.labels.length ? each.labels[0].innerText.trim() : ''"

Filling = str | bool | tuple[str, ...] | Mapping[str, "Filling"]
"""What is put into a field: a text or a choice, a tick, several ticks, or the fields of a part of the form."""


def as_written(words: Iterable[str]) -> str:
    """A pattern for any of these words, in what both Python and the browser understand."""
    return "|".join(re.sub(r"([^\w\s])", r"[\1]", each) for each in words)


@dataclass(frozen=True, slots=True)
class Office:
    """Where people work: the address, the browser, who watches, and how pages are shown."""

    url: str
    browser: Browser
    watch: Watch
    auditor: Auditor
    speech: Speech
    lang: str = "zh"
    scripts: bool = True


class Person:
    """One of the people, signed in, in a browser of their own."""

    def __init__(self, office: Office, position: str, *, width: int = WIDE) -> None:
        self.office = office
        self.position = position
        self.say = office.speech
        self.context = office.browser.new_context(
            java_script_enabled=office.scripts,
            viewport={"width": width, "height": 844 if width == NARROW else 900},
            locale="en-GB" if office.lang == "en" else "zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=office.url,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        office.watch.over(self.context)
        self.page: Page = self.context.new_page()

    def sign_in(self) -> "Person":
        """Click on this person in the list of the demonstration."""
        self.open("/sign-in?lang=en" if self.office.lang == "en" else "/sign-in")
        return self.click_on_oneself()

    def click_on_oneself(self) -> "Person":
        """Sign in on the page that lists everybody."""
        self.page.locator("li").filter(has=self.page.locator(f"input[value='{self.position}']")).get_by_role(
            "button"
        ).first.click()
        expect(self.page).not_to_have_url(re.compile("/sign-in"))
        return self

    def open(self, path: str) -> "Person":
        """Go to an address."""
        self.page.goto(path)
        return self.looks()

    def looks(self, name: str = "", *, printed: bool = False) -> "Person":
        """Look at the page as it is: it is whole, and somebody else audits a copy of it."""
        require_whole(self.page)
        self.office.auditor.look(self.page, self.context, name, printed=printed)
        return self

    def sees(self, *words: str) -> "Person":
        """These words stand on the page."""
        for each in words:
            expect(self.page.locator("main")).to_contain_text(self.said(each))
        return self

    def sees_not(self, *words: str) -> "Person":
        """These words do not stand on the page."""
        for each in words:
            expect(self.page.locator("main")).not_to_contain_text(self.said(each))
        return self

    def follow(self, name: str) -> "Person":
        """Click on a link."""
        return self._goes_on(self.page.get_by_role("link", name=self.starts(name)).first)

    def press(self, name: str) -> "Person":
        """Press a button."""
        return self._goes_on(self.page.get_by_role("button", name=self._named(name)).first)

    def fill(self, filling: Mapping[str, Filling], within: Page | Locator | None = None) -> "Person":
        """Fill in fields by their labels."""
        for label, value in filling.items():
            self._fill(within or self.page, label, value)
        return self

    def choose_file(self, label: str, file: Path | FilePayload) -> "Person":
        """Choose a file to send."""
        self.page.get_by_label(self._named(label)).set_input_files(file)
        return self

    def checks(self, act: str, filling: Mapping[str, Filling], about: str = "") -> "Person":
        """Fill in the form of an act, which the page offers, and have it checked."""
        return self.begins(act, about).fill(filling).press("检查")

    def begins(self, act: str, about: str = "") -> "Person":
        """Open the form of an act, which the page offers."""
        offered = self.page.get_by_role("region", name=self.starts("您可以办理")).get_by_role("listitem")
        row = offered.filter(has_text=self.said(act)).filter(has_text=self.said(about))
        link = row.get_by_role("link", name=self._named(act))
        if not link.count():
            link = row.get_by_role("link", name=self.said(about))
        return self._goes_on(link.first)

    def records(self) -> "Person":
        """Confirm what is asked, record, and read the receipt."""
        for box in self.page.get_by_role("group", name=self._named("请确认")).get_by_role("checkbox").all():
            box.check()
        self.press("确认登记")
        expect(self.page.locator("h1")).to_contain_text(self.say("回执：已经登记"))
        return self.looks()

    def does(self, act: str, filling: Mapping[str, Filling] | None = None, about: str = "") -> "Person":
        """Do an act from beginning to end: the form, the check, the record, the receipt."""
        return self.checks(act, filling or {}, about).records()

    def tab_to(self, name: str) -> "Person":
        """Press the tabulator until what has this name is in focus."""
        for _ in range(_TABS_MAX):
            self.page.keyboard.press("Tab")
            focus = self.page.locator("*:focus")
            if name in {focus.inner_text().strip(), focus.evaluate(_CALLED)}:
                return self
        raise AssertionError(f"{self.position} at {self.page.url}: no tab leads to {name}")

    def press_key(self, key: str) -> "Person":
        """Press a key; Enter leads on."""
        if key != "Enter":
            self.page.keyboard.press(key)
            return self
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        return self.looks()

    def _goes_on(self, way: Locator) -> "Person":
        """Click on what leads to another page, and look at that."""
        try:
            with self.page.expect_navigation():
                way.click()
        except PlaywrightTimeoutError as error:
            says = self.page.locator("main").inner_text()[:_READ_ALOUD]
            raise AssertionError(f"{self.position} at {self.page.url} finds no way on: {says}") from error
        return self.looks()

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()

    def each_row(self, label: str, filling: Mapping[str, Filling], offering: str) -> "Person":
        """Fill in alike every row of a part of the form in which there is this choice."""
        rows = self.page.get_by_role("group", name=re.compile(rf"^({as_written(self.say(label))}) \d+$"))
        for row in rows.filter(has=self.page.get_by_label(self._named(offering))).all():
            self.fill(filling, row)
        return self

    def _fill(self, scope: Page | Locator, label: str, value: Filling) -> None:
        if isinstance(value, Mapping):
            self.fill(value, scope.get_by_role("group", name=self._named(label)))
            return
        part = scope.get_by_role("group", name=self._named(label))
        if not isinstance(value, bool) and part.count():
            for each in (value,) if isinstance(value, str) else value:
                choice = part.get_by_label(self._named(each))
                choice.first.check()
            return
        field = scope.get_by_label(self._named(label)).and_(self.page.locator("input, select, textarea"))
        if isinstance(value, bool):
            field.set_checked(value)
        elif field.evaluate("each => each.tagName") == "SELECT":
            option = field.get_by_role("option").filter(has_text=self.said(str(value))).first
            field.select_option(value=option.get_attribute("value"))
        else:
            field.fill(str(value))

    def _named(self, name: str) -> re.Pattern[str]:
        """A name as a whole, whether or not it says that it may stay empty."""
        return re.compile(rf"^\s*({as_written(self.say(name))})\s*(选填|optional)?\s*$")

    def said(self, words: str) -> re.Pattern[str]:
        """These words, somewhere."""
        return re.compile(as_written(self.say(words)))

    def starts(self, name: str) -> re.Pattern[str]:
        """A name that begins so."""
        return re.compile(rf"^\s*({as_written(self.say(name))})")
