"""Risk filing (容错报备): told before the work, replied to, archived, amended, expired, evidence in a case."""

from dataclasses import replace
from datetime import date

import pytest

from domain.pack.pack import Pack
from domain.pack.terms import Extension, Force, Within
from domain.risk_filings.agenda import agenda
from domain.risk_filings.commands import ReplanRisk
from domain.risk_filings.events import (
    RiskFilingClosed,
    RiskFilingEscalated,
    RiskFilingReceived,
    RiskFilingReminderSent,
    RiskFilingReplied,
    RiskFilingReplyMissed,
    RiskFilingTermMet,
    RiskFilingTermOpened,
    RiskFilingTermReplanned,
)
from domain.risk_filings.state import Ended, fold
from domain.terms.deadlines import TermUnit
from domain.values import CLOCK
from tests.domain.stories import cases, filings
from tests.domain.stories.cases import MARK


def test_a_filing_is_received_and_its_reply_is_due() -> None:
    """Ten working days from the day after receipt; it registers a matter that a later case can be confirmed to be."""
    received, term = filings.NOTHING.when(filings.filed())

    assert isinstance(received, RiskFilingReceived)
    assert (received.unit, received.to_organ, received.late) == ("county-a-qingshi", "county-a-discipline", False)
    assert received.private is not None
    assert received.private.risks == (MARK, MARK)
    assert isinstance(term, RiskFilingTermOpened)
    assert (term.term, term.due_on, term.responsible) == ("reply", date(2026, 3, 16), "county-a-discipline")
    assert (term.standing, term.cite) == ("default", ("ZS-18",))
    assert filings.FILED.filing.stage_name == "reply"
    assert [deadline.name for deadline in agenda(filings.FILED.filing).deadlines] == ["reply"]


def test_without_the_track_nothing_can_be_filed() -> None:
    """The Nujiang procedure knows no filing before the act, and says so."""
    refusal = filings.NOTHING.knowing(cases.CONTEXT).refused(filings.filed())

    assert (refusal.code, refusal.detail) == ("no_risk_filing", cases.PACK.name.zh)


@pytest.mark.parametrize(("day", "late"), [("2026-03-15", False), ("2026-03-16", False), ("2026-03-17", True)])
def test_a_filing_after_the_start_is_accepted_and_marked(day: str, *, late: bool) -> None:
    """It should come before the work; by default a late one is kept, and flagged for ever (A-25)."""
    assert getattr(filings.NOTHING.when(filings.filed(day))[0], "late", None) is late


def test_a_pack_may_refuse_what_comes_after_the_start() -> None:
    """Where the pack takes filings before the work only."""
    strict = filings.NOTHING.knowing(filings.context_by(late="refused"))

    assert strict.refused(filings.filed("2026-03-17")).code == "risk_filing_late"
    assert strict.kinds(filings.filed("2026-03-16")) == ["received", "term_opened"]
    moved = strict.given(filings.filed(), filings.replied()).refused(filings.amended(planned_start=date(2026, 5, 1)))
    assert moved.code == "risk_filing_late"


def test_a_filed_risk_stands_for_its_time_and_no_longer() -> None:
    """Twelve months by the date, be it a rest day or not; its end is an act of the clock, and nobody's fault."""
    replied, met, validity = filings.FILED.when(filings.replied())

    assert isinstance(replied, RiskFilingReplied)
    assert (replied.result, replied.amendment, replied.conditions) == ("filed", False, 1)
    assert isinstance(met, RiskFilingTermMet)
    assert not met.late
    assert isinstance(validity, RiskFilingTermOpened)
    assert (validity.due_on, validity.force, validity.provisional) == (date(2027, 3, 9), Force.WINDOW, False)
    assert (filings.REPLIED.filing.stage_name, filings.IN_FORCE.filing.stage_name) == ("archive", "in_force")

    tail = [event.kind.removeprefix("risk_filing_") for event in filings.EXPIRED.events[len(filings.IN_FORCE.events) :]]
    assert tail == ["reminder_sent", "expired", "closed"]
    assert filings.EXPIRED.filing.stage == Ended("expired")
    assert filings.IN_FORCE.rung("2027-03-09").filing.stage_name == "in_force"


