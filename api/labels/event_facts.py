"""What an event says, as labelled facts in words: which of its fields are told stands in its class, how in their types.

A field's type decides by itself where it can: dates, names, opinions. Where it cannot (a code, a number, yes or no), it
says what it `Means`: a thing that `_TEXTS` or `_FACTS` know how to tell, or the table of `words` in which it stands.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import zip_longest
from typing import Any, assert_never, get_args
from uuid import UUID

from api.http.language import say, told
from api.labels import words
from api.labels.due_words import duty_term_words, term_words, times_words
from api.labels.naming import Names
from api.labels.words import DECISIONS, FORCES, OUTCOMES, REACHES, REFUSAL_GROUNDS, ROUND_RESULTS, STANDINGS, word
from api.streams.sealed import (
    Sealed,
    SealedBallot,
    SealedDocument,
    SealedMeeting,
    SealedPaperwork,
    SealedRecusal,
    SealedRound,
)
from domain.acts.appeals.reappraisal import ReappraisalOpened
from domain.acts.investigation import Finding, TeamMember
from domain.acts.official_documents import DocumentDrafted
from domain.acts.proposals import JointActProposed
from domain.acts.results import AreaFact, ConsumerFact
from domain.acts.voting.approval import Tally
from domain.acts.voting.rounds import Exclusion
from domain.case.decisions import (
    AcceptanceDecision,
    ApprovalDecision,
    Decision,
    DemandFact,
    DeterminationDecision,
    ExceptionDecision,
    OpinionFact,
    ReappraisalDecision,
)
from domain.case.lifecycle import EndorsementFact, HandedIn
from domain.catalogue import EVENTS
from domain.meetings.events import EnteredResult
from domain.meetings.minutes import Attendance, votes_words
from domain.messages import Event, EventLabel, kind_of
from domain.pack.results import Outcome
from domain.pack.steps import REAPPRAISAL, ConsultationForm
from domain.pack.terms import Force, Standing
from domain.reports.periods import Period
from domain.terms.deadlines import TermUnit
from domain.terms.events import DutyOpened, Recipient, TermRule
from domain.values import Bilingual, Means, SubjectFacts
from domain.work_records.events import RecordOutcome

LABELS: Mapping[str, EventLabel] = {kind_of(each): each.label for each in EVENTS}
"""What each kind of event is called."""

_DIGEST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled fact; `title` is the long form of what `text` shortens, `href` leads to what it names.

    `cite` holds the rules it rests on, which come before the text.
    """

    label: str
    text: str
    title: str | None = None
    href: str | None = None
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventNaming:
    """What the words of one event take from elsewhere.

    Attributes:
        happened: The events of its stream, by their ids: duties and proposals are told by what opened them.
        from_paper: The case was entered afterwards (补录): then nothing is told to be recorded late.
        titles: Those of its documents, in their order, where they may be read.
    """

    names: Names
    happened: Mapping[UUID, object] = field(default_factory=dict)
    from_paper: bool = False
    titles: tuple[str, ...] = ()

    def duty(self, duty_id: UUID) -> str:
        """The name of a duty, and whose it is."""
        duty = self.opened(duty_id)
        return _duty_name(self, duty.name, duty.subject) if duty else str(duty_id)

    def opened(self, duty_id: UUID) -> DutyOpened | None:
        """What opened a duty."""
        found = self.happened.get(duty_id)
        return found if isinstance(found, DutyOpened) else None

    def proposed(self, proposal: UUID) -> Decision | None:
        """What a proposal is about."""
        found = self.happened.get(proposal)
        return found.decision if isinstance(found, JointActProposed) else None


def facts_of(event: Event | Sealed, naming: EventNaming, titles: tuple[str, ...]) -> tuple[Fact, ...]:
    """The facts of an event; `titles` are those of its documents, in their order, where they may be read."""
    if isinstance(event, SealedBallot | SealedRound | SealedRecusal | SealedMeeting | SealedDocument | SealedPaperwork):
        return _sealed_facts(event, naming)
    return tuple(_facts(event, replace(naming, titles=titles)))


