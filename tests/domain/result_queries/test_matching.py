"""Whom a query of results means: nobody is taken for somebody else, and nobody who may be meant is passed over."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.result_queries.matching import Agreement, Namesake, NumberOrTail, certain, compared

UNIT, OTHER, NUMBER = "示例甲县住房和城乡建设局", "青石乡人民政府", "530123198001010012"
WHO = UUID(int=7)


@pytest.mark.parametrize(
    ("units", "numbers", "asked", "meant"),
    [
        ((UNIT,), (NUMBER,), (UNIT, NUMBER), True),
        ((UNIT,), (NUMBER,), (UNIT, "0012"), True),
        ((UNIT,), ("53012319800101001X",), (UNIT, " 001x"), True),
        ((UNIT,), (), (UNIT, "4711"), True),  # the register has no number
        ((), (NUMBER,), (UNIT, "0012"), True),
        ((OTHER, UNIT), (NUMBER,), (UNIT, "0012"), True),  # moved since
        ((UNIT,), ("甲-0099", NUMBER), (UNIT, "0012"), True),  # registered twice
        ((UNIT,), (NUMBER,), (UNIT, "0013"), False),  # typed wrong, or somebody else
        ((OTHER,), (NUMBER,), (UNIT, "0012"), False),  # another unit
        ((OTHER,), (), (UNIT, "0012"), False),
        ((), (), (UNIT, "0012"), False),
    ],
)
def test_one_namesake(units: tuple[str, ...], numbers: tuple[str, ...], asked: tuple[str, str], meant: bool) -> None:
    """Meant beyond doubt, or to be chosen; in none of these cases is anybody said not to be there."""
    those = compared([Namesake(WHO, units, numbers)], *asked)

    assert [each.subject_id for each in those] == [WHO]
    assert certain(those) == (WHO if meant else None)


def test_who_is_of_another_unit_and_has_another_number_is_not_meant() -> None:
    """Nothing of that one is shown."""
    assert compared([Namesake(WHO, (OTHER,), (NUMBER,))], UNIT, "4711") == ()


def test_of_two_who_may_be_meant_the_reader_chooses() -> None:
    """Also where one agrees in everything: the other one may be the same person, registered once more."""
    same, unsaid = Namesake(WHO, (UNIT,), (NUMBER,)), Namesake(UUID(int=1), (UNIT,))
    those = compared([unsaid, same], UNIT, "0012")

    assert [each.subject_id for each in those] == [WHO, UUID(int=1)]  # who agrees most first
    assert [each.number for each in those] == [Agreement.SAME, Agreement.UNKNOWN]
    assert certain(those) is None


NAMES = st.sampled_from([UNIT, OTHER, "某局", f" {UNIT}\u200b"])
NUMBERS = st.sampled_from([NUMBER, "4711", "示干-0012", "0012"])
NAMESAKES = st.builds(
    Namesake, st.builds(uuid4), st.lists(NAMES, max_size=2).map(tuple), st.lists(NUMBERS, max_size=2).map(tuple)
)


@given(st.lists(NAMESAKES, max_size=5), NAMES, NUMBERS)
def test_certainty(namesakes: list[Namesake], unit: str, number: str) -> None:
    """Who is meant agrees in one thing and differs in none, and is the only one whom it may be; none is told twice."""
    those = compared(namesakes, unit, number)
    meant = certain(those)

    assert len({each.subject_id for each in those}) == len(those) <= len(namesakes)
    if meant is not None:
        (only,) = those
        assert Agreement.SAME in {only.unit, only.number}
        assert Agreement.DIFFERS not in {only.unit, only.number}
    dropped = [each for each in namesakes if each.subject_id not in {one.subject_id for one in those}]
    for each in dropped:
        assert each.units and each.numbers  # what the register does not say, excludes nobody  # noqa: PT018


@pytest.mark.parametrize("number", ["", "1", "001", "1·2-3", "\u200b\u200b\u200b\u200b", "1 2 3"])
def test_a_number_that_tells_nobody_apart_is_refused(number: str) -> None:
    """Fewer than four characters, however they are spread."""
    with pytest.raises(ValidationError):
        TypeAdapter(NumberOrTail).validate_python(number)
