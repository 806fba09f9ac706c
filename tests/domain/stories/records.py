"""Deeds on work records (工作记录) in county A, by a pack that has kinds of them; the Nujiang pack has none."""

from dataclasses import replace
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from domain import refusals
from domain.context import DecisionContext, LinkedStream, Matters
from domain.messages import Command
from domain.office_numbers import NUMBER_SAME
from domain.pack.prevention import Every, RecordKind
from domain.pack.terms import Item
from domain.refusals import Refusal
from domain.reports.figures import Applications, Figures, ReportBasis, ReportFigures
from domain.streams import WORK_RECORD
from domain.values import Actor, Bilingual
from domain.work_records.act import NO_RECORD_KIND, RECORD_CLOSED
from domain.work_records.acts import (
    NOT_KEEPER,
    RECORD_ABOUT,
    RECORD_DOCUMENT_MISSING,
    RECORD_LINKED,
    RECORD_OUTCOME_MISSING,
    UNKNOWN_RECORD_OUTCOME,
)
from domain.work_records.commands import (
    AddToRecord,
    CloseRecord,
    CorrectReport,
    HandInReport,
    LinkRecord,
    OpenRecord,
    RecordRecordNumber,
    Target,
    WorkRecordEnvelope,
)
from domain.work_records.decide import RECORD_EXISTS
from domain.work_records.events import WorkRecordEvent
from domain.work_records.reports import (
    BEFORE_THE_PROCEDURE,
    FIGURES_CHANGED,
    FIGURES_MISSING,
    NO_REPORT,
    PERIOD_NOT_OVER,
    REPORT_HANDED_IN,
    REPORT_NOT_OWED,
    REPORT_UNCHANGED,
    UNKNOWN_REPORTER,
)
from domain.work_records.state import WorkRecord
from tests.domain import given
from tests.domain.given import instant
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

DISCIPLINE = "county-a-discipline"
RECORD_ID = uuid5(NAMESPACE_URL, "rongcuo:tests:record")
CASE, FILING, MATTER = (uuid5(NAMESPACE_URL, f"rongcuo:tests:record-{name}") for name in ("case", "filing", "matter"))


def _named(id_: str, zh: str) -> Item:
    return Item(id=id_, name=Bilingual(zh=zh, en=id_))


PRE_CHECK = RecordKind(
    id="pre_check",
    name=Bilingual(zh="三重一大事项事前审核", en="pre-check of major matters"),
    by="committee",
    asked_by=("unit", "own_committee"),
    about="matter",
    outcomes=(_named("ready", "可以决策"), _named("not_ready", "暂不决策")),
    documents_needed=True,
    cite=("ZS-37",),
)
CONSULTATION = RecordKind(
    id="consultation",
    name=Bilingual(zh="沟通会商", en="consultation"),
    by="discipline",
    every=Every(amount=3, unit="months"),
    cite=("ZS-21",),
)
INSPECTION = RecordKind(
    id="inspection",
    name=Bilingual(zh="日常检查", en="inspection"),
    by="discipline",
    about="unit",
    every=Every(amount=90, unit="calendar_days"),
    cite=("NS-13",),
)
REMINDER = RecordKind(
    id="reminder", name=Bilingual(zh="早提醒", en="reminder"), by="organization", about="person", cite=("BT-19",)
)
PRE_CONSULTATION = RecordKind(
    id="pre_consultation",
    name=Bilingual(zh="保密咨询", en="confidential pre-consultation"),
    by="discipline",
    asked_by=("unit", "own_committee"),
    confidential=True,
    cite=("R-15",),
)
KINDS = (PRE_CHECK, CONSULTATION, INSPECTION, REMINDER, PRE_CONSULTATION)
PACK = cases.PACK.model_copy(update={"records": KINDS})
CONTEXT: DecisionContext = replace(cases.CONTEXT, pack=PACK, matters=Matters(roots={MATTER: cases.OWN_MATTER}))

DOCUMENT = cases.document("决策过程材料")
FIGURES = ReportFigures(
    own=Figures(applications=(Applications(route="application", filed=2, accepted=1, not_accepted=1, undecided=0),)),
)


