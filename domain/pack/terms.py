"""What every part of a procedure pack is made of: where a value comes from, how firm it is, and the terms."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from domain.terms.deadlines import Term, TermUnit
from domain.values import Bilingual, Code, Frozen, Whole


class Standing(StrEnum):
    """How firm a value is: enacted, only proposed by its source, taken over from another place, or our own default."""

    IN_FORCE = "in_force"
    PROPOSED = "proposed"
    INHERITED = "inherited"
    DEFAULT = "default"


def chinese_alone(value: object) -> object:
    """What was written in Chinese alone, told in both languages: its Chinese stands where English is asked for."""
    match value:
        case str():
            return {"zh": value, "en": value}
        case {"zh": str(zh), **others} if "en" not in others:
            return {**others, "zh": zh, "en": zh}
        case _:
            return value


Wording = Annotated[Bilingual, BeforeValidator(chinese_alone, json_schema_input_type=Bilingual | str)]
"""A name or sentence of a pack: in both languages, or in Chinese alone."""


ArticleId = Annotated[str, StringConstraints(pattern=r"^[^\s～]{1,40}$")]
"""What an article is cited by: `NJ-12`, `LX-1`, `第六条`."""


class Sourced(Frozen):
    """A value with the rules it comes from (rule ids or articles) and its standing; none means the pack's own."""

    cite: tuple[str, ...] = ()
    standing: Standing | None = None


class Article(Frozen):
    """An article of the text that a pack is made of (条文): a short title of one's own, no sentence of the text.

    `cite` names it by its id. Its standing is that of the values which cite it and say none.
    """

    id: ArticleId
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    article: str | None = Field(default=None, min_length=1, max_length=100, description="第几条")
    standing: Standing | None = None
    source: str | None = Field(default=None, min_length=1, max_length=400, description="出自哪个文件")


class Force(StrEnum):
    """What a passed term is: a breach (statutory), a mere reminder (advisory), or a chance gone to speak (window)."""

    STATUTORY = "statutory"
    ADVISORY = "advisory"
    WINDOW = "window"


Moment = Annotated[str, StringConstraints(pattern=r"^(opened|[a-z0-9][a-z0-9_\-]*\.[a-z_]+)$")]
"""When a term begins: `opened`, or `<step>.<what happened>`, the step `application` standing for the filing."""


Unlimited = Literal["unlimited"]
"""What a text sets no limit to; it is said, so that nobody forgets a limit in silence."""


def _is_once(times: int | str) -> bool:
    return times == 1


class Extension(Sourced):
    """延长: a running term may be made longer when this role approves, each time for reasons of its own (A-28).

    Attributes:
        at_most: By how much each time, in the term's own unit.
        times: How often; once, unless the text says otherwise.
    """

    at_most: Annotated[Whole, Field(ge=1, le=3650)] | Unlimited
    times: Annotated[Whole, Field(ge=1, le=100)] | Unlimited = Field(default=1, exclude_if=_is_once)
    by: Code


class Length(Sourced):
    """How long something lasts: amount and unit."""

    amount: Whole = Field(ge=0, le=3650)
    unit: TermUnit

    @model_validator(mode="after")
    def _amount_fits_unit(self) -> Self:
        Term(amount=self.amount, unit=self.unit)
        return self

    @property
    def term(self) -> Term:
        """Amount and unit alone."""
        return Term(amount=self.amount, unit=self.unit)


class Within(Length):
    """A time limit (期限): amount and unit, and the moment it runs from, `opened` being the step's own start."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    runs_from: Moment = Field(default="opened", alias="from")
    force: Force = Force.STATUTORY
    met_by: Code | None = None
    extension: Extension | None = None


class Item(Sourced):
    """An entry of a list: a condition, a factor, an area."""

    id: Code
    name: Wording


class LadderRung(Frozen):
    """One rung: so many working days after the due date, and to whom."""

    level: Whole = Field(ge=1, le=100)
    name: Wording
    after_due: Whole = Field(ge=0, le=3650, description="working days")
    to: Code


class Ladder(Sourced):
    """The escalation ladder (提醒、催办、督办、上报)."""

    remind_before: tuple[Annotated[Whole, Field(ge=1, le=3650)], ...] = ()
    rungs: tuple[LadderRung, ...] = ()
