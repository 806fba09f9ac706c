"""The closed list of what can happen in a case; each event is declared beside the act that causes it.

`kind` strings never change; a changed fact is a new event.
Facts hold opaque ids only. `private` is what people wrote; it is stored apart, encrypted, and read by pages alone.
`on` is the business date (valid time); the recorded instant and the actor stand in the log entry.
"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from domain.acts.acceptance import ApplicationAccepted, ApplicationNotAccepted
from domain.acts.appeals.acceptance import AppealAccepted, AppealNotAccepted
from domain.acts.appeals.reappraisal import ReappraisalDecided, ReappraisalOpened
from domain.acts.clarification import ClarificationIssued, ClarificationOpened, FalseAccusationReferred
from domain.acts.clock import HistoryClosed
from domain.acts.committee_filing import FiledWithCommittee
from domain.acts.contrary_use import ContraryUseDecided, ContraryUseReported
from domain.acts.correction import CorrectionEscalated, CorrectionEvaluated, CorrectionOrdered
from domain.acts.determination import CaseDecided, DeterminationIssued
from domain.acts.digests import DigestApproved, DigestWithdrawn, DigestWritten
from domain.acts.disagreement import DisagreementOpened, DisagreementSettled
from domain.acts.endorsement import ApplicationEndorsed
from domain.acts.evidence.advice import AdviceGiven
from domain.acts.evidence.documents import DocumentAdded
from domain.acts.evidence.listed import DocumentsHandedIn
from domain.acts.examination import ConsultationRecorded, LegalityChecked
from domain.acts.investigation import DefenceRecorded, FindingsRecorded, InvestigationReported, TeamFormed
from domain.acts.joint import JointActDisputed, JointActSigned
from domain.acts.jurisdiction.handing_over import CaseHandedDown, CaseTransferred, HandoverDeclined
from domain.acts.jurisdiction.superior import CaseElevated, OrganDesignated, ReferredToSuperior
from domain.acts.matters import RecurrenceExceptionFound, SameMatterConfirmed, SameMatterDenied, ToleranceBarred
from domain.acts.numbers import NumberRecorded
from domain.acts.official_documents import (
    DocumentChecked,
    DocumentCountersigned,
    DocumentDrafted,
    DocumentIssued,
    DocumentNumbered,
    DocumentSigned,
    DocumentWithdrawn,
    StampedScanFiled,
)
from domain.acts.on_paper.paper_case import PaperCaseConcluded
from domain.acts.on_paper.stubs import PaperStepRecorded
from domain.acts.proposals import JointActProposed
from domain.acts.publicity import ObjectionRaised, PublicityConcluded, PublicityStarted
from domain.acts.replan import AppealWindowReplanned
from domain.acts.results import (
    ResultsAcknowledged,
    ResultsApplied,
    ResultsEnded,
    ResultsResumed,
    ResultsSuspended,
    ToleranceRevoked,
)
from domain.acts.service import FeedbackServed, ReceiptConfirmed
from domain.acts.standstill import CaseResumed, CaseShelved, SupplementReceived, SupplementRequested
from domain.acts.subjects import SubjectsChanged
from domain.acts.transition import TransitionChosen
from domain.acts.voting.approval import RoundClosed
from domain.acts.voting.approving import ApprovalRefused, CaseApproved, CaseReturned
from domain.acts.voting.corrected_results import ResultCorrectionProposed, VoteSetAside
from domain.acts.voting.meetings import RecordedMeeting
from domain.acts.voting.recusal import MemberRecused, RecusalLifted
from domain.acts.voting.rounds import BallotCast, RoundOpened
from domain.acts.withdrawal import ApplicationWithdrawn
from domain.case.lifecycle import CaseClosed, CaseOpened, JurisdictionChanged, StepOpened
from domain.terms.events import (
    DeadlineConfirmed,
    DeadlineMissed,
    DeadlineReplanned,
    DutyCancelled,
    DutyExtended,
    DutyMet,
    DutyOpened,
    DutyPaused,
    DutyReassigned,
    DutyResumed,
    DutyUrged,
    EscalationRaised,
    ReminderSent,
)

AnyEvent = Annotated[
    CaseOpened
    | StepOpened
    | DutyOpened
    | DutyPaused
    | DutyResumed
    | DutyExtended
    | DutyReassigned
    | DeadlineReplanned
    | DeadlineConfirmed
    | DutyMet
    | DutyCancelled
    | ReminderSent
    | DeadlineMissed
    | EscalationRaised
    | DutyUrged
    | ApplicationEndorsed
    | SubjectsChanged
    | SameMatterConfirmed
    | SameMatterDenied
    | JointActProposed
    | JointActSigned
    | JointActDisputed
    | DisagreementOpened
    | DisagreementSettled
    | ApplicationWithdrawn
    | NumberRecorded
    | PaperStepRecorded
    | ApplicationAccepted
    | ApplicationNotAccepted
    | ToleranceBarred
    | RecurrenceExceptionFound
    | TeamFormed
    | DefenceRecorded
    | FindingsRecorded
    | LegalityChecked
    | ConsultationRecorded
    | AdviceGiven
    | InvestigationReported
    | DeterminationIssued
    | RoundOpened
    | BallotCast
    | MemberRecused
    | RecusalLifted
    | RoundClosed
    | RecordedMeeting
    | ResultCorrectionProposed
    | VoteSetAside
    | CaseApproved
    | CaseDecided
    | CaseReturned
    | ApprovalRefused
    | PaperCaseConcluded
    | ResultsApplied
    | ResultsEnded
    | ResultsSuspended
    | ResultsResumed
    | ResultsAcknowledged
    | ContraryUseReported
    | ContraryUseDecided
    | ClarificationOpened
    | ClarificationIssued
    | FalseAccusationReferred
    | FeedbackServed
    | ReceiptConfirmed
    | AppealWindowReplanned
    | SupplementRequested
    | SupplementReceived
    | DocumentAdded
    | DocumentsHandedIn
    | DocumentDrafted
    | DocumentChecked
    | DocumentCountersigned
    | DocumentSigned
    | DocumentNumbered
    | DocumentIssued
    | StampedScanFiled
    | DocumentWithdrawn
    | CaseShelved
    | CaseResumed
    | PublicityStarted
    | ObjectionRaised
    | PublicityConcluded
    | FiledWithCommittee
    | ReappraisalOpened
    | AppealAccepted
    | AppealNotAccepted
    | ReappraisalDecided
    | ToleranceRevoked
    | CorrectionOrdered
    | CorrectionEvaluated
    | CorrectionEscalated
    | DigestWritten
    | DigestApproved
    | DigestWithdrawn
    | TransitionChosen
    | CaseTransferred
    | CaseHandedDown
    | HandoverDeclined
    | ReferredToSuperior
    | CaseElevated
    | OrganDesignated
    | JurisdictionChanged
    | HistoryClosed
    | CaseClosed,
    Field(discriminator="kind"),
]

EVENT: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)

SCHEMA_VERSION = 1
"""The version of the event shapes above, stored beside each event."""
Beginning = CaseOpened
"""The event that begins a case."""
