"""The form of an act at a terminal: what was given on the command line, then what is asked for, field by field."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import typer
from pydantic import JsonValue

from api.forms.filling import Filled, body_of_form, tidied
from api.forms.shape import Group, Leaf, Node, Rows, shape_of
from api.forms.views import FieldView, all_views
from api.registers.subjects import SubjectEntry
from deploy.cli.work.session import BadInput
from deploy.cli.work.telling import Telling
from domain.messages import Command
from domain.values import Bilingual
from rongcuo_client import Client

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


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody at a terminal, who is asked for what is missing.

    Attributes:
        asks: Places of what is asked for though the act can do without.
    """

    client: Client
    telling: Telling
    asks: frozenset[str] = frozenset()

    def asked_for(self, fields: Iterable[FieldView], filled: Filled, *, all_of_it: bool = False) -> Filled:
        """Ask for what is missing; what has one choice alone, or is known, is filled in.

        Args:
            fields: Of the form.
            filled: What is there.
            all_of_it: Also for what may be left out.
        """
        for view in fields:
            filled = self._field(view, filled, all_of_it=all_of_it)
        return filled

    def _field(self, view: FieldView, filled: Filled, *, all_of_it: bool) -> Filled:
        if view.fixed or _is_filled(view, filled):
            return filled
        if view.widget == "rows":
            return self._rows(view, filled)
        wanted = view.required or all_of_it or view.place in self.asks
        if view.place in _SHARED or not wanted:
            return filled
        if view.widget != "group":
            values = self._asked(view)
            return filled.with_({view.place: values}) if values else filled
        self.telling.note(f"{self.telling.words(view.label)}：")
        if not view.required and not typer.confirm(self.telling.said("填写", "fill it in"), default=True, err=True):
            return filled
        return self.asked_for(view.parts, filled, all_of_it=view.place in self.asks)

    def _rows(self, view: FieldView, filled: Filled) -> Filled:
        """Each row that is there beforehand; of others as many as are wanted."""
        for row in view.rows:
            heading = self.telling.words(row.heading) or row.number + 1
            self.telling.note(f"{self.telling.words(view.label)}：{heading}")
            filled = self.asked_for(row.parts, filled)
        return filled

    def _asked(self, view: FieldView) -> tuple[str, ...]:
        """What somebody types for one field, until it is something, or nothing where nothing need be."""
        label = self.telling.words(view.label)
        if view.hint is not None:
            self.telling.note(f"  {self.telling.words(view.hint)}")
        for number, choice in enumerate(view.choices, 1):
            self.telling.note(f"  {number}. {self.telling.words(choice.name)}")
        while True:
            default = None if view.required else ""
            typed = str(typer.prompt(label, default=default, show_default=False, err=True)).strip()
            if not typed and not view.required:
                return ()
            given = [each.strip() for each in (typed.split(",") if view.widget == "ticks" else [typed])]
            try:
                found = [self._registered(each) if view.looked_up else _chosen(each, view) for each in given]
            except BadInput as unknown:
                self.telling.note(self.telling.words(unknown.words))
                continue
            chosen = tuple(each for each in found if each)
            if len(chosen) == len(given):
                return chosen
            self.telling.note(self.telling.said("请从所列中选择。", "Choose one of those listed."))

    def found(self, fields: Iterable[FieldView], filled: Filled) -> Filled:
        """With those who were named in place of an id, as the register knows them.

        Raises:
            BadInput: it knows none of that name, or several.
        """
        named = {view.place: filled.all(view.place) for view in all_views(fields) if view.looked_up}
        return filled.with_({at: tuple(map(self._registered, given)) for at, given in named.items() if given})

    def _registered(self, given: str) -> str:
        """Who is meant by an id or a name."""
        try:
            return str(UUID(given))
        except ValueError:
            entries = list(self.client.listed("/v1/subjects", SubjectEntry, {"name": given}))
        entries = [each for each in entries if each.merged_into is None]
        if len(entries) == 1:
            return str(entries[0].subject_id)
        known = "；".join(f"{each.name}（{each.unit_name or each.jurisdiction}）{each.subject_id}" for each in entries)
        raise BadInput(
            Bilingual(
                zh=f"{given}：登记的有多个，请写其编号：{known}" if known else f"{given}：没有登记",
                en=f"{given}: several are registered, give an id: {known}" if known else f"{given}: not registered",
            )
        )


def _is_filled(view: FieldView, filled: Filled) -> bool:
    return any(at == view.place or at.startswith(f"{view.place}/") for at in filled.values) and view.widget != "rows"


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
