"""The clock: reminders, the miss, the ladder and its recipients, provisional terms, histories, the agenda (A-06)."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.act import LATE_ENTRY
from domain.case.commands import CloseHistory, DecideAcceptance
from domain.case.events import DeadlineMissed, DutyMet, DutyOpened, EscalationRaised, HistoryClosed, ReminderSent
from domain.context import DecisionContext
from domain.organs import Organs
from domain.pack.steps import Body, JointBody
from domain.pack.terms import Force
from domain.terms.calendar import Calendar
from domain.terms.events import Recipient
from domain.values import Bilingual, event_id
from tests.domain.given import instant
from tests.domain.scenario import CASE_ID, Given, deed
from tests.domain.stories import cases, clocks
from tests.domain.stories.cases import MARK

DUTY = event_id(CASE_ID, 3)
DUE = date(2026, 2, 10)
MISSED = cases.FILED.given(cases.rings("acceptance", "missed", "2026-02-11"))
HISTORY = cases.NOTHING.given(
    deed(
        cases.ORGANISATION,
        cases.APPLICATION.model_copy(update={"history": True, "on": date(2026, 1, 20)}),
        "2026-03-16",
    )
)
CLOSES_HISTORY = deed(cases.ORGANISATION, CloseHistory(), "2026-03-16")


def with_body(name: str, body: Body) -> DecisionContext:
    """What is known under a pack with another body."""
    return replace(cases.CONTEXT, pack=cases.PACK.model_copy(update={"bodies": {**cases.PACK.bodies, name: body}}))


def late_discipline(organs: Organs = cases.ORGANS) -> Given:
    """The discipline organ leads the joint body and answers for the acceptance."""
    both = cases.PACK.bodies["both"]
    assert isinstance(both, JointBody)
    context = with_body("both", both.model_copy(update={"lead": "discipline"}))
    return cases.NOTHING.knowing(replace(context, organs=organs)).given(cases.filed())


def head(organ: str) -> Recipient:
    """The head of an organ."""
    actor = cases.post(f"{organ}-head")
    return Recipient(organ=organ, position=actor.position, person=actor.person)


def test_the_alarms_of_a_term_are_dates_of_the_ladder() -> None:
    """Due 2026-02-10: reminded 3 working days before, then rungs 0, 3, 5, 10 over the Spring Festival (A-06)."""
    alarms = cases.NOTHING.when(cases.filed()).the(DutyOpened).alarms

    assert [(alarm.rung, alarm.at) for alarm in alarms] == [
        ("remind-3", instant("2026-02-05", 9)),
        ("missed", instant("2026-02-11", 0)),
        ("level-1", instant("2026-02-11", 0)),
        ("level-2", instant("2026-02-14", 0)),
        ("level-3", instant("2026-02-25", 0)),
        ("level-4", instant("2026-03-03", 0)),
    ]


def test_a_reminder_goes_to_the_officer() -> None:
    """Before the day, the organ that must act is reminded."""
    to = Recipient(
        organ="county-a-organization", position=cases.ORGANISATION.position, person=cases.ORGANISATION.person
    )

    cases.FILED.when(cases.rings("acceptance", "remind-3", "2026-02-05", 9)).then(
        ReminderSent(on=date(2026, 2, 5), duty_id=DUTY, due_on=DUE, rung="remind-3", to=to)
    )


def test_the_day_ends_at_24_00() -> None:
    """On 10 February itself nothing is missed; at the first instant of the 11th it is, and level 1 with it."""
    cases.FILED.when(cases.rings("acceptance", "missed", "2026-02-10", 23)).refused(refusals.NOT_DUE)
    cases.FILED.when(cases.rings("acceptance", "missed", "2026-02-11")).then(
        DeadlineMissed(
            on=date(2026, 2, 11), duty_id=DUTY, due_on=DUE, rung="missed", attributed_to="county-a-organization"
        ),
        EscalationRaised(
            on=date(2026, 2, 11),
            duty_id=DUTY,
            due_on=DUE,
            rung="level-1",
            level=1,
            name=Bilingual(zh="提醒", en="reminder"),
            to=Recipient(
                organ="county-a-organization", position=cases.ORGANISATION.position, person=cases.ORGANISATION.person
            ),
        ),
    )


@pytest.mark.parametrize(
    ("rung", "day", "to"),
    [
        ("level-2", "2026-02-14", "county-a-organization"),
        ("level-3", "2026-02-25", "county-a-discipline"),
        ("level-4", "2026-03-03", "county-a-committee"),
    ],
)
def test_rungs_climb(rung: str, day: str, to: str) -> None:
    """Organ head, supervising discipline organ, party committee (A-06)."""
    raised = MISSED.when(cases.rings("acceptance", rung, day)).the(EscalationRaised)

    assert (raised.rung, raised.to) == (rung, head(to))


def test_a_passed_deadline_approves_nothing() -> None:
    """The case stays where it is, and the late act is valid and marked late (A-06)."""
    met = MISSED.given(cases.proposed_acceptance("2026-02-12")).when(
        cases.signs(cases.DISCIPLINE, "2026-02-12", "acceptance")
    )

    assert MISSED.case.stage == "acceptance"
    assert met.all(DutyMet)[0].late is True


def test_supervision_of_a_late_discipline_organ_goes_above_it() -> None:
    """Nobody watches himself: the discipline organ of the prefecture is told (A-06)."""
    raised = late_discipline().when(cases.rings("acceptance", "level-3", "2026-02-25")).the(EscalationRaised)

    assert raised.to == head("prefecture-discipline")


def test_whoever_handles_the_case_does_not_supervise_it() -> None:
    """The head of the county's discipline organ proposed the acceptance: the rung goes to the one above (A-06)."""
    handled = cases.FILED.given(
        replace(cases.proposed_acceptance("2026-02-09"), actor=cases.post("county-a-discipline-head"))
    )
    raised = handled.when(cases.rings("acceptance", "level-3", "2026-02-25")).the(EscalationRaised)

    assert raised.to == head("prefecture-discipline")


