"""The form of an act at a terminal: what was given on the command line, then what is asked for, field by field."""

from collections.abc import Iterable, Iterator, Mapping

import typer
from pydantic import JsonValue

from api.forms.filling import Filled, body_of_form, tidied
from api.forms.shape import Group, Leaf, Node, Rows, shape_of
from api.forms.views import FieldView, all_views
from deploy.cli.work.session import BadInput
from deploy.cli.work.telling import Telling
from domain.messages import Command
from domain.values import Bilingual

_SHARED = frozenset({"/on", "/late_entry_reason"})
"""What is said of an act alone that is entered late: asked for by nobody, given by whoever needs it."""


def given_fields(settings: Iterable[str], command: type[Command]) -> Filled:
    """The fields that stand on the command line: `reasons=…`, `document.title=…`, `findings.0.result=…`.

    Raises:
        BadInput: one is no field of the act, or stands without a value.
    """
    values: dict[str, tuple[str, ...]] = {}
    known = shape_of(command)
    for setting in settings:
        name, sign, value = setting.partition("=")
        place = "/" + name.strip().replace(".", "/")
        if not sign or not _is_field(known, place.split("/")[1:]):
            fields = ", ".join(node.name for node in known)
            raise BadInput(
                Bilingual(
                    zh=f"没有这一项：{setting[:80]}；可填：{fields}"[:400],
                    en=f"no such field: {setting[:80]}; there are: {fields}"[:400],
                )
            )
        values[place] = (*values.get(place, ()), value)
    return Filled(values)


def _is_field(nodes: Iterable[Node], path: list[str]) -> bool:
    node = next((each for each in nodes if each.name == path[0]), None)
    match node:
        case None:
            return False
        case Leaf():
            return len(path) == 1
        case Group():
            return len(path) > 1 and _is_field(node.fields, path[1:])
        case Rows() if node.ticked:
            return len(path) == 1
        case Rows():
            if len(path) < 2 or not path[1].isdecimal():  # noqa: PLR2004 - the rows and the number of one
                return False
            return len(path) == 2 if isinstance(node.item, Leaf) else _is_field((node.item,), ["*", *path[2:]])  # noqa: PLR2004 - as above


def asked_for(fields: Iterable[FieldView], filled: Filled, telling: Telling) -> Filled:
    """Ask for what is missing; what has one choice alone, or is known, is filled in."""
    for view in fields:
        filled = _field(view, filled, telling)
    return filled


def _field(view: FieldView, filled: Filled, telling: Telling) -> Filled:
    if view.fixed or _is_filled(view, filled):
        return filled
    if view.widget == "rows":
        return _rows(view, filled, telling)
    if view.place in _SHARED or not view.required:
        return filled
    if view.widget == "group":
        telling.note(f"{telling.words(view.label)}：")
        return asked_for(view.parts, filled, telling)
    return filled.with_({view.place: _asked(view, telling)})


def _is_filled(view: FieldView, filled: Filled) -> bool:
    return any(at == view.place or at.startswith(f"{view.place}/") for at in filled.values) and view.widget != "rows"


def _rows(view: FieldView, filled: Filled, telling: Telling) -> Filled:
    """Each row that is there beforehand; of others as many as are wanted."""
    for row in view.rows:
        telling.note(f"{telling.words(view.label)}：{telling.words(row.heading) or row.number + 1}")
        filled = asked_for(row.parts, filled, telling)
    return filled


def _asked(view: FieldView, telling: Telling) -> tuple[str, ...]:
    """What somebody types for one field, until it is something."""
    label = telling.words(view.label)
    if view.hint is not None:
        telling.note(f"  {telling.words(view.hint)}")
    for number, choice in enumerate(view.choices, 1):
        telling.note(f"  {number}. {telling.words(choice.name)}")
    while True:
        typed = str(typer.prompt(label, err=True)).strip()
        chosen = [_chosen(each.strip(), view) for each in (typed.split(",") if view.widget == "ticks" else [typed])]
        found = [each for each in chosen if each]
        if found and len(found) == len(chosen):
            return tuple(found)
        telling.note(telling.said("请从所列中选择。", "Choose one of those listed."))


def _chosen(typed: str, view: FieldView) -> str | None:
    """What was typed, as a value: a number stands for the choice of that number."""
    if not view.choices:
        return typed or None
    values = [choice.value for choice in view.choices]
    if typed in values:
        return typed
    return values[int(typed) - 1] if typed.isascii() and typed.isdecimal() and 0 < int(typed) <= len(values) else None


def body_of(nodes: tuple[Node, ...], filled: Filled) -> Mapping[str, JsonValue]:
    """The body that the form stands for."""
    return body_of_form(nodes, tidied(filled, nodes))


def lacking(fields: Iterable[FieldView], filled: Filled) -> Iterator[FieldView]:
    """The fields that must be filled in and are not."""
    return (view for view in fields if view.required and view.widget != "rows" and not _is_filled(view, filled))


def with_known(fields: Iterable[FieldView], filled: Filled) -> Filled:
    """With what the form has filled in by itself, also in its rows."""
    known = {view.place: (view.value,) for view in all_views(fields) if view.value and not filled.first(view.place)}
    return filled.with_(known)
