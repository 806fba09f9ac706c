"""Files read into typed values, with every fault of a file told at once and on its line.

Knows no procedure. Of every text of a file, whatever type it is for, this asks whether it can be read by people:
a type can be forgotten, a text in the file cannot.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.characters import code_point, shown, shows_something, unfit_character
from domain.values import FIRST_DAY, LAST_DAY
from policies.packs.json_text import read_json
from policies.packs.plain_yaml import read_yaml
from policies.packs.source_text import Mark, SourceText, Unreadable

Location = tuple[int | str, ...]
"""Where a value stands: keys and indexes from the top."""

Model = TypeVar("Model", bound=BaseModel)

_SIZE_MAX_BYTES = 4_000_000
_NEAREST_MAX, _WORD_MAX = 50, 60
"""Faults that are told with the nearest word, and how much of a value it is looked for by: it takes its time."""
_QUOTED = re.compile(r"'([^']*)'")
_DEPTH_MAX = 40
"""Of mappings and lists in each other; a pack has twelve."""


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


class _Fault(NamedTuple):
    """One thing wrong with a value: where in it, of which kind, and what."""

    at: Location
    kind: str
    what: str


_NO_MAPPING = {"model_type", "model_attributes_type", "dict_type"}
_WIDE_COLON = re.compile(r"([A-Za-z0-9_\-]{1,64})：")

Read = Callable[[bytes], SourceText]
"""The language of a file: `read_yaml`, or `read_json`."""

Compose = Callable[[object], Composed | None]
"""Makes the value to read of a file's own; None: it is read as it is."""


Between = tuple[Location, str] | tuple[Location, str, str]
"""What is wrong between values: at which of them, what, and of which kind, where its kind says what to do."""


def no_fault(_: BaseModel) -> Iterable[Between]:
    """Where nothing is to be compared."""
    return ()


def read_model(
    model: type[Model],
    path: Path,
    compose: Compose | None = None,
    check: Callable[[Model], Iterable[Between]] = no_fault,
) -> Model:
    """Read a file into a model: JSON where its name says so, else YAML.

    Raises:
        FaultyFile: It cannot be read, or is not what the model says.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FaultyFile(path.name, (unreadable(error),)) from error
    read = read_json if path.suffix == ".json" else read_yaml
    return parse_model(model, raw, path.name, check, compose, read=read)


def unreadable(error: OSError) -> FileFault:
    """The fault of a file that cannot be read."""
    return FileFault(1, 1, "", f"cannot be read: {error.strerror}", "unreadable")


def parse_model(  # noqa: PLR0913 - what can be said of a file
    model: type[Model],
    raw: bytes,
    source: str,
    check: Callable[[Model], Iterable[Between]] = no_fault,
    compose: Compose | None = None,
    *,
    read: Read = read_yaml,
) -> Model:
    """Read the bytes of a file into a model; `source` names the file in its faults.

    `check` tells, once all values have their shape, what is wrong between them, and at which value; `compose` may put
    another value in the place of the file's own.

    Raises:
        FaultyFile: The bytes are too many, not in the language of the file, or not what the model says.
    """
    if len(raw) > _SIZE_MAX_BYTES:
        raise FaultyFile(source, (FileFault(1, 1, "", f"larger than {_SIZE_MAX_BYTES} bytes", "too_large"),))
    try:
        text = read(raw)
    except Unreadable as error:
        raise FaultyFile(source, (FileFault(*error.mark, "", error.what, error.kind),)) from error
    own = [_Fault(at, "duplicate", "stands twice in one mapping") for at in text.keys_twice]
    own += _unreadable_texts(text.value)
    if any(len(fault.at) > _DEPTH_MAX for fault in own):
        raise FaultyFile(source, _told(text, own))
    try:
        composed = compose(text.value) if compose else None
    except Unfit as unfit:
        raise FaultyFile(source, _told(text, [*own, *(_Fault(*fault) for fault in unfit.faults)])) from unfit
    try:
        parsed = model.model_validate(composed.value if composed else text.value)
    except ValidationError as error:
        raise FaultyFile(source, _told(text, own, _faults_of_shape(error), composed)) from error
    between = (_Fault(at, kind[0] if kind else "inconsistent", what) for at, what, *kind in check(parsed))
    found = [*_days_of_another_time(parsed), *between]
    if own or found:
        raise FaultyFile(source, _told(text, own, found, composed))
    return parsed


def _faults_of_shape(error: ValidationError) -> Iterator[_Fault]:
    """What has not the shape of the model; a list whose items are faulty is not called too short besides."""
    faults = [_fault_of_shape(item, near=n < _NEAREST_MAX) for n, item in enumerate(error.errors())]
    faulty_inside = {fault.at[:length] for fault in faults for length in range(len(fault.at))}
    yield from (fault for fault in faults if fault.kind != "too_short" or fault.at not in faulty_inside)


def _fault_of_shape(item: ErrorDetails, *, near: bool) -> _Fault:
    """One of pydantic's, or what was typed wrong to come to it: a full-width colon, a comma without quotes."""
    at, kind, written = item["loc"], item["type"], item["input"]
    text = str(at[-1]) if kind == "extra_forbidden" else written if kind in _NO_MAPPING else ""
    if isinstance(text, str) and (found := _WIDE_COLON.match(text)):
        return _Fault(at, "wide_colon", f"has a full-width colon after {found[1]}")
    if kind == "extra_forbidden" and written is None:
        return _Fault(at, "stray_text", "has no value")
    return _Fault(at, kind, item["msg"] + (_meant(item) if near else ""))