def _sealed_facts(event: Sealed, naming: EventNaming) -> tuple[Fact, ...]:
    """What is told of an event in whose place something sealed stands."""
    match event:
        case SealedBallot():
            return (Fact("表决", told("已投票，内容不公开", "has voted; how is not disclosed")),)
        case SealedDocument():
            return (Fact("材料", told("有材料入卷，内容不公开", "a document came in; which is not disclosed")),)
        case SealedPaperwork():
            return (Fact("文书", told("内容不公开", "which is not disclosed")),)
        case SealedRecusal():
            return (Fact("回避", told("有委员回避，姓名不公开", "a member is recused; who is not disclosed")),)
        case SealedRound():
            committee, quorum = naming.names.organ(event.committee), quorum_words(event.quorum)
            return (
                Fact("表决机关", committee),
                Fact("应到", told("名册不公开", "the roll is not disclosed")),
                Fact("到会要求", quorum),
            )
        case SealedMeeting():
            organ = Fact("会议机关", naming.names.organ(event.committee))
            counted = (Fact("计票", tally_words(event.tally)),) if event.tally else ()
            return (organ, Fact("应到", told("名册不公开", "the roll is not disclosed")), *counted)
        case _:
            assert_never(event)


def _facts(event: Event, naming: EventNaming) -> Iterator[Fact]:
    for label, fields in event.facts.items():
        first, *others = fields.split()
        means, whole = meaning_of(type(event), first)
        value: Any = getattr(event, first)
        if value is not None:
            yield from _tell(label, naming, means, value, *(getattr(event, name) for name in others), whole=whole)
        elif means and means.missing:
            yield Fact(label, means.missing)
    if event.note:
        yield Fact("说明", say(event.note))


@cache
def meaning_of(event: type[Event], name: str) -> tuple[Means | None, bool]:
    """What a field means, if its type says so beside what it is; and whether that is of the whole or of each in it."""
    declared = event.model_fields.get(name)
    if declared is None:
        return None, False
    own = next((each for each in declared.metadata if isinstance(each, Means)), None)
    return (own, True) if own else (_within(declared.annotation), False)


def _within(annotation: object) -> Means | None:
    """What is meant by the parts of an annotation: of a tuple, of something that may be missing."""
    for part in get_args(annotation):
        for each in getattr(part, "__metadata__", ()):
            if isinstance(each, Means):
                return each
        if found := _within(part):
            return found
    return None


def _tell(
    label: str, naming: EventNaming, means: Means | None, value: Any, *others: Any, whole: bool
) -> Iterator[Fact]:
    several = isinstance(value, tuple) and not whole
    if several and not value:
        return
    what: object = means.what if means else type(value[0] if several else value)
    if tell := _FACTS.get(what):
        yield from tell(naming, label, value, *others)
        return
    say = _TEXTS.get(what) or _by_table(what)
    text = told("、", ", ").join(say(naming, each) for each in value) if several else say(naming, value, *others)
    if text:
        yield Fact(label, text)


def _by_table(what: object) -> Callable[..., str]:
    """By the words of a table; where it has none for a no, nothing is said of it."""
    table: Mapping[str, Bilingual] = getattr(words, str(what).upper())
    return lambda _, code: "" if code is False and "false" not in table else say(word(table, code))


def document(label: str, sha256: str, title: str | None = None) -> Fact:
    """A document by its digest, which is what the log commits to, and its title where the reader may see it."""
    short = f"SHA-256 {sha256[:_DIGEST_SHOWN]}…"
    return Fact(label, f"{title}（{short}）" if title else short, title=sha256)


def quorum_words(quorum: str) -> str:
    """A share such as 2/3 as it is read: 三分之二以上."""
    numerals = "零一二三四五六七八九十"
    part, whole = (int(number) for number in quorum.split("/"))
    if max(part, whole) >= len(numerals):
        return told(f"不少于应到的{quorum}", f"at least {quorum} of those entitled")
    return told(f"不少于应到的{numerals[whole]}分之{numerals[part]}", f"at least {quorum} of those entitled")


