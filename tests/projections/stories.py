"""Cases told event by event, for the tests of read models: what happened, not what a rule would decide."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, Generic, Literal, Self, TypedDict, TypeVar, Unpack
from uuid import UUID, uuid4, uuid5

from domain.acts.investigation import Finding, TeamMember
from domain.acts.results import AreaFact
from domain.acts.voting.approval import Tally
from domain.case import events
from domain.case.decisions import (
    AcceptanceDecision,
    Decision,
    DemandFact,
    DeterminationDecision,
    Grant,
    OpinionFact,
    RoundResult,
)
from domain.case.events import AnyEvent
from domain.case.lifecycle import EndorsementFact, HandedIn
from domain.meetings.events import MeetingEvent
from domain.meetings.minutes import Attendance
from domain.pack.results import Outcome
from domain.pack.steps import ConsultationForm, StepKind
from domain.pack.terms import Force, Standing
from domain.risk_filings.events import RiskFilingEvent
from domain.terms.deadlines import TermUnit
from domain.terms.events import Alarm, Recipient
from domain.values import Bilingual, FreeText, SubjectFacts, event_id
from domain.work_records.events import WorkRecordEvent
from eventlog.log import EventLog
from eventlog.shapes import Append, NewEvent, NewMatter, Recorded
from tests.domain.given import BaseGiven, Deed

G = TypeVar("G", bound=BaseGiven[Any, Any, Any])

Happened = AnyEvent | RiskFilingEvent | WorkRecordEvent | MeetingEvent
ORGANIZATION, DISCIPLINE, COMMITTEE = "nj-organization", "nj-discipline", "nj-committee"
UNIT_COMMITTEE = "nj-unit-party"
MEMBERS = ("p-an", "p-bai", "p-cao")
DOCUMENT = "ab" * 32
_NAME = Bilingual(zh="名称", en="name")
_META = {"request_id": "", "pack_sha256": "cd" * 32, "calendar_version": 1, "organs_version": 1, "door": "update"}
AREAS = tuple(AreaFact(id=area, name=_NAME, cite=("NJ-34",)) for area in ("assessments", "promotion"))


class Plan(TypedDict):
    """What every planned due date says."""

    due_on: date
    provisional: bool
    calendar_version: int
    alarms: tuple[Alarm, ...]


def plan(due_on: date, version: int, *, provisional: bool = False) -> Plan:
    """A due date by a version of the calendar, official unless told otherwise."""
    return Plan(due_on=due_on, provisional=provisional, calendar_version=version, alarms=())


class About(TypedDict, total=False):
    """What a duty is about."""

    round: int
    subject: UUID
    reappraisal: UUID
    answers: UUID | None
    demand: int


class Story:
    """A case as it happens; every method adds events and returns the id of the first one it added."""

    def __init__(
        self,
        on: date = date(2026, 3, 2),
        *,
        subjects: int = 1,
        case_id: UUID | None = None,
        filed_by: str = ORGANIZATION,
        asks_head: bool = False,
    ) -> None:
        self.id = case_id or uuid4()
        self.asks_head = asks_head
        self.filed_by = filed_by
        self.mark: str | None = None
        self.on = on
        self.subjects = tuple(uuid5(self.id, f"subject:{n}") for n in range(subjects))
        self.matter = uuid5(self.id, "matter")
        self.occurrence = uuid5(self.id, "occurrence")
        self.told: list[AnyEvent] = []
        self._recorded = 0

    @property
    def happened(self) -> Sequence[Happened]:
        """What is recorded."""
        return self.told

    @property
    def matters(self) -> list[NewMatter]:
        """The matters that its first record registers."""
        return []

    @property
    def version(self) -> int:
        """How many events were told."""
        return len(self.told)

    def tell(self, *told: AnyEvent) -> UUID:
        """Add events as they are."""
        first = event_id(self.id, self.version + 1)
        self.told.extend(told)
        return first

    async def record(self, log: EventLog) -> None:
        """Append what was told since the last time."""
        new = self.happened[self._recorded :]
        command_id = uuid4()
        loaded = await log.load(self.id, command_id)
        outcome = await log.append(
            Append(
                stream_id=self.id,
                expected_version=self._recorded,
                prev_leaf=loaded.last_leaf,
                command_id=command_id,
                digest=hashlib.sha256(command_id.bytes).digest(),
                actor=b"{}",
                meta=json.dumps(
                    {**_META, "actor": {"organ": self.filed_by, "person": "p", "position": "post"}, "mark": self.mark}
                ).encode(),
                recorded_at=datetime.combine(self.on, time(9), tzinfo=UTC),
                events=[_stored(event) for event in new],
                matters=[] if self._recorded else self.matters,
            )
        )
        assert isinstance(outcome, Recorded)
        self._recorded = len(self.happened)

    # --- what happens, in the order of a procedure ---

    def opened(  # noqa: PLR0913 - what an application says
        self,
        *,
        history: bool = False,
        subjects: tuple[UUID, ...] | None = None,
        ground: str = "s1",
        error_class: str = "procedure_flaw",
        signatory: str | None = None,
        place: str = "nujiang",
    ) -> UUID:
        """The application is received, and the term of acceptance runs."""
        self.subjects = subjects or self.subjects
        self.tell(
            events.CaseOpened(
                on=self.on,
                private=FreeText(title="一件申请"),
                pack="nujiang",
                edition="undated-1",
                pack_sha256="cd" * 32,
                route="application",
                history=history,
                jurisdiction=place,
                to_organ=ORGANIZATION,
                applicant=self.subjects[0],
                subjects=tuple(
                    SubjectFacts(subject_id=subject, kind="person", sector="public", jurisdiction="nujiang")
                    for subject in self.subjects
                ),
                matter_id=self.matter,
                occurrence_id=self.occurrence,
                occurred_on=date(2025, 11, 3),
                ground=ground,
                error_class=error_class,
                endorsement=EndorsementFact(
                    kind="requested" if self.asks_head else "signed" if signatory else "refused",
                    signatory=signatory,
                    organ=UNIT_COMMITTEE if self.asks_head else None,
                ),
                evidence=(DOCUMENT,),
                after_accountability=None,
            )
        )
        return self.step("acceptance", StepKind.ACCEPTANCE, due_on=date(2026, 3, 23))

    def endorsed(self, signatory: str, result: Literal["signed", "refused"] = "signed") -> UUID:
        """The head who was asked signs, or refuses to."""
        return self.tell(
            events.ApplicationEndorsed(
                on=self.on,
                result=result,
                signatory=signatory,
                signed_on=self.on,
                document=None,
                person="p-head" if result == "signed" else None,
            )
        )

    def step(self, step: str, kind: StepKind, *, due_on: date, responsible: str = ORGANIZATION) -> UUID:
        """A step opens with its term; returns the duty's id."""
        self.tell(events.StepOpened(on=self.on, step=step, step_kind=kind))
        return self.duty(step, due_on=due_on, responsible=responsible, step=step)

    def duty(
        self,
        duty: str,
        *,
        due_on: date,
        responsible: str = ORGANIZATION,
        step: str | None = None,
        provisional: bool = False,
        **about: Unpack[About],
    ) -> UUID:
        """A term begins to run."""
        return self.tell(
            events.DutyOpened(
                on=self.on,
                duty=duty,
                name=_NAME,
                step=step,
                **about,
                responsible=responsible,
                starts_on=self.on,
                amount=15,
                unit=TermUnit.working_days,
                force=Force.STATUTORY,
                standing=Standing.PROPOSED,
                cite=("NJ-12",),
                **plan(due_on, 1, provisional=provisional),
            )
        )

    def appeal_replanned(self, was: date, until: date) -> UUID:
        """A later calendar moves the window of appeal of the first subject."""
        window = {"appeal_until": until, "provisional": False, "calendar_version": 2}
        return self.tell(events.AppealWindowReplanned(on=self.on, subject=self.subjects[0], was=was, **window))

    def paused(self, duty_id: UUID, awaits: UUID, because: str = "supplement") -> UUID:
        """A clock is stopped for another duty."""
        return self.tell(events.DutyPaused(on=self.on, duty_id=duty_id, because=because, awaits=awaits))

    def resumed(self, duty_id: UUID, due_on: date, *, version: int = 1) -> UUID:
        """It goes on."""
        return self.tell(events.DutyResumed(on=self.on, duty_id=duty_id, because="supplement", **plan(due_on, version)))

    def replanned(self, duty_id: UUID, was: date, due_on: date, *, version: int = 2) -> UUID:
        """Another calendar moves a due date."""
        return self.tell(events.DeadlineReplanned(on=self.on, duty_id=duty_id, was=was, **plan(due_on, version)))

    def confirmed(self, duty_id: UUID, due_on: date, *, version: int = 2) -> UUID:
        """Another calendar leaves a due date where it is."""
        return self.tell(
            events.DeadlineConfirmed(on=self.on, duty_id=duty_id, checked_version=version, **plan(due_on, version))
        )

    def met(self, duty_id: UUID, *, late: bool = False, recorded_late_days: int = 0) -> UUID:
        """A duty is done."""
        return self.tell(events.DutyMet(on=self.on, duty_id=duty_id, late=late, recorded_late_days=recorded_late_days))

    def evaluated(self, duty_id: UUID, *, passed: bool, round_: int = 1) -> UUID:
        """What the first subject did on the first demand is found enough, or not."""
        first = self.tell(
            events.CorrectionEvaluated(
                on=self.on, duty_id=duty_id, demand=1, subject=self.subjects[0], round=round_, passed=passed
            )
        )
        self.met(duty_id)
        return first

    def missed_and_escalated(self, duty_id: UUID, due_on: date) -> UUID:
        """The clock reminds, finds the miss and tells the organ above."""
        to = Recipient(organ=DISCIPLINE, position="nj-discipline-head", person="p-du")
        return self.tell(
            events.ReminderSent(on=self.on, duty_id=duty_id, due_on=due_on, rung="remind-3", to=None),
            events.DeadlineMissed(
                on=self.on, duty_id=duty_id, due_on=due_on, rung="missed", attributed_to=ORGANIZATION
            ),
            events.EscalationRaised(
                on=self.on, duty_id=duty_id, due_on=due_on, rung="level-2", level=2, name=_NAME, to=to
            ),
        )

    def urged(self, duty_id: UUID, due_on: date) -> UUID:
        """Somebody of the discipline organ reminds the organ that owes a duty."""
        to = Recipient(organ=ORGANIZATION, position="nj-organization-head", person="p-li")
        return self.tell(
            events.DutyUrged(on=self.on, duty_id=duty_id, due_on=due_on, rung="level-2", level=2, name=_NAME, to=to),
        )

    def missed_and_urged(self, duty_id: UUID, due_on: date) -> UUID:
        """The clock climbs its ladder, and somebody urges besides."""
        self.missed_and_escalated(duty_id, due_on)
        return self.urged(duty_id, due_on)

    def barred(self, step: str, earlier: "Story") -> UUID:
        """The matter was tolerated before."""
        return self.tell(
            events.ToleranceBarred(
                on=self.on,
                step=step,
                matter_id=self.matter,
                ban_key="key",
                earlier_case=earlier.id,
                earlier_occurrence=earlier.occurrence,
                cite=("NJ-31",),
            )
        )

    def proposed(self, step: str, decision: Decision, *awaited: str) -> UUID:
        """One organ of a joint body proposes."""
        return self.tell(
            events.JointActProposed(
                on=self.on,
                step=step,
                decision=decision,
                organ=ORGANIZATION,
                person="p-li",
                awaited=awaited or (DISCIPLINE,),
            )
        )

    def signed(self, step: str, proposal: UUID, organ: str = DISCIPLINE) -> UUID:
        """Another organ signs."""
        return self.tell(events.JointActSigned(on=self.on, step=step, proposal=proposal, organ=organ, person="p-du"))

    def accepted(self, duty_id: UUID) -> UUID:
        """The application is accepted, and the investigation begins; returns its duty."""
        decision = AcceptanceDecision(accepted=True)
        self.signed("acceptance", self.proposed("acceptance", decision))
        self.tell(events.ApplicationAccepted(on=self.on, step="acceptance"))
        self.met(duty_id)
        return self.step("investigation", StepKind.INVESTIGATION, due_on=date(2026, 4, 20))

    def investigated(self, duty_id: UUID) -> UUID:
        """Team, defence, findings, report; returns the duty of the determination."""
        member = TeamMember(organ=ORGANIZATION, person="p-li", position="nj-organization-officer")
        finding = Finding(of="factor", item="motive", result="not_met", evidence=())
        self.tell(
            events.TeamFormed(on=self.on, step="investigation", members=(member,)),
            *(
                events.DefenceRecorded(on=self.on, step="investigation", subject=subject, mode="oral")
                for subject in self.subjects
            ),
            events.FindingsRecorded(on=self.on, step="investigation", findings=(finding,)),
            events.FindingsRecorded(
                on=self.on, step="investigation", findings=(finding.model_copy(update={"result": "met"}),)
            ),
            events.InvestigationReported(on=self.on, step="investigation", report=DOCUMENT),
        )
        self.met(duty_id)
        return self.step("determination", StepKind.DETERMINATION, due_on=date(2026, 5, 8))

    def determined(self, duty_id: UUID, *outcomes: Outcome) -> UUID:
        """The organs determine an outcome per subject; returns the duty of the approval."""
        opinions = self.opinions(*outcomes)
        demands = (DemandFact(number=1, subject=self.subjects[0]),)
        decision = DeterminationDecision(opinions=opinions, demands=demands)
        self.signed("determination", self.proposed("determination", decision))
        self.tell(events.DeterminationIssued(on=self.on, step="determination", opinions=opinions, demands=demands))
        self.met(duty_id)
        return self.step("approval", StepKind.APPROVAL, due_on=date(2026, 5, 22), responsible=COMMITTEE)

    def opinions(self, *outcomes: Outcome) -> tuple[OpinionFact, ...]:
        """An opinion for each subject, exempt unless told otherwise."""
        return tuple(
            OpinionFact(
                subject=subject,
                outcome=outcome,
                liabilities=("disciplinary",) if outcome.tolerated else (),
                measures=(),
                form=None,
            )
            for subject, outcome in zip(self.subjects, outcomes or [Outcome.EXEMPT] * 99, strict=False)
        )

    def round_opened(self) -> UUID:
        """The committee begins to vote."""
        return self.tell(
            events.RoundOpened(on=self.on, step="approval", committee=COMMITTEE, entitled=MEMBERS, quorum="2/3")
        )

    def ballot(self, round_id: UUID, member: str, choice: str = "agree") -> UUID:
        """A member votes."""
        return self.tell(
            events.BallotCast.model_validate({"on": self.on, "round_id": round_id, "member": member, "choice": choice})
        )

    def round_closed(self, round_id: UUID, result: RoundResult) -> UUID:
        """The votes are counted."""
        tally = Tally(entitled=2, present=2, quorum_needed=2, agree=2, disagree=0, abstain=0, postpone=0)
        return self.tell(events.RoundClosed(on=self.on, step="approval", round_id=round_id, tally=tally, result=result))

    def met_on(self, result: RoundResult, meeting: UUID, *, corrects: bool = False) -> UUID:
        """The committee decided at a meeting, or the entry of one is corrected."""
        tally = Tally(entitled=3, present=3, quorum_needed=2, agree=2, disagree=1, abstain=0, postpone=0)
        return self.tell(
            events.RecordedMeeting(
                on=self.on,
                meeting=meeting,
                entry=3 if corrects else 2,
                step="approval",
                committee=COMMITTEE,
                minutes_number="示纪〔2026〕8号" if corrects else "示纪〔2026〕7号",
                minutes=DOCUMENT,
                quorum="2/3",
                attendance=tuple(Attendance(member=member, state="present") for member in MEMBERS),
                entitled=MEMBERS,
                tally=tally,
                result=result,
                reaches=0,
                corrects=corrects,
            )
        )

    def result_corrected(
        self, was: RoundResult, result: RoundResult, meeting: UUID, *left: str, opinions: tuple[OpinionFact, ...] = ()
    ) -> UUID:
        """Corrected minutes give a vote another result: proposed by one, carried out by another."""
        recorded = self.version
        tally = Tally(entitled=3, present=3, quorum_needed=2, agree=1, disagree=2, abstain=0, postpone=0)
        of_meeting = {"on": self.on, "meeting": meeting, "step": "approval", "result": result}
        proposed = {
            "takes_place_of": recorded,
            "entry": 4,
            "minutes_number": "示纪〔2026〕9号",
            "minutes": DOCUMENT,
            "held_on": self.on,
            "tally": tally,
            "was": was,
            "person": "p-secretary",
        }
        self.tell(events.ResultCorrectionProposed.model_validate({**of_meeting, **proposed}))
        taken_back = {"set_aside": recorded, "result": was, "left": left, "opinions": opinions, "demands": ()}
        return self.tell(events.VoteSetAside.model_validate({**of_meeting, **taken_back}))

    def voted(self, result: RoundResult = "approved") -> None:
        """A whole round, with a changed ballot and a recusal."""
        round_id = self.round_opened()
        self.ballot(round_id, MEMBERS[0], "postpone")
        self.ballot(round_id, MEMBERS[0])
        self.tell(events.MemberRecused(on=self.on, round_id=round_id, member=MEMBERS[2]))
        self.ballot(round_id, MEMBERS[1])
        self.round_closed(round_id, result)

    def grants(
        self, opinions: tuple[OpinionFact, ...], *, matter: UUID | None = None, exception_version: int | None = None
    ) -> tuple[Grant, ...]:
        """The grants that tolerant opinions amount to."""
        return tuple(
            Grant(
                subject=opinion.subject,
                outcome=opinion.outcome,
                liability=liability,
                matter_id=matter or self.matter,
                occurrence_id=self.occurrence,
                ban_key=f"{matter or self.matter}:procedure_flaw",
                exception_version=exception_version,
            )
            for opinion in opinions
            for liability in opinion.liabilities
        )

    def approved(
        self,
        duty_id: UUID,
        *outcomes: Outcome,
        matter: UUID | None = None,
        exception_version: int | None = None,
    ) -> UUID:
        """The committee approves, and results apply at once; returns the duty of the feedback."""
        opinions = self.opinions(*outcomes)
        grants = self.grants(opinions, matter=matter, exception_version=exception_version)
        self.tell(events.CaseApproved(on=self.on, step="approval", opinions=opinions, grants=grants))
        for opinion in opinions:
            if opinion.outcome.tolerated:
                self.results(opinion.subject, opinion.outcome)
        self.met(duty_id)
        return self.step("feedback", StepKind.SERVICE, due_on=date(2026, 6, 2))

    def results(self, subject: UUID, outcome: Outcome) -> UUID:
        """Results apply to a subject."""
        return self.tell(events.ResultsApplied(on=self.on, subject=subject, outcome=outcome, areas=AREAS))

    def served(self, duty_id: UUID) -> UUID:
        """The feedback is sent and received; returns the one duty that follows."""
        self.tell(events.FeedbackServed(on=self.on, step="feedback", notice=DOCUMENT))
        self.met(duty_id)
        follow_up = self.duty("talk", due_on=date(2026, 6, 2), subject=self.subjects[0])
        self.tell(events.StepOpened(on=self.on, step="settlement", step_kind=StepKind.SETTLEMENT))
        for subject in self.subjects:
            self.tell(
                events.ReceiptConfirmed(on=self.on, subject=subject, appeal_until=date(2026, 7, 1), provisional=False)
            )
        return follow_up

    def closed(self, *duties: UUID) -> None:
        """The last duties are done, and the case with them."""
        for duty_id in duties:
            self.met(duty_id)
        self.tell(events.CaseClosed(on=self.on))

    def reappraisal(self, route: str = "request") -> tuple[UUID, UUID]:
        """The first subject asks again; returns the ids of the reappraisal and of its term."""
        asked = self.tell(events.ReappraisalOpened(on=self.on, route=route, subject=self.subjects[0], evidence=()))
        return asked, self.duty("reappraisal", due_on=date(2026, 7, 31), reappraisal=asked)


