"""What was filled in, by the places of a body; the body it stands for; rows added to it and taken out of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never
from urllib.parse import parse_qsl

from pydantic import JsonValue

from api.forms.shape import Group, Leaf, Node, Rows
from api.http.problems import MALFORMED, ProblemRaised
from domain.characters import shown, shown_lines

FIELDS_MAX = 25_000
"""More than any act has: minutes of fifty cases with two hundred members."""
PICK, POST = "pick", "post"
"""Parts of a form that are none of a body: which of the known documents, which holder of which post."""
_DIGITS_MAX = 10
_COUNT = "rows:"

KEYS: Mapping[str, tuple[str, ...]] = {
    "findings": ("of", "item"),
    "opinions": ("subject",),
    "demands": ("subject",),
    "attendance": ("member",),
    "items": ("case",),
    "named": ("name",),
}
"""What the rows of a field are about, where that is known beforehand: a row with nothing else in it is none."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in: by place all that was given there, and how many rows are shown."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def first(self, place: str) -> str:
        """What stands at a place, nothing if nothing does."""
        return next(iter(self.values.get(place, ())), "")

    def all(self, place: str) -> tuple[str, ...]:
        """All that is ticked at a place."""
        return self.values.get(place, ())

    def rows(self, place: str) -> int:
        """How many rows there are."""
        found = re.compile(rf"{re.escape(place)}/(\d{{1,4}})(?:/|$)")
        filled = [int(match[1]) + 1 for each in self.values if (match := found.match(each))]
        return max([*filled, self.counts.get(place, 0)], default=0)

    def with_(self, values: Mapping[str, tuple[str, ...]]) -> "Filled":
        """With other things filled in besides, which win."""
        return replace(self, values={**self.values, **values})

    def with_row(self, place: str) -> "Filled":
        """With one row more."""
        return replace(self, counts={**self.counts, place: self.rows(place) + 1})

    def without_row(self, place: str, number: int) -> "Filled":
        """Without a row; those after it move up."""
        left = self.rows(place) - 1
        moved = re.compile(rf"^{re.escape(place)}/(\d{{1,4}})(?=/|$)")

        def told(given: str) -> str | None:
            match = moved.match(given)
            if match is None or int(match[1]) < number:
                return given
            at = int(match[1])
            return None if at == number else f"{place}/{at - 1}{given[match.end() :]}"

        values = {to: value for at, value in self.values.items() if (to := told(at)) is not None}
        counts = {to: value for at, value in self.counts.items() if (to := told(at)) is not None}
        return Filled(values, {**counts, place: max(left, 0)})

    def in_row(self, node: Rows, row: str) -> Iterator[str]:
        """What is filled in of a row, besides what it is about."""
        keys = {f"{row}/{key}" for key in KEYS.get(node.name, ())}
        return (
            value
            for at, values in self.values.items()
            if (at == row or at.startswith(f"{row}/")) and at not in keys
            for value in values
            if value.strip()
        )

    def safe(self) -> "Filled":
        """As it may be shown again, whatever was sent."""
        values = {shown(at): tuple(map(shown_lines, given)) for at, given in self.values.items()}
        return replace(self, values=values)


