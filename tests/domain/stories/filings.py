"""Deeds on a risk filing (容错报备) in county A, by a pack that has the track; the Nujiang pack has none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import reduce
from uuid import NAMESPACE_URL, UUID, uuid5

from domain import refusals
from domain.context import DecisionContext, LinkedStream
from domain.messages import Command
from domain.office_numbers import DOCUMENT_NOT_SENT, NUMBER_SAME
from domain.pack.prevention import RiskFilingTrack, RiskStage, Validity
from domain.pack.terms import Standing, Within
from domain.refusals import Refusal
from domain.risk_filings import commands
from domain.risk_filings.act import NO_RISK_FILING
from domain.risk_filings.acts import (
    ALREADY_LINKED,
    MINUTES_MISSING,
    NO_AMENDMENT,
    NO_COORDINATION_GROUP,
    NO_RISK_STAGES,
    NOT_ACCOUNTABILITY_ORGAN,
    RISK_FILING_LATE,
)
from domain.risk_filings.decide import RISK_FILING_EXISTS
from domain.risk_filings.events import RiskFilingEvent
from domain.risk_filings.state import RiskFiling, evolve
from domain.streams import RISK_FILING
from domain.terms.deadlines import TermUnit
from domain.values import CLOCK, Actor, Bilingual
from tests.domain import given
from tests.domain.given import instant
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK
from tests.domain.stories.clocks import calendar

FILING_ID = uuid5(NAMESPACE_URL, "rongcuo:tests:filing")
CASE = uuid5(NAMESPACE_URL, "rongcuo:tests:later-case")

TRACK = RiskFilingTrack(
    by=("unit", "own_committee"),
    to="discipline",
    complex_to="committee",
    reply=Within(amount=10, unit=TermUnit.working_days, cite=("ZS-18",), standing=Standing.DEFAULT),
    valid=Validity(amount=12, unit="months", cite=("A-25",), standing=Standing.DEFAULT),
    cite=("ZS-17",),
)
PACK = cases.PACK.model_copy(update={"risk_filing": TRACK})
CONTEXT: DecisionContext = replace(cases.CONTEXT, pack=PACK)

HEAD = cases.post("county-a-discipline-head")
FILE = commands.FileRisk(
    pack="nujiang",
    to_organ="county-a-discipline",
    title=MARK,
    work=MARK,
    planned_start=date(2026, 3, 16),
    risks=(MARK, MARK),
    dossier=(cases.document("会议纪要"),),
    subjects=(cases.TOWN,),
)

Body = Command | Callable[[RiskFiling], Command]


def context_by(**changes: object) -> DecisionContext:
    """What is known under a pack whose track is another."""
    return replace(CONTEXT, pack=PACK.model_copy(update={"risk_filing": TRACK.model_copy(update=changes)}))


Deed = given.Deed[RiskFiling]


class Given(given.Given[RiskFiling, RiskFilingEvent, commands.RiskFilingEnvelope]):
    """What has happened in a risk filing so far, and what is known beside it."""

    @property
    def filing(self) -> RiskFiling:
        """The filing, which exists."""
        return self.begun

    def kinds(self, act: Deed) -> list[str]:
        """The kinds of what comes of a deed, without how they all begin."""
        return [event.kind.removeprefix("risk_filing_") for event in self.when(act)]


def deed(actor: Actor, body: Body, day: str) -> Deed:
    """Somebody sends a command on a day."""
    return Deed(actor, body, instant(day))


def filed(day: str = "2026-03-02", actor: Actor = cases.CONTACT, **changes: object) -> Deed:
    """The contact files, with changes."""
    return deed(actor, FILE.model_copy(update=changes), day)


def to_group(day: str = "2026-03-04") -> Deed:
    """The organ puts it before the group."""
    return deed(cases.DISCIPLINE, commands.SubmitToGroup(reasons=MARK), day)


def passed(stage: str, day: str = "2026-03-04", actor: Actor = cases.ORGANISATION) -> Deed:
    """The organ of a stage gives its opinion and passes it on."""
    body = commands.PassRiskStage(stage=stage, opinion=MARK, documents=(cases.document("审查意见"),))
    return deed(actor, body, day)


def replied(day: str = "2026-03-09", result: str = "filed", actor: Actor = cases.DISCIPLINE, **more: object) -> Deed:
    """The organ replies."""
    body = {"result": result, "reasons": MARK, "conditions": (MARK,), "advice": MARK, **more}
    return deed(actor, commands.ReplyToRisk.model_validate(body), day)


def archived(day: str = "2026-03-10") -> Deed:
    """The organ archives."""
    return deed(cases.DISCIPLINE, commands.ArchiveRisk(documents=(cases.document("存档"),), remarks=MARK), day)


def amended(day: str = "2026-06-01", **changes: object) -> Deed:
    """The unit tells of a change."""
    return deed(cases.CONTACT, commands.AmendRisk.model_validate({"change": MARK, "risks": (MARK,), **changes}), day)


def withdrawn(day: str = "2026-06-01", *, matter_ended: bool = False) -> Deed:
    """The unit takes it back."""
    return deed(cases.CONTACT, commands.WithdrawRisk(reasons=MARK, matter_ended=matter_ended), day)


def opened_case(to_organ: str = "county-a-organization") -> LinkedStream:
    """A later case that went to an organ."""
    return LinkedStream("case", to_organ)


def linked(
    day: str = "2026-09-01",
    actor: Actor = cases.ORGANISATION,
    case: LinkedStream | None = None,
    case_id: UUID = CASE,
) -> Deed:
    """An organ links it to a case."""
    return Deed(actor, commands.LinkRiskToCase(case_id=case_id, remarks=MARK), instant(day), linked=case)


def numbered(number: str, actor: Actor = cases.DISCIPLINE, day: str = "2026-03-12", **more: object) -> Deed:
    """The office gave the filing a number."""
    return deed(actor, commands.RecordRiskNumber.model_validate({"number": number, **more}), day)


def dated(act: Deed, day: str) -> Deed:
    """The same deed, entered later than the day it is of."""
    assert isinstance(act.body, Command)
    dated = act.body.model_copy(update={"on": date.fromisoformat(day), "late_entry_reason": MARK})
    return replace(act, body=dated)


def evolved(filing: RiskFiling, *events: RiskFilingEvent) -> RiskFiling:
    """The filing after some events."""
    return reduce(evolve, events, filing)


def _ring(rung: str) -> Callable[[RiskFiling], Command]:
    """The clock rings for the one running term."""

    def body(filing: RiskFiling) -> Command:
        [(id_, term)] = filing.terms.items()
        return commands.RingRiskAlarm(term=id_, due_on=term.due_on, rung=rung)

    return body


STAGES = (
    RiskStage(
        id="screening",
        name=Bilingual(zh="初审", en="screening"),
        by="organization",
        within=Within(amount=3, unit=TermUnit.working_days, cite=("ZS-17",)),
    ),
    RiskStage(id="review", name=Bilingual(zh="复审", en="review"), by="discipline"),
)
STAGED = Given(RISK_FILING, FILING_ID, context_by(stages=STAGES)).given(filed())
SCREENED = STAGED.given(passed("screening"))
PASSED = SCREENED.given(passed("review", "2026-03-05", cases.DISCIPLINE))
NOTHING = Given(RISK_FILING, FILING_ID, CONTEXT)
FILED = NOTHING.given(filed())
REPLIED = FILED.given(replied())
IN_FORCE = REPLIED.given(archived())
WITH_GROUP = FILED.given(to_group())
EXPIRED = IN_FORCE.rung("2027-04-01")
LINKED = IN_FORCE.given(linked(case=opened_case()))
OTHER_CALENDAR = replace(CONTEXT, calendar=calendar(off=["2026-03-10"]))
LATE = NOTHING.given(filed("2026-03-17"))
UNANSWERED = FILED.rung("2026-03-31")
REFUSED = FILED.given(replied(result="not_filed"), archived())
AMENDED = IN_FORCE.given(amended())
REPLANNED = FILED.knowing(OTHER_CALENDAR).given(deed(CLOCK, commands.ReplanRisk(calendar_version=8), "2026-03-05"))
EVERYTHING = {
    "numbered": REPLIED.given(numbered("甲纪备〔2026〕5号", reasons=MARK)),
    "reply_numbered": REPLIED.given(numbered("甲纪办〔2026〕9号", dispatched=3)),
    "late": LATE,
    "with_group": WITH_GROUP.given(replied(minutes=cases.document("会商纪要"))),
    "unanswered": UNANSWERED,
    "refused": REFUSED,
    "amended": AMENDED,
    "linked": LINKED,
    "expired": EXPIRED,
    "replanned": REPLANNED,
    "passed": PASSED.given(replied(), archived(), amended()),
}
"""Stories in which every kind of event comes about."""

REFUSALS: dict[str, tuple[Given, Deed, Refusal]] = {
    "numbered by another organ": (REPLIED, numbered("5号", cases.ORGANISATION), refusals.NOT_COMPETENT),
    "numbered though nothing went out": (REPLIED, numbered("5号", dispatched=1), DOCUMENT_NOT_SENT),
    "numbered alike again": (REPLIED.given(numbered("5号")), numbered("5号"), NUMBER_SAME),
    "a unit elsewhere files": (NOTHING, filed(actor=cases.OTHER_CONTACT), refusals.NOT_COMPETENT),
    "an organ files for itself": (NOTHING, filed(actor=cases.DISCIPLINE), refusals.NOT_COMPETENT),
    "with the wrong organ": (
        NOTHING,
        filed(to_organ="county-a-organization"),
        NOT_ACCOUNTABILITY_ORGAN,
    ),
    "an unknown subject": (NOTHING, filed(subjects=(CASE,)), refusals.UNKNOWN_SUBJECT),
    "by a pack without the track": (NOTHING.knowing(cases.CONTEXT), filed(), NO_RISK_FILING),
    "after the start, where the pack refuses that": (
        NOTHING.knowing(context_by(late="refused")),
        filed("2026-03-17"),
        RISK_FILING_LATE,
    ),
    "a stage passed by another organ": (STAGED, passed("screening", actor=cases.DISCIPLINE), refusals.NOT_COMPETENT),
    "a stage that it is not at": (
        STAGED,
        passed("review", actor=cases.DISCIPLINE),
        refusals.RISK_FILING_STAGE,
    ),
    "no stages in this pack": (FILED, passed("screening"), NO_RISK_STAGES),
    "replied to before it has passed its stages": (SCREENED, replied(), refusals.RISK_FILING_STAGE),
    "without the minutes of the group": (WITH_GROUP, replied(), MINUTES_MISSING),
    "twice": (FILED, filed(), RISK_FILING_EXISTS),
    "nothing to reply to": (NOTHING, replied(), refusals.UNKNOWN_RISK_FILING),
    "another organ replies": (FILED, replied(actor=cases.ORGANISATION), refusals.NOT_COMPETENT),
    "a second reply": (REPLIED, replied(), refusals.RISK_FILING_STAGE),
    "archived before the reply": (FILED, archived(), refusals.RISK_FILING_STAGE),
    "to the group twice": (WITH_GROUP, to_group("2026-03-05"), refusals.RISK_FILING_STAGE),
    "no group in this pack": (
        FILED.knowing(context_by(complex_to=None)),
        to_group(),
        NO_COORDINATION_GROUP,
    ),
    "amended before the reply": (FILED, amended("2026-03-03"), refusals.RISK_FILING_STAGE),
    "amended though not filed": (
        FILED.given(replied(result="not_filed")),
        amended(),
        refusals.RISK_FILING_STAGE,
    ),
    "no amendments in this pack": (IN_FORCE.knowing(context_by(amend=False)), amended(), NO_AMENDMENT),
    "another unit withdraws": (
        FILED,
        replace(withdrawn(), actor=cases.post("county-a-enforcement-contact")),
        refusals.NOT_COMPETENT,
    ),
    "withdrawn after its end": (EXPIRED, withdrawn("2027-04-01"), refusals.RISK_FILING_STAGE),
    "linked to no case": (IN_FORCE, linked(), refusals.UNKNOWN_CASE),
    "linked twice": (LINKED, linked(case=opened_case()), ALREADY_LINKED),
    "linked by a stranger": (IN_FORCE, linked(actor=cases.AUDIT, case=opened_case()), refusals.NOT_COMPETENT),
    "stale": (REPLIED, replace(archived(), seen=2), refusals.STALE),
    "before the last act": (IN_FORCE, dated(amended(), "2026-03-09"), refusals.BEFORE_OPENING),
    "an estimated reply is not missed": (
        NOTHING.given(filed("2026-12-25", planned_start=date(2027, 3, 1))),
        deed(CLOCK, _ring("missed"), "2027-02-01"),
        refusals.NOT_DUE,
    ),
    "before it is due": (FILED, deed(CLOCK, _ring("missed"), "2026-03-16"), refusals.NOT_DUE),
    "a person rings": (FILED, deed(cases.DISCIPLINE, _ring("missed"), "2026-03-17"), refusals.NOT_COMPETENT),
    "nothing to replan": (
        FILED,
        deed(CLOCK, commands.ReplanRisk(calendar_version=7), "2026-03-05"),
        refusals.NOTHING_TO_REPLAN,
    ),
    "a person replans": (
        FILED,
        deed(cases.DISCIPLINE, commands.ReplanRisk(calendar_version=7), "2026-03-05"),
        refusals.NOT_COMPETENT,
    ),
}
"""What the rules refuse: when, what, and by which refusal."""
