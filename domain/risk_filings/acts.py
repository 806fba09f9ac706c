"""What people do with a risk filing: file, look at, deliberate, reply, archive, amend, withdraw, link (ZS-17 f.)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid5

from domain import refusals
from domain.act import BaseAct
from domain.context import DecisionContext
from domain.guards import guard
from domain.office_numbers import given_to
from domain.organs import Organ
from domain.pack.prevention import RiskFilingTrack, RiskStage
from domain.refusals import Refused, refusal
from domain.risk_filings.act import Events, RiskAct, track_of
from domain.risk_filings.commands import (
    AmendRisk,
    ArchiveRisk,
    FileRisk,
    LinkRiskToCase,
    PassRiskStage,
    RecordRiskNumber,
    ReplyToRisk,
    SubmitToGroup,
    WithdrawRisk,
)
from domain.risk_filings.events import (
    RiskFilingAmended,
    RiskFilingArchived,
    RiskFilingClosed,
    RiskFilingLinked,
    RiskFilingNumberRecorded,
    RiskFilingReceived,
    RiskFilingReplied,
    RiskFilingSentToGroup,
    RiskFilingStagePassed,
    RiskFilingTermMet,
    RiskFilingText,
    TermName,
)
from domain.risk_filings.state import AwaitingReply
from domain.risk_filings.terms import REPLY, STAGE, open_reply, open_stage, open_validity
from domain.values import SubjectFacts, digests, distinct_subjects, titles

_REPLYING = ("reply", "with_group")


NOT_ACCOUNTABILITY_ORGAN = refusal("not_accountability_organ", 409, "ZS-17").says("""
    该机关不受理容错报备。
    That organ does not take risk filings.
    请向本程序规定的问责机关报备。
    File with the accountability organ that the procedure names.
""")
RISK_FILING_LATE = refusal("risk_filing_late", 409, "ZS-17", "A-25").says("""
    工作已经开始：本程序只受理事前报备。
    The work has started: this procedure takes filings before it only.
    如发生失误，可依程序申请容错。
    Should an error happen, apply for tolerance.
""")
NO_COORDINATION_GROUP = refusal("no_coordination_group", 409, "ZS-22").says("""
    本程序或本地区没有可提交会商的协调小组。
    There is no coordination group to put the filing before.
    请直接反馈。
    Reply without it.
""")
MINUTES_MISSING = refusal("minutes_missing", 409, "ZS-22").says("""
    该报备已提交会商，反馈须附会商纪要。
    The filing is before the coordination group: the reply goes with the minutes of its deliberation.
    请附上会商纪要后再反馈。
    Add the minutes and reply again.
""")
NO_RISK_STAGES = refusal("no_risk_stages", 409).says("""
    本程序的报备没有反馈以前的审查环节。
    In this procedure a filing passes no stages before its reply.
    请直接反馈。
    Reply to it.
""")
NO_AMENDMENT = refusal("no_amendment", 409, "A-25").says("""
    本程序不办理变更报备。
    This procedure does not take amendments.
    请撤回后重新报备。
    Withdraw the filing and file anew.
""")
ALREADY_LINKED = refusal("already_linked", 409, "R-04").says("""
    该报备已经关联此案件。
    The filing is linked to this case already.
    无需再次办理。
    Nothing to do.
