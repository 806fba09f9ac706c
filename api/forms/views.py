"""A form as a page shows it: each field with its label, what may be chosen, what is filled in, and what is wrong."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from api.forms.choices import Choice, Material, choices_of, is_looked_up, listed_documents, posts
from api.forms.field_labels import label_of, option_words, truth_words
from api.forms.filling import KEYS, PICK, POST, Filled
from api.forms.shape import Group, Leaf, Node, Rows
from api.http.problems import FieldFault
from api.labels.words import finding_word
from domain.case.state import Case
from domain.meetings.state import Meeting
from domain.organs import UNITS
from domain.pack.assessment import RESULTS, Criterion, Graded
from domain.pack.pack import Pack
from domain.pack.steps import RouteKind
from domain.values import Bilingual

RADIOS_MAX = 6
"""As many choices are shown side by side; more are a list."""
_OF_ORGANS = frozenset({"history", "unit"})
"""What only an organ that takes something in says: a unit that begins something names no unit and enters no history."""
EXPECTED = frozenset({"/endorsement", "/evidence", "/dossier", "/documents"})
"""What a procedure may ask for though the command can do without: the rules say whether it does."""
_FIRST = ("negative", "criterion", "condition", "ground", "factor")
"""In which order findings are made: what bars tolerance comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field.

    Attributes:
        widget: `group`, `rows` and `ticks` besides those of a leaf; `radios` of few choices.
        value: What stands in it; `values` where several may be ticked.
        parts: The fields of a group; of rows those of each.
        fixed: What it is about is known: it is said, not asked.
        heading: Of a row: what it is about.
    """

    place: str
    label: Bilingual
    hint: Bilingual | None
    required: bool
    widget: str
    value: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    most: int | None = None
    parts: "tuple[FieldView, ...]" = ()
    rows: "tuple[RowView, ...]" = ()
    faults: tuple[FieldFault, ...] = ()
    looked_up: bool = False
    fixed: bool = False
    more: bool = False

    @property
    def id(self) -> str:
        """Its id in the page."""
        return "f" + self.place.replace("/", "-")


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a field: what it is about, where that is known, and its fields."""

    number: int
    place: str
    heading: Bilingual | None
    sort: Bilingual | None
    grave: bool
    parts: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the fields of one form are drawn from."""

    filled: Filled
    material: Material
    faults: Mapping[str, tuple[FieldFault, ...]]

    def views(self, nodes: Iterable[Node], path: str = "") -> tuple[FieldView, ...]:
        """The fields below a place."""
        begun_by_unit = self.material.who.role in UNITS and self.material.state is None
        hidden = _OF_ORGANS if begun_by_unit else frozenset[str]()
        return tuple(self._view(node, f"{path}/{node.name}") for node in nodes if node.name not in hidden)

    def _view(self, node: Node, place: str) -> FieldView:
        match node:
            case Leaf():
                return self._leaf(node, node.name, place)
            case Group():
                return self._group(node, place)
            case Rows():
                return self._ticks(node, place) if node.ticked else self._rows(node, place)
            case _:
                assert_never(node)

    def _leaf(self, leaf: Leaf, name: str, place: str) -> FieldView:
        said = label_of(leaf)
        choices = self._choices(leaf, name, place)
        value = self.filled.first(place) or leaf.default
        if choices is None:
            widget: str = "line" if leaf.widget == "choice" else leaf.widget
        else:
            widget = "radios" if leaf.required and len(choices) <= RADIOS_MAX else "select"
            if leaf.required and len(choices) == 1 and not value:
                value = choices[0].value
        return FieldView(
            place=place,
            label=said.name,
            hint=said.hint,
            required=leaf.required,
            widget=widget,
            value=value,
            choices=choices or (),
            most=leaf.most,
            faults=self.faults.get(place, ()),
            looked_up=is_looked_up(leaf.of, name),
        )

    def _choices(self, leaf: Leaf, name: str, place: str) -> tuple[Choice, ...] | None:
        if leaf.widget == "options":
            return tuple(Choice(code, said) for code, said in option_words(leaf).items())
        if leaf.widget == "yes_no":
            yes, no = truth_words(leaf)
            return (Choice("yes", yes), Choice("no", no))
        if (leaf.of, name) == ("FindingEntry", "result"):
            return tuple(self._results(place))
        if leaf.widget in {"choice", "digest", "whole"}:
            return choices_of(leaf.of, name, self.material)
        return None

    def _results(self, place: str) -> Iterator[Choice]:
        """What may be found of the item of a row: its grades, if it has some; an exception, if it has one."""
        row = place.rpartition("/")[0]
        of, item_id = self.filled.first(f"{row}/of"), self.filled.first(f"{row}/item")
        pack, case = self.material.pack, self.material.case
        examined = pack.assessment.examined(case.ground).get(of, ()) if pack and case else ()
        item = next((each for each in examined if each.id == item_id), None)
        grades = item.grades if isinstance(item, Graded) else ()
        yield from (Choice(grade.id, grade.name) for grade in grades)
        yield from (Choice(code, finding_word(of, code)) for code in RESULTS[: 0 if grades else 2])
        if not item_id or (isinstance(item, Criterion) and item.exception):
            yield Choice(RESULTS[2], finding_word(of, RESULTS[2]))

    def _group(self, node: Group, place: str) -> FieldView:
        said = label_of(node)
        parts = self.views(node.fields, place)
        if node.whole == "post":
            parts = (self._post(node, place),)
        elif node.whole == "document" and self.material.documents:
            parts = (self._known_document(place), *parts)
        faults = self.faults.get(place, ())
        return FieldView(
            place=place,
            label=said.name,
            hint=said.hint,
            required=node.required,
            widget="group",
            parts=parts,
            faults=faults,
        )

    def _post(self, node: Group, place: str) -> FieldView:
        """Person, position and organ at once: who holds which post."""
        at = f"{place}/{POST}"
        below = tuple(f for p, found in self.faults.items() if p.startswith(f"{place}/") for f in found)
        return FieldView(
            place=at,
            label=Bilingual(zh="人员和职务", en="Person and position"),
            hint=None,
            required=node.required,
            widget="select",
            value=self.filled.first(at),
            choices=tuple(posts(self.material)),
            faults=below,
        )

    def _known_document(self, place: str) -> FieldView:
        """Which of the documents that were named before; a new one is named by its digest below."""
        at = f"{place}/{PICK}"
        choices = tuple(
            Choice(f"{sha256} {title}", Bilingual(zh=title, en=title)) for sha256, title in self.material.documents
        )
        label = Bilingual(zh="已有的材料", en="A document named before")
        hint = Bilingual(zh="不在其中的，填写下面两项。", en="Fill in the two fields below for any other.")
        return FieldView(
            place=at,
            label=label,
            hint=hint,
            required=False,
            widget="select",
            value=self.filled.first(at),
            choices=choices,
        )

    def _ticks(self, node: Rows, place: str) -> FieldView:
        said, leaf = label_of(node), node.item
        choices = self._choices(leaf, node.name, place) if isinstance(leaf, Leaf) else None
        values = self.filled.all(place)
        return FieldView(
            place=place,
            label=said.name,
            hint=said.hint,
            required=node.required,
            widget="ticks",
            values=values,
            choices=choices or (),
            faults=tuple(f for p, fs in self.faults.items() if p == place or p.startswith(f"{place}/") for f in fs),
            looked_up=is_looked_up(node.of, node.name),
        )

    def _rows(self, node: Rows, place: str) -> FieldView:
        said = label_of(node)
        keys = KEYS.get(node.name, ())
        shown = max(self.filled.rows(place), 1 if node.required else 0)
        rows = tuple(self._row(node, keys, place, number) for number in range(shown))
        return FieldView(
            place=place,
            label=said.name,
            hint=said.hint,
            required=node.required,
            widget="rows",
            rows=rows,
            faults=self.faults.get(place, ()),
            more=shown < node.most,
        )

    def _row(self, node: Rows, keys: Sequence[str], place: str, number: int) -> RowView:
        row = f"{place}/{number}"
        item = node.item
        if isinstance(item, Group):
            parts = (self._post(item, row),) if item.whole == "post" else self.views(item.fields, row)
            if item.whole == "document" and self.material.documents:
                parts = (self._known_document(row), *parts)
        else:
            leaf = item if isinstance(item, Leaf) else Leaf("*", node.of, "line", required=True)
            said = label_of(node)
            parts = (
                FieldView(
                    place=row,
                    label=said.name,
                    hint=None,
                    required=True,
                    widget=leaf.widget,
                    value=self.filled.first(row),
                    most=leaf.most,
                    faults=self.faults.get(row, ()),
                ),
            )
        about = [part for part in parts if part.place.rpartition("/")[2] in keys and part.value]
        if not keys or len(about) < len(keys):
            return RowView(number, row, None, None, grave=False, parts=parts)
        told = {part.place.rpartition("/")[2]: _called(part) for part in about}
        fixed = tuple(_fixed(part) if part in about else part for part in parts)
        grave = self.filled.first(f"{row}/of") == "negative"
        return RowView(number, row, told[keys[-1]], told["of"] if "of" in keys else None, grave, fixed)


def _called(part: FieldView) -> Bilingual:
    found = next((each.name for each in part.choices if each.value == part.value), None)
    return found or Bilingual(zh="不详", en="unknown")


def _fixed(part: FieldView) -> FieldView:
    return FieldView(
        place=part.place, label=part.label, hint=None, required=False, widget="fixed", value=part.value, fixed=True
    )


def lacking(views: Iterable[FieldView]) -> tuple[FieldView, ...]:
    """What nothing is filled in of yet: what must be, and what is seldom left out where something is begun."""
    return tuple(view for view in views if (view.required or view.place in EXPECTED) and not _filled(view))


def _filled(view: FieldView) -> bool:
    """Whether anything is filled in of a field; what is about something known beforehand does not count."""
    parts = (*view.parts, *(part for row in view.rows for part in row.parts))
    return bool(view.value or view.values) if not parts else any(map(_filled, parts))


def faults_by_place(faults: Iterable[FieldFault], views: Sequence[FieldView]) -> Mapping[str, tuple[FieldFault, ...]]:
    """Faults by the field nearest to where they are."""
    places = {view.place for view in all_views(views)}
    found: dict[str, tuple[FieldFault, ...]] = {}
    for fault in faults:
        at = fault.pointer
        while at and at not in places:
            at = at.rpartition("/")[0]
        if at:
            found[at] = (*found.get(at, ()), fault)
    return found


def all_views(views: Iterable[FieldView]) -> Iterator[FieldView]:
    """Every field of a form as shown, whole ones before their parts."""
    for view in views:
        yield view
        yield from all_views(view.parts)
        for row in view.rows:
            yield from all_views(row.parts)


def seeded(nodes: Sequence[Node], filled: Filled, material: Material) -> Filled:
    """With the rows that are known beforehand: what must be found, on whom there must be an opinion, who sits there."""
    for node in nodes:
        keys = KEYS.get(node.name, ())
        if not keys or not isinstance(node, Rows):
            continue
        place = f"/{node.name}"
        there = {tuple(filled.first(f"{place}/{number}/{key}") for key in keys) for number in range(filled.rows(place))}
        for wanted in _seeds(node, filled, material):
            if wanted not in there:
                at = filled.rows(place)
                values = {f"{place}/{at}/{key}": (value,) for key, value in zip(keys, wanted, strict=True)}
                filled = filled.with_(values)
    return filled


_WAYS = {"file_application": RouteKind.APPLICATION, "begin_with_accountability": RouteKind.ACCOUNTABILITY}
"""The acts that begin a case in one way alone."""


def _seeds(node: Rows, filled: Filled, material: Material) -> Iterator[tuple[str, ...]]:
    name, case, pack = node.name, material.case, material.pack
    if name == "findings" and case is not None and pack is not None:
        yield from _examined(case, pack)
    elif name in {"opinions", "demands"} and case is not None:
        yield from ((str(each.subject_id),) for each in case.subjects)
    elif name == "attendance":
        organ = material.state.opened.organ if isinstance(material.state, Meeting) else material.who.organ
        yield from ((seat.person,) for seat in material.organs.seats_of(organ, material.today))
    elif name == "items" and isinstance(material.state, Meeting):
        yield from ((str(each),) for each in material.state.agenda)
    elif name == "named":
        begins = _WAYS.get(node.of) or filled.first("/route")
        yield from ((each.id,) for each in listed_documents(material, begins))


def _examined(case: Case, pack: Pack) -> Iterator[tuple[str, ...]]:
    """Every item that needs a finding: first what bars tolerance, then what was not found yet."""
    examined = pack.assessment.examined(case.ground)
    wanted = [(of, item.id) for of in _FIRST for item in examined[of]]
    return iter(sorted(wanted, key=lambda each: each in case.findings))
