"""The shape of a form: what a command's class says of its fields, as widgets; nothing else lists the fields of a form.

A field of the form has the name of its place in the body (RFC 6901), so a fault of the body is one of that field.
"""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, assert_never, get_args, get_origin
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from domain.messages import Command, kind_of
from domain.values import Actor, Document, readable_lines

Widget = Literal["line", "lines", "day", "time", "whole", "yes_no", "tick", "options", "choice", "digest", "constant"]
"""How a value is asked for: `options` are the codes of its type; a `choice` is of the case, the pack or the organs."""

_TIME = "2[0-3]"
_CODE = "[a-z0-9][a-z0-9_"
_DIGEST = "[0-9a-f]{64}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value.

    Attributes:
        of: What declares it: the kind of the command, or the class of what is within one. By it a field may have words
            and choices of its own, that others of its name have not.
        codes: What it may be, where its type says so.
        least, most: Of a number; `most` of a text its length.
        default: What stands in the form at first.
    """

    name: str
    of: str
    widget: Widget
    required: bool
    codes: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    default: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Values that are one: a document, a signature. One that may be missing is, where nothing of it is filled in."""

    name: str
    of: str
    fields: "tuple[Node, ...]"
    required: bool
    whole: Literal["document", "post", ""] = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """As many of a kind as there are; of single choices, all that are ticked."""

    name: str
    of: str
    item: "Node"
    required: bool
    most: int

    @property
    def ticked(self) -> bool:
        """Whether they are chosen out of what there is, and none is written."""
        return isinstance(self.item, Leaf) and self.item.widget in {"choice", "options"}


Node = Leaf | Group | Rows

ROWS_MAX = 1_000
"""How many rows a form takes where the command sets no bound."""


@cache
def shape_of(command: type[Command]) -> tuple[Node, ...]:
    """The fields of a command in the order of its class; when it happened, and why it comes late, at the end."""
    own = [name for name in command.model_fields if name not in {"kind", *_SHARED}]
    return tuple(_node(name, command.model_fields[name], kind_of(command)) for name in (*own, *_SHARED))


_SHARED = ("on", "late_entry_reason")


def leaves_of(nodes: tuple[Node, ...], path: str = "") -> Iterator[tuple[str, Leaf]]:
    """Every value of a form with its place; rows are told by a star."""
    for node in nodes:
        match node:
            case Leaf():
                yield f"{path}/{node.name}", node
            case Group():
                yield from leaves_of(node.fields, f"{path}/{node.name}")
            case Rows():
                yield from leaves_of((node.item,), f"{path}/{node.name}")
            case _:
                assert_never(node)


def nodes_of(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Every part of a form, whole ones before their parts."""
    for node in nodes:
        yield node
        if isinstance(node, Group):
            yield from nodes_of(node.fields)
        elif isinstance(node, Rows):
            yield from nodes_of((node.item,))


def _node(name: str, field: FieldInfo, of: str) -> Node:
    default = "" if field.is_required() or field.default is None else field.default
    return _of_type(name, of, field.annotation, tuple(field.metadata), required=field.is_required(), default=default)


def _of_type(  # noqa: C901, PLR0911, PLR0913 - one return a type
    name: str, of: str, annotation: Any, metadata: tuple[object, ...], *, required: bool, default: object = ""
) -> Node:
    annotation, metadata, optional = _plain(annotation, metadata)
    required = required and not optional
    if get_origin(annotation) is tuple:
        item = _of_type("*", of, get_args(annotation)[0], (), required=True)
        least, most = _bound(metadata, "min_length"), _bound(metadata, "max_length")
        return Rows(name, of, item, required=bool(least), most=most or ROWS_MAX)
    if get_origin(annotation) is Literal:
        codes = tuple(map(str, get_args(annotation)))
        if codes == ("True",):
            return Leaf(name, of, "constant", required=False, default="yes")
        return Leaf(name, of, "options", required, codes)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _group(name, of, annotation, required=required)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Leaf(name, of, "options", required, tuple(each.value for each in annotation))
    if annotation is bool:
        return _truth(name, of, required=required, default=default)
    if annotation is int:
        least, most = _bound(metadata, "ge"), _bound(metadata, "le")
        return Leaf(name, of, "whole", required, least=least, most=most)
    if annotation is date:
        return Leaf(name, of, "day", required)
    if annotation is UUID:
        return Leaf(name, of, "choice", required)
    if annotation is str:
        return _text(name, of, metadata, required=required)
    raise TypeError(f"no widget for {of}.{name}: {annotation}")


def _group(name: str, of: str, model: type[BaseModel], *, required: bool) -> Group:
    whole: Literal["document", "post", ""] = "document" if model is Document else "post" if model is Actor else ""
    fields = tuple(_node(each, field, model.__name__) for each, field in model.model_fields.items())
    return Group(name, of, fields, required, whole)


def _truth(name: str, of: str, *, required: bool, default: object) -> Leaf:
    if default is False:
        return Leaf(name, of, "tick", required=False)
    return Leaf(name, of, "yes_no", required, default="yes" if default is True else "")


def _text(name: str, of: str, metadata: tuple[object, ...], *, required: bool) -> Leaf:
    constraints = [each for each in metadata if isinstance(each, StringConstraints)]
    most = next((each.max_length for each in constraints if each.max_length), None)
    patterns = " ".join(str(each.pattern) for each in constraints if each.pattern)
    if any(isinstance(each, AfterValidator) and each.func is readable_lines for each in metadata):
        return Leaf(name, of, "lines", required, most=most)
    if _DIGEST in patterns:
        return Leaf(name, of, "digest", required, most=64)
    if _TIME in patterns:
        return Leaf(name, of, "time", required, most=5)
    if _CODE in patterns:
        return Leaf(name, of, "choice", required)
    return Leaf(name, of, "line", required, most=most)


def _plain(annotation: Any, metadata: tuple[object, ...]) -> tuple[Any, tuple[object, ...], bool]:
    """A type without what is said about it, all that is, and whether it may be missing."""
    optional = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            metadata = (*_flat(more), *metadata)
        elif get_origin(annotation) in {Union, types.UnionType}:
            kinds = [each for each in get_args(annotation) if each is not types.NoneType]
            if len(kinds) != 1:
                raise TypeError(f"no widget for one of several types: {annotation}")
            annotation, optional = kinds[0], True
        else:
            return annotation, metadata, optional


def _flat(metadata: list[object]) -> Iterator[object]:
    for each in metadata:
        if isinstance(each, FieldInfo):
            yield from each.metadata
        else:
            yield each


def _bound(metadata: tuple[object, ...], name: Literal["ge", "le", "min_length", "max_length"]) -> int | None:
    """A bound that is set, by its name in annotated-types."""
    found = next((getattr(each, name) for each in metadata if hasattr(each, name)), None)
    return found if isinstance(found, int) else None