""")


def file(filing_id: UUID, command: FileRisk, act: BaseAct) -> Events:
    """Receive a filing; it should come before the work, and after its start it is at least marked (A-25)."""
    context, track = act.context, track_of(act.context)
    receiver = _receiver(command, track, context)
    act.require_law_of(receiver.jurisdiction)
    _require_unit(act, track, receiver)
    received = RiskFilingReceived(
        on=act.on,
        private=RiskFilingText(
            title=command.title, statement=command.work, risks=command.risks, document_titles=titles(command.dossier)
        ),
        pack=context.pack.pack,
        edition=context.pack.edition,
        pack_sha256=context.pack_sha256,
        jurisdiction=receiver.jurisdiction,
        unit=act.actor.organ,
        to_organ=receiver.id,
        matter_id=uuid5(filing_id, "matter"),
        planned_start=command.planned_start,
        late=_late(act.on, command.planned_start, track),
        risks=len(command.risks),
        dossier=digests(command.dossier),
        subjects=distinct_subjects(_subject(each, context) for each in command.subjects),
        stage=track.first_stage,
        filed_by=act.actor.person,
    )
    return [received, *_stage_begun(act, track, track.first_stage, receiver), open_reply(act, receiver.id, track)]


@guard(SubmitToGroup)
def _may_submit(act: RiskAct) -> Organ:
    """The coordination group."""
    act.require_receiver()
    act.require_fresh()
    role = act.track.complex_to
    group = act.context.organs.in_role(role, act.filing.opened.jurisdiction) if role else None
    if group is None:
        raise Refused(NO_COORDINATION_GROUP)
    act.require_stage("reply")
    return group


def submit_to_group(act: RiskAct, command: SubmitToGroup) -> Events:
    """Put a major or complex filing before the coordination group; the term of the reply runs on (ZS-22)."""
    group = _may_submit(act)
    return [RiskFilingSentToGroup(on=act.on, private=RiskFilingText(reasons=command.reasons), group=group.id)]


def _stages(act: RiskAct) -> Iterable[str]:
    stage = act.filing.stage
    return (stage.stage,) if isinstance(stage, AwaitingReply) and stage.stage else ()


@guard(PassRiskStage, stage=_stages)
def _may_pass(act: RiskAct, stage: str) -> RiskStage:
    """The stage, for the organ whose it is."""
    if not act.track.stages:
        raise Refused(NO_RISK_STAGES)
    if stage not in _stages(act):
        raise Refused(refusals.RISK_FILING_STAGE, detail=act.filing.stage_name)
    rule = act.track.stage(stage)
    organ = act.context.organs.in_role(rule.by, act.filing.opened.jurisdiction)
    act.require_organ(organ.id if organ else act.filing.opened.to_organ)
    act.require_fresh()
    return rule


def pass_stage(act: RiskAct, command: PassRiskStage) -> Events:
    """Give the opinion of a stage, and pass the filing on to the next one, or to be replied to."""
    rule = _may_pass(act, command.stage)
    then = act.track.stage_after(rule.id)
    passed = RiskFilingStagePassed(
        on=act.on,
        private=RiskFilingText(statement=command.opinion, document_titles=titles(command.documents)),
        stage=rule.id,
        name=rule.name,
        then=then,
        documents=digests(command.documents),
        person=act.actor.person,
    )
    receiver = act.context.organs.organ(act.filing.opened.to_organ)
    return [passed, *_met(act, STAGE), *_stage_begun(act, act.track, then, receiver)]


def _stage_begun(act: BaseAct, track: RiskFilingTrack, stage: str | None, receiver: Organ | None) -> Events:
    """The term of a stage that a filing comes to; where nobody plays its role, whoever takes filings in has it."""
    if stage is None or receiver is None:
        return []
    rule = track.stage(stage)
    organ = act.context.organs.in_role(rule.by, receiver.jurisdiction) or receiver
    return [*open_stage(act, rule, organ.id)]


@guard(ReplyToRisk)
def _may_reply(act: RiskAct) -> AwaitingReply:
    act.require_receiver()
    act.require_fresh()
    act.require_stage(*_REPLYING)
    awaiting = act.filing.stage
    if not isinstance(awaiting, AwaitingReply):
        raise TypeError(f"risk filing {act.filing.id}: a reply that nobody awaits")
    return awaiting


def reply(act: RiskAct, command: ReplyToRisk) -> Events:
    """Reply; once filed it stands for a time. After a deliberation the reply rests on its minutes (ZS-18, ZS-22)."""
    awaiting = _may_reply(act)
    if awaiting.group is not None and command.minutes is None:
        raise Refused(MINUTES_MISSING)
    replied = RiskFilingReplied(
        on=act.on,
        private=RiskFilingText(
            reasons=command.reasons,
            conditions=command.conditions,
            advice=command.advice,
            document_titles=(command.minutes.title,) if command.minutes else (),
        ),
        result=command.result,
        amendment=awaiting.amendment,
        conditions=len(command.conditions),
        group=awaiting.group,
        minutes=command.minutes.sha256 if command.minutes else None,
        person=act.actor.person,
    )
    events: Events = [replied, *_met(act, REPLY)]
    if command.result == "filed" and not act.filing.filed:
        events.append(open_validity(act))
    return events


@guard(ArchiveRisk)
def _may_archive(act: RiskAct) -> None:
    act.require_receiver()
    act.require_fresh()
    act.require_stage("archive")


def archive(act: RiskAct, command: ArchiveRisk) -> Events:
    """Archive filing and reply; where nothing was ever filed, that is the end of it (ZS-18, ZS-28)."""
    _may_archive(act)
    private = RiskFilingText(statement=command.remarks, document_titles=titles(command.documents))
    events: Events = [RiskFilingArchived(on=act.on, private=private, documents=digests(command.documents))]
    if not act.filing.filed:
        events.append(RiskFilingClosed(on=act.on, because="not_filed"))
    return events


@guard(AmendRisk)
def _may_amend(act: RiskAct) -> None:
    act.require_unit()
    act.require_fresh()
    if not act.track.amend:
        raise Refused(NO_AMENDMENT)
    act.require_stage("in_force", "archive")
    if not act.filing.filed:
        raise Refused(refusals.RISK_FILING_STAGE, detail=act.filing.stage_name)


def amend(act: RiskAct, command: AmendRisk) -> Events:
    """Tell of a material change, which needs a reply of its own; the validity goes on as it was (A-25)."""
    _may_amend(act)
    planned_start = command.planned_start or act.filing.planned_start
    amended = RiskFilingAmended(
        on=act.on,
        private=RiskFilingText(statement=command.change, risks=command.risks, document_titles=titles(command.dossier)),
        planned_start=planned_start,
        late=_late(act.on, command.planned_start, act.track) if command.planned_start else False,
        risks=len(command.risks),
        dossier=digests(command.dossier),
        stage=act.track.first_stage,
    )
    receiver = act.context.organs.organ(act.filing.opened.to_organ)
    begun = _stage_begun(act, act.track, act.track.first_stage, receiver)
    return [amended, *begun, open_reply(act, act.filing.opened.to_organ, act.track)]


@guard(WithdrawRisk)
def _may_withdraw(act: RiskAct) -> None:
    act.require_unit()
    act.require_fresh()
    if act.filing.closed:
        raise Refused(refusals.RISK_FILING_STAGE, detail=act.filing.stage_name)


def withdraw(act: RiskAct, command: WithdrawRisk) -> Events:
    """Take a filing back, or tell that the matter has ended: it stands no longer (A-25)."""
    _may_withdraw(act)
    because = "matter_ended" if command.matter_ended else "withdrawn"
    return [RiskFilingClosed(on=act.on, private=RiskFilingText(reasons=command.reasons), because=because)]


@guard(LinkRiskToCase)
def _may_link(act: RiskAct) -> None:
    """Who received the filing may, and who has the case; until one is named, whoever takes cases in might be that."""
    takes = {route.to for route in act.context.pack.tolerance.opens}
    if act.context.linked is not None:
        act.require_organ(act.context.linked.to_organ, act.filing.opened.to_organ)
    elif act.organ is None or act.organ.role not in takes:
        act.require_receiver()


def link(act: RiskAct, command: LinkRiskToCase) -> Events:
    """Show the filing in a case as evidence; by the organ that handles that case, or the one that filed it (R-04)."""
    case = act.context.linked
    if case is None or case.name != "case":
        raise Refused(refusals.UNKNOWN_CASE)
    _may_link(act)
    if command.case_id in act.filing.cases:
        raise Refused(ALREADY_LINKED)
    private = RiskFilingText(statement=command.remarks) if command.remarks else None
    return [RiskFilingLinked(on=act.on, private=private, case_id=command.case_id)]


@guard(RecordRiskNumber)
def _may_number(act: RiskAct) -> None:
    act.require_receiver()


def record_number(act: RiskAct, command: RecordRiskNumber) -> Events:
    """Take the number that the office gave, as the organ the filing went to; a wrong one is put right alike (A-45)."""
    _may_number(act)
    filing = act.filing
    year, canonical = given_to(command, filing.office_number, filing.opened.on, filing.dispatched)
    return [
        RiskFilingNumberRecorded(
            on=act.on,
            private=RiskFilingText(reasons=command.reasons) if command.reasons else None,
            number=command.number,
            organ=act.actor.organ,
            year=year,
            canonical=canonical,
            dispatched=command.dispatched,
        )
    ]


def _receiver(command: FileRisk, track: RiskFilingTrack, context: DecisionContext) -> Organ:
    organ = context.organs.organ(command.to_organ)
    if organ is None or organ.role != track.to:
        raise Refused(NOT_ACCOUNTABILITY_ORGAN, detail=context.pack.roles[track.to].zh)
    return organ


def _require_unit(act: BaseAct, track: RiskFilingTrack, receiver: Organ) -> None:
    """A unit files for itself, with the organ of its own jurisdiction or one above."""
    organ = act.organ
    if (
        organ is None
        or organ.role not in track.by
        or not act.context.organs.within(organ.jurisdiction, receiver.jurisdiction)
    ):
        raise Refused(refusals.NOT_COMPETENT, detail=act.names_of(*track.by))


def _subject(subject_id: UUID, context: DecisionContext) -> SubjectFacts:
    facts = context.subjects.get(subject_id)
    if facts is None:
        raise Refused(refusals.UNKNOWN_SUBJECT, detail=str(subject_id))
    return facts


def _late(on: date, planned_start: date, track: RiskFilingTrack) -> bool:
    """Whether it comes after the work should have begun; a pack may refuse that, by default it is marked (A-25)."""
    late = on > planned_start
    if late and track.late == "refused":
        raise Refused(RISK_FILING_LATE)
    return late


def _met(act: RiskAct, what: TermName) -> Events:
    return [
        RiskFilingTermMet(on=act.on, term_id=id_, late=term.over(act.on), recorded_late_days=act.recorded_late_days)
        for id_, term in act.filing.terms.items()
        if term.opened.term == what
    ]