def tally_words(tally: Tally) -> str:
    """A tally in one line; quorum and threshold are two facts."""
    return told(
        f"应到{tally.entitled}人，实到{tally.present}人（须到{tally.quorum_needed}人）；"
        f"同意{tally.agree}，不同意{tally.disagree}，弃权{tally.abstain}，缓议{tally.postpone}",
        f"{tally.entitled} entitled, {tally.present} present ({tally.quorum_needed} needed); "
        f"for {tally.agree}, against {tally.disagree}, abstaining {tally.abstain}, postpone {tally.postpone}",
    )


def opinion_words(opinion: OpinionFact, names: Names) -> str:
    """An opinion on a subject: outcome, what is waived, what stays."""
    parts = [say(word(OUTCOMES, opinion.outcome))]
    if opinion.disposition:
        parts.append(told("问责处理：", "accountability: ") + names.disposition(opinion.disposition))
    if opinion.liabilities:
        parts.append(told("所涉责任：", "liabilities: ") + names.liabilities(opinion.liabilities))
    if opinion.measures:
        parts.append(told("保留措施：", "measures kept: ") + names.measures(opinion.measures))
    return "；".join(parts)


def reach_words(reach: str, *, consent: bool) -> str:
    """How far a clarification goes, and whether the subject consents."""
    return say(word(REACHES, reach)) + (told("（当事人同意）", " (the subject consents)") if consent else "")


def referred_words(to: str | None, names: Names, *, to_justice: bool) -> str:
    """To whom a false accusation was referred."""
    return told("、", ", ").join(
        [*([names.organ(to)] if to else []), *([told("司法机关", "the judiciary")] if to_justice else [])]
    )


def decision_facts(decision: Decision, names: Names) -> tuple[Fact, ...]:
    """What a proposal says."""
    return tuple(_decision(decision, names))


def _decision(decision: Decision, names: Names) -> Iterator[Fact]:
    match decision:
        case AcceptanceDecision():
            yield Fact("意见", "受理" if decision.accepted else "不予受理")
            if decision.refusal_ground is not None:
                yield Fact("理由", say(word(REFUSAL_GROUNDS, decision.refusal_ground)))
        case ExceptionDecision():
            yield Fact("特殊原因", names.exception(decision.cause))
        case DeterminationDecision():
            yield from _opinions(decision.opinions, names)
        case ApprovalDecision():
            yield Fact("意见", word(ROUND_RESULTS, decision.result).zh)
        case ReappraisalDecision():
            if decision.reopen:
                yield Fact("意见", "撤销不予受理")
            elif not decision.opinions:
                yield Fact("意见", "维持")
            yield from _opinions(decision.opinions, names)
        case _:
            assert_never(decision)


def _opinions(opinions: Iterable[OpinionFact], names: Names) -> Iterator[Fact]:
    for opinion in opinions:
        yield Fact(names.subject(opinion.subject), opinion_words(opinion, names))


def _documents(naming: EventNaming, label: str, digests: str | tuple[str, ...]) -> Iterator[Fact]:
    for digest, title in zip_longest((digests,) if isinstance(digests, str) else digests, naming.titles):
        if digest is not None:
            yield document(label, digest, title)


def _proposed(naming: EventNaming, label: str, decision: Decision) -> Iterator[Fact]:
    yield Fact(label, say(word(DECISIONS, decision.kind)))
    if isinstance(decision, ReappraisalDecision) and (level := _appeal(naming, decision.reappraisal)):
        yield Fact("层级", level)
    yield from _decision(decision, naming.names)


def _edition(_: EventNaming, label: str, edition: str, sha256: str) -> Iterator[Fact]:
    yield Fact(label, edition, title=sha256)


def _edition_of_pack(naming: EventNaming, label: str, pack: str, edition: str, sha256: str) -> Iterator[Fact]:
    called = naming.names.procedure(pack)
    yield from _edition(naming, label, told(f"{called}，版本 {edition}", f"{called}, edition {edition}"), sha256)


def _version(_: EventNaming, label: str, version: int) -> Iterator[Fact]:
    yield Fact(label, told(f"第{version}号记录", f"entry {version}"), href=f"#e{version}")


def _stream(_: EventNaming, label: str, id_: UUID, path: str = "cases") -> Iterator[Fact]:
    yield Fact(label, told("查看", "show"), title=str(id_), href=f"/{path}/{id_}")


