"""A case from paper as whoever has it in their hands enters it (补录)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from domain.acts.determination import Opinion
from domain.acts.on_paper.paper_case import EnterPaperCase, PaperConclusion
from domain.context import Matters, Slot, ban_key
from domain.pack.results import Outcome
from tests.domain.scenario import Deed, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import ANN, EARLIER_CASE, EARLIER_MATTER, EARLIER_OCCURRENCE, MARK, NOTHING

TODAY = "2026-03-02"
TOLERATED = (Opinion(subject=ANN, outcome=Outcome.EXEMPT, liabilities=("accountability",)),)
BARRED = NOTHING.knowing(
    replace(
        cases.CONTEXT,
        matters=Matters(
            roots={EARLIER_MATTER: EARLIER_MATTER},
            slots=(Slot(ban_key(EARLIER_MATTER, "procedure_flaw"), EARLIER_OCCURRENCE, EARLIER_CASE),),
        ),
    )
)


def conclusion(**changes: object) -> PaperConclusion:
    """How the paper ends it: tolerated in April 2021, with changes."""
    told = {"ending": "decided", "on": date(2021, 4, 20), "opinions": TOLERATED, "served_on": date(2021, 4, 23)}
    return PaperConclusion.model_validate({**told, **changes})


def entered(**changes: object) -> Deed:
    """The counter enters the case, with changes."""
    body: Mapping[str, object] = {
        "pack": "nujiang",
        "to_organ": "county-a-organization",
        "number": "甲容〔2021〕3号",
        "received_on": date(2021, 3, 2),
        "title": MARK,
        "statement": MARK,
        "subjects": (ANN,),
        "ground": "s2",
        "error_class": "procedure_flaw",
        "occurred_on": date(2020, 9, 10),
        "conclusion": conclusion(),
    }
    return deed(cases.ORGANISATION, EnterPaperCase.model_validate({**body, **changes}), TODAY)
