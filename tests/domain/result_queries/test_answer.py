"""What a query of results is answered for a purpose, and what it may be made for."""

from datetime import date

import pytest

from domain.acts.results import AreaFact
from domain.faults import Fault
from domain.pack.names import faults_of_names
from domain.pack.pack import Pack
from domain.pack.results import Inquiry, Outcome, Purpose
from domain.result_queries.answer import Answer, AnswerKind, Influence, ResultInForceTold, in_force
from domain.result_queries.purposes import OURS, purposes_in
from domain.values import Bilingual
from policies.packs.loader import bundled_pack, bundled_packs

NAME = Bilingual(zh="示例", en="example")


def result(*areas: str, protects: str = "subject") -> ResultInForceTold:
    """A result in some areas."""
    facts = tuple(
        AreaFact.model_validate({"id": each, "name": NAME, "cite": (), "protects": protects}) for each in areas
    )
    return ResultInForceTold(outcome=Outcome.EXEMPT, since=date(2026, 3, 2), number="甲组容〔2026〕1号", areas=facts)


def purpose(*areas: str) -> Purpose:
    """A purpose that some areas speak of."""
    return Purpose(id="p", name=NAME, areas=areas)


@pytest.mark.parametrize(
    ("results", "asked", "influence"),
    [
        ([result("awards", "promotion")], purpose("promotion", "selection"), Influence.BARRED),
        ([result("awards"), result("promotion")], purpose("promotion"), Influence.BARRED),
        ([result("awards")], purpose("promotion"), Influence.NOT_NAMED),
        ([result("awards")], purpose(), Influence.NOT_NAMED),
        ([result("awards", protects="unit")], purpose("awards"), Influence.NOT_NAMED),  # of the unit, not of the person
    ],
)
def test_whether_it_may_bear_on_the_purpose(
    results: list[ResultInForceTold], asked: Purpose, influence: Influence
) -> None:
    """As the areas in force say."""
    assert in_force(results, asked).influence is influence


def test_remarks_change_no_answer() -> None:
    """Somebody who retired has the same result; another outcome is another answer."""
    told = in_force([result("awards")], purpose("awards"))
    retired = told.model_copy(update={"remarks": ("retired",)})
    none = Answer(kind=AnswerKind.NONE)

    assert told.still(retired)
    assert not told.still(in_force([result("awards", "promotion")], purpose("awards")))
    assert not told.still(none)


@pytest.mark.parametrize("pack", list(bundled_packs()), ids=lambda pack: pack.pack)
def test_ours_speak_of_the_areas_that_procedures_name(pack: Pack) -> None:
    """Each area that protects a person is one of a purpose of ours, so that no bundled procedure is passed over."""
    named = {area for each in OURS for area in each.areas}
    assert {area.id for area in pack.results.areas if area.protects == "subject"} <= named
    assert purposes_in([pack]) == OURS


def test_a_procedure_says_what_may_be_asked_for() -> None:
    """Its purposes take the place of ours; an area that it does not have is a fault of the pack."""
    pack = bundled_pack("nujiang")
    said = Inquiry(of=("results",), purposes=(purpose("awards"),))
    wrong = Inquiry(of=("results",), purposes=(purpose("nonsense"),))

    def faults(inquiry: Inquiry) -> list[Fault]:
        return list(faults_of_names(pack.model_copy(update={"inquiry": inquiry})))

    assert purposes_in([pack.model_copy(update={"inquiry": said})]) == said.purposes
    assert faults(said) == []
    assert [fault.at[:2] for fault in faults(wrong)] == [("inquiry", "purposes")]
