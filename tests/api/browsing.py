"""What tests of pages share: a browser without scripts, and an eye for markup."""

from html.parser import HTMLParser

import httpx2

from tests.api.client import ApiClient


async def browse(api: ApiClient, path: str, position: str | None) -> httpx2.Response:
    """A page as a browser gets it."""
    headers = {"Cookie": f"rongcuo_token={api.tokens[position]}"} if position else {}
    return await api.http.get(path, headers=headers)


class Markup(HTMLParser):
    """What a test looks for in a page: tags with their attributes, and the words."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.words.append(data.strip())

    @property
    def text(self) -> str:
        """All words, without the white space between."""
        return "".join(self.words)

    def values(self, tag: str, attribute: str) -> list[str]:
        """What an attribute of a tag holds, wherever it has one."""
        return [value for name, attrs in self.tags if name == tag and (value := attrs.get(attribute)) is not None]

    def require_safe(self, path: str) -> None:
        """No page needs or admits a script or a style of its own; each has one heading."""
        tags, names = [tag for tag, _ in self.tags], {name for _, attrs in self.tags for name in attrs}

        assert not {"script", "style"} & set(tags), path
        assert not {name for name in names if name == "style" or name.startswith("on")}, path
        assert tags.count("h1") == 1, path
        assert "None" not in self.text, path
