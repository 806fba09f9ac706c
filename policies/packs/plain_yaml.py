"""The plain part of YAML: what is printed is all there is.

`yes` and `on` are words, a date is text until a type wants a date, a key stands once, and there are no aliases or tags.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

import yaml
from yaml.composer import ComposerError
from yaml.constructor import ConstructorError
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
        reading = _Reading()
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            reading.take(event)
        return SourceText(value=reading.value, marks=partial(_marks, text), keys_twice=tuple(reading.keys_twice))
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


_NO_KEY = object()
"""What stands where a mapping awaits its next key."""
_Key = int | str | bool | float | None


class _Reading:
    """The value of a document, made of the parser's events one after another, and the keys that stand twice in it.

    What is YAML and not plain is refused before anything is built of it: aliases, tags, what is nested deeper than
    anybody reads. PyYAML's own way over nodes takes three times as long.
    """

    def __init__(self) -> None:
        self.value: object = {}
        self.keys_twice: list[Place] = []
        self._open: list[dict[_Key, object] | list[object]] = []
        self._keys: list[object] = []
        self._values = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Go on with an event.

        Raises:
            ComposerError, ConstructorError: it is not plain.
        """
        if isinstance(event, yaml.ScalarEvent):
            self._require_plain(event)
            self._put(_scalar(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._require_plain(event)
            self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise _not_plain("aliases are not allowed, write the value out", event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _not_plain("but found another document", event)

    def _require_plain(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag:
            raise _not_plain("tags are not allowed, a value is what it looks like", event)
        self._values += 1
        if self._values > _VALUES_MAX:
            raise _not_plain(f"has more than {_VALUES_MAX} keys and values", event)

    def _begin(self, collection: dict[_Key, object] | list[object], event: yaml.Event) -> None:
        if self._open and isinstance(self._open[-1], dict) and self._keys[-1] is _NO_KEY:
            raise ConstructorError(None, None, "found unhashable key", event.start_mark)  # type: ignore[arg-type]  # libyaml has marks of its own
        self._put(collection)
        self._open.append(collection)
        self._keys.append(_NO_KEY)
        if len(self._open) > _DEPTH_MAX:
            raise _not_plain("is nested too deeply", event)

    def _put(self, value: object) -> None:
        """Take a key of the mapping that is open, or a value of whatever is."""
        if not self._open:
            self.value = value
            return
        into, key = self._open[-1], self._keys[-1]
        if isinstance(into, list):
            into.append(value)
        elif key is _NO_KEY:
            self._keys[-1] = value
            if value in into:
                self.keys_twice.append((*self._place(), str(value)))
            into[value] = None  # type: ignore[index]  # a scalar
        else:
            into[key] = value  # type: ignore[index]  # a scalar
            self._keys[-1] = _NO_KEY

    def _place(self) -> Place:
        """Where the mapping stands whose key was read last."""
        around = zip(self._open[:-1], self._keys[:-1], strict=True)
        return tuple(len(each) - 1 if isinstance(each, list) else str(key) for each, key in around)


def _scalar(event: yaml.ScalarEvent) -> _Key:
    """A scalar as it looks; what is quoted is text."""
    text = str(event.value)
    if event.implicit[0]:
        for pattern, first, read in _WORDS:
            if text[:1] in first and pattern.match(text):
                return read(text)
    return text


def _not_plain(what: str, event: yaml.Event) -> ComposerError:
    return ComposerError(None, None, what, event.start_mark)  # type: ignore[arg-type]  # libyaml has marks of its own


class _PlainLoader(yaml.CSafeLoader):
    """Tells where things stand; libyaml's, since PyYAML's own parser takes ten seconds for a megabyte."""


_PlainLoader.yaml_implicit_resolvers = {}
_WORDS: list[tuple[re.Pattern[str], frozenset[str], Callable[[str], _Key]]] = []
"""What is no text though nothing quotes it: how it looks, how it begins, and what it is."""
_BY_TAG: tuple[tuple[str, str, list[str], Callable[[str], _Key]], ...] = (
    ("null", r"~|null|", ["~", "n", ""], lambda _: None),
    ("bool", r"true|false", list("tf"), lambda text: text == "true"),
    ("int", r"0|-?[1-9][0-9]{0,17}", list("-0123456789"), int),
    ("float", r"-?[0-9]{1,15}\.[0-9]{1,15}", list("-0123456789"), float),
)
for _tag, _pattern, _first, _read in _BY_TAG:
    _looks = re.compile(f"^(?:{_pattern})$")
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", _looks, _first)
    _WORDS.append((_looks, frozenset(_first), _read))


def _marks(text: str) -> Mapping[Place, Mark]:
    """Where each value of a file stands; that of a mapping's entry is its key, the later one of two."""
    loader = _PlainLoader(text)
    root = loader.get_single_node() or yaml.MappingNode(_MAP, [], _START, _START)
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
