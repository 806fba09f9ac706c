"""What the timeline says of results in use: whom an area protects, who takes note, and who is not there to."""

from datetime import date
from uuid import UUID

from api.labels.event_facts import EventNaming, facts_of, referred_words
from api.labels.naming import Names
from deploy.demo.sample_cases import sample_organs
from domain.acts.results import AreaFact, ConsumerFact
from domain.case import events
from domain.pack.results import Outcome
from domain.values import Bilingual
from tests.domain.stories.results_used import PACK

NAMES = Names(sample_organs(), PACK)
AREAS = tuple(
    AreaFact(id=area.id, name=area.name, cite=area.cite, protects=area.protects)
    for area in PACK.results.areas
    if area.id in {"awards", "unit_assessment"}
)
RESULT = {"容错对象": "未登记", "结论": "免责"}
"""What is said of every result."""


def test_a_result_says_whom_it_protects_and_who_takes_note() -> None:
    """What protects the unit stands apart (ZS-06); a role that nobody plays is said to be missing."""
    applied = events.ResultsApplied(
        on=date(2026, 3, 2),
        subject=UUID(int=1),
        outcome=Outcome.EXEMPT,
        areas=AREAS,
        consumers=(
            ConsumerFact(role="discipline", organ="county-a-discipline", areas=("awards",)),
            ConsumerFact(role="related", organ=None, areas=("awards",)),
        ),
    )
    facts = {fact.label: fact.text for fact in facts_of(applied, EventNaming(NAMES), ())}

    assert facts == {
        **RESULT,
        "适用": "评优表彰不受影响",
        "适用于所在单位": "单位考核一般不扣分",
        "须知悉": NAMES.organ("county-a-discipline"),
        "本地没有的机关": "相关部门",
    }


def test_a_result_of_an_earlier_release_says_no_more_than_it_did() -> None:
    """Without users of results there is nothing but the areas."""
    area = AreaFact(id="awards", name=Bilingual(zh="评优", en="awards"), cite=())
    applied = events.ResultsApplied(on=date(2026, 3, 2), subject=UUID(int=1), outcome=Outcome.EXEMPT, areas=(area,))

    facts = {fact.label: fact.text for fact in facts_of(applied, EventNaming(NAMES), ())}

    assert facts == {**RESULT, "适用": "评优"}


def test_a_referral_names_everybody_it_goes_to() -> None:
    """An organ, justice, or both."""
    discipline = NAMES.organ("county-a-discipline")

    assert referred_words("county-a-discipline", NAMES, to_justice=True) == f"{discipline}、司法机关"
    assert referred_words(None, NAMES, to_justice=True) == "司法机关"
