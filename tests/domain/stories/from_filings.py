"""Cases that begin from a risk filing, or are applied for with one."""

from dataclasses import replace
from datetime import date
from uuid import uuid5

from domain.acts.filing import BeginByOrgan
from domain.context import DecisionContext, LinkedStream, Matters
from domain.pack.steps import Need, Route, RouteKind
from domain.values import Actor
from tests.domain.scenario import Deed, deed
from tests.domain.stories import cases, filings
from tests.domain.stories.cases import MARK

MATTER = uuid5(filings.FILING_ID, "matter")
FILED = LinkedStream("risk_filing", "county-a-discipline", "county-a-qingshi", filed=True)
REPLIED_NO = replace(FILED, filed=False)
BEGUN = BeginByOrgan(
    pack="nujiang",
    route="risk_filing",
    risk_filing=filings.FILING_ID,
    to_organ="county-a-organization",
    title=MARK,
    statement=MARK,
    subjects=(cases.ANN,),
    ground="s2",
    error_class="procedure_flaw",
    occurred_on=date(2025, 11, 3),
)


def from_filings(*needs: Need) -> DecisionContext:
    """What is known where a case may begin from a filing, and applications have other needs."""
    route = Route(
        route=RouteKind.RISK_FILING,
        by=("organization",),
        to="organization",
        needs=(Need.EVIDENCE,),
        first="investigation",
    )
    opens = tuple(each.model_copy(update={"needs": needs or each.needs}) for each in filings.PACK.tolerance.opens)
    track = filings.PACK.tolerance.model_copy(update={"opens": (*opens, route)})
    pack = filings.PACK.model_copy(update={"tolerance": track})
    return replace(filings.CONTEXT, pack=pack, matters=Matters(roots={MATTER: MATTER}))


NOTHING = cases.NOTHING.knowing(from_filings())


def begun(linked: LinkedStream | None = FILED, actor: Actor = cases.ORGANISATION, **changes: object) -> Deed:
    """An organ begins a case from the filing."""
    return replace(deed(actor, BEGUN.model_copy(update=changes), "2026-01-20"), linked=linked)
