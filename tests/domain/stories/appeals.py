"""An appeal under a pack whose level is first taken up or not, and suspends results meanwhile; and a pack of two."""

from dataclasses import replace

from domain.case.commands import AnyCommand, DecideAppealAcceptance
from domain.case.state import Case
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.pack.steps import AppealAcceptance, Reappraisal
from domain.pack.terms import Item, Within
from domain.terms.deadlines import TermUnit
from domain.values import Actor, Bilingual
from policies.packs.loader import parse_pack
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

ACCEPTANCE = AppealAcceptance(
    within=Within(amount=5, unit=TermUnit.working_days),
    grounds=(Item(id="late", name=Bilingual(zh="逾期", en="late")),),
)

TWO_LEVELS_NAME = "two-levels"
_TWO_LEVELS = """
extends: {pack: nujiang, edition: undated-1}
edition: two-levels-1
remove: [reappraisal]
appeals:
  - id: review
    name: 复核
    body: both
    rules: [other_handlers, no_aggravation, no_stay]
    within: {amount: 1, unit: months, from: opened}
    opens:
      - {route: request, name: 申请复核, within: {amount: 1, unit: months, from: feedback.received}}
  - id: complaint
    name: 申诉
    heard_by: above
    needs: [new_evidence]
    acceptance:
      within: {amount: 5, unit: working_days}
      grounds: [{id: known_evidence, name: 没有新证据}]
    rules: [other_handlers, no_aggravation, stays_results]
    within: {amount: 20, unit: working_days, from: complaint.accepted}
    opens:
      - {route: request, name: 提出申诉, within: {amount: 15, unit: working_days, from: review.decided}}
"""


def two_levels() -> Pack:
    """Nujiang with a review and, on new evidence, a complaint to the organ above, beside the pack as it comes."""
    pack = parse_pack(_TWO_LEVELS.encode(), "two-levels.yaml")
    return pack.model_copy(update={"pack": TWO_LEVELS_NAME})


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