OTHER_FIGURES = ReportFigures(
    own=Figures(applications=(Applications(route="application", filed=3, accepted=2, not_accepted=1, undecided=0),)),
)

Deed = given.Deed[WorkRecord]


class Given(given.Given[WorkRecord, WorkRecordEvent, WorkRecordEnvelope]):
    """What has happened in a work record so far, and what is known beside it."""

    @property
    def record(self) -> WorkRecord:
        """The record, which exists."""
        return self.begun


def opened(kind: RecordKind, actor: Actor = cases.DISCIPLINE, day: str = "2026-03-02", **changes: object) -> Deed:
    """Somebody opens a record of a kind with the organ of its role in county A."""
    body = {
        "pack": "nujiang",
        "record": kind.id,
        "keeper": f"county-a-{kind.by}",
        "title": MARK,
        "statement": MARK,
        **changes,
    }
    return Deed(actor, OpenRecord.model_validate(body), instant(day), linked=LinkedStream("risk_filing", DISCIPLINE))


def added(day: str, actor: Actor = cases.DISCIPLINE, **changes: object) -> Deed:
    """Somebody adds an entry."""
    return Deed(actor, AddToRecord.model_validate({"statement": MARK, **changes}), instant(day))


def linked(to: Target = "case", target: UUID = CASE, actor: Actor = cases.DISCIPLINE, day: str = "2026-09-01") -> Deed:
    """Somebody links it."""
    body = LinkRecord.model_validate({"to": to, "target": target, "remarks": MARK})
    return Deed(actor, body, instant(day), linked=LinkedStream(to, DISCIPLINE))


def closed(day: str, actor: Actor = cases.DISCIPLINE, **changes: object) -> Deed:
    """Somebody closes it."""
    return Deed(actor, CloseRecord.model_validate({"statement": MARK, **changes}), instant(day))


def numbered(number: str, actor: Actor = cases.DISCIPLINE, day: str = "2026-09-01", **more: object) -> Deed:
    """The office gave the record a number."""
    return Deed(actor, RecordRecordNumber.model_validate({"number": number, **more}), instant(day))


def dated(act: Deed, day: str) -> Deed:
    """The same deed, entered later than the day it is of."""
    assert isinstance(act.body, Command)
    return replace(act, body=act.body.model_copy(update={"on": date.fromisoformat(day), "late_entry_reason": MARK}))


def reported(
    period: str = "2026-02",
    actor: Actor = cases.ORGANISATION,
    day: str = "2026-03-04",
    *,
    figures: ReportFigures | None = FIGURES,
    since: str = "2026-01-15",
    **changes: object,
) -> Deed:
    """The organisation department of county A hands in a report; the figures come with it."""
    body = {"pack": "nujiang", "organ": "county-a-organization", "period": period, "remarks": MARK, **changes}
    basis = ReportBasis(figures=figures, held_since=date.fromisoformat(since)) if figures else None
    return Deed(actor, HandInReport.model_validate(body), instant(day), brings={"basis": basis})


def corrected(
    period: str = "2026-02",
    actor: Actor = cases.ORGANISATION,
    day: str = "2026-03-10",
    *,
    figures: ReportFigures | None = FIGURES,
    **changes: object,
) -> Deed:
    """The same organ corrects what it handed in, to the figures as they stand now."""
    body = {"pack": "nujiang", "organ": "county-a-organization", "period": period, "reasons": MARK, **changes}
    basis = ReportBasis(figures=figures, held_since=date(2026, 1, 15)) if figures else None
    return Deed(actor, CorrectReport.model_validate(body), instant(day), brings={"basis": basis})