def test_the_officer_and_the_head_of_the_late_organ_are_told_though_they_handle_the_case() -> None:
    """They are reminded to act, not set to watch."""
    handled = cases.FILED.given(
        replace(cases.proposed_acceptance("2026-02-09"), actor=cases.post("county-a-organization-head"))
    )
    raised = handled.when(cases.rings("acceptance", "level-2", "2026-02-14")).the(EscalationRaised)

    assert raised.to == head("county-a-organization")


def test_the_ladder_is_quiet_in_a_pause_and_climbs_from_the_new_date() -> None:
    """Stopped on 28 January, going on since 6 February: due on the 26th, and no rung of the 10th is ever raised."""
    asked = cases.FILED.given(clocks.asked_for_papers("2026-01-28"))
    resumed = asked.given(clocks.handed_in("2026-02-06"))
    alarms = [(alarm.rung, alarm.at) for alarm in clocks.running(resumed, "acceptance").ahead]

    for rung, day in (("remind-3", "2026-02-05"), ("missed", "2026-02-11"), ("level-1", "2026-02-11")):
        asked.when(cases.rings("acceptance", rung, day, 12)).refused(refusals.NOT_DUE)
    assert alarms[1:4] == [
        ("missed", instant("2026-02-27", 0)),
        ("level-1", instant("2026-02-27", 0)),
        ("level-2", instant("2026-03-03", 0)),
    ]
    level_4 = resumed.when(cases.rings("acceptance", "level-4", "2026-03-13"))
    assert [getattr(event, "rung", None) for event in level_4.events] == ["missed", "level-4"]
    assert level_4.given.agenda.alarms == ()


def test_with_nobody_above_nobody_is_told() -> None:
    """The rung is on record; it never falls back on the late organ."""
    organs = cases.ORGANS.model_copy(
        update={
            "organs": tuple(
                organ.model_copy(update={"superior": None}) if organ.id == "county-a-discipline" else organ
                for organ in cases.ORGANS.organs
            )
        }
    )
    raised = late_discipline(organs).when(cases.rings("acceptance", "level-3", "2026-02-25")).the(EscalationRaised)

    assert raised.to is None