def _linked(naming: EventNaming, _: str, to: str, target: UUID) -> Iterator[Fact]:
    yield from _stream(naming, "案件", target) if to == "case" else _stream(naming, "事前报备", target, "risk-filings")


def _matter(_: EventNaming, label: str, matter: UUID) -> Iterator[Fact]:
    yield Fact(label, _short(matter), title=str(matter))


def _members(naming: EventNaming, _: str, members: tuple[TeamMember, ...]) -> Iterator[Fact]:
    for each in members:
        said = f"{naming.names.person(each.person)}（{naming.names.position(each.position)}）"
        yield Fact(naming.names.organ(each.organ), said)


def _handed_in(naming: EventNaming, _: str, documents: tuple[HandedIn, ...], step: str = "") -> Iterator[Fact]:
    """Documents under the names that the procedure has for them, in a step or with the opening."""
    named = naming.names.listed_documents(step)
    for each, title in zip_longest(documents, naming.titles if step else ()):
        if each is not None:
            yield document(named.get(each.name, each.name), each.sha256, title)


def _found(_: EventNaming, label: str, findings: tuple[Finding, ...]) -> Iterator[Fact]:
    """How many findings there are for and against; the negative list is counted by itself."""
    negative = [finding.result for finding in findings if finding.of == "negative"]
    results = [finding.result for finding in findings if finding.of != "negative"]
    if results:
        excepted = results.count("excepted")
        met, not_met = results.count("met"), results.count("not_met")
        said = told(
            f"{len(results)}项：{met}项符合，{not_met}项不符合", f"{len(results)}: {met} met, {not_met} not met"
        )
        more = told(f"，{excepted}项例外适用", f", {excepted} excepted")
        yield Fact(label, said + (more if excepted else ""))
    if negative:
        yield Fact("负面清单", f"{len(negative)}项：{negative.count('met')}项存在，{negative.count('not_met')}项不存在")


def _demands(_: EventNaming, label: str, demands: tuple[DemandFact, ...]) -> Iterator[Fact]:
    yield Fact(label, told(f"{len(demands)}项", str(len(demands))))
    for demand in demands:
        if demand.due_on is not None:
            yield Fact(told(f"第{demand.number}项期限", f"Demand {demand.number} due"), demand.due_on.isoformat())


def _areas(_: EventNaming, label: str, areas: tuple[AreaFact, ...]) -> Iterator[Fact]:
    """What protects the subject, and apart from it what protects the unit (ZS-06)."""
    for protects, of in (("subject", ""), ("unit", told("于所在单位", "for the unit "))):
        if protecting := [say(area.name) for area in areas if area.protects == protects]:
            yield Fact(label + of, told("、", ", ").join(protecting))


def _rule(_: EventNaming, label: str, cite: tuple[str, ...], standing: Standing, force: Force) -> Iterator[Fact]:
    firm = f"（{say(word(STANDINGS, standing))}；{say(word(FORCES, force))}）"
    yield Fact(label, firm if cite else told("无", "none") + firm, cite=cite)


def _consumers(naming: EventNaming, label: str, consumers: tuple[ConsumerFact, ...]) -> Iterator[Fact]:
    """Who must take note of a result; also that nobody plays a role."""
    if organs := [consumer.organ for consumer in consumers if consumer.organ]:
        yield Fact(label, naming.names.organ_list(organs))
    if roles := [naming.names.role(consumer.role) for consumer in consumers if not consumer.organ]:
        yield Fact("本地没有的机关", told("、", ", ").join(roles))


def _entered(naming: EventNaming, _: str, items: tuple[EnteredResult, ...]) -> Iterator[Fact]:
    """What minutes say of each item; of one that the reader may not know of, nothing stands in it."""
    for number, item in enumerate(items, start=1):
        said = told("未研究", "not taken up")
        if item.taken_up:
            parts = [votes_words(item.votes)] if item.votes else []
            parts += [say(word(ROUND_RESULTS, item.result))] if item.result else []
            parts += [say(word(words.AGREEMENTS, item.agreed))] if item.agreed is not None else []
            parts += [told("回避：", "recused: ") + naming.names.person_list(item.recused)] if item.recused else []
            said = told("；", "; ").join(parts) or told("见案卷", "see the case")
        yield Fact(told(f"第{number}项", f"Item {number}"), said)


