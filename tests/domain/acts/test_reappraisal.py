"""Reappraisal: window, other handlers, no aggravation, and what a changed decision does (A-19 to A-21)."""

from datetime import date

import pytest

from domain import refusals
from domain.acts import determination
from domain.acts.appeals.levels import NO_REAPPRAISAL
from domain.acts.appeals.reappraisal import DECISION_UNFIT, NO_AGGRAVATION, OTHER_HANDLERS, WINDOW_CLOSED
from domain.acts.determination import Opinion
from domain.acts.investigation import FindingEntry
from domain.acts.matters import SECOND_TOLERANCE
from domain.case.commands import DecideReappraisal, RecordFindings
from domain.case.events import (
    CaseApproved,
    DutyCancelled,
    DutyOpened,
    ReappraisalDecided,
    ReappraisalOpened,
    ResultsApplied,
    ToleranceRevoked,
)
from domain.pack.results import Outcome
from domain.values import Actor, event_id
from tests.domain.scenario import CASE_ID, Deed, Given, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

ASKED = cases.RECEIVED.given(cases.asked())
PURSUED = cases.INVESTIGATED.given(
    *cases.determined(cases.opinion(outcome=Outcome.NOT_TOLERATED)),
    *cases.voted(),
    cases.served(),
    cases.received(),
    cases.asked(),
)
ORDERED = cases.RECEIVED.given(cases.asked(route="superior_order", actor=cases.DISCIPLINE))
INVESTIGATED_TWO = cases.NOTHING.given(
    cases.filed(subjects=(cases.ANN, cases.TOWN)),
    *cases.accepted(),
    cases.denied("2026-02-05"),
    *cases.investigated((cases.ANN, cases.TOWN)),
)
TWO = INVESTIGATED_TWO.given(
    *cases.determined(cases.opinion(), cases.opinion(cases.TOWN)),
    *cases.voted(),
    cases.served(),
    cases.received(),
    cases.asked(route="superior_order", actor=cases.DISCIPLINE),
)
NOT_TOLERATED = cases.opinion(outcome=Outcome.NOT_TOLERATED)
RECEIVED_BLOCKED = cases.ACCEPTED.given(
    cases.denied("2026-02-05"),
    *cases.investigated(unintended="not_met"),
    *cases.determined(NOT_TOLERATED),
    *cases.voted(),
    cases.served(),
    cases.received(),
)
BLOCKED = RECEIVED_BLOCKED.given(cases.asked())


def decided(given: Given, *opinions: Opinion, reopen: bool = False) -> Given:
    """Two who did not handle the case decide on 20 March."""
    return given.given(
        cases.reappraisal(*opinions, reopen=reopen), cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal")
    )


def found_anew(day: str = "2026-03-12", actor: Actor = cases.ORGANISATION_2) -> Deed:
    """The finding that stood against tolerance is found otherwise."""
    entry = FindingEntry(of="criterion", item="unintended", result="met", reasons=MARK)
    return deed(actor, RecordFindings(findings=(entry,)), day)


def test_a_request_opens_a_reappraisal_and_its_term() -> None:
    """Asked on 10 March: to be decided by 10 April, one month (A-19)."""
    opened, term = cases.RECEIVED.when(cases.asked()).events

    assert isinstance(opened, ReappraisalOpened)
    assert (opened.route, opened.subject) == ("request", cases.ANN)
    assert isinstance(term, DutyOpened)
    assert (term.due_on, term.reappraisal, term.standing) == (
        date(2026, 4, 10),
        event_id(CASE_ID, cases.RECEIVED.case.version + 1),
        "default",
    )
    assert ASKED.case.stage == "reappraisal"


def test_the_last_day_of_the_window_counts() -> None:
    """Received 24 February: 24 March is in time."""
    cases.RECEIVED.when(cases.asked("2026-03-24")).then_kinds("reappraisal_opened", "duty_opened")