def test_a_late_committee_is_reported_to_the_committee_above() -> None:
    """With a statutory term for approval, level 4 goes one level up (A-06)."""
    approval = cases.PACK.step("approval")
    assert approval.within is not None
    within = approval.within.model_copy(update={"force": Force.STATUTORY})
    given = cases.INVESTIGATED.knowing(clocks.with_step("approval", approval.model_copy(update={"within": within})))
    late = given.given(*cases.determined())
    raised = late.when(cases.rings("approval", "level-4", "2026-03-31")).the(EscalationRaised)

    assert raised.to == head("prefecture-committee")


def test_a_vacant_post_still_tells_the_organ() -> None:
    """Without a holder the organ is named, and no person."""
    vacant = tuple(h for h in cases.ORGANS.holdings if h.position != "county-a-organization-head")
    context = replace(cases.CONTEXT, organs=cases.ORGANS.model_copy(update={"holdings": vacant}))
    raised = MISSED.knowing(context).when(cases.rings("acceptance", "level-2", "2026-02-14")).the(EscalationRaised)

    assert raised.to == Recipient(organ="county-a-organization", position=None, person=None)


def test_of_several_overdue_rungs_only_the_highest() -> None:
    """The engine was away until 26 February: one miss, one escalation, and level 4 still to come."""
    outcome = cases.FILED.when(cases.rings("acceptance", "missed", "2026-02-26"))

    assert [getattr(event, "rung", None) for event in outcome.events] == ["missed", "level-3"]
    assert [alarm.rung for alarm in outcome.given.agenda.alarms] == ["level-4"]


@pytest.mark.parametrize("rung", ["remind-3", "missed", "level-1"])
def test_the_same_alarm_never_rings_twice(rung: str) -> None:
    """Replayed with another command id it finds itself passed, even while a later rung is due."""
    MISSED.when(cases.rings("acceptance", rung, "2026-02-11")).refused(refusals.NOT_DUE)
    MISSED.when(cases.rings("acceptance", rung, "2026-02-14")).refused(refusals.NOT_DUE)


def test_an_alarm_of_another_due_date_does_not_ring() -> None:
    """An agenda from before a change is harmless."""
    stale = cases.rings("acceptance", "missed", "2026-02-11")
    body = stale.body(cases.FILED.case) if callable(stale.body) else stale.body

    cases.FILED.when(replace(stale, body=body.model_copy(update={"due_on": date(2026, 2, 9)}))).refused(
        refusals.NOT_DUE
    )


def test_a_met_term_does_not_ring() -> None:
    """Accepted in time, the alarm of the acceptance finds nothing."""
    cases.ACCEPTED.when(cases.rings("acceptance", "missed", "2026-02-11")).refused(refusals.NOT_DUE)


def test_an_advisory_term_reminds_and_is_never_breached() -> None:
    """Investigation has no number in the text: on the day after, a reminder, and no rung (A-02)."""
    outcome = cases.ACCEPTED.when(cases.rings("investigation", "due", "2026-03-25"))

    assert outcome.kinds == ["reminder_sent"]
    assert [alarm.duty for alarm in outcome.given.agenda.alarms if alarm.rung == "due"] == []


def test_met_on_paper_but_recorded_late_leaves_the_miss_standing() -> None:
    """Signed on the 10th, recorded on the 13th: in time, three working days late in the books, the miss not undone."""
    given = MISSED.given(
        deed(
            cases.ORGANISATION,
            DecideAcceptance(accepted=True, reasons=MARK, on=date(2026, 2, 9), late_entry_reason=MARK),
            "2026-02-13",
        )
    )
    signature = cases.signs(cases.DISCIPLINE, "2026-02-13", "acceptance")
    body = signature.body(given.case) if callable(signature.body) else signature.body
    on_paper = body.model_copy(update={"on": date(2026, 2, 10), "late_entry_reason": MARK})
    outcome = given.when(replace(signature, body=on_paper))

    assert outcome.the(DutyMet) == DutyMet(on=date(2026, 2, 10), duty_id=DUTY, late=False, recorded_late_days=3)
    assert [event.kind for event in outcome.given.events].count("deadline_missed") == 1
    assert DUTY not in {alarm.duty for alarm in outcome.given.agenda.alarms}


