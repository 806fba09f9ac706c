"""What a case page is made of, and its shapes in words: what the template lays out without working anything out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from api.cases.case_file.stage_bar import StageBar
from api.deadlines.duty_ledger import Ledger
from api.labels.due_words import DueLabel, Standstill
from api.labels.event_facts import Fact
from api.labels.naming import Names
from domain.acts.approval import Tally
from domain.pack.pack import Pack
from domain.terms.calendar import Calendar
from domain.values import Bilingual, FreeText
from projections.cases.duties import DutyView
from projections.cases.outcome_views import AcknowledgementView, ClarificationView, ContraryUseView, ReappraisalView
from projections.cases.view import CasePage, FilingView, PublicityView
from projections.matters.bans import Matter
from projections.results.result_application import Result

Texts = Mapping[int, FreeText]
"""What people wrote, by the version of the event; only what the reader may see."""

Reasons = Mapping[tuple[int, str, str], str]
"""The reasons of findings, by version, kind and item; only what the reader may see."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What the page is made of; `texts` holds only what the reader may see."""

    page: CasePage
    title: str | None
    names: Names
    pack: Pack
    calendar: Calendar
    today: date
    texts: Texts
    reasons: Reasons
    supplement_titles: tuple[str | None, ...] = ()
    ledgers: Mapping[UUID, Ledger] = field(default_factory=dict)
    results: Sequence[Result] = ()
    matter: Matter | None = None


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty on the page.

    Attributes:
        stopped: how its clock stands still; it is then due on no day.
        history: what else became of its term: pauses that ended, an extension, a new calendar, a promised day.
    """

    view: DutyView
    about: str | None
    demand: str | None
    who: str
    label: DueLabel | None
    stopped: Standstill | None
    history: tuple[str, ...]
    term: str
    standing: Bilingual
    standing_note: str
    is_default: bool
    force: Bilingual
    rungs: tuple[str, ...]
    state: Bilingual
    settled: bool
    times: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """整改台账: a correction demand on the page; `words` where the reader may read them.

    Attributes:
        who: Whom it binds.
        by: Who must act now.
        duty_id: What runs for it now; None before the feedback.
        times: How often it was to be corrected, and how often that was not enough.
        evaluated: The last evaluation in words, and the event with its reasons.
        measures: What was done about weak correction, each with its event.
    """

    number: int
    words: str | None
    who: str
    by: str
    duty_id: UUID | None
    due_on: date | None
    provisional: bool
    label: DueLabel | None
    state: Bilingual
    owed: bool
    times: str
    evaluated: Fact | None
    unevaluated: str
    measures: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A subject on the page: what was proposed or decided, and where defence and receipt stand."""

    name: str
    kind: Bilingual
    outcome: Bilingual | None
    decided: bool
    liabilities: str
    measures: str
    defence: str | None
    received_on: date | None
    appeal_until: date | None
    appeal_provisional: bool
    appeal_label: DueLabel | None


@dataclass(frozen=True, slots=True)
class SupplementLine:
    """一次性告知补正: asked for, and handed in or not; `window` is the applicant's own term."""

    asked_on: date
    received: int
    window: DutyLine | None


@dataclass(frozen=True, slots=True)
class DisagreementStage:
    """Before which organ a disagreement came, and what came of it; open without a result."""

    organ: str
    version: int | None
    result: Bilingual | None
    settled_on: date | None


@dataclass(frozen=True, slots=True)
class DisagreementLine:
    """会同意见不一致: what was disputed, since when, and the bodies it went to."""

    version: int
    opened_on: date
    step: Bilingual
    facts: tuple[Fact, ...]
    stages: tuple[DisagreementStage, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class PublicityLine:
    """公示: since when, the time for objections, how many there were, and how it was concluded."""

    view: PublicityView
    window: DutyLine | None
    result: Bilingual | None
    leads_to: Bilingual | None


@dataclass(frozen=True, slots=True)
class FilingLine:
    """备案: which organ was told of the result."""

    view: FilingView
    organ: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """An item of the assessment: what was found, or that nothing was yet."""

    item: Bilingual
    result: Bilingual | None
    against: bool
    blocking: bool
    reasons: str | None
    cite: tuple[str, ...]
    version: int | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The items of one kind."""

    name: Bilingual
    lines: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True)
class ExaminationLine:
    """A legality check or a consultation: what it was, how it ended, and the document; `failed` where it stands."""

    on: date
    what: Bilingual
    result: Bilingual
    failed: bool
    document: Fact
    version: int


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal that awaits signatures."""

    name: Bilingual
    by: str
    awaited: str
    version: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round of votes: before it closes who has not voted yet, after it the tally alone."""

    committee: str
    opened_on: date
    closed_on: date | None
    entitled: int
    quorum: str
    cast: int
    awaited: str
    recused: str
    tally: Tally | None
    tally_words: str | None
    result: Bilingual | None
    of_disagreement: bool = False


@dataclass(frozen=True, slots=True)
class ReappraisalLine:
    """A reappraisal."""

    view: ReappraisalView
    route: Bilingual
    subject: str
    result: Bilingual | None


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A result in force or ended."""

    subject: str
    state: str
    areas: tuple[str, ...]
    outcome: Bilingual
    since: date
    ended_on: date | None
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AcknowledgementLine:
    """An organ that uses a result: whether it took note, and what it objects where the reader may see that."""

    view: AcknowledgementView
    subject: str
    organ: str
    areas: str
    objection: str | None


@dataclass(frozen=True, slots=True)
class ContraryUseLine:
    """A report that a result was used against its subject."""

    view: ContraryUseView
    subject: str
    area: str
    by_organ: str | None
    what_happened: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class ClarificationLine:
    """A clarification: why, how far it went and to whom, and where the false accusation was referred."""

    view: ClarificationView
    subject: str
    ground: str
    form: str | None
    reach: str | None
    scope: str | None
    recipients: str
    referred: str | None


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """Another case of the same matter."""

    case_id: UUID
    number: str
    occurred_on: date
    tolerated: bool
    bars_this: bool
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything on the page but its timeline."""

    page: CasePage
    title: str | None
    place: str
    stage: Bilingual
    subjects_in_brief: str
    next_duty: DutyLine | None
    supplement: SupplementLine | None
    shelving: DutyLine | None
    bar: StageBar
    pack_standing: Bilingual
    pack_source: str
    about: tuple[Fact, ...]
    documents: tuple[Fact, ...]
    statement: str | None
    open_duties: tuple[DutyLine, ...]
    settled_duties: tuple[DutyLine, ...]
    subjects: tuple[SubjectLine, ...]
    findings: tuple[FindingGroup, ...]
    examinations: tuple[ExaminationLine, ...]
    ground_statement: str | None
    proposals: tuple[ProposalLine, ...]
    rounds: tuple[RoundLine, ...]
    reappraisals: tuple[ReappraisalLine, ...]
    concluded_results: tuple[ResultLine, ...]
    acknowledgements: tuple[AcknowledgementLine, ...]
    contrary_uses: tuple[ContraryUseLine, ...]
    clarifications: tuple[ClarificationLine, ...]
    in_progress: bool
    related: tuple[RelatedCase, ...]
    exception: Fact | None
    publicities: tuple[PublicityLine, ...] = ()
    filings: tuple[FilingLine, ...] = ()
    corrections: tuple[CorrectionLine, ...] = ()
    disagreements: tuple[DisagreementLine, ...] = ()
    disputed: DutyLine | None = None
