"""What the page of a case says (案卷), put in words: one value the template only lays out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from api.case_decisions import exception, proposals, reappraisals, related, results, rounds
from api.case_shapes import CaseFile, DutyLine, FindingGroup, FindingLine, Sources, SubjectLine
from api.due_words import due_label, term_words
from api.event_facts import Fact, document
from api.stage_bar import stage_bar
from api.words import (
    DEFENCE_MODES,
    DUTY_STATES,
    ENDORSEMENTS,
    FACTOR_RESULTS,
    FINDING_KINDS,
    FINDING_RESULTS,
    FORCES,
    OUTCOMES,
    STANDING_NOTES,
    STANDINGS,
    SUBJECT_KINDS,
    word,
)
from domain.pack import Force, Item, Standing
from projections.case_view import SubjectView
from projections.duties import DutyView
from projections.result_application import ResultState


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
        proposals=tuple(proposals(of)),
        rounds=tuple(rounds(of)),
        reappraisals=tuple(reappraisals(of)),
        concluded_results=tuple(results(of)),
        in_progress=any(result.state is ResultState.IN_PROGRESS for result in of.results),
        related=tuple(related(of)),
        exception=exception(of),
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
    running, advisory = duty.state == "open" and not of.page.history_open, duty.force is Force.ADVISORY
    label = due_label(duty.due_on, of.today, of.calendar, provisional=duty.provisional, advisory=advisory)
    return DutyLine(
        name=duty.name,
        about=of.names.subject(duty.subject) if duty.subject else None,
        demand=_demand(of, duty),
        who=of.names.organ(duty.responsible),
        due_on=duty.due_on,
        provisional=duty.provisional,
        label=label if running else None,
        term=term_words(duty.amount, duty.unit),
        cite=duty.cite,
        standing=word(STANDINGS, duty.standing),
        standing_note=STANDING_NOTES[duty.standing],
        is_default=duty.standing is Standing.DEFAULT,
        force=word(FORCES, duty.force),
        advisory=advisory,
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
        reasons=of.reasons.get((view.version, kind, item.id)) if view else None,
        cite=item.cite,
        version=view.version if view else None,
    )
