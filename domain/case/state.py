"""The case (案件): its state, a union of shapes for each step, duty, proposal, round and reappraisal.

Nothing here decides; nothing here knows a pack or a clock. The changes that many acts make to a case stand here once.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from uuid import UUID

from domain.case.correction import CorrectionState
from domain.case.decisions import Decision, DemandFact, Grant, OpinionFact, ReappraisalDecision, RoundResult
from domain.case.lifecycle import OPENING, CaseOpened, HandedIn, JurisdictionChanged, MovedBy
from domain.case.official_documents import Paperwork
from domain.messages import SentDocument
from domain.pack.steps import REAPPRAISAL, Need, StepKind
from domain.terms.duty import Duty, OpenDuty
from domain.values import SubjectFacts


@dataclass(frozen=True, slots=True)
class OpenStep:
    """办理中的环节: a step under way, since the business date `on`."""

    kind: StepKind
    on: date


@dataclass(frozen=True, slots=True)
class DoneStep:
    """已完成的环节: a step that has led on."""

    kind: StepKind


StepState = OpenStep | DoneStep

Made = UUID | tuple[str, str] | Need
"""What is made in a step: the defence of a subject, a finding on an item, or what a need asks for."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """待会签的意见 (NJ-04): what one organ proposed; who acted on it, the last of them `on`; which organs have not."""

    id: UUID
    decision: Decision
    awaited: frozenset[str]
    persons: frozenset[str]
    on: date


DISAGREEMENT = "settle_disagreement"
"""What the duty to settle a disagreement is called, and the round of votes on one: it is about no step of its own."""


@dataclass(frozen=True, slots=True)
class OpenDisagreement:
    """待处理的会同意见不一致 (A-13): what was disputed in a step, since when, and which body of the order has it."""

    step: str
    decision: Decision
    since: date
    level: int = 1


@dataclass(frozen=True, slots=True)
class Round:
    """正在进行的表决 (A-14): an open round of a committee: since when, who may vote, ballots, recusals."""

    id: UUID
    on: date
    step: str
    entitled: tuple[str, ...]
    quorum: str
    ballots: Mapping[str, str] = field(default_factory=dict)
    recused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ProposedCorrection:
    """待复核的更正 (A-42): by which entry a vote has another result; who proposed it does not confirm it."""

    entry: int
    held_on: date
    minutes: str
    tally: Mapping[str, int]
    result: RoundResult
    persons: frozenset[str]


@dataclass(frozen=True, slots=True)
class EnteredMeeting:
    """已登记的会议研究 (A-42): what was taken from an entry of a meeting; nothing was decided where it has no result.

    Attributes:
        entry: The version of that entry in the meeting.
        version: The event of the case that tells of it.
        reaches: The version of the case after all that it brought about: a later change is the next act.
        recused: Who recused by it, and had not before.
        before: The case as the meeting found it, which a correction to another result goes back to.
        proposed: A correction to another result that nobody has confirmed yet.
    """

    entry: int
    version: int
    step: str
    committee: str
    on: date
    result: RoundResult | None
    reaches: int
    recused: frozenset[str]
    before: "Case"
    proposed: ProposedCorrection | None = None

    @property
    def decided(self) -> bool:
        """Whether a vote was taken that led to something."""
        return self.result not in {None, "undecided"}


@dataclass(frozen=True, slots=True)
class OpenReappraisal:
    """办理中的复议 (A-20): an appeal under way since `on`, and the persons who have handled it.

    Attributes:
        level: At which level, as the pack calls it.
        organs: Who decides it, the one that answers for it first; none: the body of its level.
        evidence: What came with it.
        awaits_acceptance: Whether it has yet to be said if it is taken up.
    """

    on: date
    route: str
    subject: UUID
    handlers: frozenset[str] = frozenset()
    level: str = REAPPRAISAL
    organs: tuple[str, ...] = ()
    evidence: frozenset[str] = frozenset()
    awaits_acceptance: bool = False


@dataclass(frozen=True, slots=True)
class DecidedReappraisal:
    """已决定的复议 (A-20): an appeal that was decided, or not taken up, and the persons who handled it."""

    subject: UUID
    handlers: frozenset[str]


ReappraisalState = OpenReappraisal | DecidedReappraisal


@dataclass(frozen=True, slots=True)
class ResultInForce:
    """生效的结果运用 (NJ-32 to NJ-36): the areas protected for a subject, since a day."""

    on: date
    areas: frozenset[str]


@dataclass(frozen=True, slots=True)
class OpenContraryUse:
    """待处理的违反结果运用报告 (NJ-39, R-13): reported on a day, by nobody decided yet."""

    on: date


@dataclass(frozen=True, slots=True)
class DecidedContraryUse:
    """已处理的违反结果运用报告 (NJ-39, R-13)."""


ContraryUseState = OpenContraryUse | DecidedContraryUse


@dataclass(frozen=True, slots=True)
class RunningClarification:
    """办理中的澄清 (NJ-29, ZS-30): under way since `on`; `referred` when the accusation went to be punished."""

    on: date
    subject: UUID
    referred: bool = False


@dataclass(frozen=True, slots=True)
class IssuedClarification:
    """已作出的澄清 (NJ-29, ZS-30): issued on a day; the accusation may still be referred."""

    on: date
    subject: UUID
    referred: bool = False


ClarificationState = RunningClarification | IssuedClarification


@dataclass(frozen=True, slots=True)
class AppealWindow:
    """申请复议的期间 (A-19): from receipt until a day, perhaps an estimate; `checked` is the newest calendar asked.

    Attributes:
        level: The level to which one may appeal; None: the first.
        route: By which route.
        decided_by: The organs that decided the level before.
    """

    since: date
    until: date
    provisional: bool
    checked: int
    level: str | None = None
    route: str = "request"
    decided_by: tuple[str, ...] = ()

    def runs(self, today: date) -> bool:
        """Whether it has not passed; an estimated day never has."""
        return self.provisional or today <= self.until


@dataclass(frozen=True, slots=True)
class Publicity:
    """进行中的公示 (ZS-26, A-23): what is public since `on`, how many objected, and its last day once it has passed."""

    step: str
    on: date
    objections: int = 0
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseDigest:
    """案例文稿 (ZS-33, R-18): what was written of a concluded case, by whom, when; known by its event's version."""

    version: int
    writers: frozenset[str]
    on: date


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """在卷材料 (A-54): a document in the file: who handed it in, whether the applicant's side sees it.

    Attributes:
        by_unit: Whether it was handed in for the applicant's side.
        replaced: Whether there is a newer version of it.
    """

    organ: str
    by_unit: bool
    for_applicant: bool
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class AwaitingReceipt:
    """待接收 (A-48): handed over, and not received yet, since `on`; until then who had the case has it, and it rests.

    Attributes:
        restarts: Whether it begins anew with its receipt; its terms have ended then.
    """

    by: MovedBy
    to_organ: str
    jurisdiction: str
    on: date
    restarts: bool


