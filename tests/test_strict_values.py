"""Whatever comes in from outside is made of the shared strict types: no field can forget to be strict."""

import ast
import importlib
import types
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

import annotated_types
import pytest
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints
from pydantic.fields import FieldInfo
from pydantic.types import Strict

import api
from api.http.pagination import Place
from api.http.parameters import in_digits, true_or_false
from domain.catalogue import COMMANDS, EVENTS
from domain.messages import Command
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.terms.calendar import Calendar
from domain.values import of_our_time, readable_line, readable_lines, written_out
from policies.calendars.notices import Notice
from tests.api.addresses import every_route

API = Path(api.__file__).parent
Leaves = Iterator[tuple[str, Any, Sequence[object]]]
"""Types: where each stands, what it is, and what is said about it."""


def leaves(annotation: Any, metadata: Sequence[object], at: str, seen: frozenset[type] = frozenset()) -> Leaves:
    """Every type that a value of an annotation is made of, where it stands, and what is said about it."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        said = [part for each in more for part in (each.metadata if isinstance(each, FieldInfo) else [each])]
        yield from leaves(inner, [*metadata, *said], at, seen)
    elif origin in {Union, types.UnionType}:
        for each in get_args(annotation):
            yield from leaves(each, metadata, at, seen)
    elif origin is not None and origin is not Literal:
        for each in get_args(annotation):
            if each is not Ellipsis:
                yield from leaves(each, [], at, seen)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation not in seen:
            yield from fields(annotation, at, seen | {annotation})
    else:
        yield at, annotation, metadata


def fields(model: type[BaseModel], at: str, seen: frozenset[type] = frozenset()) -> Leaves:
    """The same of all fields of a model."""
    model.model_rebuild()
    for name, field in model.model_fields.items():
        yield from leaves(field.annotation, field.metadata, f"{at}.{name}", seen)


def lax(type_: Any, metadata: Sequence[object], *, texts: bool) -> bool:
    """Whether a value of another type, or one that cannot be read, passes for one of this type."""
    functions = {each.func for each in metadata if isinstance(each, AfterValidator | BeforeValidator)}
    strict = any(isinstance(each, Strict) for each in metadata)
    bounded = sum(getattr(each, "le", None) is not None for each in metadata) == 1  # of two pydantic takes the last
    if type_ is str:
        patterned = any(getattr(each, "pattern", None) for each in metadata)
        return texts and not patterned and not {readable_line, readable_lines} & functions
    if type_ is bool:
        return not strict and true_or_false not in functions
    if type_ is int:
        return not bounded or (not strict and in_digits not in functions)
    if type_ is date:
        return written_out not in functions
    known = type_ is UUID or type_ is type(None) or get_origin(type_) is Literal
    return not known and not (isinstance(type_, type) and issubclass(type_, Enum))


def lax_fields(model: type[BaseModel], *, texts: bool = True) -> list[str]:
    """The fields of a model, and of what it is made of, that are not strict."""
    return [at for at, type_, metadata in fields(model, model.__name__) if lax(type_, metadata, texts=texts)]


def bodies() -> Iterator[type[BaseModel]]:
    """The models that requests are read as, found where they are read."""
    for path in sorted(API.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="body_of" | "read_body"), args=[_, ast.Name(id=name)]):
                    module = importlib.import_module(".".join(path.relative_to(API.parent).with_suffix("").parts))
                    model = getattr(module, name, None)
                    if isinstance(model, type):
                        yield model


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.endpoint], ids=lambda each: each.__name__)
def test_every_field_of_every_command_is_strict(command: type[Command]) -> None:
    """The log keeps for ever what comes in by them."""
    assert lax_fields(command) == []


def test_every_other_body_is_strict() -> None:
    """Registering a subject, asking for the bundled calendar."""
    found = list(bodies())

    assert len(found) >= 2
    assert [field for model in found for field in lax_fields(model)] == []


READ_AGAIN = {"Pack.earlier.values"}
"""What is laid over the rest of its file, and read as a whole file again."""


@pytest.mark.parametrize("model", [Pack, Organs, Notice])
def test_every_field_of_every_file_is_strict(model: type[BaseModel]) -> None:
    """Of texts the reader of files asks whether they can be read, whatever type they are for."""
    assert [at for at in lax_fields(model, texts=False) if at not in READ_AGAIN] == []


def test_every_cursor_is_strict() -> None:
    """It comes back from outside."""
    importlib.import_module("api.app")

    assert [field for model in Place.__subclasses__() for field in lax_fields(model)] == []


def parameters() -> Mapping[str, tuple[Any, Sequence[object]]]:
    """Every parameter of every JSON route, by route and name."""
    found: dict[str, tuple[Any, Sequence[object]]] = {}
    for route in every_route():
        if route.path.startswith("/v1"):
            declared = route.dependant
            for each in (*declared.path_params, *declared.query_params, *declared.header_params):
                found[f"{route.path} {each.alias}"] = each.field_info.annotation, each.field_info.metadata
    return found


def test_every_parameter_is_strict() -> None:
    """In addresses numbers and truth values are text, and only one way to write them is taken."""
    found = parameters()
    wrong = [
        name
        for name, (annotation, metadata) in found.items()
        for _, type_, more in leaves(annotation, metadata, name)
        if lax(type_, more, texts=True)
    ]

    assert len(found) > 50
    assert wrong == []


@pytest.mark.parametrize("model", [*EVENTS, Pack, Organs, Calendar], ids=lambda model: model.__name__)
def test_nothing_that_is_stored_is_stricter_than_what_came_in(model: type[BaseModel]) -> None:
    """What an earlier release let in stays readable: no stored text is judged by its characters, no day by its year."""
    judged = {readable_line, readable_lines, of_our_time}
    functions = {
        at: {each.func for each in metadata if isinstance(each, AfterValidator)}
        for at, _, metadata in fields(model, model.__name__)
    }

    assert {at for at, found in functions.items() if found & judged} == set()


class Forgetful(BaseModel):
    """A model in which every field forgot."""

    text: str
    several: tuple[str, ...]
    whole: int
    unbounded: Annotated[int, Strict()]
    twice: Annotated[int, Strict(), Field(le=9)] = Field(le=5)
    either: int | None
    truth: bool
    day: date
    fraction: float
    by_name: dict[str, UUID]
    anything: Any


def test_the_check_sees_what_it_should() -> None:
    """A check that never fails proves nothing."""
    assert {field.removeprefix("Forgetful.") for field in lax_fields(Forgetful)} == set(Forgetful.model_fields)


def test_a_pattern_is_strict() -> None:
    """It admits no other characters than it names."""
    assert not lax(str, [StringConstraints(pattern="^a$")], texts=True)
    assert lax(str, [annotated_types.Len(1)], texts=True)
