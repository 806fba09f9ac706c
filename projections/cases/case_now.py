"""A case page as the comparison of two editions sees it (`domain.transition`): the same as the case's fold gives."""

from datetime import date

from domain.terms.events import TermRule
from domain.transition.comparison import CaseNow
from domain.transition.terms import TermNow
from projections.cases.duties import DutyView
from projections.cases.joint_acts import disagreement_open
from projections.cases.view import CasePage
from projections.projector.table import made_of


def case_now(page: CasePage, today: date) -> CaseNow:
    """What another edition can touch of a case."""
    opinions = [view.opinion for view in page.subjects if view.opinion]
    return CaseNow(
        ground=page.ground,
        error_class=page.error_class,
        open_steps={view.step: view.kind for view in page.steps if view.state == "open"},
        outcomes=frozenset(opinion.outcome.value for opinion in opinions),
        liabilities=frozenset(each for opinion in opinions for each in opinion.liabilities),
        measures=frozenset(each for opinion in opinions for each in opinion.measures),
        findings=frozenset((view.finding.of, view.finding.item) for view in page.findings),
        routes=frozenset((view.level, view.route) for view in page.reappraisals if view.decided_on is None),
        appeal_open=any(
            view.appeal_until and (view.appeal_provisional or today <= view.appeal_until) for view in page.subjects
        ),
        shelved=page.shelved_on is not None,
        pending=bool(page.proposals) or page.round is not None or disagreement_open(page),
        terms=tuple(_term_now(page, duty) for duty in page.duties if duty.state == "open"),
    )


def _term_now(page: CasePage, duty: DutyView) -> TermNow:
    return TermNow(
        duty=duty.duty,
        step=duty.step,
        of_reappraisal=duty.reappraisal is not None,
        rule=made_of(TermRule, duty, edition=page.edition),
        extended_by=duty.extended_by,
        paused=duty.paused_because is not None,
        running=duty.running,
    )