def _meant(item: ErrorDetails) -> str:
    """The nearest of the words that a value may be, where it may be one of a few."""
    context = item.get("ctx", {})
    words = _QUOTED.findall(str(context.get("expected", context.get("expected_tags", ""))))
    near = get_close_matches(str(context.get("tag", item["input"]))[:_WORD_MAX], words, 1, 0.5)
    return f"; did you mean {near[0]}?" if near else ""


def _unreadable_texts(value: object) -> Iterator[_Fault]:
    """The texts of a file, keys among them, with a character that no text may have, or that show nothing."""
    open_: list[tuple[Location, object]] = [((), value)]
    while open_:
        at, each = open_.pop()
        if len(at) > _DEPTH_MAX:
            yield _Fault(at, "too_deep", "is nested too deeply")
        elif isinstance(each, dict):
            for key, part in each.items():
                yield from _unreadable_text((*at, str(key)), str(key))
                open_.append(((*at, str(key)), part))
        elif isinstance(each, list):
            open_ += (((*at, index), part) for index, part in enumerate(each))
        elif isinstance(each, str):
            yield from _unreadable_text(at, each)


def _unreadable_text(at: Location, text: str) -> Iterator[_Fault]:
    unfit = unfit_character(text, lines=True)
    if unfit is not None:
        yield _Fault(at, "text_character", f"has the character {code_point(unfit)}")
    elif not shows_something(text):
        yield _Fault(at, "text_blank", "shows nothing")


def _days_of_another_time(parsed: BaseModel) -> Iterator[_Fault]:
    """Days that no act and no term of office can be of; what was stored before stays readable, so types allow them."""
    open_: list[tuple[Location, object]] = [((), parsed.model_dump(by_alias=True, warnings=False))]
    while open_:
        at, each = open_.pop()
        if isinstance(each, dict):
            open_ += (((*at, key), part) for key, part in each.items())
        elif isinstance(each, list | tuple):
            open_ += (((*at, index), part) for index, part in enumerate(each))
        elif type(each) is date and not FIRST_DAY <= each <= LAST_DAY:
            yield _Fault(at, "date_range", f"must lie between {FIRST_DAY} and {LAST_DAY}")


def _told(
    text: SourceText, own: Iterable[_Fault], found: Iterable[_Fault] = (), composed: Composed | None = None
) -> tuple[FileFault, ...]:
    """Faults as they are told, in the order of the file: its own, and those of the value that is read instead of it.

    Of a text that cannot be read nothing else is told.
    """
    marks = text.marks()
    told = [_of_value(marks, fault) for fault in own]
    of_value = {at: _nearest(marks, of) for at, of in composed.places.items()} if composed else marks
    unreadable = {fault.where for fault in told if fault.kind in {"text_character", "text_blank"}}
    others = (_of_value(of_value, fault) for fault in found)
    return tuple(sorted([*told, *(fault for fault in others if fault.where not in unreadable)]))


def _nearest(marks: Mapping[Location, Mark], at: Location) -> Mark:
    """Where a place stands, or what is nearest around it: a key that is no text has no line of its own."""
    while at not in marks:
        at = at[:-1]
    return marks[at]


def _of_value(marks: Mapping[Location, Mark], fault: _Fault) -> FileFault:
    """The fault of a value; pydantic's location also names union members, which stand nowhere in the file."""
    at: Location = ()
    for part in fault.at:
        if (*at, part) in marks:
            at = (*at, part)
    named = (*at, fault.at[-1]) if fault.kind == "missing" else at
    return FileFault(*marks[at], shown(".".join(map(str, named))), shown(fault.what), fault.kind)
