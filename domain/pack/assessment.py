"""What a case is assessed by: lists, grounds, criteria, factors, and the lists that a text names and does not give."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from domain.pack.results import Outcome
from domain.pack.terms import Item, Length, Sourced, Wording
from domain.values import Bilingual, Code, Flag, Frozen, Whole, WrittenDate, is_empty

FREE_TEXT = "free_text"
"""What stands for an entry of a list that its source names and does not give (A-33)."""


IN_FREE_TEXT: Mapping[str, Bilingual] = MappingProxyType(
    {
        "criterion": Bilingual(zh="标准（清单未公开，综合研判）", en="criteria, weighed as a whole"),
        "ground": Bilingual(zh="自述情形（清单未公开）", en="the situation in the applicant's words"),
        "factor": Bilingual(zh="综合因素（清单未公开，综合研判）", en="factors, weighed as a whole"),
        "negative": Bilingual(zh="负面清单（未公开，综合研判）", en="what must not be tolerated, as a whole"),
    }
)
"""What such an entry is called, by what a finding on it is of."""


class ReviewBy(Length):
    """How long after it took effect a list must be looked at again (ZS-40, R-01)."""

    amount: Whole = Field(ge=1, le=3650)


class ItemList(Item):
    """A list that somebody issues (清单): for which layer, which edition, since when, and who keeps it up to date."""

    layer: Code = Field(description="province, city, county, sector")
    edition: Code
    effective_from: WrittenDate | None = None
    review_by: ReviewBy | None = None
    owner: Code = Field(description="the role that keeps it up to date")
    source: str


RESULTS = ("met", "not_met", "excepted")
"""What is found of an item that has no grades."""


class Grade(Item):
    """等次: one of the values by which an item is found; `bars` are the outcomes that it does not admit."""

    bars: tuple[Outcome, ...] = ()


class Graded(Item):
    """An item that is found met or not met, or by one of `grades`, where the text tells more than two apart."""

    grades: tuple[Grade, ...] = Field(default=(), exclude_if=is_empty)

    def grade(self, grade_id: str | None) -> Grade | None:
        """The grade of that id, if the item has it."""
        return next((grade for grade in self.grades if grade.id == grade_id), None)


class ListedItem(Item):
    """An entry that may name the list it was issued in."""

    list: Code | None = None


class Ground(ListedItem):
    """A situation that may be tolerated (应纳入容错的情形), with its own sub-conditions."""

    conditions: tuple[Graded, ...] = ()
    scope: tuple[Code, ...] = Field(
        default=(), exclude_if=is_empty, description="the classes of the scope that it is for; none told: all"
    )
    fallback: Flag = Field(default=False, description="兜底情形: what no other ground of the list covers")


class CriterionException(Sourced):
    """When a criterion need not be met, and what must be done in its place (例外适用, R-03)."""

    when: Item
    instead: Item


class Criterion(ListedItem, Graded):
    """A test (政策界限、原则); a finding on its wrong side blocks tolerance where `blocking`, a grade what it bars."""

    blocking: Flag = True
    exception: CriterionException | None = None


class NegativeItem(ListedItem):
    """A situation that must not be tolerated (负面清单, ZS-03)."""


class UnavailableList(Sourced):
    """A list that the source names and does not give: its entries are never invented (A-33)."""

    reason: Wording
    items: Whole | None = Field(default=None, ge=1, le=10_000, description="how many entries it is said to have")


class Unavailable(Frozen):
    """Which lists of the assessment are not known (BT-G1)."""

    grounds: UnavailableList | None = None
    criteria: UnavailableList | None = None
    factors: UnavailableList | None = None
    negative: UnavailableList | None = None

    def stand_ins(self, of: str) -> tuple[Item, ...]:
        """The one item that a finding of a sort is made on where its list is not known; none where it is."""
        lists = {"criterion": self.criteria, "ground": self.grounds, "factor": self.factors, "negative": self.negative}
        unknown = lists[of]
        if unknown is None:
            return ()
        return (Item(id=FREE_TEXT, name=IN_FREE_TEXT[of], cite=unknown.cite or ("A-33",), standing=unknown.standing),)


class Assessment(Sourced):
    """What is assessed: `effect` says whether tolerance is owed or may be given (A-32)."""

    effect: Literal["obligatory", "discretionary"] = "discretionary"
    grounds: tuple[Ground, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    factors: tuple[Graded, ...] = ()
    negative: tuple[NegativeItem, ...] = ()
    unavailable: Unavailable = Unavailable()
    lists: tuple[ItemList, ...] = ()

    @property
    def in_own_words(self) -> bool:
        """Whether the ground of a case is told in words, because no situation is listed (A-33, A-56)."""
        return not self.grounds

    def ground(self, ground_id: str) -> Ground | None:
        """The ground of that id, if the pack has it."""
        return next((ground for ground in self.grounds if ground.id == ground_id), None)

    def examined(self, ground_id: str) -> Mapping[str, tuple[Item, ...]]:
        """Everything that needs a finding in a case with that ground, by what the finding is of."""
        ground = self.ground(ground_id)
        return {
            "criterion": self.criteria or self.unavailable.stand_ins("criterion"),
            "condition": ground.conditions if ground else (),
            "ground": self.unavailable.stand_ins("ground"),
            "negative": self.negative or self.unavailable.stand_ins("negative"),
            "factor": self.factors or self.unavailable.stand_ins("factor"),
        }