def tidied(filled: Filled, nodes: Sequence[Node], path: str = "") -> Filled:
    """A form without the rows in which nothing is filled in, so that its rows are those of the body."""
    for node in nodes:
        place = f"{path}/{node.name}"
        if isinstance(node, Group):
            filled = tidied(filled, node.fields, place)
        elif isinstance(node, Rows) and not node.ticked:
            for number in reversed(range(filled.rows(place))):
                if not any(filled.in_row(node, f"{place}/{number}")):
                    filled = filled.without_row(place, number)
            fields = node.item.fields if isinstance(node.item, Group) else ()
            for number in range(filled.rows(place)):
                filled = tidied(filled, fields, f"{place}/{number}")
    return filled


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form as it was sent: what was filled in, and what else it carries (its key, the version seen, which button)."""

    filled: Filled
    rest: Mapping[str, str]


def sent_form(content: bytes) -> SentForm:
    """Read a form; a field left empty is none.

    Raises:
        ProblemRaised: 422, there is more in it than any form of ours has.
    """
    try:
        pairs = parse_qsl(content.decode("utf-8", "replace"), max_num_fields=FIELDS_MAX)
    except ValueError:
        raise ProblemRaised(MALFORMED) from None
    values: dict[str, tuple[str, ...]] = {}
    rest: dict[str, str] = {}
    counts: dict[str, int] = {}
    for name, text in pairs:
        if name.startswith("/"):
            values[name] = (*values.get(name, ()), text)
        elif name.startswith(_COUNT):
            counts[name.removeprefix(_COUNT)] = min(_whole(text) or 0, FIELDS_MAX)
        else:
            rest.setdefault(name, text)
    return SentForm(Filled(values, counts), rest)


def body_of_form(nodes: Sequence[Node], filled: Filled, path: str = "") -> dict[str, JsonValue]:
    """The body that a filled-in form stands for; what is wrong with it, the command itself says."""
    return dict(_fields(nodes, filled, path))


def _fields(nodes: Sequence[Node], filled: Filled, path: str) -> Iterator[tuple[str, JsonValue]]:
    for node in nodes:
        value = _value(node, filled, f"{path}/{node.name}")
        if value is not None:
            yield node.name, value


def _value(node: Node, filled: Filled, place: str) -> JsonValue:
    """The value at a place; None where there is none."""
    match node:
        case Leaf():
            return _plain(node, filled.first(place))
        case Group():
            return _whole_of(node, filled, place)
        case Rows() if node.ticked:
            return list(filled.all(place)) or ([] if node.required else None)
        case Rows():
            rows = [_value(node.item, filled, f"{place}/{number}") for number in range(filled.rows(place))]
            given: list[JsonValue] = [{} if row is None and isinstance(node.item, Group) else row or "" for row in rows]
            return given or ([] if node.required else None)
        case _:
            assert_never(node)


def _whole_of(node: Group, filled: Filled, place: str) -> JsonValue:
    body = body_of_form(node.fields, filled, place)
    if node.whole == "post" and (post := filled.first(f"{place}/{POST}")):
        person, position, organ, *_ = (*post.split(" "), "", "", "")
        body = {"person": person, "position": position, "organ": organ}
    if node.whole == "document" and (picked := filled.first(f"{place}/{PICK}")):
        sha256, _, title = picked.partition(" ")
        body = {"sha256": sha256, "title": title, **body}
    return body or ({} if node.required else None)


def _plain(leaf: Leaf, text: str) -> JsonValue:
    match leaf.widget:
        case "constant":
            return True
        case "tick":
            return True if text == "yes" else None
        case "yes_no":
            return {"yes": True, "no": False}.get(text, text or None)
        case "whole":
            number = _whole(text.strip())
            return (text or None) if number is None else number
        case "digest":
            return text.strip().lower() or None
        case "line" | "lines" | "day" | "time" | "options" | "choice":
            return text if text.strip() else None
        case _:
            assert_never(leaf.widget)


def _whole(text: str) -> int | None:
    """A number as people type it; what is none stays as it is, and the command refuses it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX else None


def filled_from(nodes: Sequence[Node], body: Mapping[str, JsonValue], path: str = "") -> Filled:
    """A body as a form shows it: what was handed in elsewhere, to be looked over or corrected."""
    filled = Filled()
    for node in nodes:
        value = body.get(node.name)
        if value is not None:
            filled = _shown(filled, node, value, f"{path}/{node.name}")
    return filled


def _shown(filled: Filled, node: Node, value: JsonValue, place: str) -> Filled:
    match node:
        case Leaf():
            text = {"True": "yes", "False": "no"}.get(str(value), str(value))
            return filled.with_({place: (text,)})
        case Group():
            fields = value if isinstance(value, dict) else {}
            if node.whole == "post":
                post = " ".join(str(fields.get(part, "")) for part in ("person", "position", "organ"))
                return filled.with_({f"{place}/{POST}": (post,)})
            return filled.with_(filled_from(node.fields, fields, place).values)
        case Rows():
            rows = value if isinstance(value, list) else []
            if node.ticked:
                return filled.with_({place: tuple(map(str, rows))})
            for number, row in enumerate(rows):
                filled = _shown(filled, node.item, row, f"{place}/{number}")
            return filled
        case _:
            assert_never(node)
