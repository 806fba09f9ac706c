"""What tests of pages share: a browser without scripts, and an eye for markup."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import ClassVar

import httpx2

from tests.api.client import ApiClient
from tests.api.positions import ORGANISATION

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_RULE = re.compile(r"\b[AR]-[0-9]{2}\b")
_CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
_LINKED = ("a", "code", "pre", "svg")  # a picture's words stand beside it once more, with their links


@dataclass(slots=True)
class Scene:
    """What pages show, and whoever looks at them."""

    api: ApiClient
    READER: ClassVar[str] = ORGANISATION

    async def page(self, path: str, position: str | None = None) -> "Markup":
        """A page that must be there."""
        answer = await browse(self.api, path, position or self.READER)
        if answer.status_code != httpx2.codes.OK:
            raise AssertionError(answer.text)
        return Markup(answer.text)

    async def require_safe_and_whole(self, *paths: str) -> None:
        """Every one of these pages is."""
        for path in paths:
            (await self.page(path)).require_safe_and_whole(path)


async def browse(api: ApiClient, path: str, position: str | None) -> httpx2.Response:
    """A page as a browser gets it; whatever page it is, it reads as people read."""
    headers = api.cookie(position) if position else {}
    answer = await api.http.get(path, headers=headers)
    if answer.headers.get("content-type", "").startswith("text/html"):
        Markup(answer.text).require_names(path)
    return answer


class Markup(HTMLParser):
    """What a test looks for in a page: tags with their attributes, the words, and the numbers in its main part."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.unlinked: list[str] = []
        self.figures: list[int] = []
        self._inside: list[str] = []
        self._in_main = False
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))
        self._in_main |= tag == "main"
        if tag in _LINKED:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave a link, or what is code on purpose."""
        self._in_main &= tag != "main"
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.words.append(data.strip())
        if self._in_main and data.strip().isdigit():
            self.figures.append(int(data))
        if not self._inside:
            self.unlinked.append(data.strip())

    @property
    def text(self) -> str:
        """All words, without the white space between."""
        return "".join(self.words)

    def require_safe_and_whole(self, path: str) -> None:
        """No script but a file of ours, no style of its own, one heading, nothing left unsaid by accident."""
        tags, names = [tag for tag, _ in self.tags], {name for _, attrs in self.tags for name in attrs}
        assert "style" not in tags, path
        scripts = self.values("script", "src")
        assert len(scripts) == tags.count("script"), path
        assert all(each.startswith("/static/") for each in scripts), path
        assert not {name for name in names if name == "style" or name.startswith("on")}, path
        assert tags.count("h1") == 1, path
        assert "None" not in self.text, path

    def require_names(self, path: str) -> None:
        """People read names: no id, no code of a program, and no rule without a link to what it says."""
        for what, text in ((_UUID, self.words), (_CODE, self.unlinked), (_RULE, self.unlinked)):
            if found := [word for word in text if what.search(word)]:
                raise AssertionError(f"{path}: {found}")

    def values(self, tag: str, attribute: str) -> list[str]:
        """What an attribute of a tag holds, wherever it has one."""
        return [value for name, attrs in self.tags if name == tag and (value := attrs.get(attribute)) is not None]
