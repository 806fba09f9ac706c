"""The ledger of corrections on a case page (整改台账): each demand, by when it is owed, and where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.cases.case_file.sources import Sources
from api.http.language import told
from api.labels.due_words import DueLabel, due_label
from domain.case.decisions import DemandFact
from domain.pack.terms import Force
from projections.cases.outcome_views import CorrectionView
from projections.cases.view import OrderedView
from projections.matters.bans import CorrectionCounts


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A demand of the determination, its words where the reader may read them, and where it stands since the feedback.

    Until then nothing is owed, and there is no view.
    """

    demand: DemandFact | OrderedView
    words: str | None
    view: CorrectionView | None
    owed: bool
    label: DueLabel | None

    @property
    def ordered(self) -> bool:
        """Whether it was ordered apart from any determination."""
        return isinstance(self.demand, OrderedView)


def corrections(of: Sources) -> Iterator[CorrectionLine]:
    """Every correction that was ordered meanwhile, and every demand of the determination."""
    views = {view.demand: view for view in of.page.corrections}
    for demand in (*of.page.ordered, *of.page.demands):
        view = views.get(demand.number)
        owed = view is not None and view.state in ("open", "under_evaluation")
        label = _label(of, view) if view and owed and not of.page.history_open else None
        yield CorrectionLine(demand, demand_words(of, demand.number), view, owed, label)


def demand_words(of: Sources, number: int) -> str | None:
    """The words of a demand; the proposal carries them in the order of the numbers, an order its own."""
    ordered = next((each for each in of.page.ordered if each.number == number), None)
    if ordered is not None:
        text = of.texts.get(ordered.version)
        return text.statement if text else None
    place = number - (of.page.demands[0].number if of.page.demands else 1)
    for text in reversed(list(of.texts.values())):
        if 0 <= place < len(text.demands):
            return text.demands[place]
    return None


def corrected_words(counts: CorrectionCounts | None) -> str:
    """How an earlier case was corrected, for whoever decides a later one (R-11); nothing where nothing was demanded."""
    if counts is None:
        return ""
    parts = [told(f"整改要求{counts.owed}项未完成", f"{counts.owed} demands open")] if counts.owed else []
    parts += [told(f"{counts.corrected}项已整改", f"{counts.corrected} corrected")] if counts.corrected else []
    parts += [told(f"{counts.failed}项曾评估未通过", f"{counts.failed} once failed")] if counts.failed else []
    return "，".join(parts)


def _label(of: Sources, view: CorrectionView) -> DueLabel:
    duty = next((duty for duty in of.page.duties if duty.duty_id == view.duty_id), None)
    advisory = duty is not None and duty.force is not Force.STATUTORY
    return due_label(view.due_on, of.today, of.calendar, provisional=view.provisional, advisory=advisory)
