"""The columns of a list, from the model of its items: what is nested in an item stands beside its own fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from api.exports.fields import TECHNICAL, Tell, column_of, place_of
from api.labels.naming import Names
from api.tables.writing import Value
from domain.values import Bilingual

_DAY_WIDTH, _INSTANT_WIDTH, _TEXT_WIDTH = 12.0, 18.0, 0.0
_WIDE = frozenset({"title", "statement", "facts", "reasoning", "lesson", "faults", "case_id", "subject_id"})
_WIDE_WIDTH = 36.0


_ROWS_WITHIN: Mapping[str, str] = MappingProxyType({"SubjectResults": "results"})
"""Items that have a row for each of their parts, beside which what is said of the item stands again."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list: where its value is in an item, its heading, how it is told, how wide it is."""

    path: tuple[str, ...]
    heading: str
    tell: Tell
    width: float

    def value(self, item: BaseModel, part: BaseModel | None, names: Names) -> Value:
        """What stands in a row: that of an item, or of a part of it that has rows of its own."""
        found: Any = item
        path = self.path
        if path[0] == _ROWS_WITHIN.get(type(item).__name__):
            found, path = part, path[1:]
        for name in path:
            found = getattr(found, name, None)
            if found is None:
                return None
        return self.tell(names, found)


@cache
def columns_of(model: type[BaseModel]) -> tuple[ListColumn, ...]:
    """The columns of a list of items of a model, in the order that all lists have."""
    found: dict[str, tuple[int, ListColumn]] = {}
    for path, owner, field, annotation in _fields(model):
        column = column_of(owner.__name__, field)
        if column is None or field in found or column.heading in {each.heading for _, each in found.values()}:
            continue
        found[field] = (place_of(field), ListColumn(path, column.heading, column.tell, _width(field, annotation)))
    return tuple(column for _, column in sorted(found.values(), key=lambda each: each[0]))


def chosen_of(columns: Sequence[ListColumn], fields: Sequence[str]) -> Sequence[ListColumn]:
    """The columns of these fields, in their order; all of them where none of the fields is one of theirs."""
    return [column for column in columns if column.path[-1] in fields] or columns


def rows_of(items: Sequence[BaseModel]) -> Iterator[tuple[BaseModel, BaseModel | None]]:
    """The rows of a list: one an item, or one for each of its parts; an item without parts has a row all the same."""
    for item in items:
        within = _ROWS_WITHIN.get(type(item).__name__)
        parts = getattr(item, within) if within else ()
        yield from ((item, part) for part in parts or (None,))


def item_of(answer: object) -> type[BaseModel] | None:
    """The model of the items of a list; None: the answer is no list."""
    field = answer.model_fields.get("items") if isinstance(answer, type) and issubclass(answer, BaseModel) else None
    if field is None or get_origin(field.annotation) is not tuple:
        return None
    item = get_args(field.annotation)[0]
    return item if isinstance(item, type) and issubclass(item, BaseModel) else None


def ids_of(items: Sequence[BaseModel], names: frozenset[str]) -> frozenset[UUID]:
    """The ids that stand in fields of these names, in items or what is nested in them."""
    found: set[UUID] = set()
    for item in items:
        for path, _, field, _ in _fields(type(item)):
            if field in names:
                value: Any = item
                for name in path:
                    value = getattr(
                        value, name, None
                    )  # of several parts there is none such: their subject is the item's
                found.update(
                    each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, UUID)
                )
    return frozenset(found)


def nested_in(model: type[BaseModel]) -> frozenset[str]:
    """The fields of a model in whose stead those of what they hold are told."""
    inner = {name for name, field in model.model_fields.items() if _model_in(field.annotation) is not None}
    return frozenset(name for name in inner if column_of(model.__name__, name) is None and name not in TECHNICAL)


def _fields(
    model: type[BaseModel], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], type[BaseModel], str, object]]:
    """The fields of a model and, after them, of what is nested in it: where each is, and of which model."""
    within = nested_in(model)
    nested: list[tuple[str, type[BaseModel]]] = []
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation) if name in within else None
        if name == _ROWS_WITHIN.get(model.__name__):
            inner = next(each for each in get_args(field.annotation) if isinstance(each, type))
        if inner is not None:
            nested.append((name, inner))
        yield (*path, name), model, name, field.annotation
    for name, inner in nested:
        yield from _fields(inner, (*path, name))


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The one model that a field holds, if it holds one; several, in a tuple, are no columns."""
    options = [annotation, *get_args(annotation)] if get_origin(annotation) is not tuple else []
    found = [each for each in options if isinstance(each, type) and issubclass(each, BaseModel)]
    return found[0] if found and found[0] is not Bilingual else None


def _width(field: str, annotation: object) -> float:
    kinds = {annotation, *get_args(annotation)}
    if datetime in kinds:
        return _INSTANT_WIDTH
    if date in kinds:
        return _DAY_WIDTH
    return _WIDE_WIDTH if field in _WIDE else _TEXT_WIDTH
