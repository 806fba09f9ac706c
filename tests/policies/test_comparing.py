"""Two editions compared: nothing where their contents are the same, and every difference where they are not."""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue, ValidationError

from domain.pack.pack import Pack
from policies.packs.comparing import Change, How, Place, compare, part_at
from policies.packs.loader import bundled_pack, pack_sha256
from tests.domain.stories.results_used import BARE
from tests.domain.stories.results_used import PACK as USED

NUJIANG = bundled_pack("nujiang")
VALUE: dict[str, JsonValue] = NUJIANG.model_dump(mode="json", by_alias=True)


def leaves(value: JsonValue, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where every value that has no parts stands."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*at, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from leaves(each, (*at, index))
    else:
        yield at


def with_(value: JsonValue, at: tuple[str | int, ...], new: JsonValue) -> JsonValue:
    """A value with one of its parts replaced."""
    if not at:
        return new
    if isinstance(value, dict):
        return {key: with_(each, at[1:], new) if key == at[0] else each for key, each in value.items()}
    assert isinstance(value, list)
    return [with_(each, at[1:], new) if index == at[0] else each for index, each in enumerate(value)]


def changed(*changes: tuple[tuple[str | int, ...], JsonValue]) -> Pack:
    """The Nujiang pack with some of its values replaced."""
    value: JsonValue = VALUE
    for at, new in changes:
        value = with_(value, at, new)
    return Pack.model_validate(value)


def at(changes: tuple[Change, ...]) -> list[tuple[str, How]]:
    """The place of each difference, and what became of it."""
    return [(".".join(change.at), change.how) for change in changes]


WORDS = st.sampled_from(["end", "unit", "x", "default", "months"])
ATOMS = st.one_of(st.none(), st.booleans(), st.integers(0, 40), WORDS)


@given(st.sampled_from(list(leaves(VALUE))), ATOMS)
@settings(max_examples=300, deadline=None)
def test_nothing_differs_exactly_where_the_hash_is_the_same(place: tuple[str | int, ...], new: JsonValue) -> None:
    """Whatever single value is changed to whatever still fits, the comparison is empty if and only if nothing did."""
    try:
        other = changed((place, new))
    except ValidationError:
        return
    same = pack_sha256(other) == pack_sha256(NUJIANG)

    assert (compare(NUJIANG, other) == ()) is same
    assert (compare(other, NUJIANG) == ()) is same


def test_entries_are_known_by_their_names_not_their_places() -> None:
    """One that is put in front is one addition; the others stay what they were."""
    scope = VALUE["scope"]
    assert isinstance(scope, list)
    army: JsonValue = {"id": "army", "name": {"zh": "军队", "en": "army"}}
    more = changed((("scope",), [army, *scope]))

    assert at(compare(NUJIANG, more)) == [("scope.army", How.ADDED)]
    assert at(compare(more, NUJIANG)) == [("scope.army", How.REMOVED)]


def test_another_order_alone_is_a_difference_of_its_own() -> None:
    """The content is another, so it is told, once."""
    turned = changed((("outcomes",), ["exempt", "lighter", "reduced", "not_tolerated"]))
    [change] = compare(NUJIANG, turned)

    assert (change.at, change.how) == (("outcomes",), How.REORDERED)
    assert change.before == VALUE["outcomes"]
    assert change.after == [outcome.value for outcome in turned.outcomes]


def test_each_value_of_a_term_is_told_by_itself() -> None:
    """Length, standing, cite and what was not there before."""
    within = ("tolerance", "steps", "acceptance", "within")
    other = changed(
        ((*within, "amount"), 20),
        ((*within, "standing"), "default"),
        ((*within, "cite"), ["NJ-12", "NJ-13"]),
        (("tolerance", "steps", "acceptance", "supplement"), None),
    )
    path = ".".join(within)

    assert at(compare(NUJIANG, other)) == [
        (f"{path}.cite.NJ-13", How.ADDED),
        (f"{path}.standing", How.ADDED),
        (f"{path}.amount", How.CHANGED),
        ("tolerance.steps.acceptance.supplement", How.REMOVED),
    ]


def test_what_stands_at_a_place_is_found_by_the_same_names() -> None:
    """Keys of mappings, names of entries, the words of the file; nothing where nothing stands."""
    place: Place = ("assessment", "grounds", "s1", "conditions", "remedied", "cite")

    assert part_at(NUJIANG, place) == ("NJ-08",)
    assert part_at(NUJIANG, ("tolerance", "steps", "acceptance", "within", "from")) == "application.received"
    assert part_at(NUJIANG, ("tolerance", "steps", "nowhere", "within")) is None
    assert part_at(NUJIANG, ("pack", "x")) is None


def test_users_of_results_are_known_by_their_role() -> None:
    """Another user of results moves nobody else, and what protects a unit is a difference of its area."""
    before = USED.model_copy(
        update={"results": USED.results.model_copy(update={"consumers": USED.results.consumers[1:]})}
    )
    area = USED.results.areas[0].model_copy(update={"protects": "unit"})
    after = USED.model_copy(
        update={"results": USED.results.model_copy(update={"areas": (area, *USED.results.areas[1:])})}
    )

    assert at(compare(before, USED)) == [("results.consumers.organization", How.ADDED)]
    assert at(compare(USED, after)) == [("results.areas.assessments.for", How.CHANGED)]
    assert at(compare(BARE, USED))[-1] == ("clarification", How.ADDED)
