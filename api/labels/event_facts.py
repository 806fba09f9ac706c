"""What an event says, as labelled facts in words; one arm an event, so that a new one cannot be forgotten."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import assert_never
from uuid import UUID

from api.labels.due_words import duty_term_words, term_words, times_words
from api.labels.naming import Names
from api.labels.result_facts import documents_after_results, facts_after_results, result_facts
from api.labels.words import (
    CHOICES,
    CHOICES_OF_EDITION,
    CONSULTATIONS,
    DECISIONS,
    DEFENCE_MODES,
    DISAGREEMENT_RESULTS,
    ENDINGS,
    ENDORSEMENTS,
    FORCES,
    LEGALITY,
    OUTCOMES,
    PAUSES,
    PUBLICITY_RESULTS,
    REAPPRAISAL_RESULTS,
    REFUSAL_GROUNDS,
    ROUND_RESULTS,
    STANDINGS,
    word,
)
from api.streams.sealed import SealedBallot
from domain.acts.approval import Tally
from domain.acts.investigation import Finding
from domain.case import events
from domain.case.decisions import (
    AcceptanceDecision,
    Decision,
    DeterminationDecision,
    ExceptionDecision,
    OpinionFact,
    ReappraisalDecision,
)
from domain.case.events import AnyEvent, DutyOpened, JointActProposed
from domain.terms.events import Recipient

_DIGEST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled fact; `title` is the long form of what `text` shortens, `href` leads to what it names."""

    label: str
    text: str
    title: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the words of one event take from the rest of its case."""

    names: Names
    history: bool
    duties: Mapping[UUID, DutyOpened]
    proposals: Mapping[UUID, JointActProposed]

    def duty(self, duty_id: UUID) -> str:
        """The name of a duty, and whose it is."""
        duty = self.duties.get(duty_id)
        if duty is None:
            return str(duty_id)
        return f"{duty.name.zh}（{self.names.subject(duty.subject)}）" if duty.subject else duty.name.zh


def document(label: str, sha256: str, title: str | None = None) -> Fact:
    """A document by its digest, which is what the log commits to, and its title where the reader may see it."""
    short = f"SHA-256 {sha256[:_DIGEST_SHOWN]}…"
    return Fact(label, f"{title}（{short}）" if title else short, title=sha256)


def facts_of(event: AnyEvent | SealedBallot, told: Told, titles: tuple[str, ...]) -> tuple[Fact, ...]:
    """The facts of an event; `titles` are those of its documents, in their order, where they may be read."""
    return tuple(_facts(event, told, titles))


def _facts(event: AnyEvent | SealedBallot, told: Told, titles: tuple[str, ...]) -> Iterator[Fact]:  # noqa: C901, PLR0912, PLR0915 - one arm an event, closed by assert_never
    names = told.names
    match event:
        case events.CaseOpened():
            yield from _opened(event, told, titles)
        case events.StepOpened():
            yield Fact("环节", names.step(event.step).zh)
        case events.DutyOpened():
            yield from _duty(event, told)
        case events.DutyPaused():
            yield Fact("事项", told.duty(event.duty_id))
            yield Fact("原因", word(PAUSES, event.because).zh)
        case events.DutyResumed() | events.DutyExtended() | events.DeadlineReplanned() | events.DeadlineConfirmed():
            yield from _planned(event, told, titles)
        case events.AppealWindowReplanned():
            yield Fact("当事人", names.subject(event.subject))
            yield Fact("原定", event.was.isoformat())
            yield Fact("可申请复议至", event.appeal_until.isoformat() + _sure(event.provisional))
        case events.SupplementReceived():
            yield from _documents(event.evidence, titles)
        case events.DutyMet():
            yield from _met(event, told, titles)
        case events.DutyCancelled():
            yield Fact("事项", told.duty(event.duty_id))
            yield Fact("原因", word(ENDINGS, event.because).zh)
        case events.ReminderSent():
            yield Fact("事项", told.duty(event.duty_id))
            yield Fact("到期", event.due_on.isoformat())
            yield from _recipient(event.to, names)
        case events.DeadlineMissed():
            yield Fact("事项", told.duty(event.duty_id))
            yield Fact("到期", event.due_on.isoformat())
            yield Fact("责任", names.organ(event.attributed_to))
            yield Fact("说明", "期限届满不等于批准，也不等于不批准")
        case events.EscalationRaised():
            yield Fact("层级", event.name.zh)
            yield Fact("事项", told.duty(event.duty_id))
            yield Fact("到期", event.due_on.isoformat())
            yield from _recipient(event.to, names)
        case events.SubjectsChanged():
            if event.added:
                yield Fact("加入", "、".join(names.subject(subject.subject_id) for subject in event.added))
            if event.removed:
                yield Fact("退出", "、".join(names.subject(subject) for subject in event.removed))
        case events.SameMatterConfirmed():
            yield Fact("在先事项", _short(event.earlier_matter), title=str(event.earlier_matter))
        case events.SameMatterDenied():
            yield Fact("比对", f"{len(event.candidates)}个在先事项" if event.candidates else "没有在先事项")
        case events.JointActProposed():
            yield Fact("事项", word(DECISIONS, event.decision.kind).zh)
            yield from _decision(event.decision, names)
            if event.awaited:
                yield Fact("待会签", names.organ_list(event.awaited))
        case events.JointActSigned() | events.JointActDisputed():
            proposal = told.proposals.get(event.proposal)
            if proposal is not None:
                yield Fact("事项", word(DECISIONS, proposal.decision.kind).zh)
        case events.DisagreementOpened():
            yield Fact("环节", names.step(event.step).zh)
            yield Fact("分歧事项", word(DECISIONS, event.decision.kind).zh)
            yield from _decision(event.decision, names)
            yield Fact("提交", names.organ(event.organ))
        case events.DisagreementSettled():
            yield Fact("环节", names.step(event.step).zh)
            yield Fact("结果", word(DISAGREEMENT_RESULTS, event.result).zh)
            if event.passed_to is not None:
                yield Fact("提交", names.organ(event.passed_to))
            if event.minutes is not None:
                yield from _documents((event.minutes,), titles)
        case events.ApplicationNotAccepted():
            yield Fact("理由", word(REFUSAL_GROUNDS, event.ground).zh)
        case events.ToleranceBarred():
            yield Fact("在先案件", _short(event.earlier_case), str(event.earlier_case), f"/cases/{event.earlier_case}")
            yield Fact("依据", "、".join(event.cite))
        case events.RecurrenceExceptionFound():
            yield Fact("特殊原因", names.exception(event.cause))
            yield from _documents(event.evidence, titles)
        case events.TeamFormed():
            for member in event.members:
                yield Fact(
                    names.organ(member.organ), f"{names.person(member.person)}（{names.position(member.position)}）"
                )
        case events.DefenceRecorded():
            yield Fact("当事人", names.subject(event.subject))
            yield Fact("方式", word(DEFENCE_MODES, event.mode).zh)
        case events.FindingsRecorded():
            yield from _found(event.findings)
        case events.LegalityChecked():
            yield Fact("审查结论", word(LEGALITY, "passed" if event.passed else "failed").zh)
            yield from _documents((event.opinion,), titles)
        case events.ConsultationRecorded():
            yield Fact("形式", word(CONSULTATIONS, event.form).zh)
            yield from _documents((event.record,), titles)
        case events.InvestigationReported():
            yield from _documents((event.report,), titles)
        case events.DeterminationIssued():
            yield from _opinions(event.opinions, names)
            if event.demands:
                yield Fact("整改要求", f"{len(event.demands)}项")
            for demand in event.demands:
                if demand.due_on is not None:
                    yield Fact(f"第{demand.number}项期限", demand.due_on.isoformat())
        case events.RoundOpened():
            yield Fact("表决机关", names.organ(event.committee))
            yield Fact("应到", f"{len(event.entitled)}人")
            yield Fact("到会要求", quorum_words(event.quorum))
        case events.BallotCast():
            yield Fact("表决", word(CHOICES, event.choice).zh)
        case SealedBallot():
            yield Fact("表决", "已投票，内容不公开")
        case events.RoundClosed():
            yield Fact("结果", word(ROUND_RESULTS, event.result).zh)
            yield Fact("计票", tally_words(event.tally))
        case events.CaseApproved() | events.CaseDecided():
            yield from _opinions(event.opinions, names)
        case events.ResultsApplied():
            yield Fact("容错对象", names.subject(event.subject))
            yield Fact("结论", word(OUTCOMES, event.outcome).zh)
            yield from (Fact(*said) for said in result_facts(event, names))
        case events.ResultsEnded():
            yield Fact("容错对象", names.subject(event.subject))
        case (
            events.ResultsAcknowledged()
            | events.ContraryUseReported()
            | events.ContraryUseDecided()
            | events.ClarificationOpened()
            | events.ClarificationIssued()
            | events.FalseAccusationReferred()
        ):
            yield from (Fact(*said) for said in facts_after_results(event, names))
            yield from _documents(documents_after_results(event), titles)
        case events.FeedbackServed():
            yield from _documents((event.notice,), titles)
        case events.ReceiptConfirmed():
            yield Fact("当事人", names.subject(event.subject))
            if event.appeal_until is not None:
                yield Fact("可申请复议至", event.appeal_until.isoformat() + _sure(event.provisional))
        case events.PublicityStarted():
            yield from _documents((event.notice,), titles)
        case events.ObjectionRaised():
            yield from _documents(event.evidence, titles)
        case events.PublicityConcluded():
            yield Fact("结论", word(PUBLICITY_RESULTS, event.result).zh)
            yield Fact("异议", f"{event.objections}件")
            yield Fact("转入", names.step(event.leads_to).zh)
        case events.FiledWithCommittee():
            yield Fact("报备机关", names.organ(event.with_organ))
            yield from _documents((event.document,), titles)
        case events.ReappraisalOpened():
            yield Fact("事由", names.route(event.route).zh)
            yield Fact("当事人", names.subject(event.subject))
            yield from _documents(event.evidence, titles)
        case events.ReappraisalDecided():
            yield Fact("结果", word(REAPPRAISAL_RESULTS, event.result).zh)
            yield from _opinions(event.opinions, names)
        case events.CorrectionEvaluated():
            yield Fact("整改要求", f"第{event.demand}项（{names.subject(event.subject)}）")
            again = "未通过，再次整改"
            yield Fact("评估", f"第{event.round}次：{'通过' if event.passed else again}")
            yield from _documents(event.evidence, titles)
        case events.CorrectionEscalated():
            yield Fact("整改要求", f"第{event.demand}项（{names.subject(event.subject)}）")
            yield Fact("措施", names.correction_measure(event.measure))
            yield Fact("情形", "拒不整改" if event.refused else "整改不力")
            yield from _documents((event.document,), titles)
        case events.ToleranceRevoked():
            yield Fact("容错对象", names.subject(event.subject))
            yield Fact("原决定", f"第{event.granted_version}号记录", href=f"#e{event.granted_version}")
        case events.DigestApproved():
            yield Fact("文稿", f"第{event.digest}号记录", href=f"#e{event.digest}")
            yield Fact("范围", "典型案例，各单位可查" if event.published else "仅供办理机关和党委（党组）查阅")
        case events.DigestWithdrawn():
            yield Fact("文稿", f"第{event.digest}号记录", href=f"#e{event.digest}")
        case events.TransitionChosen():
            yield from _transition(event, titles)
        case (
            events.ApplicationAccepted()
            | events.ApplicationWithdrawn()
            | events.SupplementRequested()
            | events.CaseShelved()
            | events.CaseResumed()
            | events.MemberRecused()
            | events.CaseReturned()
            | events.ApprovalRefused()
            | events.DigestWritten()
            | events.HistoryClosed()
            | events.CaseClosed()
        ):
            return
        case _:
            assert_never(event)


def quorum_words(quorum: str) -> str:
    """A share such as 2/3 as it is read: 三分之二以上."""
    numerals = "零一二三四五六七八九十"
    part, whole = (int(number) for number in quorum.split("/"))
    if max(part, whole) >= len(numerals):
        return f"不少于应到的{quorum}"
    return f"不少于应到的{numerals[whole]}分之{numerals[part]}"


def tally_words(tally: Tally) -> str:
    """A tally in one line; quorum and threshold are two facts."""
    return (
        f"应到{tally.entitled}人，实到{tally.present}人（须到{tally.quorum_needed}人）；"
        f"同意{tally.agree}，不同意{tally.disagree}，弃权{tally.abstain}，缓议{tally.postpone}"
    )


def opinion_words(opinion: OpinionFact, names: Names) -> str:
    """An opinion on a subject: outcome, what is waived, what stays."""
    parts = [word(OUTCOMES, opinion.outcome).zh]
    if opinion.disposition:
        parts.append(f"问责处理：{names.disposition(opinion.disposition)}")
    if opinion.liabilities:
        parts.append(f"所涉责任：{names.liabilities(opinion.liabilities)}")
    if opinion.measures:
        parts.append(f"保留措施：{names.measures(opinion.measures)}")
    return "；".join(parts)


def decision_facts(decision: Decision, names: Names) -> tuple[Fact, ...]:
    """What a proposal says."""
    return tuple(_decision(decision, names))


def _decision(decision: Decision, names: Names) -> Iterator[Fact]:
    match decision:
        case AcceptanceDecision():
            yield Fact("意见", "受理" if decision.accepted else "不予受理")
            if decision.refusal_ground is not None:
                yield Fact("理由", word(REFUSAL_GROUNDS, decision.refusal_ground).zh)
        case ExceptionDecision():
            yield Fact("特殊原因", names.exception(decision.cause))
        case DeterminationDecision():
            yield from _opinions(decision.opinions, names)
        case ReappraisalDecision():
            if decision.reopen:
                yield Fact("意见", "撤销不予受理")
            elif not decision.opinions:
                yield Fact("意见", "维持")
            yield from _opinions(decision.opinions, names)
        case _:
            assert_never(decision)


def _opened(event: events.CaseOpened, told: Told, titles: tuple[str, ...]) -> Iterator[Fact]:
    names = told.names
    yield Fact("受理机关", names.organ(event.to_organ))
    yield Fact("当事人", "、".join(names.subject(subject.subject_id) for subject in event.subjects))
    yield Fact("情形", names.ground(event.ground))
    yield Fact("事发", event.occurred_on.isoformat())
    if event.endorsement is not None:
        yield Fact("签字背书", word(ENDORSEMENTS, event.endorsement.kind).zh)
    if event.reference is not None:
        yield Fact("文号或编号", event.reference)
    yield Fact("程序版本", f"{event.pack} {event.edition}", title=event.pack_sha256)
    yield from _documents(event.evidence, titles)


def _duty(event: DutyOpened, told: Told) -> Iterator[Fact]:
    owner = f"（{told.names.subject(event.subject)}）" if event.subject else ""
    yield Fact("事项", event.name.zh + owner)
    yield Fact("责任", told.names.organ(event.responsible))
    said = duty_term_words(event.amount, event.unit, event.not_before)
    yield Fact("期限", f"{event.starts_on.isoformat()}起，{said}")
    if times := times_words(event.round, event.rounds):
        yield Fact("次数", times)
    yield Fact("到期", event.due_on.isoformat() + _sure(event.provisional))
    rule = "、".join(event.cite) or "无"
    yield Fact("依据", f"{rule}（{word(STANDINGS, event.standing).zh}；{word(FORCES, event.force).zh}）")


def _planned(
    event: events.DutyResumed | events.DutyExtended | events.DeadlineReplanned | events.DeadlineConfirmed,
    told: Told,
    titles: tuple[str, ...],
) -> Iterator[Fact]:
    yield Fact("事项", told.duty(event.duty_id))
    match event:
        case events.DutyResumed():
            yield Fact("原中止", word(PAUSES, event.because).zh)
        case events.DutyExtended():
            opened = told.duties.get(event.duty_id)
            yield Fact("延长", term_words(event.by, opened.unit) if opened else str(event.by))
            yield Fact("批准", told.names.organ(event.approved_by))
            yield from _documents((event.document,), titles)
        case events.DeadlineReplanned():
            yield Fact("原定", event.was.isoformat())
        case events.DeadlineConfirmed():
            pass
    if isinstance(event, events.DeadlineReplanned | events.DeadlineConfirmed) and event.rule:
        rule = event.rule
        yield Fact("版本", f"{rule.edition}：{term_words(rule.amount, rule.unit)}，{word(FORCES, rule.force).zh}")
    yield Fact("到期", event.due_on.isoformat() + _sure(event.provisional))
    yield Fact("日历", f"第{event.calendar_version}版")


def _transition(event: events.TransitionChosen, titles: tuple[str, ...]) -> Iterator[Fact]:
    yield Fact("选择", word(CHOICES_OF_EDITION, event.choice).zh)
    yield Fact("原版本", event.was_edition, title=event.was_sha256)
    yield Fact("另一版本", event.edition, title=event.pack_sha256)
    yield Fact("适用", event.edition if event.moves else event.was_edition)
    yield from _documents((event.document,), titles)


def _sure(provisional: bool) -> str:
    return "（暂定）" if provisional else ""


def _met(event: events.DutyMet, told: Told, titles: tuple[str, ...]) -> Iterator[Fact]:
    yield Fact("事项", told.duty(event.duty_id))
    yield Fact("完成", "逾期完成" if event.late else "按期完成")
    if event.recorded_late_days and not told.history:
        yield Fact("录入", f"业务日期后{event.recorded_late_days}个工作日录入")
    yield from _documents(event.evidence, titles)


def _recipient(to: Recipient | None, names: Names) -> Iterator[Fact]:
    if to is None:
        yield Fact("送达", "没有可送达的上级，请人工处理")
        return
    person = f" {names.person(to.person)}" if to.person else "（职务空缺）"
    yield Fact("送达", names.organ(to.organ) + person)


def _found(findings: Sequence[Finding]) -> Iterator[Fact]:
    """How many findings there are for and against; the negative list is counted by itself."""
    negative = [finding.result for finding in findings if finding.of == "negative"]
    results = [finding.result for finding in findings if finding.of != "negative"]
    if results:
        excepted = results.count("excepted")
        said = f"{len(results)}项：{results.count('met')}项符合，{results.count('not_met')}项不符合"
        yield Fact("研判", said + (f"，{excepted}项例外适用" if excepted else ""))
    if negative:
        yield Fact("负面清单", f"{len(negative)}项：{negative.count('met')}项存在，{negative.count('not_met')}项不存在")


def _opinions(opinions: Iterable[OpinionFact], names: Names) -> Iterator[Fact]:
    for opinion in opinions:
        yield Fact(names.subject(opinion.subject), opinion_words(opinion, names))


def _documents(digests: Iterable[str], titles: tuple[str, ...]) -> Iterator[Fact]:
    for digest, title in zip_longest(digests, titles):
        if digest is not None:
            yield document("材料", digest, title)


def _short(id_: UUID) -> str:
    return str(id_)[:8]
