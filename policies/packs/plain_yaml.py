"""The plain part of YAML: what is printed is all there is.

`yes` and `on` are words, a date is text until a type wants a date, a key stands once, and there are no aliases or tags.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial

import yaml
from yaml.composer import ComposerError
from yaml.reader import ReaderError

from domain.faults import Place
from policies.packs.source_text import START, Mark, SourceText, Unreadable

_MAP = "tag:yaml.org,2002:map"
_START = yaml.Mark("", 0, 0, 0, "", 0)


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
        loader = _PlainLoader(text)
    except ReaderError as error:
        raise _unreadable(_mark_at(text, error.position), f"{error.reason}: U+{error.character:04X}") from error
    try:
        root = loader.get_single_node() or yaml.MappingNode(_MAP, [], _START, _START)
        return SourceText(
            value=loader.construct_document(root),
            marks=partial(_marks, loader, root),
            keys_twice=tuple(_keys_twice(loader, root)),
        )
    except RecursionError as error:
        raise Unreadable(START, "not_yaml", "is nested too deeply") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _unreadable(_mark(mark) if mark else START, str(error.problem)) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # PyYAML makes characters of escapes, and some of what it is asked to make is none: "\U55555555".
        raise _unreadable(_mark(loader.get_mark()), "an escape stands for no character") from error


def _unreadable(mark: Mark, problem: str) -> Unreadable:
    return Unreadable(mark, "not_yaml", f"is no plain YAML: {problem}")


def _mark(mark: yaml.Mark) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)


def _mark_at(text: str, position: int) -> Mark:
    return Mark(text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position))


class _PlainLoader(yaml.SafeLoader):
    """The part of YAML that says what it looks like: no aliases, no tags, and only the words and numbers below."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # its stub has no types
        mark, tag = event.start_mark, getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            raise ComposerError(None, None, "aliases are not allowed, write the value out", mark)
        if tag:
            raise ComposerError(None, None, "tags are not allowed, a value is what it looks like", mark)
        return super().compose_node(parent, index)


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
        for part, mark, child in _children(loader, node):
            found[*at, part] = mark
            open_.append(((*at, part), child))
    return found


def _children(loader: _PlainLoader, node: yaml.Node) -> Iterator[tuple[int | str, Mark, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            yield str(loader.construct_object(key, deep=True)), _mark(key.start_mark), child
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield index, _mark(child.start_mark), child


def _keys_twice(loader: _PlainLoader, root: yaml.Node) -> Iterator[Place]:
    """The keys that stand twice in one mapping: YAML forbids them, PyYAML keeps the last in silence."""
    open_: list[tuple[Place, yaml.Node]] = [((), root)]
    while open_:
        at, node = open_.pop()
        seen: set[int | str] = set()
        for part, _, child in _children(loader, node):
            if part in seen:
                yield (*at, part)
            seen.add(part)
            open_.append(((*at, part), child))