def complained(story: Story) -> UUID:
    """The first subject goes on to a second level, which is taken up and suspends its result; the id of it."""
    asked = story.tell(
        events.ReappraisalOpened(
            on=story.on,
            route="request",
            subject=story.subjects[0],
            evidence=(),
            level="complaint",
            organs=(COMMITTEE,),
            awaits_acceptance=True,
        )
    )
    said = {"on": story.on, "reappraisal": asked, "subject": story.subjects[0]}
    story.tell(
        events.AppealAccepted(**said, level="complaint", person="p-li"),
        events.ResultsSuspended(**said),
    )
    return asked


def not_taken_up(story: Story) -> UUID:
    """The first subject asks for it again, and it is not taken up."""
    asked, _ = story.reappraisal()
    story.tell(
        events.AppealNotAccepted(
            on=story.on, reappraisal=asked, subject=story.subjects[0], level="complaint", ground="late", person="p-li"
        )
    )
    return asked


def upheld(story: Story, asked: UUID) -> None:
    """The second level upholds: the result is applied again, and a third one is open."""
    story.tell(
        events.ReappraisalDecided(
            on=story.on,
            reappraisal=asked,
            result="upheld",
            opinions=(),
            grants=(),
            next_level="second",
            appeal_until=date(2026, 9, 1),
        ),
        events.ResultsResumed(on=story.on, subject=story.subjects[0], reappraisal=asked),
    )


