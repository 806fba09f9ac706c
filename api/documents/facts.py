"""The facts of a case as they stand in its documents, in Chinese: each in a line, or in as many as it takes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from fastapi import Request

from api.auth.context import context_of
from api.auth.policy import allowed
from api.documents.views import CasePapers, words_of
from api.http.language import speak, spoken
from api.identity.personas import Persona
from api.labels.event_facts import opinion_words, tally_words
from api.labels.naming import Names
from api.labels.words import FINDING_RESULTS, ROUND_RESULTS, word
from api.streams.timeline import whole_stream
from domain.acts.evidence.documents import DocumentAdded
from domain.acts.investigation import DefenceRecorded, FindingsRecorded
from domain.acts.proposals import JointActProposed
from domain.acts.voting.approval import RoundClosed
from domain.acts.voting.meetings import RecordedMeeting
from domain.case.decisions import DeterminationDecision, OpinionFact
from domain.case.events import EVENT, AnyEvent
from domain.case.evolve import fold
from domain.case.state import Case
from domain.documents.facts import CaseFact
from domain.documents.words import BAR, cell
from domain.pack.assessment import FREE_TEXT
from domain.terms.duty import OpenDuty
from domain.values import FreeText, event_id
from eventlog.reading import facts_of
from eventlog.shapes import StoredEvent
from policies.packs import words as pack_words


@contextmanager
def in_chinese() -> Iterator[None]:
    """Official documents are in Chinese, whatever their drafter reads."""
    before = spoken()
    speak("zh")
    try:
        yield
    finally:
        speak(before)


def zh_date(day: date) -> str:
    """A day as it stands in a document: 2026年12月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class _Case:
    """What facts are made of: a case with all that happened in it, the event that a document is of, who issues it."""

    papers: CasePapers
    case: Case
    history: Sequence[tuple[StoredEvent, AnyEvent]]
    names: Names
    number: str
    of: int
    organ: str

    @property
    def event(self) -> AnyEvent:
        return next(event for stored, event in self.history if stored.version == self.of)

    def said(self, version: int) -> FreeText | None:
        return next((words_of(each) for each, _ in self.history if each.version == version), None)

    def before(self) -> Iterator[tuple[int, AnyEvent]]:
        """What happened up to the event that the document is of, the latest first."""
        return ((stored.version, event) for stored, event in reversed(self.history) if stored.version <= self.of)


async def facts_for(request: Request, who: Persona, papers: CasePapers, of: int, organ: str) -> Mapping[CaseFact, str]:
    """The facts of a case for a document of one of its events; what is not there is left out."""
    case, history = await _whole(request, papers)
    opened = case.opened
    ids = {each.subject_id for each in case.subjects} | ({opened.applicant} if opened.applicant else set())
    registered = await context_of(request).subjects.get(sorted(ids))
    named = allowed(who, "read_subjects").allow
    names = Names(papers.organs, papers.pack, {id_: each.subject for id_, each in registered.items()}, unmasked=named)
    with in_chinese():
        made = _Case(papers, case, history, names, papers.page.number, of, organ)
        told = {fact: tell(made) for fact, tell in _TELL.items() if named or fact not in _NAMES}
    return {fact: text for fact, text in told.items() if text}


async def _whole(request: Request, papers: CasePapers) -> tuple[Case, Sequence[tuple[StoredEvent, AnyEvent]]]:
    """The case and its whole history, as far as the reader sees it: a draft may tell of anything that happened."""
    until, id_ = papers.seen.until, papers.page.case_id
    stored = await whole_stream(context_of(request).event_log, id_)
    history = [(each, facts_of(EVENT, each)) for each in stored if until is None or each.version < until]
    case = fold(id_, [event for _, event in history])
    if case is None:
        raise TypeError(f"case {id_} has no events")
    return case, history


def _subjects(of: _Case) -> str:
    return of.names.subject_list(each.subject_id for each in of.case.subjects)


def _applicant(of: _Case) -> str:
    opened = of.case.opened
    if opened.applicant is not None:
        return of.names.subject(opened.applicant)
    return of.names.organ(opened.unit or opened.to_organ)


def _organs(of: _Case) -> str:
    found = (of.papers.organs.in_role(role, of.case.jurisdiction) for role in of.papers.pack.deciders)
    return "、".join(organ.name.zh for organ in found if organ)


def _ground(of: _Case) -> str:
    if of.case.ground == FREE_TEXT:
        said = of.said(1)
        return (said.ground_statement if said else None) or ""
    return of.names.ground(of.case.ground)


def _statement(of: _Case) -> str:
    said = of.said(of.of)
    parts = (said.title, said.statement, said.reasons, said.lesson, *said.demands) if said else ()
    return "\n".join(part for part in parts if part)


def _reasons(of: _Case) -> str:
    """The reasons of the event, or of the proposal that it carried out."""
    for version, event in of.before():
        said = of.said(version)
        if said and said.reasons and (version == of.of or isinstance(event, JointActProposed)):
            return said.reasons
    return ""


def _defences(of: _Case) -> str:
    lines = []
    for version, event in of.before():
        if isinstance(event, DefenceRecorded):
            said = of.said(version)
            words = said.statement if said and said.statement else "已当面听取"
            lines.append(f"{of.names.subject(event.subject)}：{words if event.mode != 'waived' else '放弃申辩'}")
    return "\n".join(reversed(lines))