@dataclass(frozen=True, slots=True)
class AwaitingSuperior:
    """待上级决定管辖 (A-48): laid before a higher organ since `on`, on request, or as what nobody would take.

    Attributes:
        rests: Whether it was declined: nobody goes on with it until the superior has said who.
        restarts: Whether its terms had ended with the transfer that was declined.
    """

    organ: str
    on: date
    rests: bool
    restarts: bool


Handover = AwaitingReceipt | AwaitingSuperior


@dataclass(frozen=True)
class Case:
    """案件: a case as its events tell it. There is no single status: steps, duties and reappraisals run side by side.

    Attributes:
        version: Number of events.
        endorsement_awaited: Whether a head was asked to endorse the application and has neither signed nor refused.
        endorsed_by: The person who endorsed it after it was filed.
        subjects: Who the case is about now; they may have changed since it began.
        matter_id: The matter, after a confirmed sameness the earlier one.
        opinions: What was determined per subject, and since the approval what holds.
        granted_at: The version of the event whose grants to a subject are live.
        not_accepted_on: The day it was not accepted, if that stands.
        disagreement: What joint organs disagree on and nobody has settled yet (A-13).
        dismissed: For each step, what a committee has voted down since the step was opened: it is not proposed again.
        withdrawn: Whether the applicant has taken the application back.
        office_number: The number that the office gave it, as it was written.
        proposers: For each step in which something was proposed last, who proposed, signed or disputed it.
        recused: For each determination, that of the case or of a reappraisal by its id, who has left it.
        meetings: For each meeting that was entered, what was taken from it.
        handlers: Persons who handled the case itself; they do not reappraise it.
        advised: The organs that have given their advice in the step that asks for it now.
        appeals: For each subject that received the decision, its window of reappraisal, if the pack gives one.
        legality_passed: How the last legality check ended; None while there was none (BT-12).
        grades: For each item that was found by grade, by which.
        made_in: For each step, what was made in it since it was opened last.
        ordered: The corrections that were ordered apart from any determination; none of them has a demand's number.
        corrections: For each correction demand whose duty was opened, where it stands.
        results: For each subject with a result in force, its areas.
        suspended: For each subject whose result is not applied while an appeal runs, the same.
        known: What evidence the last decision knew: what was in the file by then, or brought forward.
        supplemented: Whether the applicant was asked to complete the papers, which is done once (A-01).
        shelved: Whether the case is put aside for now (A-22).
        publicity: What is public and not yet concluded (ZS-26).
        digest_draft: What was written last and nobody has approved (R-18).
        digest_approved: What is in the collection of precedents.
        documents: What is in the file, by the SHA-256 of its bytes.
        handed_in: What was handed in under a name that a step, or the opening, has for it: the newest of each.
        dispatched: What went out, by the version of the event with which it did.
        paperwork: The official documents, and what they may be of.
        moved_to: The edition that the case was moved to last, by its hash; None: it runs under that it began under.
        moved: How it came to the organ that has it; None: that is the one it began with.
        handover: What awaits receipt, or a superior's word on who has the case (A-48).
        declined_by: The organs that did not take it: it is not transferred to them again.
        acted_on: For each step, the latest business date of an act in it: nothing may conclude it earlier.
        changed: For each step or duty, the last version at which a person changed it (docs/architecture.md#stale).
    """

    id: UUID
    version: int
    opened: CaseOpened
    subjects: tuple[SubjectFacts, ...]
    matter_id: UUID
    endorsement_awaited: bool = False
    endorsed_by: str | None = None
    steps: Mapping[str, StepState] = field(default_factory=dict)
    duties: Mapping[UUID, Duty] = field(default_factory=dict)
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    disagreement: OpenDisagreement | None = None
    dismissed: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)
    withdrawn: bool = False
    office_number: str | None = None
    round: Round | None = None
    proposers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    recused: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    meetings: Mapping[UUID, EnteredMeeting] = field(default_factory=dict)
    returns: int = 0
    same_matter_checked: bool = False
    exception_version: int | None = None
    team: frozenset[str] = frozenset()
    team_posts: Mapping[str, str] = field(default_factory=dict)
    heard: frozenset[UUID] = frozenset()
    findings: Mapping[tuple[str, str], str] = field(default_factory=dict)
    grades: Mapping[tuple[str, str], str] = field(default_factory=dict)
    legality_passed: bool | None = None
    made_in: Mapping[str, frozenset[Made]] = field(default_factory=dict)
    opinions: Mapping[UUID, OpinionFact] = field(default_factory=dict)
    demands: tuple[DemandFact, ...] = ()
    ordered: tuple[DemandFact, ...] = ()
    corrections: Mapping[int, CorrectionState] = field(default_factory=dict)
    granted_at: Mapping[UUID, int] = field(default_factory=dict)
    appeals: Mapping[UUID, AppealWindow | None] = field(default_factory=dict)
    not_accepted_on: date | None = None
    reappraisals: Mapping[UUID, ReappraisalState] = field(default_factory=dict)
    handlers: frozenset[str] = frozenset()
    advised: frozenset[str] = frozenset()
    results: Mapping[UUID, ResultInForce] = field(default_factory=dict)
    suspended: Mapping[UUID, ResultInForce] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    contrary_uses: Mapping[UUID, ContraryUseState] = field(default_factory=dict)
    clarifications: Mapping[UUID, ClarificationState] = field(default_factory=dict)
    supplemented: bool = False
    shelved: bool = False
    publicity: Publicity | None = None
    digest_draft: CaseDigest | None = None
    digest_approved: CaseDigest | None = None
    documents: Mapping[str, FiledDocument] = field(default_factory=dict)
    handed_in: Mapping[tuple[str, str], str] = field(default_factory=dict)
    dispatched: Mapping[int, SentDocument] = field(default_factory=dict)
    paperwork: Paperwork = field(default_factory=Paperwork)
    history_open: bool = False
    closed: bool = False
    moved_to: str | None = None
    moved: JurisdictionChanged | None = None
    handover: Handover | None = None
    declined_by: frozenset[str] = frozenset()
    acted_on: Mapping[str, date] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)

    @property
    def pack_sha256(self) -> str:
        """The edition that the case runs under now."""
        return self.moved_to or self.opened.pack_sha256

    @property
    def _now(self) -> CaseOpened | JurisdictionChanged:
        """What said last where it is, and what of the procedure of that place it is about."""
        return self.moved or self.opened

    @property
    def jurisdiction(self) -> str:
        """The place it belongs to now."""
        return self._now.jurisdiction

    @property
    def to_organ(self) -> str:
        """The organ that has it now: the one competent organ."""
        return self._now.to_organ

    @property
    def numbered_by(self) -> str:
        """The organ in whose name documents go out: the one that has it."""
        return self.to_organ

    @property
    def pack(self) -> str:
        """The procedure it runs under now."""
        return self._now.pack

    @property
    def ground(self) -> str:
        """The situation it rests on, in the words of that procedure."""
        return self._now.ground

    @property
    def error_class(self) -> str:
        """The class of the error, in the words of that procedure."""
        return self._now.error_class

    @property
    def rests(self) -> bool:
        """Whether it is between two organs, and no step goes on."""
        awaited = self.handover
        return isinstance(awaited, AwaitingReceipt) or (isinstance(awaited, AwaitingSuperior) and awaited.rests)

    @property
    def stage(self) -> str:
        """The step to show where one word must do: the open one, `closed`, a reappraisal, or what came after."""
        if any(isinstance(state, OpenReappraisal) for state in self.reappraisals.values()):
            return "reappraisal"
        current = [step for step, state in self.steps.items() if isinstance(state, OpenStep)]
        if self.closed or not current:
            return self._after_the_end
        return current[-1]

    @property
    def _after_the_end(self) -> str:
        """What runs when no step does."""
        if any(isinstance(state, RunningClarification) for state in self.clarifications.values()):
            return "clarification"
        reported = any(isinstance(state, OpenContraryUse) for state in self.contrary_uses.values())
        return "contrary_use" if reported else "closed"

    @property
    def determination(self) -> UUID:
        """What is voted on now, which who recuses leaves: a disputed reappraisal by its id, else the case's own."""
        disputed = self.disagreement.decision if self.disagreement else None
        return disputed.reappraisal if isinstance(disputed, ReappraisalDecision) else self.id

    @property
    def recused_now(self) -> frozenset[str]:
        """Who has left what is voted on now, in this round or an earlier one, and was not let in again (A-14)."""
        return self.recused.get(self.determination, frozenset())

    @property
    def open_steps(self) -> Mapping[str, OpenStep]:
        """The steps under way."""
        return {id_: state for id_, state in self.steps.items() if isinstance(state, OpenStep)}

    def is_ordered(self, demand: int | None) -> bool:
        """Whether a correction was ordered apart from any determination: no outcome and no withdrawal ends it."""
        return any(each.number == demand for each in self.ordered)

    @property
    def open_duties(self) -> Mapping[UUID, OpenDuty]:
        """The duties still running."""
        return {id_: duty for id_, duty in self.duties.items() if isinstance(duty, OpenDuty)}

    @property
    def steps_ended(self) -> Mapping[str, DoneStep]:
        """Its steps as they are once all are over."""
        return {step: DoneStep(state.kind) for step, state in self.steps.items()}

    def with_next_version(self) -> "Case":
        """With one more event: a plain copy, since `replace` reads every field, and each event would pay for that."""
        after = copy(self)
        object.__setattr__(after, "version", self.version + 1)
        return after

    def with_sent(self, version: int, sent: SentDocument) -> "Case":
        """With a document that went out with an event, as it is known now."""
        return replace(self, dispatched={**self.dispatched, version: sent})

    def with_handed_in(self, where: str, documents: tuple[HandedIn, ...]) -> "Case":
        """With documents that were handed in for a step, or with the opening."""
        return replace(self, handed_in={**self.handed_in, **{(where, each.name): each.sha256 for each in documents}})

    def touched(self, key: str, on: date) -> "Case":
        """With a step or duty changed by a person: whoever looked at it before is behind."""
        return replace(self, changed=self._changed(key), acted_on=self._latest(key, on))

    def acted(self, key: str, on: date) -> "Case":
        """With an act in a step, which nothing may be dated before; by itself it puts nobody behind."""
        return replace(self, acted_on=self._latest(key, on))

    def _changed(self, key: str) -> Mapping[str, int]:
        return {**self.changed, key: self.version}

    def _latest(self, key: str, on: date) -> Mapping[str, date]:
        return {**self.acted_on, key: max(on, self.acted_on.get(key, on))}

    def steps_touched(self, on: date) -> "Case":
        """With every open step changed by a person."""
        return reduce(lambda case, step: case.touched(step, on), self.open_steps, self)

    def step_opened(self, step: str, kind: StepKind, on: date) -> "Case":
        """With a step under way; what was voted down in it before may be proposed again, what was made is past."""
        dismissed = {other: told for other, told in self.dismissed.items() if other != step}
        made_in = {other: made for other, made in self.made_in.items() if other != step}
        steps = {**self.steps, step: OpenStep(kind, on)}
        changed, acted_on = self._changed(step), self._latest(step, on)
        return replace(self, steps=steps, dismissed=dismissed, made_in=made_in, changed=changed, acted_on=acted_on)

    def with_made(self, step: str, *made: Made) -> "Case":
        """With something made in a step."""
        return replace(self, made_in={**self.made_in, step: self.made_in.get(step, frozenset()).union(made)})

    def as_made_in(self, step: str) -> "Case":
        """The case as if nothing had been made but in this step, since it was opened."""
        made = self.made_in.get(step, frozenset())
        return replace(
            self,
            team=self.team if Need.TEAM_FORMED in made else frozenset(),
            heard=self.heard & made,
            findings={item: found for item, found in self.findings.items() if item in made},
            legality_passed=self.legality_passed if Need.LEGALITY_CHECKED in made else None,
        )

    def step_done(self, step: str, on: date) -> "Case":
        """With a step that has led on."""
        steps = {**self.steps, step: DoneStep(self.steps[step].kind)}
        return replace(self, steps=steps, changed=self._changed(step), acted_on=self._latest(step, on))

    def handled_by(self, *persons: str | None) -> "Case":
        """With persons who handled it, where they are named: the members of a team are known since it was formed."""
        handlers = self.handlers.union(person for person in persons if person)
        return self if handlers == self.handlers else replace(self, handlers=handlers)

    def file_known(self, *evidence: str) -> "Case":
        """With what is in the file, and what evidence was brought forward, known to a decision that is taken now."""
        return replace(self, known=self.known.union(self.documents, evidence))

    def granted(self, opinions: tuple[OpinionFact, ...], grants: tuple[Grant, ...]) -> "Case":
        """With the opinions that hold from this event on, and the grants that it makes."""
        return replace(
            self,
            known=self.known.union(self.documents),
            opinions={**self.opinions, **{opinion.subject: opinion for opinion in opinions}},
            granted_at={**self.granted_at, **{grant.subject: self.version for grant in grants}},
        )


def initial(case_id: UUID, opened: CaseOpened) -> Case:
    """The state after the first event; a state holds facts alone, never what people wrote."""
    return Case(
        id=case_id,
        version=1,
        opened=opened.model_copy(update={"private": None}),
        subjects=opened.subjects,
        known=frozenset(opened.evidence),
        matter_id=opened.matter_id,
        endorsement_awaited=opened.endorsement is not None and opened.endorsement.kind == "requested",
        handed_in={(OPENING, each.name): each.sha256 for each in opened.documents},
        history_open=opened.history,
        paperwork=Paperwork(occasions={1: opened.kind}),
        changed={"case": 1},
    )
