"""What holds of every page: nothing broken, nothing from elsewhere, light, and readable for everybody.

While people walk, each page that they come to is watched where it is. What needs tools in the page is done on a copy
of it in a browser of its own, without our content security policy: the accessibility engine axe, at both widths; the
pictures; and what is printed.
"""

import base64
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, Route

from tests.api.addresses import every_route

WIDE, NARROW = 1440, 390
HEIGHTS: Final = {WIDE: 900, NARROW: 844}
PAPER: Final = 680
"""How many pixels are between the margins of an A4 sheet (180 mm at 96 an inch)."""
_USELESS_ON_PAPER: Final = """() => {
  const shown = (each) => each.getClientRects().length > 0;
  const useless = "nav:not(.tabs), header.top, button, .button, .offered, .pick";
  const clicked = [...document.querySelectorAll(useless)].filter(shown);
  const cut = [...document.querySelectorAll("main *")].filter((each) => shown(each) && each.clientWidth > 20
    && !each.closest(".hidden") && each.scrollWidth > each.clientWidth + 2
    && getComputedStyle(each).overflowX !== "visible"
    && !["SELECT", "INPUT", "TEXTAREA", "PRE"].includes(each.tagName));
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return [...clicked.map((each) => "there is " + each.outerHTML.slice(0, 80)),
    ...cut.map((each) => "cut off is " + each.outerHTML.slice(0, 80)), ...(wide > 1 ? [wide + " px too wide"] : [])];
}"""
HTML_MAX, SCRIPTS_MAX = 150_000, 60_000
_TALLEST: Final = 2_400
_GRAVE: Final = frozenset({"serious", "critical"})
_NARROW_PICTURES: Final = frozenset(
    {"cases_-", "cases_new_acts_file_application", "cases_-_acts_file_application", "cases_-_acts_cast_ballot", "inbox"}
)
ADDRESSES: Final = {
    route.path: re.compile(re.sub(r"\{[^}]+\}", "[^/]+", route.path) + "$")
    for route in every_route()
    if "GET" in (route.methods or ()) and not route.path.startswith("/v1")
}
"""Where the pages stand, and what is read beside them."""
_OWN: Final = ("data:", "chrome-extension://", "chrome://")
"""What a page holds itself, and the browser's own reader of PDF."""


def address_of(path: str) -> str | None:
    """The address of a page as the application declares it; one that is there by its whole name wins."""
    found = [given for given, pattern in ADDRESSES.items() if pattern.match(path)]
    return min(found, key=lambda each: each.count("{"), default=None)


def kind_of(url: str, heading: str) -> str:
    """Which kind of page it is: by its address; the form of each act is one, the check of all acts is one."""
    path = urlsplit(url).path
    address = address_of(path) or path
    if address.endswith("/acts/{act}"):
        act = path.rpartition("/")[2]
        address = address.replace("{act}", act) if "：" not in heading and ": " not in heading else "check"
    return re.sub(r"\{[^}]+\}", "-", address)