def _findings(of: _Case) -> str:
    rows: dict[tuple[str, str], str] = {}
    for version, event in reversed(list(of.before())):
        if isinstance(event, FindingsRecorded):
            said = of.said(version)
            reasons = said.finding_reasons if said else ()
            for number, finding in enumerate(event.findings):
                why = reasons[number] if number < len(reasons) else ""
                item = of.names.assessed(finding.item, finding.of)
                result = word(FINDING_RESULTS, finding.result).zh
                rows[finding.of, finding.item] = BAR.join(map(cell, (item, result, why)))
    return "\n".join((BAR.join(("项目", "研判", "理由")), *rows.values())) if rows else ""


def _opinions(of: _Case) -> str:
    """Those of the event itself, else those that were proposed last."""
    found: tuple[OpinionFact, ...] = getattr(of.event, "opinions", ())
    if not found:
        decisions = (event.decision for _, event in of.before() if isinstance(event, JointActProposed))
        found = next((each.opinions for each in decisions if isinstance(each, DeterminationDecision)), ())
    return "\n".join(f"{of.names.subject(each.subject)}：{opinion_words(each, of.names)}" for each in found)


def _demands(of: _Case) -> str:
    if of.event.kind in {"correction_ordered", "correction_escalated"}:
        return _statement(of)
    for version, event in of.before():
        said = of.said(version)
        if isinstance(event, JointActProposed) and said and said.demands:
            return "\n".join(f"{number}．{demand}" for number, demand in enumerate(said.demands, 1))
    return ""


def _vote(of: _Case) -> str:
    for _, event in of.before():
        if isinstance(event, RoundClosed | RecordedMeeting) and event.tally is not None:
            result = word(ROUND_RESULTS, event.result).zh if event.result else ""
            return f"{tally_words(event.tally)}。" + (f"结果：{result}。" if result else "")
    return ""


def _appeal(of: _Case) -> str:
    """Who may ask for what within which time; a procedure without appeals says so."""
    ways = [
        f"{way.name.zh}，{pack_words.term(way.within)}内" if way.within else way.name.zh
        for level in of.papers.pack.levels
        for way in level.opens
    ]
    return "；".join(ways) + "。" if ways else "适用的程序没有规定复议。"


def _areas(of: _Case) -> str:
    areas = getattr(of.event, "areas", None)
    named = [each.name.zh for each in areas] if areas else [each.name.zh for each in of.papers.pack.results.areas]
    return "、".join(named)


def _due_on(of: _Case) -> str:
    """The day of the term that began with the event."""
    command = next(stored.command_id for stored, _ in of.history if stored.version == of.of)
    same = (event_id(of.case.id, each.version) for each, _ in of.history if each.command_id == command)
    begun = (duty for id_ in same if (duty := of.case.duties.get(id_)))
    return next((zh_date(duty.due_on) for duty in begun if isinstance(duty, OpenDuty)), "")


def _materials(of: _Case) -> str:
    rows = list[str]()
    for stored, event in of.history:
        if isinstance(event, DocumentAdded):
            said = words_of(stored)
            title = said.document_titles[0] if said and said.document_titles else "（名称已清除）"
            rows.append(BAR.join((str(len(rows) + 1), cell(title), zh_date(event.on))))
    return "\n".join((BAR.join(("序号", "材料", "入卷日期")), *rows)) if rows else "没有上传的材料。"


def _issued(of: _Case) -> str:
    out = [each for each in of.papers.view.papers if each.sha256]
    rows = [
        BAR.join((str(number), cell(each.title or each.name.zh), cell(each.number or ""), zh_date(each.on)))
        for number, each in enumerate(out, 1)
    ]
    return "\n".join((BAR.join(("序号", "文书", "文号", "日期")), *rows)) if rows else "没有印发的文书。"


_NAMES = frozenset({CaseFact.SUBJECTS, CaseFact.APPLICANT, CaseFact.DEFENCES, CaseFact.OPINIONS})
"""What names people: of whoever may not look into the register it is missing, and not masked."""
_TELL: Mapping[CaseFact, Callable[[_Case], str]] = {
    CaseFact.CASE_NUMBER: lambda of: of.number,
    CaseFact.MATTER: lambda of: of.papers.seen.opening.title or "",
    CaseFact.SUBJECTS: _subjects,
    CaseFact.APPLICANT: _applicant,
    CaseFact.ORGAN: lambda of: of.names.organ(of.organ),
    CaseFact.ORGANS: _organs,
    CaseFact.PROCEDURE: lambda of: of.papers.pack.name.zh,
    CaseFact.FILED_ON: lambda of: zh_date(of.case.opened.on),
    CaseFact.EVENT_ON: lambda of: zh_date(of.event.on),
    CaseFact.GROUND: _ground,
    CaseFact.ERROR_CLASS: lambda of: of.names.error_class(of.case.error_class),
    CaseFact.STATEMENT: _statement,
    CaseFact.REASONS: _reasons,
    CaseFact.DEFENCES: _defences,
    CaseFact.FINDINGS: _findings,
    CaseFact.OPINIONS: _opinions,
    CaseFact.DEMANDS: _demands,
    CaseFact.VOTE: _vote,
    CaseFact.APPEAL: _appeal,
    CaseFact.AREAS: _areas,
    CaseFact.DUE_ON: _due_on,
    CaseFact.MATERIALS: _materials,
    CaseFact.ISSUED: _issued,
}
