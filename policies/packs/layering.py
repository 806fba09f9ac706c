"""A pack laid over another (程序包分层, ZS-15): what a file changes or adds, put together with the edition it extends.

The outcome is a whole pack and is checked as one. Each of its places is traced to a line of the file: what the base
alone says is traced to the nearest line around it, because the base was sound by itself.

What is laid over the edition of another place is no law there: whatever is in force or proposed in the base is marked
as taken over (`inherited`), and what the file itself says has the file's standing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue, TypeAdapter, ValidationError

from domain.pack.pack import Pack
from domain.pack.terms import Standing
from domain.values import Code, Frozen
from policies.packs.located import Composed, Location, Unfit

EXTENDS, REMOVE = "extends", "remove"
_NAMED_BY = ("id", "duty", "route", "level")
"""The keys by which the items of a list are told apart."""
_TOLD_BY = frozenset({"id", "duty", "route", "kind", "amount"})
"""The keys of which one stands in whatever may be added and has a standing."""
_REMOVALS: TypeAdapter[list[str]] = TypeAdapter(list[str])


class Extends(Frozen):
    """The edition a file extends."""

    pack: Code
    edition: Code


Bases = Callable[[Extends], Pack | None]
"""Finds the edition a file extends; None: there is none of that name."""


def layer_on(bases: Bases) -> Callable[[object], Composed | None]:
    """How to make a whole pack of a file that extends another; None for a file that is whole by itself."""
    return lambda value: _composed(value, bases) if isinstance(value, dict) and EXTENDS in value else None


def _composed(value: dict[str, JsonValue], bases: Bases) -> Composed:
    extends = _extends(value)
    base = bases(extends)
    if base is None:
        what = f"no edition {extends.edition} of {extends.pack} to lay this over"
        raise Unfit([((EXTENDS,), "unknown_base", what)])
    if "edition" not in value:
        raise Unfit([(("edition",), "missing", "a file that extends an edition needs a name of its own")])
    if (value.get("pack", base.pack), value["edition"]) == (base.pack, base.edition):
        raise Unfit([(("edition",), "same_edition", f"{base.edition} is the edition it extends")])
    whole: JsonValue = base.model_dump(mode="json", by_alias=True, exclude_none=True)
    own = _standing_of_its_own(value, base)
    if own is not None:
        _mark_inherited(whole, Standing.INHERITED)
    _remove(whole, value)
    laid = {key: each for key, each in value.items() if key not in {EXTENDS, REMOVE}}
    merge = _Merge(own)
    made = merge.both(whole, laid, (), ())
    return Composed(made, merge.places)


def laid_over(
    whole: JsonValue, laid: dict[str, JsonValue], in_file: Location
) -> tuple[JsonValue, dict[Location, Location]]:
    """One value over another of the same place, and for each place of the outcome that in the file which answers."""
    merge = _Merge()
    return merge.both(whole, laid, (), in_file), merge.places


def _standing_of_its_own(value: Mapping[str, JsonValue], base: Pack) -> JsonValue:
    """The standing of what a file says over the edition of another place; None: it is of the same place."""
    if value.get("pack", base.pack) == base.pack:
        return None
    return value.get("standing", Standing.DEFAULT.value)


def _mark_inherited(value: JsonValue, held: Standing) -> None:
    """Mark every value that may have a standing, unless it is a default: of itself, or `held` by what it stands in."""
    if isinstance(value, list):
        for each in value:
            _mark_inherited(each, held)
    if not isinstance(value, dict):
        return
    if "cite" in value:
        held = Standing.DEFAULT if value.get("standing", held) == Standing.DEFAULT else Standing.INHERITED
        value |= {"standing": held.value} if held is Standing.INHERITED else {}
    for each in value.values():
        _mark_inherited(each, held)


def _extends(value: Mapping[str, JsonValue]) -> Extends:
    try:
        return Extends.model_validate(value[EXTENDS])
    except ValidationError as error:
        raise Unfit([((EXTENDS, *each["loc"]), each["type"], each["msg"]) for each in error.errors()]) from error


def _remove(whole: JsonValue, value: Mapping[str, JsonValue]) -> None:
    """Take out what the file removes: each a path of keys and names, such as `assessment.grounds.s4`."""
    try:
        paths = _REMOVALS.validate_python(value.get(REMOVE, []))
    except ValidationError as error:
        raise Unfit([((REMOVE, *each["loc"]), each["type"], each["msg"]) for each in error.errors()]) from error
    unknown = [index for index, path in enumerate(paths) if not _removed(whole, path.split("."))]
    if unknown:
        raise Unfit([((REMOVE, index), "nothing_to_remove", f"nothing is called {paths[index]}") for index in unknown])


def _removed(whole: JsonValue, path: list[str]) -> bool:
    *above, last = path
    for part in above:
        found = _at(whole, part)
        if found is None:
            return False
        whole = found
    if isinstance(whole, dict):
        return whole.pop(last, None) is not None
    if isinstance(whole, list):
        kept = [each for each in whole if _name_of(each) != last and each != last]
        changed = len(kept) < len(whole)
        whole[:] = kept
        return changed
    return False


def _at(value: JsonValue, part: str) -> JsonValue:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list):
        return next((each for each in value if _name_of(each) == part), None)
    return None


def _name_of(item: JsonValue) -> str | None:
    """What an item of a list is told apart by."""
    if not isinstance(item, dict):
        return None
    return next((str(item[key]) for key in _NAMED_BY if item.get(key) is not None), None)


@dataclass
class _Merge:
    """Puts two values together and notes, for each place of the outcome, the place in the file that answers for it.

    `own` is the standing of what the file says over the edition of another place.
    """

    own: JsonValue = None
    places: dict[Location, Location] = field(default_factory=dict)

    def both(self, base: JsonValue, laid: JsonValue, at: Location, in_file: Location) -> JsonValue:
        """One value over another: mappings by key, named items by name, all else as the file has it."""
        if isinstance(base, dict) and isinstance(laid, dict) and _same_kind(base, laid):
            self.places[at] = in_file
            return self._mapping(base, laid, at, in_file)
        if isinstance(base, list) and isinstance(laid, list) and _all_named(laid) and _all_named(base):
            self.places[at] = in_file
            return self._items(base, laid, at, in_file)
        self._note(laid, at, in_file, own=True)
        return laid

    def _mapping(
        self, base: Mapping[str, JsonValue], laid: Mapping[str, JsonValue], at: Location, in_file: Location
    ) -> JsonValue:
        made: dict[str, JsonValue] = {}
        for key in (*base, *(key for key in laid if key not in base)):
            made[key] = self._one(base.get(key), laid.get(key), (*at, key), in_file, key if key in laid else None)
        if self.own is not None and at and "cite" in base and any(map(_is_single, laid.values())):
            made |= {"standing": self.own, "cite": []} | {key: laid[key] for key in ("standing", "cite") if key in laid}
        return made

    def _items(self, base: list[JsonValue], laid: list[JsonValue], at: Location, in_file: Location) -> JsonValue:
        indexes = {_name_of(item): index for index, item in enumerate(laid)}
        names = [_name_of(item) for item in base]
        made: list[JsonValue] = []
        for item, name in zip(base, names, strict=True):
            index = indexes.get(name)
            over = None if index is None else laid[index]
            made.append(self._one(item, over, (*at, len(made)), in_file, index))
        for index, item in enumerate(laid):
            if _name_of(item) not in names or indexes[_name_of(item)] != index:  # new, or given twice: told as such
                made.append(self._one(None, item, (*at, len(made)), in_file, index))
        return made

    def _one(
        self, base: JsonValue, laid: JsonValue, at: Location, in_file: Location, part: str | int | None
    ) -> JsonValue:
        """One entry; `part` says where in the file it stands, None: the base alone has it."""
        if part is None:
            self._note(base, at, in_file or (EXTENDS,), own=False)
            return base
        if base is None:
            self._note(laid, at, (*in_file, part), own=True)
            return self._of_the_file(laid)
        return self.both(base, laid, at, (*in_file, part))

    def _of_the_file(self, laid: JsonValue) -> JsonValue:
        """A value that the file adds, with the standing of the file if it says none itself."""
        if self.own is None or not isinstance(laid, dict) or not laid.keys() & _TOLD_BY:
            return laid
        return {"standing": self.own, **laid}

    def _note(self, value: JsonValue, at: Location, in_file: Location, *, own: bool) -> None:
        """Trace a whole value: its own lines, or for all of it the nearest one."""
        self.places[at] = in_file
        for part, each in _parts(value):
            self._note(each, (*at, part), (*in_file, part) if own else in_file, own=own)


def _parts(value: JsonValue) -> Iterator[tuple[str | int, JsonValue]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _same_kind(base: Mapping[str, JsonValue], laid: Mapping[str, JsonValue]) -> bool:
    """Whether a mapping is laid over one of its kind; one of another kind takes its place."""
    return laid.get("kind", base.get("kind")) == base.get("kind")


def _is_single(value: JsonValue) -> bool:
    """Whether a value replaces the one it is laid over, and is not laid over it part by part."""
    return not isinstance(value, dict) and not (isinstance(value, list) and any(isinstance(e, dict) for e in value))


def _all_named(items: Iterable[JsonValue]) -> bool:
    return all(_name_of(item) is not None for item in items)
