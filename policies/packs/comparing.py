"""What differs between two editions of a procedure, part by part: entries of lists by their names, not their places.

Empty exactly when both editions have the same content. Knows no words for people.
"""

from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, JsonValue, TypeAdapter

from domain.pack.pack import Pack
from domain.pack.terms import Sourced
from domain.values import Frozen


class How(StrEnum):
    """What became of a value from the earlier edition to the later one."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"


Place = tuple[str, ...]
"""Where a value stands: its keys from the top, and for an entry of a list what it is called there."""

_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)
_NAMES: Final = ("id", "duty", "route", "level", "role")
"""The fields an entry of a list is known by; the first that it has."""


class Change(Frozen):
    """One difference: where, how, and the value before and after; of a new order, the names in it."""

    at: Place
    how: How
    before: JsonValue = None
    after: JsonValue = None


def compare(before: Pack, after: Pack) -> tuple[Change, ...]:
    """Every difference between two editions, in the order in which the language has its parts."""
    return tuple(_of_models((), before, after))


def part_at(pack: Pack, at: Place) -> object | None:
    """What stands at a place of a pack; None where nothing does."""
    value: object = pack
    for name in at:
        match value:
            case BaseModel():
                fields = type(value).model_fields
                found = next((field for field, info in fields.items() if name in {field, info.alias}), None)
                value = getattr(value, found) if found else None
            case dict():
                value = _named(value).get(name)
            case tuple():
                value = _entries(value).get(name)
            case _:
                return None
    return value


def sourced(value: object) -> Iterator[tuple[Place, Sourced]]:
    """Every value that may cite rules, with its place, in the order in which the language has its parts."""
    yield from ((at, part) for at, part in parts(value) if isinstance(part, Sourced))


def parts(value: object, at: Place = ()) -> Iterator[tuple[Place, BaseModel]]:
    """A value and everything in it that has parts, each with its place."""
    if isinstance(value, BaseModel):
        yield at, value
    below: Mapping[str, object] = {}
    match value:
        case BaseModel():
            fields = type(value).model_fields
            below = {info.alias or field: getattr(value, field) for field, info in fields.items()}
        case dict():
            below = _named(value)
        case tuple():
            below = _entries(value)
        case _:
            pass
    for name, each in below.items():
        yield from parts(each, (*at, name))


def _of_models(at: Place, before: BaseModel, after: BaseModel) -> Iterator[Change]:
    if type(before) is not type(after):
        yield _changed(at, before, after)
        return
    for name, field in type(before).model_fields.items():
        yield from _of_values((*at, field.alias or name), getattr(before, name), getattr(after, name))


def _of_values(at: Place, before: object, after: object) -> Iterator[Change]:
    match before, after:
        case (BaseModel(), BaseModel()):
            yield from _of_models(at, before, after)
        case (dict(), dict()):
            yield from _of_entries(at, _named(before), _named(after))
        case (tuple(), tuple()):
            yield from _of_lists(at, before, after)
        case _ if before != after:
            yield _changed(at, before, after)


def _of_lists(at: Place, before: tuple[object, ...], after: tuple[object, ...]) -> Iterator[Change]:
    by_name = _entries(before), _entries(after)
    yield from _of_entries(at, *by_name)
    common = [[name for name in names if name in by_name[0] and name in by_name[1]] for names in by_name]
    if common[0] != common[1]:
        yield Change(at=at, how=How.REORDERED, before=[*common[0]], after=[*common[1]])


def _of_entries(at: Place, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Change]:
    for name, value in before.items():
        if name in after:
            yield from _of_values((*at, name), value, after[name])
        else:
            yield Change(at=(*at, name), how=How.REMOVED, before=_json(value))
    yield from (
        Change(at=(*at, name), how=How.ADDED, after=_json(value)) for name, value in after.items() if name not in before
    )


def _changed(at: Place, before: object, after: object) -> Change:
    how = How.ADDED if before is None else How.REMOVED if after is None else How.CHANGED
    return Change(at=at, how=how, before=_json(before), after=_json(after))


def _entries(values: tuple[object, ...]) -> Mapping[str, object]:
    """The entries of a list by their names; by their places from 1, where names are missing or not given once."""
    names = [_name(value) for value in values]
    if len(set(names)) == len(names):
        return dict(zip(names, values, strict=True))
    return {str(place): value for place, value in enumerate(values, 1)}


def _name(value: object) -> str:
    if isinstance(value, BaseModel):
        return next((str(getattr(value, name)) for name in _NAMES if hasattr(value, name)), "")
    return str(value)


def _named(values: Mapping[Hashable, object]) -> Mapping[str, object]:
    return {str(name): value for name, value in values.items()}


def _json(value: object) -> JsonValue:
    if isinstance(value, BaseModel):
        return _JSON.validate_python(value.model_dump(mode="json", by_alias=True))
    if isinstance(value, date):
        return value.isoformat()
    return _JSON.validate_python(value)
