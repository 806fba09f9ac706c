"""The closed list of what people and the clock may ask of a case; each command is declared beside its act.

`on` is the business date (发生日期), today when missing; an earlier one needs `late_entry_reason`, except in a history.
"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from domain.acts.acceptance import DecideAcceptance
from domain.acts.appeals.acceptance import DecideAppealAcceptance
from domain.acts.appeals.reappraisal import DecideReappraisal, RequestReappraisal
from domain.acts.clarification import IssueClarification, OpenClarification, ReferFalseAccusation
from domain.acts.clock import CloseHistory, RingAlarm
from domain.acts.committee_filing import FileWithCommittee
from domain.acts.contrary_use import DecideContraryUse, ReportContraryUse
from domain.acts.correction import EscalateCorrection, EvaluateCorrection, OrderCorrection
from domain.acts.deadlines.extension import ExtendTerm
from domain.acts.deadlines.urging import UrgeDuty
from domain.acts.determination import ProposeDetermination
from domain.acts.digests import ApproveDigest, WithdrawDigest, WriteDigest
from domain.acts.disagreement import SettleDisagreement
from domain.acts.endorsement import EndorseApplication
from domain.acts.evidence.advice import GiveAdvice
from domain.acts.evidence.documents import AddDocument
from domain.acts.evidence.listed import HandInDocuments
from domain.acts.examination import RecordConsultation, RecordLegalityCheck
from domain.acts.filing import BeginByOrgan, BeginWithAccountability, FileApplication
from domain.acts.investigation import FormTeam, RecordDefence, RecordFindings, ReportInvestigation, SubmitDefence
from domain.acts.joint import SignOff
from domain.acts.jurisdiction.handing_over import AnswerHandover, HandDownCase, TransferCase
from domain.acts.jurisdiction.paper_handover import RecordPaperHandover
from domain.acts.jurisdiction.superior import DesignateOrgan, ElevateCase, ReferToSuperior
from domain.acts.matters import ConfirmSameMatter, DenySameMatter, FindException
from domain.acts.numbers import RecordNumber
from domain.acts.official_documents import (
    CheckDocument,
    CountersignDocument,
    DraftDocument,
    FileStampedScan,
    IssueDocument,
    SignDocument,
    WithdrawDocument,
)
from domain.acts.on_paper.paper_case import EnterPaperCase
from domain.acts.on_paper.stubs import RecordPaperStep, RegisterStub
from domain.acts.publicity import ConcludePublicity, RaiseObjection, StartPublicity
from domain.acts.replan import Replan
from domain.acts.results import AcknowledgeResults
from domain.acts.service import CompleteDuty, ConfirmReceipt, ServeFeedback
from domain.acts.standstill import RequestSupplement, ResumeCase, ShelveCase, SubmitSupplement
from domain.acts.subjects import ChangeSubjects
from domain.acts.transition import ChooseTransition
from domain.acts.voting.approval import CloseRound
from domain.acts.voting.approving import DecideApproval
from domain.acts.voting.meetings import EnterMeetingResult
from domain.acts.voting.recusal import LiftRecusal, Recuse
from domain.acts.voting.rounds import CastBallot, OpenRound
from domain.acts.withdrawal import WithdrawApplication
from domain.messages import Envelope

AnyCommand = Annotated[
    FileApplication
    | BeginWithAccountability
    | BeginByOrgan
    | RegisterStub
    | RecordPaperStep
    | EnterPaperCase
    | EndorseApplication
    | ConfirmSameMatter
    | DenySameMatter
    | FindException
    | DecideAcceptance
    | SignOff
    | SettleDisagreement
    | WithdrawApplication
    | RecordNumber
    | RequestSupplement
    | SubmitSupplement
    | AddDocument
    | HandInDocuments
    | DraftDocument
    | CheckDocument
    | CountersignDocument
    | SignDocument
    | IssueDocument
    | FileStampedScan
    | WithdrawDocument
    | ShelveCase
    | ResumeCase
    | ExtendTerm
    | UrgeDuty
    | ChangeSubjects
    | FormTeam
    | RecordDefence
    | SubmitDefence
    | RecordFindings
    | RecordLegalityCheck
    | RecordConsultation
    | GiveAdvice
    | ReportInvestigation
    | ProposeDetermination
    | DecideApproval
    | OpenRound
    | CastBallot
    | Recuse
    | LiftRecusal
    | CloseRound
    | EnterMeetingResult
    | ServeFeedback
    | ConfirmReceipt
    | StartPublicity
    | RaiseObjection
    | ConcludePublicity
    | FileWithCommittee
    | CompleteDuty
    | OrderCorrection
    | EvaluateCorrection
    | EscalateCorrection
    | RequestReappraisal
    | DecideAppealAcceptance
    | DecideReappraisal
    | WriteDigest
    | ApproveDigest
    | WithdrawDigest
    | AcknowledgeResults
    | ReportContraryUse
    | DecideContraryUse
    | OpenClarification
    | IssueClarification
    | ReferFalseAccusation
    | ChooseTransition
    | TransferCase
    | HandDownCase
    | AnswerHandover
    | ReferToSuperior
    | ElevateCase
    | DesignateOrgan
    | RecordPaperHandover
    | CloseHistory
    | RingAlarm
    | Replan,
    Field(discriminator="kind"),
]


class CommandEnvelope(Envelope):
    """A command on a case with what comes with it."""

    body: AnyCommand


COMMAND_ENVELOPE: TypeAdapter[CommandEnvelope] = TypeAdapter(CommandEnvelope)
