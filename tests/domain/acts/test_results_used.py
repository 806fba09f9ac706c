"""Results taken note of by those who use them, and uses against a subject reported and decided (R-07, R-13, NJ-39)."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.contrary_use import NO_CONTRARY_USE, NO_CONTRARY_USE_REPORT, RESULT_NOT_IN_FORCE
from domain.acts.results import ConsumerFact
from domain.acts.service import DUTY_BY_STEP
from domain.case.events import (
    CaseClosed,
    ContraryUseDecided,
    ContraryUseReported,
    DutyCancelled,
    DutyMet,
    DutyOpened,
    ResultsAcknowledged,
    ResultsApplied,
)
from domain.pack.results import Consumer, Outcome
from domain.pack.terms import Force, Standing
from domain.values import Actor, event_id
from tests.domain.scenario import CASE_ID, Given
from tests.domain.stories import cases, results_used
from tests.domain.stories.cases import MARK

TO_ACKNOWLEDGE = "acknowledge_results"


def awaited(given: Given) -> list[str]:
    """Which organs have not taken note yet."""
    return [each.opened.responsible for each in given.case.open_duties.values() if each.opened.duty == TO_ACKNOWLEDGE]


def test_each_user_of_results_must_take_note() -> None:
    """One with a term of its own by that, the other promptly, which is our own default and no breach (A-16)."""
    outcome = results_used.DETERMINED.given(*cases.voted()[:-1]).when(cases.closed_round())
    first, second = (each for each in outcome.all(DutyOpened) if each.duty == TO_ACKNOWLEDGE)

    assert (first.responsible, first.subject, first.force) == ("county-a-organization", cases.ANN, Force.ADVISORY)
    assert (first.standing, first.cite, first.amount) == (Standing.DEFAULT, ("A-16",), 10)
    assert (second.responsible, second.due_on, second.cite) == ("county-a-discipline", date(2026, 2, 26), ("R-07",))
    assert [(each.role, each.areas) for each in outcome.the(ResultsApplied).consumers] == [
        ("organization", (*(area.id for area in cases.PACK.results.areas), "unit_assessment")),
        ("discipline", ("no_veto",)),
    ]


def test_a_role_that_nobody_plays_is_named_and_not_waited_for() -> None:
    """It stands in the event; no duty without an organ keeps a case open for ever."""
    results = results_used.PACK.results.model_copy(update={"consumers": (Consumer(role="payroll"),)})
    context = results_used.knowing(results_used.PACK.model_copy(update={"results": results}))
    outcome = results_used.DETERMINED.knowing(context).given(*cases.voted()[:-1]).when(cases.closed_round())

    (fact,) = outcome.the(ResultsApplied).consumers
    assert fact == ConsumerFact(role="payroll", organ=None, areas=fact.areas)
    assert awaited(outcome.given) == []


def test_without_users_of_results_nobody_must_take_note() -> None:
    """The Nujiang pack names none: nothing but the result itself."""
    assert awaited(cases.APPROVED) == []
    assert cases.APPROVED.case.results[cases.ANN].areas == {area.id for area in cases.PACK.results.areas}


@pytest.mark.parametrize(("who", "has"), [(cases.ANN, True), (cases.TOWN, False)])
def test_the_area_of_the_unit_is_for_the_unit_of_a_person(who: object, *, has: bool) -> None:
    """A unit that is tolerated itself has its own areas already (ZS-06)."""
    both = (cases.ANN, cases.TOWN)
    given = cases.NOTHING.knowing(results_used.CONTEXT).given(
        cases.filed(subjects=both), *cases.accepted(), cases.denied("2026-02-05"), *cases.investigated(both)
    )
    outcome = given.given(*cases.determined(*(cases.opinion(each) for each in both)), *cases.voted()[:-1]).when(
        cases.closed_round()
    )
    (applied,) = (each for each in outcome.all(ResultsApplied) if each.subject == who)

    assert (("unit_assessment", "unit") in [(area.id, area.protects) for area in applied.areas]) is has


def test_a_result_without_any_area_is_none() -> None:
    """A pack that protects nothing but the units of persons does nothing for a unit."""
    results = results_used.PACK.results.model_copy(update={"areas": (results_used.UNIT_AREA,), "consumers": ()})
    given = cases.NOTHING.knowing(
        results_used.knowing(results_used.PACK.model_copy(update={"results": results}))
    ).given(
        cases.filed(applicant=cases.TOWN, subjects=(cases.TOWN,)),
        *cases.accepted(),
        cases.denied("2026-02-05"),
        *cases.investigated((cases.TOWN,)),
        *cases.determined(cases.opinion(cases.TOWN)),
        *cases.voted(),
    )

    assert given.case.results == {}


def test_an_organ_takes_note() -> None:
    """The duty ends in time, whoever else has not taken note yet."""
    outcome = results_used.RECEIVED.when(results_used.acknowledged(cases.DISCIPLINE, "2026-02-24"))

    assert outcome.kinds == ["results_acknowledged", "duty_met"]
    assert (outcome.the(ResultsAcknowledged).organ, outcome.the(ResultsAcknowledged).objects) == (
        "county-a-discipline",
        False,
    )
    assert outcome.the(DutyMet).late is False
    assert awaited(outcome.given) == ["county-a-organization"]


def test_an_objection_is_recorded_and_its_words_are_private() -> None:
    """It changes no result: the organ that exempts and the one that holds accountable now know of each other (R-07)."""
    outcome = results_used.RECEIVED.when(results_used.acknowledged(cases.DISCIPLINE, "2026-02-24", MARK))
    event = outcome.the(ResultsAcknowledged)

    assert event.objects is True
    assert event.private is not None
    assert event.private.statement == MARK
    assert outcome.given.case.results == results_used.RECEIVED.case.results


def test_a_case_is_open_until_everybody_took_note() -> None:
    """The last of them closes it."""
    duties = (*cases.DUTIES, ("tracking", cases.ORGANISATION), ("correction", cases.CONTACT))
    given = results_used.RECEIVED.given(
        *(cases.done(duty, actor, "2026-02-25") for duty, actor in duties),
        results_used.acknowledged(cases.DISCIPLINE, "2026-02-25"),
    )

    assert not given.case.closed
    given.when(results_used.acknowledged(cases.ORGANISATION, "2026-02-26")).then_kinds(
        "results_acknowledged", "duty_met", "case_closed"
    )


def test_taking_note_is_no_tick() -> None:
    """Marking the duty as done would say nothing of an objection."""
    results_used.RECEIVED.when(cases.done(TO_ACKNOWLEDGE, cases.ORGANISATION, "2026-02-25")).refused(DUTY_BY_STEP)


def test_nobody_takes_note_for_another_or_before_the_result() -> None:
    """Each organ for itself, of its own duties alone, and knowing how they stand."""
    mine = results_used.acknowledged(cases.ORGANISATION, "2026-02-24")
    body = mine.body(results_used.RECEIVED.case) if callable(mine.body) else mine.body
    earlier = body.model_copy(update={"on": date(2026, 2, 11), "late_entry_reason": MARK})

    results_used.RECEIVED.when(replace(mine, actor=cases.DISCIPLINE, body=body)).refused(refusals.NOT_COMPETENT)
    results_used.RECEIVED.when(replace(mine, body=earlier)).refused(refusals.BEFORE_OPENING)
    results_used.RECEIVED.given(mine).when(replace(mine, body=body)).refused(refusals.NO_DUTY)


def test_a_revoked_result_needs_no_note_any_more() -> None:
    """Who has not taken note of the first result takes note of the second alone (A-21)."""
    given = results_used.RECEIVED.given(
        results_used.acknowledged(cases.DISCIPLINE, "2026-02-24"),
        cases.asked(route="superior_order", actor=cases.DISCIPLINE),
    )
    given = given.given(cases.reappraisal(cases.opinion(outcome=Outcome.LIGHTER)))
    outcome = given.when(cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"))
    ended = [each.duty_id for each in outcome.all(DutyCancelled)]
    gone = [
        given.case.open_duties[id_].opened.responsible
        for id_ in ended
        if given.case.open_duties[id_].opened.duty == TO_ACKNOWLEDGE
    ]

    assert gone == ["county-a-organization"]
    assert awaited(outcome.given) == ["county-a-organization", "county-a-discipline"]


def test_a_withdrawn_tolerance_ends_the_result_and_the_waiting() -> None:
    """Nothing is in force, nobody has to take note, nothing can be used against it."""
    given = results_used.RECEIVED.given(cases.asked(route="superior_order", actor=cases.DISCIPLINE))
    given = given.given(
        cases.reappraisal(cases.opinion(outcome=Outcome.NOT_TOLERATED)),
        cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"),
    )

    assert awaited(given) == []
    assert given.case.results == {}
    given.when(results_used.reported("2026-03-23")).refused(RESULT_NOT_IN_FORCE)


def test_a_contrary_use_is_reported_and_the_supervisor_must_decide() -> None:
    """A closed case is open again meanwhile, and closes with the decision (NJ-39)."""
    outcome = results_used.CLOSED.when(results_used.reported("2026-03-02"))
    duty, id_ = outcome.the(DutyOpened), event_id(CASE_ID, results_used.CLOSED.case.version + 1)

    assert outcome.the(ContraryUseReported).area == "promotion"
    assert (duty.duty, duty.responsible, duty.answers) == ("supervise_results", "county-a-discipline", id_)
    assert (results_used.CLOSED.case.stage, outcome.given.case.stage, outcome.given.case.closed) == (
        "closed",
        "contrary_use",
        False,
    )
    decided = outcome.given.when(results_used.decided("2026-03-04"))
    assert decided.kinds == ["contrary_use_decided", "duty_met", "case_closed"]
    assert (decided.the(ContraryUseDecided).contrary_use, decided.the(ContraryUseDecided).found) == (id_, True)
    assert decided.the(CaseClosed).on == date(2026, 3, 4)


def test_two_reports_are_decided_one_by_one() -> None:
    """Each has its own duty."""
    given = results_used.CLOSED.given(
        results_used.reported("2026-03-02"), results_used.reported("2026-03-03", area="awards")
    )

    one = given.given(results_used.decided("2026-03-04", found=False))
    assert not one.case.closed
    one.when(results_used.decided("2026-03-04")).refused(NO_CONTRARY_USE_REPORT)


@pytest.mark.parametrize("actor", [cases.CONTACT, cases.ORGANISATION, cases.DISCIPLINE, cases.AUDIT])
def test_units_handlers_and_users_of_results_report(actor: Actor) -> None:
    """Whoever comes to know of it."""
    results_used.CLOSED.when(results_used.reported("2026-03-02", actor=actor)).then_kinds(
        "contrary_use_reported", "duty_opened"
    )


def test_a_use_is_contrary_only_where_a_result_protects() -> None:
    """In an area and for a subject with a result in force, of a pack that has a rule for it, by somebody concerned."""
    results_used.CLOSED.when(results_used.reported("2026-03-02", area="salary")).refused(RESULT_NOT_IN_FORCE)
    results_used.FILED.when(results_used.reported("2026-03-02")).refused(RESULT_NOT_IN_FORCE)
    results_used.CLOSED.when(results_used.reported("2026-03-02", who=cases.TOWN)).refused(refusals.UNKNOWN_SUBJECT)
    results_used.UNRULED.when(results_used.reported("2026-03-02")).refused(NO_CONTRARY_USE)
    results_used.CLOSED.when(results_used.reported("2026-03-02", actor=cases.OTHER_CONTACT)).refused(
        refusals.NOT_COMPETENT
    )


def test_only_the_supervisor_decides_and_by_the_act_itself() -> None:
    """Not whoever exempted, not by a tick, not before the report."""
    given = results_used.CLOSED.given(results_used.reported("2026-03-02"))

    given.when(results_used.decided("2026-03-04", actor=cases.ORGANISATION)).refused(refusals.NOT_COMPETENT)
    given.when(cases.done("supervise_results", cases.DISCIPLINE, "2026-03-04")).refused(DUTY_BY_STEP)
    stale = results_used.decided("2026-03-04").having_seen(given.case.version)
    given.when(stale).then_kinds("contrary_use_decided", "duty_met", "case_closed")
