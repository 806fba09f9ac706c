"""Work records (工作记录): preventive work is opened, added to, linked and closed, and some of it comes round."""

from dataclasses import replace
from datetime import date

import pytest

from domain.pack.prevention import Every
from domain.work_records.agenda import agenda
from domain.work_records.events import (
    ReportCorrected,
    WorkRecordClosed,
    WorkRecordEntryAdded,
    WorkRecordLinked,
    WorkRecordOpened,
)
from domain.work_records.state import Finished, Running, evolve, fold
from tests.domain.stories import cases, records
from tests.domain.stories.cases import MARK


def test_a_unit_asks_and_the_keeper_answers() -> None:
    """A pre-check: the unit opens it, both add to it, the keeper states what came of it and closes it."""
    opened = records.CHECKED.events[0]

    assert isinstance(opened, WorkRecordOpened)
    assert (opened.keeper, opened.opened_by) == ("county-a-committee", "county-a-qingshi")
    assert (opened.jurisdiction, opened.record, opened.cite) == ("demo-county-a", "pre_check", ("ZS-37",))
    assert records.CHECKED.record.stage == Finished(date(2026, 3, 9))
    assert (records.CHECKED.record.outcome, records.CHECKED.record.documents) == ("ready", 1)


def test_an_outcome_may_be_stated_with_the_closing() -> None:
    """The last one stated stands; its name goes with it."""
    given = records.ASKED.given(records.added("2026-03-06", cases.SECRETARY, outcome="not_ready"))
    [closed] = given.when(records.closed("2026-03-09", cases.SECRETARY, outcome="ready", documents=(records.DOCUMENT,)))

    assert isinstance(closed, WorkRecordClosed)
    assert closed.outcome is not None
    assert (closed.outcome.id, closed.outcome.name.zh) == ("ready", "可以决策")


@pytest.mark.parametrize(
    ("every", "day", "due"),
    [
        (Every(amount=3, unit="months"), "2026-11-30", "2027-02-28"),
        (Every(amount=90, unit="calendar_days"), "2026-03-02", "2026-05-31"),
    ],
)
def test_what_comes_round_is_due_by_the_date(every: Every, day: str, due: str) -> None:
    """Months end on the same day number or the month's last; no rest day moves it."""
    assert every.after(date.fromisoformat(day)) == date.fromisoformat(due)


def test_each_entry_of_the_keeper_begins_the_time_to_the_next() -> None:
    """From the day it was done; after the closing nothing is due."""
    [entry] = records.MEETING.when(records.added("2026-04-20"))

    assert records.MEETING.record.next_due == date(2026, 6, 2)
    assert isinstance(entry, WorkRecordEntryAdded)
    assert entry.next_due == date(2026, 7, 20)
    assert records.ENDED.record.next_due is None


def test_what_is_entered_late_brings_nothing_nearer() -> None:
    """An older meeting written down afterwards leaves the later date standing."""
    given = records.MEETING.given(records.added("2026-04-20"))
    [late] = given.when(records.dated(records.added("2026-04-21"), "2026-03-10"))

    assert isinstance(late, WorkRecordEntryAdded)
    assert late.next_due == date(2026, 7, 20)
    assert late.private is not None
    assert late.private.late_entry_reason == MARK


def test_whoever_asked_does_not_do_the_keepers_turn() -> None:
    """Words of the unit leave the date as it was."""
    kind = records.INSPECTION.model_copy(update={"asked_by": ("unit",)})
    pack = records.PACK.model_copy(update={"records": (kind,)})
    context = records.NOTHING.knowing(replace(records.CONTEXT, pack=pack))
    given = context.given(
        records.opened(kind, cases.CONTACT, about=cases.TOWN), records.added("2026-05-01", cases.CONTACT)
    )

    assert given.record.next_due == date(2026, 5, 31)


def test_a_record_of_a_matter_knows_it_by_its_root() -> None:
    """A matter merged into another counts as that one; none need be named."""
    named, unnamed = (
        records.NOTHING.given(records.opened(records.PRE_CHECK, cases.CONTACT, about=about)).record.opened
        for about in (records.MATTER, None)
    )

    assert (named.matter_id, unnamed.matter_id) == (cases.OWN_MATTER, None)


def test_a_closed_record_is_still_linked() -> None:
    """Cases come later than the work that was to prevent them."""
    [linked] = records.ENDED.when(records.linked())

    assert isinstance(linked, WorkRecordLinked)
    assert (linked.to, linked.target) == ("case", records.CASE)


def test_the_risk_filing_named_at_the_opening_is_linked_with_it() -> None:
    """One act, two facts."""
    assert [event.kind for event in records.EVERYTHING["with a filing"].events] == [
        "work_record_opened",
        "work_record_linked",
    ]


@pytest.mark.parametrize("name", records.REFUSALS)
def test_the_rules_refuse(name: str) -> None:
    """What does not fit is refused, and changes nothing."""
    given, act, refusal = records.REFUSALS[name]

    assert given.refused(act).code == refusal.code


def test_an_answer_says_where_a_record_stands() -> None:
    """No alarm ever rings."""
    running, ended = agenda(records.MEETING.record), agenda(records.ENDED.record)

    assert (running.stage, running.next_due, running.alarms) == ("open", date(2026, 6, 2), ())
    assert (ended.stage, ended.closed, ended.next_due) == ("closed", True, None)


def test_a_record_begins_with_its_opening() -> None:
    """A stream that begins otherwise, or opens twice, is damage and not a state."""
    opened, *rest = records.CHECKED.events

    with pytest.raises(TypeError, match="begins with work_record_entry_added"):
        fold(records.RECORD_ID, rest)
    with pytest.raises(TypeError, match="opened twice"):
        evolve(records.MEETING.record, opened)
    assert records.MEETING.record.stage == Running(date(2026, 6, 2))


def test_a_corrected_report_is_another_edition() -> None:
    """It names the edition before by its digest; the reasons are words, and no fact."""
    [corrected] = records.REPORTED.when(records.corrected(figures=records.OTHER_FIGURES))
    assert isinstance(corrected, ReportCorrected)
    again = records.EVERYTHING["report corrected"]

    assert (corrected.edition, corrected.period) == (2, "2026-02")
    assert (corrected.figures_sha256, corrected.was_sha256) == (records.OTHER_FIGURES.sha256, records.FIGURES.sha256)
    assert corrected.private
    assert corrected.private.reasons == MARK
    [third] = again.when(records.corrected())
    assert isinstance(third, ReportCorrected)
    assert third.edition == 3