def appealed(story: Story) -> Story:
    """A tolerance appealed on two levels; what is asked after that is not taken up."""
    tolerated(story)
    upheld(story, complained(story))
    not_taken_up(story)
    return story


class Decided(Story, Generic[G]):
    """A stream as the rules decide it, told to the log like a case's story."""

    def __init__(self, nothing: G, *deeds: Deed[Any]) -> None:
        super().__init__()
        self.given = replace(nothing, id=self.id).given(*deeds)

    @property
    def happened(self) -> Sequence[Happened]:
        """What came of the deeds."""
        return self.given.events

    def then(self, *deeds: Deed[Any]) -> Self:
        """More deeds."""
        self.given = self.given.given(*deeds)
        return self


def tolerated(story: Story, *outcomes: Outcome) -> Story:
    """A case from the application to its close, tolerated unless told otherwise."""
    duty = story.determined(story.investigated(story.accepted(story.opened())), *outcomes)
    story.voted()
    story.closed(story.served(story.approved(duty, *outcomes)))
    return story


def corrected(story: Story) -> Story:
    """A tolerated case whose one demand failed once, was urged, and waits to be corrected again."""
    duty = story.determined(story.investigated(story.accepted(story.opened())))
    story.voted()
    story.served(story.approved(duty))
    subject = story.subjects[0]
    duty = story.duty("correction", due_on=date(2026, 6, 9), responsible="subject", subject=subject, demand=1)
    story.met(duty)
    duty = story.duty("correction_evaluation", due_on=date(2026, 6, 16), subject=subject, demand=1)
    story.evaluated(duty, passed=False)
    duty = story.duty("correction", due_on=date(2026, 6, 30), responsible="subject", subject=subject, demand=1, round=2)
    story.tell(
        events.CorrectionEscalated(
            on=story.on,
            duty_id=duty,
            demand=1,
            subject=subject,
            measure="criticism",
            refused=False,
            document=DOCUMENT,
        )
    )
    return story