def test_the_unit_is_reminded_before_its_filing_expires() -> None:
    """Three working days before, as the ladder says; the organ is reminded of its own reply."""
    reminders = [event for event in filings.EXPIRED.events if isinstance(event, RiskFilingReminderSent)]
    of_reply = [event for event in filings.UNANSWERED.events if isinstance(event, RiskFilingReminderSent)]

    assert [event.to.position for event in reminders if event.to] == ["county-a-qingshi-contact"]
    assert [event.to.organ for event in of_reply if event.to] == ["county-a-discipline"]


def test_a_missed_reply_climbs_the_ladder_and_files_nothing() -> None:
    """Reminder, miss, four rungs; the supervising rung goes above the late organ (A-06); then it may still reply."""
    missed = [event for event in filings.UNANSWERED.events if isinstance(event, RiskFilingReplyMissed)]
    rungs = [event for event in filings.UNANSWERED.events if isinstance(event, RiskFilingEscalated)]
    met = [
        each for each in filings.UNANSWERED.when(filings.replied("2026-04-01")) if isinstance(each, RiskFilingTermMet)
    ]

    assert [event.attributed_to for event in missed] == ["county-a-discipline"]
    assert [event.to.organ for event in rungs if event.to] == [
        "county-a-discipline",
        "county-a-discipline",
        "prefecture-discipline",
        "county-a-committee",
    ]
    assert not filings.UNANSWERED.filing.filed
    assert [each.late for each in met] == [True]


def test_what_is_not_filed_ends_with_the_archive() -> None:
    """Application, reply, archive are three steps also where the answer is no (ZS-18)."""
    assert filings.REFUSED.filing.stage == Ended("not_filed")
    assert agenda(filings.REFUSED.filing).closed
    assert agenda(filings.REFUSED.filing).alarms == ()


def test_a_complex_filing_is_replied_to_by_the_minutes() -> None:
    """The group deliberates, the organ replies, its term runs on (ZS-22)."""
    without = filings.WITH_GROUP.refused(filings.replied())
    replied = filings.WITH_GROUP.when(filings.replied(minutes=cases.document("会商纪要")))[0]

    assert filings.WITH_GROUP.filing.stage_name == "with_group"
    assert [deadline.due_on for deadline in agenda(filings.WITH_GROUP.filing).deadlines] == [date(2026, 3, 16)]
    assert without.code == "minutes_missing"
    assert isinstance(replied, RiskFilingReplied)
    assert replied.group == "county-a-committee"
    assert replied.minutes == cases.document("会商纪要").sha256


def test_a_material_change_needs_a_reply_of_its_own() -> None:
    """The filing stands meanwhile, and until the same day as before, whatever becomes of the change (A-25)."""
    answered = filings.AMENDED.given(filings.replied("2026-06-05", "not_filed"), filings.archived("2026-06-08"))
    due = {deadline.name: deadline.due_on for deadline in agenda(filings.AMENDED.filing).deadlines}

    assert filings.AMENDED.filing.stage_name == "reply"
    assert due == {"validity": date(2027, 3, 9), "reply": date(2026, 6, 15)}
    assert answered.filing.stage_name == "in_force"
    assert [deadline.due_on for deadline in agenda(answered.filing).deadlines] == [date(2027, 3, 9)]


def test_a_change_that_is_filed_makes_it_stand_no_longer() -> None:
    """Twelve months are the most, counted from the first reply (A-25)."""
    answered = filings.AMENDED.given(filings.replied("2026-06-05"))

    assert [deadline.due_on for deadline in agenda(answered.filing).deadlines] == [date(2027, 3, 9)]
    assert [event.amendment for event in answered.events if isinstance(event, RiskFilingReplied)] == [False, True]


def test_a_filing_that_expires_under_amendment_ends() -> None:
    """A reply still owed has lost its object."""
    ended = filings.IN_FORCE.given(filings.amended("2027-03-05")).rung("2027-05-01")

    assert ended.filing.stage == Ended("expired")
    assert ended.filing.terms == {}


@pytest.mark.parametrize(("matter_ended", "because"), [(False, "withdrawn"), (True, "matter_ended")])
def test_the_unit_takes_it_back_or_tells_that_the_matter_has_ended(*, matter_ended: bool, because: str) -> None:
    """At any time before its end, and then nothing runs any more."""
    [closed] = filings.IN_FORCE.when(filings.withdrawn(matter_ended=matter_ended))

    assert isinstance(closed, RiskFilingClosed)
    assert closed.because == because
    assert filings.FILED.kinds(filings.withdrawn("2026-03-03")) == ["closed"]