@dataclass
class Watch:
    """What somebody's browser complains of, and what it loads from where."""

    origin: str
    wrong: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    scripts: dict[str, int] = field(default_factory=dict)

    def over(self, context: BrowserContext) -> None:
        """Watch everything that happens in a browser."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.wrong.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        page = message.page.url if message.page else ""
        if message.text.startswith("Failed to load resource") and message.location["url"] == page:
            return  # a page that refuses says so with its status
        if message.type == "error":
            self.wrong.append(f"{message.page and message.page.url}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", *_OWN)):
            self.wrong.append(f"{request.frame.url}: asks elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        kind = response.headers.get("content-type", "")
        if response.status in range(300, 400) or response.request.resource_type not in {"document", "script"}:
            return
        size = int(response.headers.get("content-length", "0"))
        if kind.startswith("text/html"):
            self.sizes[response.url] = size
            if size >= HTML_MAX:
                self.wrong.append(f"{response.url}: {size} bytes of HTML")
        elif "javascript" in kind and response.url.startswith(f"{self.origin}/"):  # not the PDF reader's
            self.scripts[response.url] = size
            if sum(self.scripts.values()) >= SCRIPTS_MAX:
                self.wrong.append(f"too much script: {self.scripts}")


def require_whole(page: Page) -> None:
    """One heading, one main part, a language, and no code in place of a word."""
    where = page.url
    assert page.locator("h1").count() == 1, where
    assert page.locator("main, [role=main]").count() == 1, where
    assert page.locator("html").get_attribute("lang"), where
    assert page.title().strip(), where


class Auditor:
    """Looks at copies of pages, each once: axe and no sideways scrolling at both widths, pictures, print."""

    def __init__(self, browser: Browser, pictures: Path | None) -> None:
        self._pictures = pictures
        self._axe = Axe()
        self._contexts = {
            width: browser.new_context(
                bypass_csp=True,
                viewport={"width": width, "height": height},
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
            )
            for width, height in HEIGHTS.items()
        }
        self._seen: set[tuple[str, str]] = set()
        self._taken: set[Path] = set()
        self.wrong: list[str] = []

    def look(self, page: Page, cookies: BrowserContext, name: str = "", *, printed: bool = False) -> None:
        """Look at a page as it is now, with the eyes of whoever has these cookies; once for each kind of page."""
        heading, lang = page.locator("h1").first.inner_text(), page.locator("html").get_attribute("lang") or ""
        route = kind_of(page.url, heading)
        if (lang, route) in self._seen and not name:
            return
        self._seen.add((lang, route))
        content, url = page.content(), page.url.split("#")[0]
        for width, context in self._contexts.items():
            context.clear_cookies()
            context.add_cookies(
                [
                    {"name": each["name"], "value": each["value"], "domain": each["domain"], "path": each["path"]}
                    for each in cookies.cookies()
                ]
            )
            copy = context.pages[0] if context.pages else context.new_page()
            self._look_at(copy, url, content, f"{page.url} {width} {heading}")
            if lang.startswith("zh"):
                self._picture(copy, width, name or route.strip("/").replace("/", "_"))
            if width == WIDE:
                self._on_paper(copy, page.url)
            if printed and width == WIDE:
                self._print(copy, url)
            copy.unroute_all()

    def _look_at(self, copy: Page, url: str, content: str, where: str) -> None:
        def answer(route: Route) -> None:
            route.fulfill(body=content, content_type="text/html; charset=utf-8")

        copy.route(url, answer)
        copy.route(re.compile(r"/static/.*\.js"), lambda route: route.abort())
        copy.goto(url, wait_until="load")
        found = self._axe.run(copy, options={"resultTypes": ["violations"]}).response["violations"]
        for each in found:
            if each["impact"] in _GRAVE:
                places = "; ".join(node["html"][:160] for node in each["nodes"][:4])
                self.wrong.append(f"{where}: {each['impact']} {each['id']}: {each['help']}: {places}")
        beyond = copy.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond > 0:
            self.wrong.append(f"{where}: {beyond} px wider than the screen")

    def _picture(self, copy: Page, width: int, name: str) -> None:
        """Of each kind of page the first that comes."""
        suffix = "" if width == WIDE else f"-{width}"
        if self._pictures is None or (width == NARROW and name not in _NARROW_PICTURES):
            return
        if (file := self._pictures / f"{name}{suffix}.webp") in self._taken:
            return
        self._taken.add(file)
        height = copy.evaluate("document.documentElement.scrollHeight")
        session = copy.context.new_cdp_session(copy)
        clip = {"x": 0, "y": 0, "width": width, "height": min(max(height, HEIGHTS[width]), _TALLEST), "scale": 1}
        asked = {"format": "webp", "quality": 50, "captureBeyondViewport": True, "clip": clip}
        taken = session.send("Page.captureScreenshot", asked)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(taken["data"]))

    def _on_paper(self, copy: Page, url: str) -> None:
        """As wide as the type area of a sheet nothing is cut off, and nothing is there that is only clicked on."""
        before = copy.viewport_size
        copy.emulate_media(media="print")
        copy.set_viewport_size({"width": PAPER, "height": HEIGHTS[WIDE]})
        self.wrong += [f"{url}: on paper {each}" for each in copy.evaluate(_USELESS_ON_PAPER)]
        copy.emulate_media(media="screen")
        if before is not None:
            copy.set_viewport_size(before)

    def _print(self, copy: Page, url: str) -> None:
        if b"/Font" not in copy.pdf():
            self.wrong.append(f"{url}: prints blank")