def written(story: Story) -> int:
    """A digest is written; its version."""
    story.tell(events.DigestWritten(on=story.on, private=FreeText(title="一件案例"), organ=ORGANIZATION, person="p-li"))
    return story.version


def approved(story: Story, digest: int, *, published: bool = True) -> None:
    """A digest comes into the collection."""
    story.tell(events.DigestApproved(on=story.on, digest=digest, published=published, organ=COMMITTEE, person="p-an"))


def withdrawn(story: Story, digest: int) -> None:
    """A digest is taken out again."""
    story.tell(events.DigestWithdrawn(on=story.on, digest=digest, organ=ORGANIZATION, person="p-li"))


def from_paper(story: Story) -> Story:
    """A case entered from paper with its conclusion, and closed."""
    story.opened(history=True)
    opinions = story.opinions(Outcome.EXEMPT)
    story.tell(
        events.PaperCaseConcluded(
            on=story.on, ending="decided", opinions=opinions, grants=story.grants(opinions), served_on=story.on
        )
    )
    story.results(story.subjects[0], Outcome.EXEMPT)
    story.tell(events.HistoryClosed(on=story.on), events.CaseClosed(on=story.on))
    return story


def supplemented(story: Story) -> Story:
    """An application whose papers are completed, then shelved and taken up again, under two calendars."""
    duty = story.opened()
    story.tell(events.SupplementRequested(on=story.on, step="acceptance"))
    window = story.duty("supplement", due_on=date(2026, 3, 16), responsible="subject")
    story.paused(duty, window)
    story.tell(events.SupplementReceived(on=story.on, step="acceptance", evidence=(DOCUMENT,)))
    story.met(window)
    story.resumed(duty, date(2026, 3, 30))
    story.replanned(duty, date(2026, 3, 30), date(2026, 3, 31))
    duty = story.accepted(duty)
    story.tell(
        events.DutyExtended(
            on=story.on,
            duty_id=duty,
            by=5,
            approved_by=COMMITTEE,
            document=DOCUMENT,
            **plan(date(2026, 4, 27), 2),
        ),
        events.CaseShelved(on=story.on),
    )
    shelving = story.duty("shelving", due_on=date(2026, 6, 1), responsible=COMMITTEE)
    story.paused(duty, shelving, "shelving")
    story.tell(events.CaseResumed(on=story.on))
    story.met(shelving)
    story.resumed(duty, date(2026, 5, 8), version=2)
    story.confirmed(duty, date(2026, 5, 8), version=3)
    return story


