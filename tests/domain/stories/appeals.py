"""An appeal under a pack whose level is first taken up or not, and suspends results meanwhile."""

from dataclasses import replace

from domain.case.commands import AnyCommand, DecideAppealAcceptance
from domain.case.state import Case
from domain.organs import Organs
from domain.pack.steps import AppealAcceptance, Reappraisal
from domain.pack.terms import Item, Within
from domain.terms.deadlines import TermUnit
from domain.values import Actor, Bilingual
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

ACCEPTANCE = AppealAcceptance(
    within=Within(amount=5, unit=TermUnit.working_days),
    grounds=(Item(id="late", name=Bilingual(zh="逾期", en="late")),),
)


def under(*levels: Reappraisal, organs: Organs = cases.ORGANS) -> Given:
    """Received under a pack with these levels of appeal."""
    pack = cases.PACK.model_copy(update={"reappraisal": None, "appeals": levels})
    return cases.RECEIVED.knowing(replace(cases.CONTEXT, pack=pack, organs=organs))


def answered(ground: str | None = None, day: str = "2026-03-12", actor: Actor = cases.ORGANISATION_2) -> Deed:
    """Somebody says whether the newest appeal is taken up."""

    def body(case: Case) -> AnyCommand:
        id_ = list(case.reappraisals)[-1]
        return DecideAppealAcceptance(reappraisal=id_, accepted=ground is None, refusal_ground=ground, reasons=MARK)

    return deed(actor, body, day)


STAYED = under(
    cases.reappraising(acceptance=ACCEPTANCE, rules=("other_handlers", "no_aggravation", "stays_results"))
).given(cases.asked())
"""Asked for, and not yet taken up; the result of its subject will be suspended."""
UPHELD = STAYED.given(answered(), cases.reappraisal(), cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"))
NOT_TAKEN_UP = STAYED.given(answered("late"))
