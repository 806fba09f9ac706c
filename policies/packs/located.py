"""YAML files read into typed values, with every fault of a file told at once and on its line.

Knows YAML and pydantic, no procedure. The YAML is the plain part of it: `yes` and `on` are words, a date is text until
a type wants a date, a key stands once, and there are no aliases or tags: what is printed is all there is.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.composer import ComposerError

Location = tuple[int | str, ...]
"""Where a value stands: keys and indexes from the top."""

Model = TypeVar("Model", bound=BaseModel)

_SIZE_MAX_BYTES = 4_000_000
_MAP = "tag:yaml.org,2002:map"
_START = yaml.Mark("", 0, 0, 0, "", 0)


@dataclass(frozen=True, slots=True, order=True)
class FileFault:
    """One thing wrong with a file: on which line and column, both from 1, under which keys, and what.

    `kind` is pydantic's word for it, or one of ours; `policies.fault_words` says by it what to do.
    """

    line: int
    column: int
    where: str
    what: str
    kind: str = "inconsistent"

    def __str__(self) -> str:
        """As compilers print it, so that an editor can jump there."""
        return f"{self.line}:{self.column}: {self.where + ': ' if self.where else ''}{self.what}"


class FaultyFile(ValueError):  # noqa: N818 - a fault is one thing wrong; the file is what is faulty
    """The file cannot be used; every fault is told with its line, in the order of the file.

    Two limits: a file that is no YAML tells its first fault only, and names are compared once all values have their
    shape.
    """

    def __init__(self, source: str, faults: tuple[FileFault, ...]) -> None:
        super().__init__("\n".join(f"{source}:{fault}" for fault in faults))
        self.source = source
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Composed:
    """The value that is read instead of a file's own, and for each place of it the place in the file to point to."""

    value: object
    places: Mapping[Location, Location]


class Unfit(Exception):  # noqa: N818 - says what is the matter
    """A file's value cannot be composed: where in the file, of which kind, and what is wrong."""

    def __init__(self, faults: list[tuple[Location, str, str]]) -> None:
        super().__init__(faults)
        self.faults = faults


Compose = Callable[[object], Composed | None]
"""Makes the value to read of a file's own; None: it is read as it is."""


def read_model(model: type[Model], path: Path, compose: Compose | None = None) -> Model:
    """Read a YAML file into a model.

    Raises:
        FaultyFile: It cannot be read, or is not what the model says.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FaultyFile(path.name, (unreadable(error),)) from error
    return parse_model(model, raw, path.name, compose=compose)


def unreadable(error: OSError) -> FileFault:
    """The fault of a file that cannot be read."""
    return FileFault(1, 1, "", f"cannot be read: {error.strerror}", "unreadable")


def _no_fault(_: BaseModel) -> Iterable[tuple[Location, str]]:
    return ()


def parse_model(
    model: type[Model],
    raw: bytes,
    source: str,
    check: Callable[[Model], Iterable[tuple[Location, str]]] = _no_fault,
    compose: Compose | None = None,
) -> Model:
    """Read the bytes of a YAML file into a model; `source` names the file in its faults.

    `check` tells, once all values have their shape, what is wrong between them, and at which value; `compose` may put
    another value in the place of the file's own.

    Raises:
        FaultyFile: The bytes are too many, no plain YAML, or not what the model says.
    """
    if len(raw) > _SIZE_MAX_BYTES:
        raise FaultyFile(source, (FileFault(1, 1, "", f"larger than {_SIZE_MAX_BYTES} bytes", "too_large"),))
    try:
        loader = _PlainLoader(raw.decode())
        root = loader.get_single_node() or yaml.MappingNode(_MAP, [], _START, _START)
        marks, faults = _marks(loader, root), list(_duplicates(loader, root))
        value: object = loader.construct_document(root)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FaultyFile(source, (FileFault(line, 1, "", "is not UTF-8", "not_utf8"),)) from error
    except RecursionError as error:
        raise FaultyFile(source, (FileFault(1, 1, "", "is nested too deeply", "not_yaml"),)) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise FaultyFile(source, (FileFault(*at, "", f"is no plain YAML: {error.problem}", "not_yaml"),)) from error
    except yaml.YAMLError as error:
        raise FaultyFile(source, (FileFault(1, 1, "", f"is no plain YAML: {error}", "not_yaml"),)) from error
    try:
        composed = compose(value) if compose else None
    except Unfit as unfit:
        faults += (_of_value(marks, *fault) for fault in unfit.faults)
        raise FaultyFile(source, tuple(sorted(faults))) from unfit
    if composed:
        value, marks = composed.value, {at: _nearest(marks, of) for at, of in composed.places.items()}
    try:
        parsed = model.model_validate(value)
    except ValidationError as error:
        faults += (_of_value(marks, item["loc"], item["type"], item["msg"]) for item in error.errors())
        raise FaultyFile(source, tuple(sorted(faults))) from error
    faults += (_of_value(marks, at, "inconsistent", what) for at, what in check(parsed))
    if faults:
        raise FaultyFile(source, tuple(sorted(faults)))
    return parsed


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


def _marks(loader: _PlainLoader, root: yaml.Node) -> Mapping[Location, yaml.Mark]:
    """Where each value of the file stands; that of a mapping's entry is its key."""
    found: dict[Location, yaml.Mark] = {(): root.start_mark}
    open_: list[tuple[Location, yaml.Node]] = [((), root)]
    while open_:
        at, node = open_.pop()
        for part, mark, child in _children(loader, node):
            found[(*at, part)] = mark
            open_.append(((*at, part), child))
    return found


def _nearest(marks: Mapping[Location, yaml.Mark], at: Location) -> yaml.Mark:
    """Where a place stands, or what is nearest around it: a key that is no text has no line of its own."""
    while at not in marks:
        at = at[:-1]
    return marks[at]


def _children(loader: _PlainLoader, node: yaml.Node) -> Iterator[tuple[int | str, yaml.Mark, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            yield str(loader.construct_object(key, deep=True)), key.start_mark, child
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield index, child.start_mark, child


def _duplicates(loader: _PlainLoader, node: yaml.Node) -> Iterator[FileFault]:
    """The keys that stand twice in one mapping: YAML forbids them, PyYAML keeps the last in silence."""
    seen: set[int | str] = set()
    for part, mark, child in _children(loader, node):
        if part in seen:
            yield FileFault(mark.line + 1, mark.column + 1, str(part), "stands twice in one mapping", "duplicate")
        seen.add(part)
        yield from _duplicates(loader, child)


def _of_value(marks: Mapping[Location, yaml.Mark], loc: Location, kind: str, what: str) -> FileFault:
    """The fault of a value; pydantic's location also names union members, which stand nowhere in the file."""
    at: Location = ()
    for part in loc:
        if (*at, part) in marks:
            at = (*at, part)
    mark = marks[at]
    named = (*at, loc[-1]) if kind == "missing" else at
    return FileFault(mark.line + 1, mark.column + 1, ".".join(map(str, named)), what, kind)