def publicised(story: Story) -> Story:
    """A decision made public twice: an objection was upheld the first time, nobody objected the second; then filed."""
    duty = story.determined(story.investigated(story.accepted(story.opened())))
    story.voted()
    story.served(story.approved(duty))
    story.tell(events.StepOpened(on=story.on, step="publicity", step_kind=StepKind.PUBLICITY))
    story.tell(events.PublicityStarted(on=story.on, step="publicity", notice=DOCUMENT))
    window = story.duty("publicity", due_on=date(2026, 6, 8), step="publicity")
    story.tell(
        events.ObjectionRaised(on=story.on, step="publicity", evidence=(DOCUMENT,)),
        events.PublicityConcluded(
            on=story.on, step="publicity", result="upheld", objections=1, leads_to="investigation"
        ),
        events.DutyCancelled(on=story.on, duty_id=window, because="decided"),
        events.StepOpened(on=story.on, step="investigation", step_kind=StepKind.INVESTIGATION),
        events.StepOpened(on=story.on, step="publicity", step_kind=StepKind.PUBLICITY),
        events.PublicityStarted(on=story.on, step="publicity", notice=DOCUMENT),
        events.PublicityConcluded(on=story.on, step="publicity", result="quiet", objections=0, leads_to="filing"),
        events.StepOpened(on=story.on, step="filing", step_kind=StepKind.FILING),
        events.FiledWithCommittee(on=story.on, step="filing", with_organ=COMMITTEE, document=DOCUMENT),
    )
    return story