NOTHING = Given(WORK_RECORD, RECORD_ID, CONTEXT)
ASKED = NOTHING.given(opened(PRE_CHECK, cases.CONTACT))
MEETING = NOTHING.given(opened(CONSULTATION))
PRIVATE = NOTHING.given(opened(PRE_CONSULTATION, cases.CONTACT))
CHECKED = ASKED.given(
    added("2026-03-04", cases.CONTACT, documents=(DOCUMENT,)),
    added("2026-03-06", cases.SECRETARY, outcome="ready"),
    closed("2026-03-09", cases.SECRETARY),
)
ENDED = MEETING.given(closed("2026-03-09"))
REPORTED = NOTHING.given(reported())
EVERYTHING = {
    "checked": CHECKED,
    "with a filing": NOTHING.given(opened(PRE_CHECK, cases.CONTACT, risk_filing=FILING)),
    "linked": ENDED.given(linked()),
    "private": PRIVATE.given(added("2026-03-04")),
    "about a unit": NOTHING.given(opened(INSPECTION, about=cases.TOWN)),
    "numbered": ENDED.given(numbered("甲协调〔2026〕3号", reasons=MARK)),
    "reported": REPORTED,
    "report corrected": REPORTED.given(corrected(figures=OTHER_FIGURES)),
}
"""Stories in which every kind of event comes about."""