def _attended(attendance: tuple[Attendance, ...]) -> str:
    """How many came, were on leave and were absent, and how many alternates stood in."""
    states = [each.state for each in attendance]
    counted = [(say(word(words.ATTENDANCE, state)), states.count(state)) for state in dict.fromkeys(states)]
    if alternates := sum(each.alternate is not None for each in attendance):
        counted.append((told("替补", "alternates"), alternates))
    return told("，", ", ").join(told(f"{name}{number}人", f"{name}: {number}") for name, number in counted)


def _short(id_: UUID) -> str:
    return str(id_)[:8]


def _duty_name(naming: EventNaming, name: Bilingual, subject: UUID | None) -> str:
    return say(name) + (f"（{naming.names.subject(subject)}）" if subject else "")


def _term(_: EventNaming, starts_on: date, amount: int, unit: TermUnit, not_before: date | None) -> str:
    return told(f"{starts_on.isoformat()}起，", f"from {starts_on.isoformat()}, ") + duty_term_words(
        amount, unit, not_before
    )


def _due(_: EventNaming, day: date, provisional: bool) -> str:
    return day.isoformat() + (told("（暂定）", " (provisional)") if provisional else "")


def _length(naming: EventNaming, by: int, duty_id: UUID) -> str:
    opened = naming.opened(duty_id)
    return term_words(by, opened.unit) if opened else str(by)


def _rule_of_edition(_: EventNaming, rule: TermRule) -> str:
    return f"{rule.edition}：{term_words(rule.amount, rule.unit)}，{say(word(FORCES, rule.force))}"


def _recorded_late(naming: EventNaming, days: int) -> str:
    return (
        told(f"业务日期后{days}个工作日录入", f"entered {days} working days later")
        if days and not naming.from_paper
        else ""
    )


def _recipient(naming: EventNaming, to: Recipient) -> str:
    return naming.names.organ(to.organ) + (
        f" {naming.names.person(to.person)}" if to.person else told("（职务空缺）", " (vacant)")
    )


def _recipient_of_filing(naming: EventNaming, to: Recipient) -> str:
    return naming.names.organ(to.organ) + (f" {naming.names.person(to.person)}" if to.person else "")


def _proposal(naming: EventNaming, proposal: UUID) -> str:
    decision = naming.proposed(proposal)
    return say(word(DECISIONS, decision.kind)) if decision else ""


def _official_document(naming: EventNaming, document: UUID) -> str:
    """What a document is called, by what it was drafted as first."""
    drafted = naming.happened.get(document)
    return say(word(words.OFFICIAL_DOCUMENTS, drafted.document_kind)) if isinstance(drafted, DocumentDrafted) else ""


def _demand(naming: EventNaming, demand: int, subject: UUID) -> str:
    whose = naming.names.subject(subject)
    return told(f"第{demand}项（{whose}）", f"demand {demand} ({whose})")


def _evaluation(_: EventNaming, round_: int, passed: bool) -> str:
    result = told("通过", "passed") if passed else told("未通过，再次整改", "failed, to be done again")
    return told(f"第{round_}次：", f"no. {round_}: ") + result


def _appeal_level(naming: EventNaming, level: str) -> str:
    """What a level of appeal is called, where it is not what the event is called by itself."""
    name = naming.names.appeal(level)
    return "" if name == words.STAGES[REAPPRAISAL] else say(name)


def _appeal(naming: EventNaming, reappraisal: UUID) -> str:
    """The level of an appeal, by what opened it."""
    opened = naming.happened.get(reappraisal)
    return _appeal_level(naming, opened.level) if isinstance(opened, ReappraisalOpened) else ""


def _reply(_: EventNaming, result: str, amendment: bool) -> str:
    return say(word(words.REPLIES, result)) + (told("（就变更）", " (to a change)") if amendment else "")