def examined(story: Story) -> Story:
    """An investigation with findings of every sort, a hearing, and a legality check that fails before one passes."""
    story.accepted(story.opened())
    found = (
        Finding(of="negative", item="safety_accident", result="not_met", evidence=()),
        Finding(of="criterion", item="not_arbitrary", result="excepted", evidence=(DOCUMENT,)),
        Finding(of="ground", item="free_text", result="met", evidence=()),
    )
    step = "investigation"
    checks = (
        events.LegalityChecked(on=story.on, step=step, passed=passed, opinion=DOCUMENT) for passed in (False, True)
    )
    story.tell(
        events.FindingsRecorded(on=story.on, step=step, findings=found),
        events.ConsultationRecorded(on=story.on, step=step, form=ConsultationForm.HEARING, record=DOCUMENT),
        events.DocumentsHandedIn(
            on=story.on, step=step, documents=(HandedIn(name="opinion", sha256=DOCUMENT),), organ="o"
        ),
        events.AdviceGiven(
            on=story.on, step=step, organ="o", person="p", favourable=True, documents=(DOCUMENT,), awaited=("other",)
        ),
        events.CorrectionOrdered(on=story.on, demand=1, subject=story.subjects[0], due_on=story.on),
        *checks,
    )
    return story


def _stored(event: Happened) -> NewEvent:
    return NewEvent(
        type=event.kind,
        schema_version=events.SCHEMA_VERSION,
        payload=event.model_dump_json(exclude={"private"}).encode(),
        private=event.private.model_dump_json().encode() if event.private else None,
        valid_on=event.on,
    )


def side_by_side(stories: Sequence[Story], cuts: Sequence[int]) -> Iterator[Story]:
    """Stories as far as each cut, one after another, so that their streams grow side by side; show each as it comes."""
    for cut in cuts:
        for story in stories:
            part = Story(case_id=story.id)
            part.told = story.told[:cut]
            part._recorded = min(story._recorded, cut)  # noqa: SLF001 - the same case, told so far
            if part.version > part._recorded:  # noqa: SLF001 - as above
                yield part
                story._recorded = part.version  # noqa: SLF001 - as above