def test_a_provisional_term_reminds_but_is_not_breached() -> None:
    """Received 15 December 2026, the term runs into a year not announced."""
    given = cases.NOTHING.given(cases.filed("2026-12-15"))
    duty = next(iter(given.case.open_duties.values())).opened
    reminded = given.given(cases.rings("acceptance", "remind-3", "2027-01-04", 9))

    assert (duty.due_on.year, duty.provisional) == (2027, True)
    assert [alarm.rung for alarm in given.agenda.alarms] == ["remind-3"]
    assert given.agenda.deadlines[0].provisional
    reminded.when(cases.rings("acceptance", "missed", "2027-03-01")).refused(refusals.NOT_DUE)
    assert reminded.agenda.alarms == ()


def test_a_duty_due_with_a_provisional_one_is_provisional_too() -> None:
    """Approved on 28 December 2026: the announcement is due with the feedback, in a year not announced."""
    given = cases.DETERMINED.given(*cases.voted(day="2026-12-28"))
    announcement = given.when(cases.served("2026-12-30")).all(DutyOpened)[0]

    assert (announcement.duty, announcement.due_on.year, announcement.provisional) == ("announcement", 2027, True)


def test_the_calendar_used_is_written_into_the_event() -> None:
    """A later calendar does not move a term that was opened under an earlier one."""
    later: Calendar = cases.CALENDAR.model_copy(update={"version": 8})
    given = cases.FILED.knowing(replace(cases.CONTEXT, calendar=later)).given(*cases.accepted())

    assert [d.opened.calendar_version for d in given.case.duties.values()] == [7, 8, 8]


def test_a_history_has_no_agenda_until_it_is_closed() -> None:
    """While paper is being entered the clock writes nothing; then what is past rings at once, only the highest rung."""
    closed = HISTORY.when(CLOSES_HISTORY)

    assert (HISTORY.agenda.alarms, HISTORY.agenda.deadlines, HISTORY.agenda.next_due) == ((), (), None)
    HISTORY.when(cases.rings("acceptance", "missed", "2026-03-16", 12)).refused(refusals.NOT_DUE)
    closed.then(HistoryClosed(on=date(2026, 3, 16)))
    assert closed.given.agenda.alarms[0].at < instant("2026-03-16")
    rung = closed.given.when(cases.rings("acceptance", "missed", "2026-03-16", 12))
    assert [getattr(event, "rung", None) for event in rung.events] == ["missed", "level-4"]


def test_a_history_needs_no_reason_for_its_dates_until_it_is_closed() -> None:
    """Afterwards an earlier date needs its reason again."""
    past = DecideAcceptance(accepted=True, reasons=MARK, on=date(2026, 2, 4))

    HISTORY.when(deed(cases.ORGANISATION, past, "2026-03-16")).then_kinds("joint_act_proposed")
    HISTORY.given(CLOSES_HISTORY).when(deed(cases.ORGANISATION, past, "2026-03-16")).refused(LATE_ENTRY)


def test_a_settled_history_closes_with_its_entry() -> None:
    """A case that ended on paper stays open until the entry is finished, then closes with it."""
    entered = HISTORY.given(*cases.accepted("2026-03-16", "not_in_scope"))
    done = entered.given(cases.done("acceptance_notice", cases.ORGANISATION, "2026-03-16"))

    assert not done.case.closed
    done.when(CLOSES_HISTORY).then_kinds("history_closed", "case_closed")


def test_the_agenda_of_a_running_case() -> None:
    """Stage, jurisdiction, the next alarm of each duty in order of time, and the earliest due date."""
    agenda = cases.ACCEPTED.agenda

    assert (agenda.stage, agenda.jurisdiction, agenda.version) == ("investigation", "demo-county-a", 10)
    assert [(alarm.rung, alarm.due_on) for alarm in agenda.alarms] == [
        ("remind-3", date(2026, 2, 10)),
        ("remind-3", date(2026, 3, 24)),
    ]
    assert agenda.next_due == date(2026, 2, 10)


def test_the_agenda_of_a_closed_case_is_empty() -> None:
    """Nothing rings any more."""
    agenda = cases.CLOSED.agenda

    assert (agenda.closed, agenda.alarms, agenda.deadlines, agenda.next_due) == (True, (), (), None)
