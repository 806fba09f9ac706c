"""The plain part of YAML: what is printed is all there is.

`yes` and `on` are words, a date is text until a type wants a date, a key stands once, and there are no aliases or tags.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Protocol

import yaml
from yaml.composer import ComposerError
from yaml.reader import ReaderError

from domain.faults import Place
from policies.packs.source_text import START, Mark, SourceText, Unreadable

_MAP = "tag:yaml.org,2002:map"
_TEXT = "tag:yaml.org,2002:str"
_START = yaml.Mark("", 0, 0, 0, "", 0)
_DEPTH_MAX = 100
"""Beyond it nothing is built; what a file may have is less, and is said by whoever reads it (located.py)."""

_VALUES_MAX = 200_000
"""Of a file: more than a megabyte of a pack holds, and ten times any of ours."""


_LINES_BEFORE = 4
"""How far before the place where libyaml stumbles the mistake may stand."""
_WIDE_COLON = re.compile(r"[ \t]*(?:- )*(?:\{ *)?([A-Za-z0-9_\-]{1,64})：")
_WIDE_COMMA = re.compile(r"，(?= *[a-z_]+ *:)")
_TAB = re.compile(r" *\t")


class _YamlMark(Protocol):
    """Where something stands, as both parsers tell it: from 0."""

    line: int
    column: int


def read_yaml(raw: bytes) -> SourceText:
    """What a YAML file says; nothing at all is an empty mapping.

    Raises:
        Unreadable: It is no plain YAML, or no UTF-8.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(Mark(line, 1), "not_utf8", "is not UTF-8") from error
    try:
        _require_plain(text)
        loader = _PlainLoader(text)
        root = loader.get_single_node() or yaml.MappingNode(_MAP, [], _START, _START)
        return SourceText(
            value=loader.construct_document(root),
            marks=partial(_marks, loader, root),
            keys_twice=tuple(_keys_twice(loader, root)),
        )
    except ReaderError as error:
        raise _unreadable(_mark_at(raw, error.position), f"{error.reason}: U+{error.character:04X}") from error
    except yaml.MarkedYAMLError as error:
        never_ends = "end of stream" in str(error.problem)
        mark = (error.context_mark if never_ends else None) or error.problem_mark or error.context_mark
        at = min(_mark(mark), _mark_at(raw, len(raw))) if mark else START  # libyaml sees the end on a line of its own
        raise _mistyped(text, at) or _unreadable(at, str(error.problem)) from error
    except (yaml.YAMLError, ValueError) as error:
        raise _unreadable(START, str(error)) from error


def _unreadable(mark: Mark, problem: str) -> Unreadable:
    return Unreadable(mark, "not_yaml", f"is no plain YAML: {problem}")


def _mistyped(text: str, at: Mark) -> Unreadable | None:
    """What was typed wrong for libyaml to stumble there: a full-width colon or comma, a tab; None: something else.

    It stumbles on the line of it or, where a line seemed to go on, on one of the next.
    """
    lines = text.split("\n")[: at.line]
    for number in range(len(lines), max(len(lines) - _LINES_BEFORE, 0), -1):
        line = lines[number - 1]
        if found := _WIDE_COLON.match(line):
            what = f"has a full-width colon after {found[1]}"
            return Unreadable(Mark(number, found.end()), "wide_colon", what)
        if found := _WIDE_COMMA.search(line):
            return Unreadable(Mark(number, found.start() + 1), "wide_comma", "has a full-width comma")
        if found := _TAB.match(line):
            return Unreadable(Mark(number, found.end()), "tab", "has a tab in the indentation")
    return None


def _mark(mark: _YamlMark) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)


def _mark_at(raw: bytes, position: int) -> Mark:
    """Where a byte stands; a column counts characters."""
    begins = raw.rfind(b"\n", 0, position) + 1
    return Mark(raw.count(b"\n", 0, position) + 1, len(raw[begins:position].decode(errors="replace")) + 1)


def _require_plain(text: str) -> None:
    """Refuse what is YAML, but not plain: aliases, tags, and what is nested deeper than anybody reads.

    It goes by the events of the parser, so that nothing is built of what is refused.

    Raises:
        ComposerError: it is not plain.
        yaml.YAMLError: it is no YAML.
    """
    depth, values = 0, 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _not_plain("aliases are not allowed, write the value out", event)
        if getattr(event, "tag", None):
            raise _not_plain("tags are not allowed, a value is what it looks like", event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        values += isinstance(event, yaml.NodeEvent)
        if depth > _DEPTH_MAX:
            raise _not_plain("is nested too deeply", event)
        if values > _VALUES_MAX:
            raise _not_plain(f"has more than {_VALUES_MAX} keys and values", event)


def _not_plain(what: str, event: yaml.Event) -> ComposerError:
    return ComposerError(None, None, what, event.start_mark)  # type: ignore[arg-type]  # libyaml has marks of its own


class _PlainLoader(yaml.CSafeLoader):
    """Takes only the words and numbers below for anything else than text.

    It is libyaml's: PyYAML's own parser takes ten times as long, ten seconds for a megabyte.
    """


_PlainLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", list("tf")),
    ("int", r"0|-?[1-9][0-9]{0,17}", list("-0123456789")),
    ("float", r"-?[0-9]{1,15}\.[0-9]{1,15}", list("-0123456789")),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


def _marks(loader: _PlainLoader, root: yaml.Node) -> Mapping[Place, Mark]:
    """Where each value of the file stands; that of a mapping's entry is its key, the later one of two."""
    found: dict[Place, Mark] = {(): _mark(root.start_mark)}
    open_: list[tuple[Place, yaml.Node]] = [((), root)]
    while open_:
        at, node = open_.pop()
        if isinstance(node, yaml.MappingNode):
            parts = [(_key(loader, key), key, child) for key, child in node.value]
        elif isinstance(node, yaml.SequenceNode):
            parts = [(index, child, child) for index, child in enumerate(node.value)]
        else:
            continue
        for part, marked, child in parts:
            place = (*at, part)
            found[place] = _mark(marked.start_mark)
            open_.append((place, child))
    return found


def _key(loader: _PlainLoader, node: yaml.Node) -> int | str:
    """A key as it is named in a place; most are plain words."""
    return str(node.value if node.tag == _TEXT else loader.construct_object(node, deep=True))


def _keys_twice(loader: _PlainLoader, root: yaml.Node) -> Iterator[Place]:
    """The keys that stand twice in one mapping: YAML forbids them, PyYAML keeps the last in silence."""
    open_: list[tuple[Place, yaml.Node]] = [((), root)]
    while open_:
        at, node = open_.pop()
        if isinstance(node, yaml.SequenceNode):
            open_ += (
                ((*at, index), child)
                for index, child in enumerate(node.value)
                if isinstance(child, yaml.CollectionNode)
            )
        elif isinstance(node, yaml.MappingNode):
            seen: set[int | str] = set()
            for key, child in node.value:
                part = _key(loader, key)
                if part in seen:
                    yield (*at, part)
                seen.add(part)
                if isinstance(child, yaml.CollectionNode):
                    open_.append(((*at, part), child))
