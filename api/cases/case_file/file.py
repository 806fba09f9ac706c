"""What the page of a case says (案卷), put in words: one value the template only lays out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from api.cases.case_file.corrections import corrections, demand_words
from api.cases.case_file.decisions import disagreements, exception, proposals, reappraisals, related, results, rounds
from api.cases.case_file.examination import examinations, findings
from api.cases.case_file.lines import CaseFile, DutyLine, Sources, SubjectLine, SupplementLine
from api.cases.case_file.publicity import documents_after, filings, publicities
from api.cases.case_file.results import acknowledgements, clarifications, contrary_uses
from api.cases.case_file.stage_bar import stage_bar
from api.labels.due_words import DueLabel, due_label, duty_term_words, length_words, standstill, times_words
from api.labels.event_facts import Fact, document
from api.labels.words import (
    CHOICES_OF_EDITION,
    DEFENCE_MODES,
    DUTY_STATES,
    ENDINGS,
    ENDORSEMENTS,
    FORCES,
    OUTCOMES,
    STANDING_NOTES,
    STANDINGS,
    SUBJECT_KINDS,
    word,
)
from domain.acts.standstill import SHELVING, SUPPLEMENT
from domain.case.lifecycle import EndorsementFact
from domain.case.state import DISAGREEMENT
from domain.pack.terms import Force, Standing
from projections.cases.duties import DutyView
from projections.cases.view import EditionView, SubjectView
from projections.results.result_application import ResultState


def case_file(of: Sources) -> CaseFile:
    """Put a case in words."""
    of = replace(of, names=replace(of.names, pack=of.pack))
    page, masked = of.page, replace(of.names, unmasked=False)
    opening = of.texts.get(1)
    duties = [_duty(of, duty) for duty in sorted(page.duties, key=lambda duty: duty.due_on)]
    running = [line for line in duties if not line.settled]
    following = None if page.history_open else _following(running)
    return CaseFile(
        page=page,
        title=of.title,
        place=masked.place(page.jurisdiction),
        stage=of.names.step(page.stage),
        subjects_in_brief=in_brief([masked.subject(view.facts.subject_id) for view in page.subjects]),
        next_duty=following,
        supplement=_supplement(of, duties),
        shelving=next((line for line in running if line.view.duty == SHELVING), None) if page.shelved_on else None,
        bar=stage_bar(page, of.pack, of.calendar, of.today),
        pack_standing=word(STANDINGS, of.pack.standing),
        pack_source=of.pack.source,
        about=tuple(_about(of)),
        documents=tuple(_documents(of)),
        statement=opening.statement if opening else None,
        open_duties=tuple(running),
        settled_duties=tuple(line for line in duties if line.settled),
        subjects=tuple(_subject(of, view) for view in page.subjects),
        findings=tuple(findings(of)),
        examinations=tuple(examinations(of)),
        ground_statement=opening.ground_statement if opening else None,
        proposals=tuple(proposals(of)),
        rounds=tuple(rounds(of)),
        reappraisals=tuple(reappraisals(of)),
        concluded_results=tuple(results(of)),
        acknowledgements=tuple(acknowledgements(of)),
        contrary_uses=tuple(contrary_uses(of)),
        clarifications=tuple(clarifications(of)),
        in_progress=any(result.state is ResultState.IN_PROGRESS for result in of.results),
        related=tuple(related(of)),
        exception=exception(of),
        publicities=tuple(publicities(of, duties)),
        filings=tuple(filings(of)),
        corrections=tuple(corrections(of)),
        disagreements=tuple(disagreements(of)),
        disputed=next((line for line in running if line.view.duty == DISAGREEMENT), None),
    )


def _following(running: Sequence[DutyLine]) -> DutyLine | None:
    """What is due next; where every clock stands still, the first of them."""
    return next((line for line in running if line.stopped is None), running[0] if running else None)


def _supplement(of: Sources, duties: Sequence[DutyLine]) -> SupplementLine | None:
    """Where the papers stand that the applicant was asked for, once."""
    if of.page.supplement_asked_on is None:
        return None
    window = next((line for line in duties if line.view.duty == SUPPLEMENT), None)
    return SupplementLine(of.page.supplement_asked_on, len(of.page.supplement), window)


def in_brief(names: Sequence[str]) -> str:
    """Several subjects in a few words: the first two, and how many there are."""
    shown = "、".join(names[:2])
    return f"{shown}等{len(names)}个" if len(names) > 2 else shown  # noqa: PLR2004 - the first two


def _about(of: Sources) -> Iterator[Fact]:
    page, names = of.page, of.names
    yield Fact("受理机关", names.organ(page.to_organ))
    yield Fact("启动方式", names.route(page.route).zh)
    if page.applicant is not None:
        yield Fact("申请人", names.subject(page.applicant))
    if page.reference is not None:
        yield Fact("文号或编号", page.reference)
    yield Fact("收件日期", page.opened_on.isoformat())
    yield Fact("事发日期", page.occurred_on.isoformat())
    yield Fact("情形", names.ground(page.ground))
    yield Fact("失误类型", names.error_class(page.error_class))
    if page.endorsement is not None:
        yield Fact("签字背书", _endorsement(of, page.endorsement))
    if page.after_accountability is not None:
        yield Fact("事前问责", page.after_accountability)
    yield Fact("适用程序", f"{of.pack.name.zh}（版本 {page.edition}）", title=f"SHA-256 {page.pack_sha256}")
    yield from (_transition(view) for view in page.transitions)
    yield Fact("事项登记号", str(page.matter_id)[:8], title=str(page.matter_id))


def _transition(view: EditionView) -> Fact:
    """How an edition came to apply, or not to, in the order of the choices."""
    choice, title = word(CHOICES_OF_EDITION, view.choice).zh, f"SHA-256 {view.document}"
    on, href = view.on.isoformat(), f"#e{view.version}"
    if view.choice == "old":
        said = f"自 {on} 起仍按 {view.was_edition}，不改为 {view.edition}（{choice}），依据见记录#{view.version}"
    else:
        said = f"适用程序自 {on} 起改为 {view.edition}，原为 {view.was_edition}（{choice}），依据见记录#{view.version}"
    return Fact("过渡适用", said, title=title, href=href)


def _endorsement(of: Sources, fact: EndorsementFact) -> str:
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
    if page.endorsement is not None and page.endorsement.document is not None:
        yield document("背书页", page.endorsement.document)
    for number, digest in enumerate(page.supplement):
        later = of.supplement_titles
        yield document("补正材料", digest, later[number] if number < len(later) else None)
    if page.report is not None:
        yield document("调查核实报告", page.report)
    if page.notice is not None:
        yield document("书面反馈", page.notice)
    yield from documents_after(of)


def _duty(of: Sources, duty: DutyView) -> DutyLine:
    stopped = standstill(duty, of.calendar)
    running = duty.state == "open" and not of.page.history_open and stopped is None
    no_breach = duty.force is not Force.STATUTORY
    label = due_label(duty.due_on, of.today, of.calendar, provisional=duty.provisional, advisory=no_breach)
    return DutyLine(
        view=duty,
        about=of.names.subject(duty.subject) if duty.subject else None,
        demand=_demand(of, duty),
        who=of.names.organ(duty.responsible),
        label=label if running else None,
        stopped=stopped,
        history=tuple(_clock_history(of, duty)),
        term=duty_term_words(duty.amount, duty.unit, duty.not_before),
        standing=word(STANDINGS, duty.standing),
        standing_note=STANDING_NOTES[duty.standing],
        is_default=duty.standing is Standing.DEFAULT,
        force=word(FORCES, duty.force),
        rungs=tuple(rung.name.zh for rung in duty.escalations),
        state=word(DUTY_STATES, duty.state),
        settled=duty.state != "open",
        times=times_words(duty.round, duty.rounds),
    )


def _clock_history(of: Sources, duty: DutyView) -> Iterator[str]:
    """What became of a term since it began: how its clock was stopped, what made it longer, what moved it."""
    for pause in duty.pauses:
        if pause.until is not None:
            yield f"曾中止计时：{pause.since.isoformat()}～{pause.until.isoformat()}"
    if duty.extended_by:
        ledger = of.ledgers.get(duty.duty_id)
        by = f"，批准机关：{of.names.organ(ledger.extension.approved_by)}" if ledger and ledger.extension else ""
        yield f"延长{length_words(duty.extended_by, duty.unit)}{by}"
    if duty.replanned_from is not None:
        because = f"改按版本{duty.replanned_by}" if duty.replanned_by else "日历更新"
        yield f"因{because}改期，原定{duty.replanned_from.isoformat()}"
    if duty.cancelled_because is not None:
        yield word(ENDINGS, duty.cancelled_because).zh


def _demand(of: Sources, duty: DutyView) -> str | None:
    """The words of the correction demand that a duty answers."""
    return None if duty.demand is None else demand_words(of.texts, duty.demand)


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
        appeal_label=_window(of, view),
    )


def _window(of: Sources, view: SubjectView) -> DueLabel | None:
    """How far the end of a subject's window of appeal is; once it has passed there is nothing to hurry for."""
    until = view.appeal_until
    if until is None:
        return None
    if until < of.today and not view.appeal_provisional:
        return DueLabel("期间已满", "quiet")
    return due_label(until, of.today, of.calendar, provisional=view.appeal_provisional, advisory=True)
