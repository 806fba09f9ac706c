"""Editions that a running case may be moved to, and the deeds that choose between them."""

from dataclasses import replace

from domain.case.commands import ChooseTransition
from domain.pack.assessment import Criterion
from domain.pack.pack import Pack
from domain.pack.results import Ban, Outcome
from domain.pack.steps import Step
from domain.pack.terms import Force, Ladder, Within
from domain.terms.deadlines import TermUnit
from domain.values import Actor, Bilingual
from policies.packs.loader import pack_sha256
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases, clocks


def edition(base: Pack = cases.PACK, **changes: object) -> Pack:
    """A later edition of the story's pack."""
    return base.model_copy(update={"edition": "later", **changes})


def with_step(name: str, base: Pack = cases.PACK, **changes: object) -> Pack:
    """A later edition with one step changed; None takes the step away."""
    steps: dict[str, Step] = dict(base.tolerance.steps)
    steps[name] = steps[name].model_copy(update=changes)
    return edition(base, tolerance=base.tolerance.model_copy(update={"steps": steps}))


def with_term(step: str, amount: int, base: Pack = cases.PACK, **changes: object) -> Pack:
    """A later edition with another length for a step."""
    within = base.step(step).within
    assert within is not None
    return with_step(step, base, within=within.model_copy(update={"amount": amount, **changes}))


def facing(given: Given, new: Pack | None) -> Given:
    """The same history, while an edition is named that was published."""
    return given.knowing(replace(given.context, other_pack=new))


def chooses(new: Pack, choice: str, day: str, actor: Actor = cases.ORGANISATION) -> Deed:
    """Somebody chooses under which edition the case goes on."""
    body = {
        "pack_sha256": pack_sha256(new),
        "choice": choice,
        "ground": cases.MARK,
        "document": cases.document("过渡适用"),
    }
    return deed(actor, ChooseTransition.model_validate(body), day)


def moved(given: Given, new: Pack, day: str, choice: str = "new") -> Given:
    """The case goes on under another edition, and later acts are decided by it."""
    after = facing(given, new).given(chooses(new, choice, day))
    return after.knowing(replace(given.context, pack=new, pack_sha256=pack_sha256(new)))


LONGER = with_term("acceptance", 20)
"""Acceptance within twenty working days: the application of 20 January is due on 24 February, not on the 10th."""
SHORTER = with_term("acceptance", 10)
"""Within ten: on 3 February."""
KINDER = edition(ban=Ban.model_validate({**cases.PACK.ban.model_dump(), "bars": ["exempt"]}))
"""The ban bars less."""
STRICTER = edition(
    assessment=cases.PACK.assessment.model_copy(
        update={
            "effect": "discretionary",
            "criteria": (
                *cases.PACK.assessment.criteria,
                Criterion(id="no_gain", name=Bilingual(zh="未谋利", en="no gain")),
            ),
        }
    ),
    outcomes=(Outcome.EXEMPT, Outcome.NOT_TOLERATED),
)
STEEPER = edition(ladder=Ladder.model_validate({**cases.PACK.ladder.model_dump(), "remind_before": [5, 3]}))
"""One more reminder."""
UNTERMED = with_step("acceptance", within=None)
"""No term for acceptance at all."""
CALENDAR_DAYS = with_term("investigation", 60, unit=TermUnit.calendar_days, force=Force.STATUTORY)
SHORT_SUPPLEMENT = with_step(
    "acceptance",
    supplement=cases.PACK.step("acceptance").supplement.model_copy(  # type: ignore[union-attr]  # Nujiang has one
        update={"within": Within(amount=5, unit=TermUnit.working_days, force=Force.WINDOW)}
    ),
)
SHELVED = cases.NOTHING.knowing(clocks.SHELVING_CONTEXT).given(
    cases.filed(), *cases.accepted(), clocks.shelved("2026-02-11")
)