def test_an_organ_may_start_one_without_window_but_not_in_the_middle() -> None:
    """A superior's order needs no receipt; before the decision there is nothing to reappraise."""
    order = cases.asked("2026-05-06", "superior_order", cases.DISCIPLINE)

    cases.SERVED.when(order).then_kinds("reappraisal_opened", "duty_opened")
    cases.DETERMINED.when(order).refused(refusals.WRONG_STEP)


def test_upheld_changes_nothing() -> None:
    """The reappraisal is decided, its term met, and every grant stands."""
    outcome = ASKED.given(cases.reappraisal()).when(cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"))

    assert outcome.kinds == ["joint_act_signed", "reappraisal_decided", "duty_met"]
    assert outcome.the(ReappraisalDecided).result == "upheld"
    assert outcome.given.case.granted_at == ASKED.case.granted_at


def test_one_organ_alone_reappraises_nothing() -> None:
    """A proposed decision waits for the other organ (NJ-04)."""
    assert ASKED.when(cases.reappraisal()).then_kinds("joint_act_proposed").case.stage == "reappraisal"


def test_a_withdrawn_tolerance_is_revoked_and_its_results_end() -> None:
    """The old decision stays on record; its grants, results and duties end, the referral begins (A-21)."""
    given = ORDERED.given(cases.reappraisal(NOT_TOLERATED))
    outcome = given.when(cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"))
    granted = next(n for n, event in enumerate(given.events, 1) if isinstance(event, CaseApproved))
    cancelled = {given.case.duties[event.duty_id].opened.duty for event in outcome.all(DutyCancelled)}

    assert outcome.kinds[:5] == [
        "joint_act_signed",
        "tolerance_revoked",
        "results_ended",
        "reappraisal_decided",
        "duty_met",
    ]
    assert outcome.the(ToleranceRevoked).granted_version == granted
    assert outcome.the(ReappraisalDecided).grants == ()
    assert cancelled == {"announcement", "talk", "tracking", "correction"}
    assert [duty.duty for duty in outcome.all(DutyOpened)] == ["accountability_referral"]
    assert outcome.given.case.granted_at == {}


def test_a_tolerance_found_on_reappraisal_is_granted_and_applied() -> None:
    """Not tolerated becomes exempt: grants, results, and the duties of an exemption (NJ-20, NJ-21)."""
    given = PURSUED.given(cases.reappraisal(cases.opinion()))
    outcome = given.when(cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"))
    version = given.case.version + 1 + outcome.kinds.index("reappraisal_decided")

    assert [grant.liability for grant in outcome.the(ReappraisalDecided).grants] == ["accountability"]
    assert outcome.the(ResultsApplied).subject == cases.ANN
    assert [duty.duty for duty in outcome.all(DutyOpened)] == ["announcement", "talk", "tracking"]
    assert {duty.due_on for duty in outcome.all(DutyOpened)} == {date(2026, 3, 31)}
    assert outcome.given.case.granted_at == {cases.ANN: version}


def test_a_milder_outcome_replaces_the_grant() -> None:
    """The old grant is revoked in the same act as the new one is made, so no second grant stands beside it."""
    lighter = cases.INVESTIGATED.given(
        *cases.determined(cases.opinion(outcome=Outcome.LIGHTER)), *cases.voted(), cases.served()
    )
    given = decided(lighter.given(cases.received(), cases.asked()), cases.opinion())
    kinds = [event.kind for event in given.events[-12:]]

    assert kinds.index("tolerance_revoked") < kinds.index("reappraisal_decided")
    assert given.case.opinions[cases.ANN].outcome is Outcome.EXEMPT


@pytest.mark.parametrize("actor", [cases.ORGANISATION, cases.AUDIT, cases.DISCIPLINE])
def test_who_handled_the_case_does_not_reappraise_it(actor: Actor) -> None:
    """Proposer, signer and every member of the team are handlers (A-19)."""
    ASKED.when(cases.reappraisal(actor=actor)).refused(OTHER_HANDLERS)


def test_who_handled_the_case_does_not_sign_its_reappraisal_either() -> None:
    """Neither with a signature nor with a dispute."""
    proposed = ASKED.given(cases.reappraisal())

    for consents in (True, False):
        signature = cases.signs(cases.DISCIPLINE, "2026-03-20", "reappraisal", consents=consents)
        proposed.when(signature).refused(OTHER_HANDLERS)


def test_after_a_dispute_the_same_reviewers_may_go_on() -> None:
    """Reviewing makes nobody a handler of what is under review."""
    disputed = ASKED.given(
        cases.reappraisal(), cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal", consents=False)
    )

    assert decided(disputed).events[-2].kind == "reappraisal_decided"


def test_the_next_reappraisal_needs_others_again() -> None:
    """Who decided the first for a subject does not decide the second."""
    second = decided(ASKED).given(cases.asked("2026-03-23"))

    second.when(cases.reappraisal(day="2026-03-24")).refused(OTHER_HANDLERS)
    second.when(cases.reappraisal(day="2026-03-24", actor=cases.ORGANISATION_3)).then_kinds("joint_act_proposed")


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(cases.opinion(outcome=Outcome.REDUCED), id="graver outcome"),
        pytest.param(cases.opinion(liabilities=("party_discipline",)), id="a waived liability lost"),
        pytest.param(cases.opinion(form=2), id="graver form"),
    ],
)
def test_a_subjects_own_request_never_harms_it(harm: Opinion) -> None:
    """Outcome, liabilities waived and form may only become milder (A-19)."""
    ASKED.when(cases.reappraisal(harm)).refused(NO_AGGRAVATION)
    ORDERED.when(cases.reappraisal(harm)).then_kinds("joint_act_proposed")


def test_one_subjects_reappraisal_does_not_touch_another() -> None:
    """Whoever is not under reappraisal keeps the outcome; naming it unchanged is fine."""
    TWO.when(cases.reappraisal(NOT_TOLERATED, cases.opinion(cases.TOWN, Outcome.NOT_TOLERATED))).refused(NO_REAPPRAISAL)
    TWO.when(cases.reappraisal(NOT_TOLERATED, cases.opinion(cases.TOWN))).then_kinds("joint_act_proposed")


def test_the_other_subjects_duties_go_on() -> None:
    """Only what the changed subject no longer owes is ended; the announcement stays for the other."""
    given = TWO.given(cases.reappraisal(NOT_TOLERATED, cases.opinion(cases.TOWN)))
    outcome = given.when(cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"))
    ended = [given.case.duties[event.duty_id].opened for event in outcome.all(DutyCancelled)]

    assert {duty.subject for duty in ended} == {cases.ANN}


@pytest.mark.parametrize(("done", "opened"), [(False, 0), (True, 1)])
def test_what_the_case_owes_once_is_owed_again_when_it_was_done(done: bool, opened: int) -> None:
    """An announcement still to come covers the newly exempt subject too; one already made does not (NJ-20)."""
    mixed = (cases.opinion(), cases.opinion(cases.TOWN, Outcome.NOT_TOLERATED))
    given = INVESTIGATED_TWO.given(
        *cases.determined(*mixed), *cases.voted(), cases.served(), cases.received(cases.TOWN)
    )
    given = given.given(cases.done("announcement", cases.ORGANISATION, "2026-02-24")) if done else given
    asked = given.given(cases.asked(who=cases.TOWN), cases.reappraisal(cases.opinion(), cases.opinion(cases.TOWN)))
    outcome = asked.when(cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"))

    assert [duty.duty for duty in outcome.all(DutyOpened)].count("announcement") == opened


def test_a_decision_is_not_dated_before_the_request() -> None:
    """Nothing is reappraised before it was asked for."""
    body = DecideReappraisal(
        reappraisal=event_id(CASE_ID, cases.RECEIVED.case.version + 1),
        reasons=MARK,
        on=date(2026, 3, 9),
        late_entry_reason=MARK,
    )

    ASKED.when(deed(cases.ORGANISATION_2, body, "2026-03-20")).refused(refusals.BEFORE_OPENING)


def test_a_closed_case_comes_back_and_closes_again() -> None:
    """The reappraisal reopens the file; its decision closes it when nothing else is left."""
    asked = cases.CLOSED.given(cases.asked())
    after = decided(asked)

    assert (asked.case.closed, asked.case.stage) == (False, "reappraisal")
    assert (after.case.closed, after.events[-1].kind) == (True, "case_closed")


def test_not_accepting_can_be_reappraised_within_its_window() -> None:
    """Not accepted on 4 February: until 4 March, without any feedback to receive (A-20)."""
    cases.NOT_ACCEPTED.when(cases.asked("2026-03-04", "not_accepted")).then_kinds("reappraisal_opened", "duty_opened")
    cases.NOT_ACCEPTED.when(cases.asked("2026-03-05", "not_accepted")).refused(WINDOW_CLOSED)
    cases.NOT_ACCEPTED.when(cases.asked("2026-02-24")).refused(refusals.WRONG_STEP)
    cases.RECEIVED.when(cases.asked(route="not_accepted")).refused(refusals.WRONG_STEP)


def test_a_lifted_refusal_sends_the_case_on() -> None:
    """Reopened: the case goes where acceptance would have led, and runs to its end."""
    asked = cases.NOT_ACCEPTED.given(cases.asked("2026-02-24", "not_accepted"))
    outcome = asked.given(cases.reappraisal(reopen=True)).when(
        cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal")
    )

    assert outcome.the(ReappraisalDecided).result == "reopened"
    assert outcome.given.case.stage == "investigation"
    assert outcome.given.case.not_accepted_on is None
    outcome.given.when(cases.team_formed("2026-03-23")).then_kinds("team_formed")


def test_reopening_is_for_what_was_not_accepted() -> None:
    """Neither is a decided case reopened so, nor does an unaccepted one get outcomes."""
    refused = cases.NOT_ACCEPTED.given(cases.asked("2026-02-24", "not_accepted"))

    ASKED.when(cases.reappraisal(reopen=True)).refused(DECISION_UNFIT)
    refused.when(cases.reappraisal(cases.opinion())).refused(DECISION_UNFIT)


def test_reopening_does_not_get_round_the_ban() -> None:
    """A barred matter stays barred on reappraisal, unless the exception is found meanwhile (NJ-31)."""
    asked = cases.BARRED.given(
        *cases.accepted("2026-01-23", "second_tolerance"), cases.asked("2026-02-24", "not_accepted")
    )
    excepted = asked.given(*cases.excepted("2026-03-10"))

    asked.when(cases.reappraisal(reopen=True)).refused(SECOND_TOLERANCE)
    assert decided(excepted.given(), reopen=True).case.stage == "investigation"


def test_a_wrong_finding_is_made_anew_before_the_outcome_can_change() -> None:
    """While it stands nothing is tolerated; other handlers find anew, with reasons, and then decide (A-19, A-20)."""
    given = BLOCKED.given(found_anew())
    outcome = given.given(cases.reappraisal(cases.opinion())).when(
        cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal")
    )

    BLOCKED.when(cases.reappraisal(cases.opinion())).refused(determination.BLOCKED)
    assert given.case.findings["criterion", "unintended"] == "met"
    assert outcome.the(ReappraisalDecided).result == "changed"


@pytest.mark.parametrize(
    ("actor", "refusal"), [(cases.ORGANISATION, OTHER_HANDLERS), (cases.OTHER_CONTACT, refusals.NOT_COMPETENT)]
)
def test_only_other_handlers_of_the_body_find_anew(actor: Actor, refusal: refusals.Refusal) -> None:
    """Whoever handled the case does not, nor does anybody from elsewhere."""
    BLOCKED.when(found_anew(actor=actor)).refused(refusal)


def test_nothing_is_found_anew_without_a_reappraisal_or_once_a_decision_is_proposed() -> None:
    """The findings of an investigation end with it; what one organ has proposed rests on what was found."""
    RECEIVED_BLOCKED.when(found_anew()).refused(refusals.WRONG_STEP)
    BLOCKED.given(cases.reappraisal()).when(found_anew(day="2026-03-20")).refused(refusals.ALREADY_PROPOSED)
