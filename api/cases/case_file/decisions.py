"""The parts of a case page that committees and joint bodies make: proposals, rounds, reappraisals, results, bans."""

from collections.abc import Iterator
from itertools import groupby

from api.cases.case_file.corrections import corrected_words
from api.cases.case_file.lines import (
    DisagreementLine,
    DisagreementStage,
    ProposalLine,
    ReappraisalLine,
    RelatedCase,
    ResultLine,
    RoundLine,
    Sources,
)
from api.labels.event_facts import Fact, decision_facts, quorum_words, tally_words
from api.labels.words import DECISIONS, DISAGREEMENT_RESULTS, OUTCOMES, REAPPRAISAL_RESULTS, ROUND_RESULTS, word
from domain.case.state import DISAGREEMENT
from projections.cases.view import ClosedRoundView, OpenRoundView
from projections.matters.bans import Occurrence


def proposals(of: Sources) -> Iterator[ProposalLine]:
    """What awaits the signatures of other organs."""
    for view in of.page.proposals:
        yield ProposalLine(
            name=word(DECISIONS, view.decision.kind),
            by=of.names.organ(view.organ),
            awaited=of.names.organ_list(view.awaited),
            version=view.version,
            facts=decision_facts(view.decision, of.names),
        )


def disagreements(of: Sources) -> Iterator[DisagreementLine]:
    """What joint organs disagreed on, and how far each went (A-13)."""
    for view in of.page.disagreements:
        last = view.levels[-1]
        yield DisagreementLine(
            version=view.version,
            opened_on=view.opened_on,
            step=of.names.step(view.step),
            facts=decision_facts(view.decision, of.names),
            stages=tuple(
                DisagreementStage(
                    organ=of.names.organ(level.organ),
                    version=level.version,
                    result=word(DISAGREEMENT_RESULTS, level.result) if level.result else None,
                    settled_on=level.settled_on,
                )
                for level in view.levels
            ),
            open=last.result is None and of.page.withdrawn_on is None,
        )


def rounds(of: Sources) -> Iterator[RoundLine]:
    """The rounds of votes, the open one first, then the latest."""
    if of.page.round is not None:
        yield _open_round(of, of.page.round)
    for closed in reversed(of.page.rounds):
        yield _closed_round(of, closed)


def _open_round(of: Sources, view: OpenRoundView) -> RoundLine:
    return RoundLine(
        committee=of.names.organ(view.committee),
        opened_on=view.opened_on,
        closed_on=None,
        entitled=len(view.entitled) - len(view.recused),
        quorum=quorum_words(view.quorum),
        cast=view.cast,
        awaited="、".join(of.names.person(member) for member in view.awaited),
        recused="、".join(of.names.person(member) for member in view.recused),
        tally=None,
        tally_words=None,
        result=None,
        of_disagreement=view.step == DISAGREEMENT,
    )


def _closed_round(of: Sources, view: ClosedRoundView) -> RoundLine:
    return RoundLine(
        committee=of.names.organ(view.committee),
        opened_on=view.opened_on,
        closed_on=view.closed_on,
        entitled=view.tally.entitled,
        quorum=quorum_words(view.quorum),
        cast=view.tally.present,
        awaited="",
        recused="",
        tally=view.tally,
        tally_words=tally_words(view.tally),
        result=word(ROUND_RESULTS, view.result),
        of_disagreement=view.step == DISAGREEMENT,
    )


def reappraisals(of: Sources) -> Iterator[ReappraisalLine]:
    """Every reappraisal that was asked for."""
    for view in of.page.reappraisals:
        yield ReappraisalLine(
            view=view,
            route=of.names.route(view.route),
            subject=of.names.subject(view.subject),
            result=word(REAPPRAISAL_RESULTS, view.result) if view.result else None,
        )


def results(of: Sources) -> Iterator[ResultLine]:
    """What holds or held for each subject; the areas that one event named share a line."""
    read = [result for result in of.results if result.name is not None and result.outcome is not None]
    for _, group in groupby(read, key=lambda result: (result.subject_id, result.version, result.state)):
        results = list(group)
        first = results[0]
        yield ResultLine(
            subject=of.names.subject(first.subject_id),
            state=first.state,
            areas=tuple(
                result.name.zh + ("（适用于所在单位）" if result.protects == "unit" else "")
                for result in results
                if result.name
            ),
            outcome=word(OUTCOMES, first.outcome or ""),
            since=first.since,
            ended_on=first.ended_on,
            cite=tuple(sorted({rule for result in results for rule in result.cite})),
        )


def related(of: Sources) -> Iterator[RelatedCase]:
    """The other cases of the matter: what was tolerated in it is what bars a second tolerance."""
    occurrences: tuple[Occurrence, ...] = of.matter.occurrences if of.matter else ()
    for occurrence in occurrences:
        if occurrence.case_id != of.page.case_id:
            yield RelatedCase(
                case_id=occurrence.case_id,
                number=occurrence.case_number or str(occurrence.case_id)[:8],
                occurred_on=occurrence.occurred_on,
                tolerated=occurrence.tolerated,
                bars_this=of.page.barred_by is not None and of.page.barred_by.earlier_case == occurrence.case_id,
                corrected=corrected_words(occurrence.corrections),
            )


def exception(of: Sources) -> Fact | None:
    """The special cause that was found for the recurrence."""
    view = of.page.exception
    return Fact(view.on.isoformat(), of.names.exception(view.cause), href=f"#e{view.version}") if view else None
