"""The ledger of corrections on a case page (整改台账): each demand, whose it is, by when, and where it stands."""

from collections.abc import Iterator, Mapping

from api.cases.case_file.lines import CorrectionLine, Sources, Texts
from api.labels.due_words import due_label
from api.labels.event_facts import Fact
from api.labels.words import CORRECTION_STATES, word
from domain.case.decisions import DemandFact
from domain.pack.terms import Force
from projections.cases.outcome_views import CorrectionView
from projections.matters.bans import CorrectionCounts

_OWED = ("open", "under_evaluation")


def corrections(of: Sources) -> Iterator[CorrectionLine]:
    """Every demand of the determination; until the feedback nothing is owed yet."""
    views: Mapping[int, CorrectionView] = {view.demand: view for view in of.page.corrections}
    for demand in of.page.demands:
        view = views.get(demand.number)
        yield _line(of, demand, view) if view else _demanded(of, demand)


def demand_words(texts: Texts, number: int) -> str | None:
    """The words of a demand; the proposal carries them in the order of the numbers."""
    for text in reversed(list(texts.values())):
        if 1 <= number <= len(text.demands):
            return text.demands[number - 1]
    return None


def corrected_words(counts: CorrectionCounts | None) -> str:
    """How an earlier case was corrected, for whoever decides a later one (R-11); nothing where nothing was demanded."""
    if counts is None:
        return ""
    parts = [f"整改要求{counts.owed}项未完成"] if counts.owed else []
    parts += [f"{counts.corrected}项已整改"] if counts.corrected else []
    parts += [f"{counts.failed}项曾评估未通过"] if counts.failed else []
    return "，".join(parts)


def _demanded(of: Sources, demand: DemandFact) -> CorrectionLine:
    return CorrectionLine(
        number=demand.number,
        words=demand_words(of.texts, demand.number),
        who=of.names.subject(demand.subject),
        by="",
        duty_id=None,
        due_on=demand.due_on,
        provisional=False,
        label=None,
        state=word(CORRECTION_STATES, "demanded"),
        owed=False,
        times="",
        evaluated=None,
        unevaluated=_unevaluated(of),
        measures=(),
    )


def _line(of: Sources, demand: DemandFact, view: CorrectionView) -> CorrectionLine:
    owed = view.state in _OWED
    duty = next((duty for duty in of.page.duties if duty.duty_id == view.duty_id), None)
    advisory = duty is not None and duty.force is not Force.STATUTORY
    running = owed and not of.page.history_open
    label = due_label(view.due_on, of.today, of.calendar, provisional=view.provisional, advisory=advisory)
    return CorrectionLine(
        number=view.demand,
        words=demand_words(of.texts, view.demand),
        who=of.names.subject(demand.subject),
        by=of.names.organ(view.responsible) if owed else "",
        duty_id=view.duty_id,
        due_on=view.due_on,
        provisional=view.provisional,
        label=label if running else None,
        state=word(CORRECTION_STATES, view.state),
        owed=owed,
        times=f"第{view.round}次" + (f"，{view.failed}次评估未通过" if view.failed else ""),
        evaluated=_evaluated(view),
        unevaluated=_unevaluated(of),
        measures=tuple(
            Fact(
                taken.on.isoformat(),
                of.names.correction_measure(taken.measure) + ("（拒不整改）" if taken.refused else ""),
                href=f"#e{taken.version}",
            )
            for taken in view.measures
        ),
    )


def _unevaluated(of: Sources) -> str:
    """What stands in place of an evaluation: not yet, or the procedure has none."""
    rule = of.pack.correction
    return "尚未评估" if rule and rule.evaluated_by else "本程序不作评估"


def _evaluated(view: CorrectionView) -> Fact | None:
    if view.evaluated_on is None:
        return None
    said = "通过" if view.state == "passed" else "未通过"
    return Fact(view.evaluated_on.isoformat(), said, href=f"#e{view.evaluated_version}")
