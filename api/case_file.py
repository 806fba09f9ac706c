"""What the page of a case says (案卷), put in words: one value the template only lays out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from api.case_shapes import (
    CaseFile,
    DutyLine,
    FindingGroup,
    FindingLine,
    ProposalLine,
    ReappraisalLine,
    RelatedCase,
    ResultLine,
    RoundLine,
    SubjectLine,
)
from api.due_words import due_label, term_words
from api.event_facts import Fact, decision_facts, document, quorum_words, tally_words
from api.naming import Names
from api.stage_bar import stage_bar
from api.words import (
    DECISIONS,
    DEFENCE_MODES,
    DUTY_STATES,
    ENDORSEMENTS,
    FACTOR_RESULTS,
    FINDING_KINDS,
    FINDING_RESULTS,
    FORCES,
    OUTCOMES,
    REAPPRAISAL_RESULTS,
    ROUND_RESULTS,
    STANDING_NOTES,
    STANDINGS,
    SUBJECT_KINDS,
    word,
)
from domain.calendar import Calendar
from domain.pack import Force, Item, Pack, Standing
from domain.values import FreeText
from projections.bans import Matter, Occurrence
from projections.case_view import CasePage, ClosedRoundView, OpenRoundView, ProposalView, SubjectView
from projections.duties import DutyView
from projections.result_application import Result

Texts = Mapping[int, FreeText]
"""What people wrote, by the version of the event; only what the reader may see."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What the page is made of; `texts` holds only what the reader may see."""

    page: CasePage
    title: str | None
    names: Names
    pack: Pack
    calendar: Calendar
    today: date
    texts: Texts
    results: Sequence[Result] = ()
    matter: Matter | None = None


def case_file(of: Sources) -> CaseFile:
    """Put a case in words."""
    of = replace(of, names=replace(of.names, pack=of.pack))
    page, masked = of.page, replace(of.names, unmasked=False)
    opening = of.texts.get(1)
    duties = [_duty(of, duty) for duty in sorted(page.duties, key=lambda duty: duty.due_on)]
    running = [line for line in duties if not line.settled]
    following = running[0] if running and not page.history_open else None
    return CaseFile(
        page=page,
        title=of.title,
        place=masked.place(page.jurisdiction),
        stage=of.names.step(page.stage),
        subjects_in_brief=in_brief([masked.subject(view.facts.subject_id) for view in page.subjects]),
        next_label=following.label if following else None,
        next_provisional=following.provisional if following else False,
        next_duty=following,
        bar=stage_bar(page, of.pack, of.calendar, of.today),
        pack_standing=word(STANDINGS, of.pack.standing),
        pack_source=of.pack.source,
        about=tuple(_about(of)),
        documents=tuple(_documents(of)),
        statement=opening.statement if opening else None,
        open_duties=tuple(running),
        settled_duties=tuple(line for line in duties if line.settled),
        subjects=tuple(_subject(of, view) for view in page.subjects),
        findings=tuple(_findings(of)),
        proposals=tuple(_proposal(of, view) for view in page.proposals),
        rounds=tuple(_rounds(of)),
        reappraisals=tuple(_reappraisals(of)),
        results=tuple(_result(of, result) for result in of.results),
        related=tuple(_related(of)),
        exception=_exception(of),
    )


def in_brief(names: Sequence[str]) -> str:
    """Several subjects in a few words: the first two, and how many there are."""
    shown = "、".join(names[:2])
    return f"{shown}等{len(names)}个" if len(names) > 2 else shown  # noqa: PLR2004 - the first two


def _about(of: Sources) -> Iterator[Fact]:
    page, names = of.page, of.names
    yield Fact("受理机关", names.organ(page.to_organ))
    yield Fact("申请人", names.subject(page.applicant))
    yield Fact("启动方式", names.route(page.route).zh)
    yield Fact("收件日期", page.opened_on.isoformat())
    yield Fact("事发日期", page.occurred_on.isoformat())
    yield Fact("情形", names.ground(page.ground))
    yield Fact("失误类型", names.error_class(page.error_class))
    yield Fact("签字背书", _endorsement(of))
    if page.after_accountability is not None:
        yield Fact("事前问责", page.after_accountability)
    yield Fact("适用程序", f"{of.pack.name.zh}（版本 {page.edition}）", title=f"SHA-256 {page.pack_sha256}")
    yield Fact("事项登记号", str(page.matter_id)[:8], title=str(page.matter_id))


def _endorsement(of: Sources) -> str:
    fact = of.page.endorsement
    said = word(ENDORSEMENTS, fact.kind).zh
    if fact.signatory is None:
        return said
    position = of.names.organs.position(fact.signatory)
    by = f"{of.names.organ(position.organ)} {position.title.zh}" if position else fact.signatory
    return f"{said}：{by}" + (f"，{fact.signed_on.isoformat()}" if fact.signed_on else "")


def _documents(of: Sources) -> Iterator[Fact]:
    page = of.page
    opening = of.texts.get(1)
    titles = opening.document_titles if opening else ()
    for number, digest in enumerate(page.evidence):
        yield document("申请材料", digest, titles[number] if number < len(titles) else None)
    if page.endorsement.document is not None:
        yield document("背书页", page.endorsement.document)
    if page.report is not None:
        yield document("调查核实报告", page.report)
    if page.notice is not None:
        yield document("书面反馈", page.notice)