_FACTS: Mapping[object, Callable[..., Iterable[Fact]]] = {
    "document": _documents,
    "edition": _edition,
    "edition_of_pack": _edition_of_pack,
    "version": _version,
    "case": _stream,
    "linked": _linked,
    "matter": _matter,
    "rule": _rule,
    AcceptanceDecision: _proposed,
    ApprovalDecision: _proposed,
    ExceptionDecision: _proposed,
    DeterminationDecision: _proposed,
    ReappraisalDecision: _proposed,
    OpinionFact: lambda naming, _, opinions: _opinions(opinions, naming.names),
    TeamMember: _members,
    HandedIn: _handed_in,
    Finding: _found,
    DemandFact: _demands,
    AreaFact: _areas,
    ConsumerFact: _consumers,
    EnteredResult: _entered,
}
"""What is told in facts of its own, by what a field means or by its type."""

_TEXTS: Mapping[object, Callable[..., str]] = {
    "organ": lambda naming, organ: naming.names.organ(organ),
    "opener": lambda naming, organ, keeper: naming.names.organ(organ) if organ != keeper else "",
    "subject": lambda naming, subject: naming.names.subject(subject),
    "step": lambda naming, step: say(naming.names.step(step)),
    "route": lambda naming, route, level=None: say(naming.names.route(route, level)),
    "appeal_level": _appeal_level,
    "appeal": _appeal,
    "appeal_ground": lambda naming, ground, level: naming.names.appeal_ground(ground, level),
    "secrecy": lambda _, level: say(word(words.LEVELS, level)),
    "outcome_on_paper": lambda _, outcome: say(word(words.ON_PAPER_OUTCOMES, outcome)),
    "ground": lambda naming, ground: naming.names.ground(ground),
    "exception": lambda naming, cause: naming.names.exception(cause),
    "area": lambda naming, area: naming.names.area(area),
    "correction_measure": lambda naming, measure: naming.names.correction_measure(measure),
    "clarification_ground": lambda naming, ground: naming.names.clarification_ground(ground),
    "clarification_form": lambda naming, form: naming.names.clarification_form(form),
    "duty": lambda naming, duty: naming.duty(duty),
    "duty_name": _duty_name,
    "term": _term,
    "times": lambda _, round_, rounds: times_words(round_, rounds),
    "due": _due,
    "length": _length,
    "recorded_late": _recorded_late,
    "recipient": _recipient,
    "recipient_of_filing": _recipient_of_filing,
    "edition_number": lambda _, number: told(f"第{number}版", f"version {number}"),
    "digest": lambda _, sha256: f"SHA-256 {sha256[:_DIGEST_SHOWN]}…",
    "candidates": lambda _, matters: (
        told(f"{len(matters)}个在先事项", f"{len(matters)} earlier matters")
        if matters
        else told("没有在先事项", "no earlier matter")
    ),
    "person": lambda naming, person: naming.names.person(person),
    "attended": lambda _, attendance: _attended(attendance),
    "people": lambda _, people: told(f"{len(people)}人", str(len(people))),
    "pieces": lambda _, number: told(f"{number}件", str(number)),
    "quorum": lambda _, quorum: quorum_words(quorum),
    "proposal": _proposal,
    "official_document": _official_document,
    "demand": _demand,
    "evaluation": _evaluation,
    "reach": lambda _, reach, consent: reach_words(reach, consent=consent),
    "referral": lambda naming, to_justice, to: referred_words(to, naming.names, to_justice=to_justice),
    "reply": _reply,
    "period": lambda _, period: say(Period.parse(period).name),
    str: lambda _, text: text,
    date: lambda _, day: day.isoformat(),
    Bilingual: lambda _, name: say(name),
    SubjectFacts: lambda naming, subject: naming.names.subject(subject.subject_id),
    EndorsementFact: lambda _, endorsement: words.endorsement(endorsement.kind, paper=endorsement.document is not None),
    Exclusion: lambda naming, out: f"{naming.names.person(out.member)}（{say(word(words.EXCLUSIONS, out.because))}）",
    Outcome: lambda _, outcome: say(word(OUTCOMES, outcome)),
    ConsultationForm: lambda _, form: say(word(words.CONSULTATIONS, form)),
    Tally: lambda _, tally: tally_words(tally),
    TermRule: _rule_of_edition,
    RecordOutcome: lambda _, outcome: say(outcome.name),
}
"""What is told in a line of words, likewise."""