REFUSALS: dict[str, tuple[Given, Deed, Refusal]] = {
    "a pack without records": (
        NOTHING.knowing(cases.CONTEXT),
        opened(CONSULTATION),
        NO_RECORD_KIND,
    ),
    "a kind the pack lacks": (NOTHING, opened(CONSULTATION, record="ceremony"), NO_RECORD_KIND),
    "an organ of another role": (NOTHING, opened(CONSULTATION, keeper="county-a-finance"), NOT_KEEPER),
    "an organ that does not exist": (NOTHING, opened(CONSULTATION, keeper="nowhere"), NOT_KEEPER),
    "another organ opens it": (NOTHING, opened(CONSULTATION, cases.ORGANISATION), refusals.NOT_COMPETENT),
    "a unit opens what nobody asks for": (NOTHING, opened(CONSULTATION, cases.CONTACT), refusals.NOT_COMPETENT),
    "a unit elsewhere asks": (NOTHING, opened(PRE_CHECK, cases.OTHER_CONTACT), refusals.NOT_COMPETENT),
    "about no unit": (NOTHING, opened(INSPECTION), RECORD_ABOUT),
    "about a person instead of a unit": (NOTHING, opened(INSPECTION, about=cases.ANN), RECORD_ABOUT),
    "about a unit instead of a person": (
        NOTHING,
        opened(REMINDER, cases.ORGANISATION, about=cases.TOWN),
        RECORD_ABOUT,
    ),
    "about a matter not registered": (NOTHING, opened(PRE_CHECK, cases.CONTACT, about=CASE), RECORD_ABOUT),
    "about something, where it is about nothing": (NOTHING, opened(CONSULTATION, about=cases.TOWN), RECORD_ABOUT),
    "with a risk filing that does not exist": (
        NOTHING,
        replace(opened(PRE_CHECK, cases.CONTACT, risk_filing=FILING), linked=None),
        refusals.UNKNOWN_RISK_FILING,
    ),
    "opened twice": (MEETING, opened(CONSULTATION), RECORD_EXISTS),
    "added to nothing": (NOTHING, added("2026-03-04"), refusals.UNKNOWN_RECORD),
    "another organ adds": (MEETING, added("2026-03-04", cases.ORGANISATION), refusals.NOT_COMPETENT),
    "another unit adds": (PRIVATE, added("2026-03-04", cases.OTHER_CONTACT), refusals.NOT_COMPETENT),
    "whoever asked states the outcome": (
        ASKED,
        added("2026-03-04", cases.CONTACT, outcome="ready"),
        refusals.NOT_COMPETENT,
    ),
    "an outcome the kind lacks": (
        ASKED,
        added("2026-03-04", cases.SECRETARY, outcome="splendid"),
        UNKNOWN_RECORD_OUTCOME,
    ),
    "added after the end": (ENDED, added("2026-03-10"), RECORD_CLOSED),
    "added before the beginning": (MEETING, dated(added("2026-03-04"), "2026-03-01"), refusals.BEFORE_OPENING),
    "linked to no case": (MEETING, replace(linked(), linked=None), refusals.UNKNOWN_CASE),
    "linked to no filing": (MEETING, replace(linked("risk_filing", FILING), linked=None), refusals.UNKNOWN_RISK_FILING),
    "a filing linked as a case": (
        MEETING,
        replace(linked(), linked=LinkedStream("risk_filing", DISCIPLINE)),
        refusals.UNKNOWN_CASE,
    ),
    "a case linked as a filing": (
        MEETING,
        replace(linked("risk_filing", FILING), linked=LinkedStream("case", DISCIPLINE)),
        refusals.UNKNOWN_RISK_FILING,
    ),
    "linked twice": (MEETING.given(linked()), linked(), RECORD_LINKED),
    "linked by whoever asked": (PRIVATE, linked(actor=cases.CONTACT), refusals.NOT_COMPETENT),
    "closed by whoever asked": (PRIVATE, closed("2026-03-09", cases.CONTACT), refusals.NOT_COMPETENT),
    "numbered by whoever asked": (PRIVATE, numbered("甲协调〔2026〕3号", cases.CONTACT), refusals.NOT_COMPETENT),
    "numbered alike again": (MEETING.given(numbered("3号")), numbered("3号"), NUMBER_SAME),
    "closed twice": (ENDED, closed("2026-03-10"), RECORD_CLOSED),
    "closed without an outcome": (
        ASKED,
        closed("2026-03-09", cases.SECRETARY, documents=(DOCUMENT,)),
        RECORD_OUTCOME_MISSING,
    ),
    "closed without a document": (
        ASKED,
        closed("2026-03-09", cases.SECRETARY, outcome="ready"),
        RECORD_DOCUMENT_MISSING,
    ),
    "reported twice": (REPORTED, reported(), REPORT_HANDED_IN),
    "reported by no organ": (NOTHING, reported(organ="nowhere"), UNKNOWN_REPORTER),
    "reported for another organ": (NOTHING, reported(organ="county-b-organization"), refusals.NOT_COMPETENT),
    "reported by an organ that owes none": (
        NOTHING,
        reported(actor=cases.DISCIPLINE, organ="county-a-discipline"),
        REPORT_NOT_OWED,
    ),
    "reported where the procedure asks for none": (
        NOTHING.knowing(replace(CONTEXT, pack=PACK.model_copy(update={"reports": ()}))),
        reported(),
        REPORT_NOT_OWED,
    ),
    "reported where the procedure does not hold": (
        NOTHING.knowing(replace(CONTEXT, pack=PACK.model_copy(update={"jurisdiction": "demo-county-b"}))),
        reported(),
        refusals.NOT_LAW_HERE,
    ),
    "reported before the period is over": (NOTHING, reported("2026-03"), PERIOD_NOT_OVER),
    "reported on its last day": (NOTHING, reported("2026-03", day="2026-03-31"), PERIOD_NOT_OVER),
    "reported of a time before the procedure": (NOTHING, reported("2025"), BEFORE_THE_PROCEDURE),
    "reported with figures that changed": (NOTHING, reported(figures_sha256="0" * 64), FIGURES_CHANGED),
    "reported without figures": (NOTHING, reported(figures=None), FIGURES_MISSING),
    "corrected with the same figures": (REPORTED, corrected(), REPORT_UNCHANGED),
    "corrected by another organ": (REPORTED, corrected(actor=cases.DISCIPLINE), refusals.NOT_COMPETENT),
    "corrected for another period": (REPORTED, corrected("2026-01", figures=OTHER_FIGURES), NO_REPORT),
    "corrected where there is no report": (MEETING, corrected(actor=cases.DISCIPLINE), NO_REPORT),
    "corrected without figures": (REPORTED, corrected(figures=None), FIGURES_MISSING),
    "corrected with figures that changed": (
        REPORTED,
        corrected(figures=OTHER_FIGURES, figures_sha256="0" * 64),
        FIGURES_CHANGED,
    ),
    "added to a report": (REPORTED, added("2026-03-05", cases.ORGANISATION), RECORD_CLOSED),
    "closed on what was not seen": (
        MEETING.given(added("2026-03-04")),
        replace(closed("2026-03-09"), seen=1),
        refusals.STALE,
    ),
}
"""What the rules refuse: when, what, and by which refusal."""