@pytest.mark.parametrize("given", [filings.IN_FORCE, filings.EXPIRED])
def test_a_later_case_shows_it(given: filings.Given) -> None:
    """By the organ that handles the case or the one that replied; after its end too, for it stood at the time."""
    day = "2027-05-04"
    after = given.given(filings.linked(day, case=filings.opened_case()))

    assert after.filing.cases == {filings.CASE}
    assert after.filing.stage == given.filing.stage
    assert given.kinds(filings.linked(day, cases.DISCIPLINE, filings.opened_case())) == ["linked"]


@pytest.mark.parametrize("name", filings.REFUSALS)
def test_what_the_rules_refuse(name: str) -> None:
    """Each with its own reason."""
    given, act, expected = filings.REFUSALS[name]

    assert given.refused(act).code == expected.code


def test_the_units_own_committee_speaks_for_it() -> None:
    """Filed by the contact, withdrawn by the head of the township's party committee."""
    head = cases.post("county-a-qingshi-party-head")

    assert filings.FILED.kinds(replace(filings.withdrawn("2026-03-03"), actor=head)) == ["closed"]


def test_another_calendar_moves_the_reply_alone() -> None:
    """A day off on 10 March moves ten working days on by one; the validity is no working time."""
    [event] = filings.REPLANNED.events[len(filings.FILED.events) :]

    assert isinstance(event, RiskFilingTermReplanned)
    assert (event.was, event.due_on, event.checked_version) == (date(2026, 3, 16), date(2026, 3, 17), 8)
    again = filings.REPLANNED.refused(filings.deed(CLOCK, ReplanRisk(calendar_version=8), "2026-03-06"))
    assert again.code == "nothing_to_replan"
    after = filings.IN_FORCE.knowing(filings.OTHER_CALENDAR).refused(
        filings.deed(CLOCK, ReplanRisk(calendar_version=8), "2026-03-12")
    )
    assert after.code == "nothing_to_replan"


def test_an_estimated_reply_is_never_missed() -> None:
    """From late December the term runs into a year not announced: it reminds, and nothing more."""
    given = filings.NOTHING.given(filings.filed("2026-12-25", planned_start=date(2027, 3, 1)))
    rung = given.rung("2027-03-01")

    assert [deadline.provisional for deadline in agenda(given.filing).deadlines] == [True]
    assert [event.kind for event in rung.events[2:]] == ["risk_filing_reminder_sent"]


def test_a_stream_that_begins_otherwise_is_no_filing() -> None:
    """That is damage and not a state."""
    received, *rest = filings.FILED.events

    with pytest.raises(TypeError, match="begins with risk_filing_term_opened"):
        fold(filings.FILING_ID, rest)
    with pytest.raises(TypeError, match="received twice"):
        filings.evolved(filings.FILED.filing, received)
    assert fold(filings.FILING_ID, []) is None


def test_a_pack_is_told_every_fault_of_the_track() -> None:
    """Unknown roles, filers that act for no unit, a reply that nobody owes or that runs from elsewhere."""
    within = Within(
        amount=10,
        unit=TermUnit.working_days,
        runs_from="acceptance.accepted",
        force=Force.WINDOW,
        extension=Extension(at_most=5, by="discipline"),
    )
    track = filings.TRACK.model_copy(update={"by": ("person",), "to": "court", "complex_to": "group", "reply": within})
    faulty = {**filings.PACK.model_dump(by_alias=True), "risk_filing": track.model_dump(by_alias=True)}

    with pytest.raises(ValueError, match="does not act for a unit") as found:
        Pack.model_validate(faulty)
    said = str(found.value)
    assert all(part in said for part in ("court", "group", "window", "does not begin this term", "not extended"))


def test_a_reply_bears_a_number_of_its_own() -> None:
    """Known by the event with which it went out; the filing keeps its number."""
    (replied,) = filings.REPLIED.filing.dispatched
    numbered = filings.REPLIED.given(filings.numbered("甲纪办〔2026〕9号", dispatched=replied)).filing

    assert numbered.dispatched[replied].office_number == "甲纪办〔2026〕9号"
    assert numbered.office_number is None
    assert filings.FILED.filing.dispatched == {}
