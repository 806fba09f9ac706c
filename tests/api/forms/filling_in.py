"""A browser without scripts at the form of an act: what stands in it, what is typed, and what it is sent for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx2

from tests.api.browsing import Markup
from tests.api.client import PUBLIC_URL, ApiClient


class _Fields(HTMLParser):
    """The fields of the last form of a page that is sent, with what stands in them, as a browser would send them."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self.choices: dict[str, list[str]] = {}
        self._select: str | None = None
        self._text: tuple[str, list[str]] | None = None
        self._within = False
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a field in."""
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self._within = given.get("method") == "post" and "sign-out" not in (given.get("action") or "")
            if self._within:
                self.pairs, self.choices = [], {}
        if not self._within:
            return
        if tag == "input" and name:
            self._input(name, value, given)
        elif tag == "select":
            self._select = name
            self.choices.setdefault(name, [])
        elif tag == "option" and self._select is not None:
            self.choices[self._select].append(value)
            if "selected" in given:
                self.pairs.append((self._select, value))
        elif tag == "textarea":
            self._text = (name, [])

    def _input(self, name: str, value: str, given: Mapping[str, str | None]) -> None:
        """A field of one line, or something to tick."""
        ticked = given.get("type") in {"radio", "checkbox"}
        if ticked:
            self.choices.setdefault(name, []).append(value)
        if not ticked or "checked" in given:
            self.pairs.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        """Leave a field."""
        if tag == "select":
            self._select = None
        elif tag == "textarea" and self._text is not None:
            name, said = self._text
            self.pairs.append((name, "".join(said).removeprefix("\n")))
            self._text = None
        elif tag == "form":
            self._within = False

    def handle_data(self, data: str) -> None:
        """What stands in a text."""
        if self._text is not None:
            self._text[1].append(data)


@dataclass(slots=True)
class FormAtHand:
    """The form of an act as somebody has it before them."""

    api: ApiClient
    position: str
    path: str
    answer: httpx2.Response
    pairs: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    async def opened(cls, api: ApiClient, position: str, path: str) -> "FormAtHand":
        """A form as it is shown first."""
        answer = await api.http.get(path, headers=api.cookie(position))
        form = cls(api, position, path.partition("?")[0], answer)
        form.take(answer)
        return form

    def take(self, answer: httpx2.Response) -> None:
        """Look at what came back."""
        self.answer = answer
        if answer.headers.get("content-type", "").startswith("text/html"):
            Markup(answer.text).require_names(self.path)
            found = _Fields(answer.text)
            self.pairs, self.choices = found.pairs, found.choices

    def value(self, name: str) -> str:
        """What stands in a field."""
        return next((value for each, value in self.pairs if each == name), "")

    def fill(self, values: Mapping[str, str | list[str]]) -> "FormAtHand":
        """Type into fields, or choose."""
        for name, value in values.items():
            given = [value] if isinstance(value, str) else value
            self.pairs = [pair for pair in self.pairs if pair[0] != name] + [(name, each) for each in given]
        return self

    async def send(self, do: str, position: str | None = "", **headers: str) -> "FormAtHand":
        """Press a button; `position` None: nobody is signed in."""
        who = self.position if position == "" else position
        cookie = self.api.cookie(who) if who else {}
        body = urlencode([*self.pairs, ("do", do)])
        sent = {"content-type": "application/x-www-form-urlencoded", "origin": PUBLIC_URL, **cookie, **headers}
        self.take(await self.api.http.post(self.path, content=body, headers=sent))
        return self

    async def recorded(self) -> str:
        """Check it, tick what has to be, record it; where the receipt is."""
        await self.send("check")
        assert self.answer.status_code == httpx2.codes.OK, self.answer.text
        self.fill({name: "yes" for name in self.choices if name.startswith("know:")})
        await self.send("record")
        assert self.answer.status_code == httpx2.codes.SEE_OTHER, self.answer.text
        return str(self.answer.headers["location"])
