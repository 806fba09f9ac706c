"""Deeds on corrections: evaluated, done again, urged; a day set by the decision; visits that are repeated."""

from dataclasses import replace
from datetime import date

from domain.acts.determination import CorrectionDemand
from domain.case.commands import AnyCommand, CompleteDuty, EscalateCorrection, EvaluateCorrection
from domain.case.state import Case
from domain.context import DecisionContext
from domain.pack.pack import Pack
from domain.pack.results import Correction, DutyRule, Outcome, Repeats
from domain.pack.terms import Extension, Force, Item, Within
from domain.terms.deadlines import Term, TermUnit
from domain.values import Actor, Bilingual
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases, clocks
from tests.domain.stories.cases import MARK

TOLERATED = (Outcome.EXEMPT, Outcome.REDUCED, Outcome.LIGHTER)
WITHIN = Within(amount=10, unit=TermUnit.working_days, cite=("ZS-35",))


def item(id_: str) -> Item:
    """An entry of a list."""
    return Item(id=id_, name=Bilingual(zh=f"措施{id_}", en=id_))


def rule(duty: str, outcomes: tuple[Outcome, ...] = TOLERATED, by: str = "discipline", **more: object) -> DutyRule:
    """A duty per subject that a pack names."""
    name = {"zh": f"职责{duty}", "en": duty.replace("_", " ")}
    return DutyRule.model_validate(
        {"duty": duty, "name": name, "by": by, "per": "subject", "outcomes": outcomes, **more}
    )


def extensible(amount: int, by: str = "committee") -> Within:
    """A term in working days that may get five days longer."""
    return Within(amount=amount, unit=TermUnit.working_days, extension=Extension(at_most=5, by=by))


CORRECTION = Correction(
    evaluated_by="organization",
    within=WITHIN,
    again=Within(amount=20, unit=TermUnit.working_days, cite=("ZS-35",)),
    supervised_by="discipline",
    measures=(item("criticism"), item("admonition")),
    referral=rule("refused_correction", within=WITHIN, cite=("BT-22",)),
    cite=("ZS-35", "BT-21", "BT-22"),
)
RESTORING = (
    rule("restoration", by="organization", within=WITHIN, cite=("ZS-45",)),
    rule("past_uses", (Outcome.NOT_TOLERATED,), "organization", cite=("A-21",)),
)
VISITS = rule(
    "visit",
    by="organization",
    within=Within(amount=1, unit=TermUnit.months, force=Force.ADVISORY),
    repeats=Repeats(every=Term(amount=6, unit=TermUnit.months), times=3, cite=("NS-20",)),
)


def context(correction: Correction | None = CORRECTION, *duties: DutyRule) -> DecisionContext:
    """What is known under the Nujiang pack with corrections, and more duties."""
    again = cases.reappraising(duties=RESTORING)
    update = {"correction": correction, "reappraisal": again, "duties": (*cases.PACK.duties, *duties)}
    pack = Pack.model_validate(cases.PACK.model_copy(update=update).model_dump(by_alias=True))
    return replace(cases.CONTEXT, pack=pack)


CONTEXT = context()
SERVED = cases.SERVED.knowing(CONTEXT)
"""The feedback of 13 February opened a correction, due promptly: on 5 March."""


def served_with(*demands: date | None, context: DecisionContext = CONTEXT) -> Given:
    """As far as the feedback, with a demand for each day set, or for none."""
    told = tuple(CorrectionDemand(subject=cases.ANN, demand=MARK, due_on=due_on) for due_on in demands)
    proposed = deed(cases.ORGANISATION, cases.determination(demands=told), "2026-02-11")
    given = cases.INVESTIGATED.knowing(context).given(
        proposed, cases.signs(cases.DISCIPLINE, "2026-02-11", "determination")
    )
    return given.given(*cases.voted()).given(cases.served())


def corrected(day: str) -> Deed:
    """The unit has put the newest demand right and reports back."""

    def body(case: Case) -> AnyCommand:
        return CompleteDuty(duty=clocks.newest(case, "correction"), evidence=(cases.document(),), remarks=MARK)

    return deed(cases.CONTACT, body, day)


def evaluated(
    day: str, *, passed: bool, actor: Actor = cases.ORGANISATION, duty: str = "correction_evaluation"
) -> Deed:
    """The evaluating organ finds the newest correction enough, or not."""

    def body(case: Case) -> AnyCommand:
        return EvaluateCorrection(
            duty=clocks.newest(case, duty), passed=passed, reasons=MARK, evidence=(cases.document("评估"),)
        )

    return deed(actor, body, day)


def escalated(
    day: str,
    measure: str = "criticism",
    *,
    refused: bool = False,
    actor: Actor = cases.DISCIPLINE,
    duty: str = "correction",
) -> Deed:
    """The supervising organ takes a measure."""

    def body(case: Case) -> AnyCommand:
        id_ = clocks.newest(case, duty)
        return EscalateCorrection(
            duty=id_, measure=measure, refused=refused, reasons=MARK, document=cases.document("督促")
        )

    return deed(actor, body, day)