def _duty(of: Sources, duty: DutyView) -> DutyLine:
    running = duty.state == "open" and not of.page.history_open
    return DutyLine(
        name=duty.name,
        about=of.names.subject(duty.subject) if duty.subject else None,
        demand=_demand(of, duty),
        who=of.names.organ(duty.responsible),
        due_on=duty.due_on,
        provisional=duty.provisional,
        label=due_label(duty.due_on, of.today, of.calendar, provisional=duty.provisional) if running else None,
        term=term_words(duty.amount, duty.unit),
        cite=duty.cite,
        standing=word(STANDINGS, duty.standing),
        standing_note=STANDING_NOTES[duty.standing],
        is_default=duty.standing is Standing.DEFAULT,
        force=word(FORCES, duty.force),
        advisory=duty.force is Force.ADVISORY,
        missed=duty.missed,
        rungs=tuple(rung.name.zh for rung in duty.escalations),
        state=word(DUTY_STATES, duty.state),
        settled=duty.state != "open",
        met_on=duty.met_on,
        late=bool(duty.late),
    )


def _demand(of: Sources, duty: DutyView) -> str | None:
    """The words of the correction demand that a duty answers; the proposal carries them in the order of the numbers."""
    if duty.demand is None:
        return None
    for text in reversed(list(of.texts.values())):
        if 1 <= duty.demand <= len(text.demands):
            return text.demands[duty.demand - 1]
    return None


def _subject(of: Sources, view: SubjectView) -> SubjectLine:
    opinion = view.opinion
    heard = next((d for d in reversed(of.page.defences) if d.subject == view.facts.subject_id), None)
    return SubjectLine(
        name=of.names.subject(view.facts.subject_id),
        kind=word(SUBJECT_KINDS, view.facts.kind),
        outcome=word(OUTCOMES, opinion.outcome) if opinion else None,
        decided=view.decided,
        liabilities=of.names.liabilities(opinion.liabilities) if opinion else "",
        measures=of.names.measures(opinion.measures) if opinion else "",
        defence=f"{word(DEFENCE_MODES, heard.mode).zh}，{heard.on.isoformat()}" if heard else None,
        received_on=view.received_on,
        appeal_until=view.appeal_until,
        appeal_provisional=view.appeal_provisional,
    )


def _findings(of: Sources) -> Iterator[FindingGroup]:
    """Every item the pack lists, found or not, so that what is missing shows."""
    assessment = of.pack.assessment
    ground = assessment.ground(of.page.ground)
    conditions = ground.conditions if ground else ()
    blocking = {criterion.id for criterion in assessment.criteria if criterion.blocking}
    for kind, items in (("criterion", assessment.criteria), ("condition", conditions), ("factor", assessment.factors)):
        lines = tuple(_finding(of, kind, item, blocking=kind == "criterion" and item.id in blocking) for item in items)
        if any(line.result for line in lines):
            yield FindingGroup(word(FINDING_KINDS, kind), lines)


def _finding(of: Sources, kind: str, item: Item, *, blocking: bool) -> FindingLine:
    view = next((v for v in of.page.findings if (v.finding.of, v.finding.item) == (kind, item.id)), None)
    results = FACTOR_RESULTS if kind == "factor" else FINDING_RESULTS
    return FindingLine(
        item=item.name,
        result=word(results, view.finding.result) if view else None,
        against=view is not None and view.finding.result == "not_met",
        blocking=blocking,
        reasons=_reasons(of.texts.get(view.version), item.id) if view else None,
        cite=item.cite,
        version=view.version if view else None,
    )


def _reasons(text: FreeText | None, item: str) -> str | None:
    """The reasons for one item: findings are kept together, a line for each, begun with the item."""
    if text is None or text.reasons is None:
        return None
    begun = f"{item}: "
    return next((line.removeprefix(begun) for line in text.reasons.splitlines() if line.startswith(begun)), None)


def _proposal(of: Sources, view: ProposalView) -> ProposalLine:
    return ProposalLine(
        name=word(DECISIONS, view.decision.kind),
        by=of.names.organ(view.organ),
        awaited=of.names.organ_list(view.awaited),
        version=view.version,
        facts=decision_facts(view.decision, of.names),
    )


def _rounds(of: Sources) -> Iterator[RoundLine]:
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
    )


def _reappraisals(of: Sources) -> Iterator[ReappraisalLine]:
    for view in of.page.reappraisals:
        yield ReappraisalLine(
            route=of.names.route(view.route),
            subject=of.names.subject(view.subject),
            opened_on=view.opened_on,
            result=word(REAPPRAISAL_RESULTS, view.result) if view.result else None,
            decided_on=view.decided_on,
            version=view.version,
        )


def _result(of: Sources, result: Result) -> ResultLine:
    return ResultLine(
        subject=of.names.subject(result.subject_id),
        state=result.state,
        area=result.name,
        outcome=word(OUTCOMES, result.outcome) if result.outcome else None,
        since=result.since,
        ended_on=result.ended_on,
        cite=result.cite,
    )


def _related(of: Sources) -> Iterator[RelatedCase]:
    """The other cases of the matter: what was tolerated in it is what bars a second tolerance."""
    occurrences: tuple[Occurrence, ...] = of.matter.occurrences if of.matter else ()
    for occurrence in occurrences:
        if occurrence.case_id != of.page.case_id:
            yield RelatedCase(
                case_id=occurrence.case_id,
                number=occurrence.case_number or "",
                occurred_on=occurrence.occurred_on,
                tolerated=occurrence.tolerated,
                bars_this=of.page.barred_by is not None and of.page.barred_by.earlier_case == occurrence.case_id,
            )


def _exception(of: Sources) -> Fact | None:
    view = of.page.exception
    return Fact(view.on.isoformat(), of.names.exception(view.cause), href=f"#e{view.version}") if view else None
