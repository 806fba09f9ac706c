"""Where joint organs disagree: from the conference to the committee's vote, which decides (A-13, NS-06, ZS-22)."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.disagreement import DISAGREEMENT_VOTED, NO_DISAGREEMENT
from domain.acts.matters import SECOND_TOLERANCE
from domain.acts.proposals import DECISION_DISMISSED, DISAGREEMENT_OPEN
from domain.acts.service import DUTY_BY_STEP
from domain.case.commands import AnyCommand, ChangeSubjects, CompleteDuty
from domain.case.decisions import AcceptanceDecision
from domain.case.events import (
    ApplicationAccepted,
    CaseApproved,
    DeterminationIssued,
    DisagreementOpened,
    DisagreementSettled,
    DutyMet,
    DutyOpened,
    RoundClosed,
    RoundOpened,
)
from domain.case.state import DISAGREEMENT, Case
from domain.pack.results import Outcome, SubjectChange
from domain.pack.steps import JointBody
from domain.pack.terms import Extension, Force, Standing, Within
from domain.refusals import Refusal
from domain.terms.deadlines import TermUnit
from domain.values import event_id
from tests.domain.scenario import CASE_ID, Deed, Given, deed
from tests.domain.stories import cases, clocks, disputes


def test_a_dispute_goes_to_the_first_body() -> None:
    """What was disputed stays known, and the conference is asked to settle it promptly (A-13, A-16)."""
    outcome = disputes.FILED.given(cases.proposed_acceptance("2026-01-22")).when(disputes.disputed("2026-01-26"))
    opened, duty = outcome.the(DisagreementOpened), outcome.the(DutyOpened)

    assert outcome.kinds == ["joint_act_disputed", "disagreement_opened", "duty_opened"]
    assert (opened.step, opened.level, opened.organ) == ("acceptance", 1, disputes.CONFERENCE.organ)
    assert opened.decision == AcceptanceDecision(accepted=True)
    assert (duty.duty, duty.responsible, duty.step, duty.due_on) == (
        DISAGREEMENT,
        disputes.CONFERENCE.organ,
        None,
        date(2026, 2, 9),
    )
    assert (duty.force, duty.standing) == (Force.ADVISORY, Standing.DEFAULT)
    assert duty.answers == event_id(CASE_ID, outcome.given.case.version - 1)


def test_without_a_rule_nothing_follows_a_dispute() -> None:
    """Nujiang's own pack says nothing: the organs may propose again at once."""
    disputed = cases.FILED.given(cases.proposed_acceptance("2026-01-22")).when(disputes.disputed("2026-01-26"))

    disputed.then_kinds("joint_act_disputed").when(cases.proposed_acceptance("2026-01-27")).then_kinds(
        "joint_act_proposed"
    )


def test_what_is_proposed_beside_the_steps_has_no_rule() -> None:
    """A reappraisal that is disputed is proposed again: the rule is of the steps."""
    given = cases.RECEIVED.knowing(disputes.CONTEXT).given(cases.asked(), cases.reappraisal())
    disputed = given.when(cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal", consents=False))

    disputed.then_kinds("joint_act_disputed")


def test_the_steps_own_term_runs_on() -> None:
    """A disagreement stops no clock: the acceptance is due when it was."""
    assert {each.name: each.paused for each in disputes.DISPUTED.agenda.deadlines} == {
        "acceptance": False,
        DISAGREEMENT: False,
    }


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (cases.proposed_acceptance("2026-01-27"), DISAGREEMENT_OPEN),
        (cases.proposed_acceptance("2026-01-27", "not_in_scope"), DISAGREEMENT_OPEN),
        (clocks.asked_for_papers("2026-01-27"), DISAGREEMENT_OPEN),
        (cases.opened_round("2026-01-27"), refusals.WRONG_STEP),
        (disputes.settled("2026-01-27", agreed=True, actor=cases.ORGANISATION), refusals.NOT_COMPETENT),
        (disputes.settled("2026-01-27", agreed=True, step="determination"), NO_DISAGREEMENT),
        (disputes.settled("2026-01-27", agreed=True).having_seen(3), refusals.STALE),
    ],
)
def test_nothing_else_goes_on_in_the_step(act: Deed, refusal: Refusal) -> None:
    """Nobody proposes, nobody asks for papers; only the organ it is before settles it."""
    disputes.DISPUTED.when(act).refused(refusal)


def test_the_duty_is_not_merely_marked_as_done() -> None:
    """Else the disagreement would stay open for ever."""

    def body(case: Case) -> AnyCommand:
        duty = clocks.newest(disputes.DISPUTED.case, DISAGREEMENT)
        assert duty in case.open_duties
        return CompleteDuty(duty=duty, evidence=(cases.document(),), remarks=cases.MARK)

    disputes.DISPUTED.when(deed(disputes.CONFERENCE, body, "2026-01-27")).refused(DUTY_BY_STEP)


def test_agreed_the_organs_propose_anew() -> None:
    """The duty is met, with the minutes on record; nothing is decided until both have signed."""
    outcome = disputes.DISPUTED.when(disputes.settled("2026-01-28", agreed=True))
    event = outcome.the(DisagreementSettled)

    assert outcome.kinds == ["disagreement_settled", "duty_met"]
    assert (event.result, event.level, event.passed_to) == ("agreed", 1, None)
    assert event.minutes == cases.document("会议纪要").sha256
    assert outcome.the(DutyMet).late is False
    assert outcome.given.case.stage == "acceptance"
    assert outcome.given.given(*cases.accepted("2026-01-29")).case.stage == "investigation"
    outcome.given.when(disputes.settled("2026-01-29", agreed=True)).refused(NO_DISAGREEMENT)


def test_a_new_dispute_begins_with_the_first_body_again() -> None:
    """What was agreed was not signed after all."""
    again = disputes.DISPUTED.given(
        disputes.settled("2026-01-28", agreed=True), cases.proposed_acceptance("2026-01-29")
    )

    assert again.when(disputes.disputed("2026-01-30")).the(DisagreementOpened).level == 1


def test_not_agreed_it_goes_to_the_committee() -> None:
    """The conference's duty is met, the committee has one of its own; no organ settles it any more."""
    outcome = disputes.DISPUTED.when(disputes.settled("2026-01-28", agreed=False))
    event, duty = outcome.the(DisagreementSettled), outcome.the(DutyOpened)

    assert outcome.kinds == ["disagreement_settled", "duty_met", "duty_opened"]
    assert (event.result, event.passed_to) == ("passed_up", "county-a-committee")
    assert (duty.responsible, duty.starts_on) == ("county-a-committee", date(2026, 1, 28))
    outcome.given.when(disputes.settled("2026-01-29", agreed=True)).refused(DISAGREEMENT_VOTED)
    outcome.given.when(cases.proposed_acceptance("2026-01-29")).refused(DISAGREEMENT_OPEN)


def test_what_the_committee_upholds_is_carried_out_as_if_signed() -> None:
    """The round is of the disagreement; the application is accepted, and the case goes on (NJ-12)."""
    opened = disputes.VOTING.when(cases.opened_round("2026-01-30"))
    given = opened.given.given(*(cases.ballot(member, "agree", "2026-01-30") for member in cases.MEMBERS[:5]))
    closed = given.when(cases.closed_round("2026-01-30"))

    assert opened.the(RoundOpened).step == DISAGREEMENT
    assert closed.kinds[:4] == ["round_closed", "disagreement_settled", "duty_met", "application_accepted"]
    assert closed.the(DisagreementSettled).result == "upheld"
    assert closed.the(ApplicationAccepted).step == "acceptance"
    assert closed.given.case.stage == "investigation"
    assert (closed.given.case.disagreement, closed.given.case.round) == (None, None)


def test_what_the_committee_dismisses_is_not_proposed_again() -> None:
    """The same decision falls for good in this step; another one may be proposed and signed."""
    given = disputes.VOTING.given(*cases.voted("disagree", "2026-01-30"))

    assert given.case.stage == "acceptance"
    given.when(cases.proposed_acceptance("2026-02-02")).refused(DECISION_DISMISSED)
    refused = given.given(*cases.accepted("2026-02-02", "not_in_scope"))
    assert refused.case.not_accepted_on == date(2026, 2, 2)


@pytest.mark.parametrize("choice", ["abstain", "postpone"])
def test_without_a_result_the_disagreement_stays_open(choice: str) -> None:
    """Nothing follows from a round that decides nothing: another one may be held, the duty runs on."""
    *before, last = cases.voted(choice, "2026-01-30")
    closed = disputes.VOTING.given(*before).when(last)

    assert closed.kinds == ["round_closed"]
    assert closed.the(RoundClosed).result == "undecided"
    assert DISAGREEMENT in {duty.opened.duty for duty in closed.given.case.open_duties.values()}
    closed.given.given(*cases.voted("agree", "2026-02-02"))


def test_the_committee_does_not_vote_before_it_has_the_disagreement() -> None:
    """A round is of no earlier day than the passing on."""
    early = cases.opened_round("2026-01-30")
    assert not callable(early.body)
    backdated = early.body.model_copy(update={"on": date(2026, 1, 27), "late_entry_reason": cases.MARK})

    disputes.VOTING.when(replace(early, body=backdated)).refused(refusals.BEFORE_OPENING)


def test_nothing_that_the_rules_bar_is_carried_out_by_a_vote() -> None:
    """A matter found to be tolerated before meanwhile: the round closes with no acceptance, until members vote anew."""
    given = disputes.VOTING.given(cases.opened_round("2026-01-30"))
    given = given.given(*(cases.ballot(member, "agree", "2026-01-30") for member in cases.MEMBERS[:5]))
    barred = given.knowing(replace(disputes.CONTEXT, matters=cases.REGISTERED.matters)).given(
        cases.confirmed_same("2026-01-30")
    )
    barred = barred.knowing(replace(disputes.CONTEXT, matters=cases.TOLERATED_BEFORE.matters))

    barred.when(cases.closed_round("2026-01-30")).refused(SECOND_TOLERANCE)
    anew = barred.given(*(cases.ballot(member, "disagree", "2026-01-30") for member in cases.MEMBERS[:5]))
    assert anew.when(cases.closed_round("2026-01-30")).the(DisagreementSettled).result == "dismissed"


def test_a_determination_upheld_goes_to_its_approval() -> None:
    """The opinion is issued, and the committee still has to approve it by a round of its own (NJ-18)."""
    disputed = disputes.DETERMINING.given(cases.determined()[0], disputes.disputed("2026-02-12", "determination"))
    voting = disputed.given(disputes.settled("2026-02-13", agreed=False, step="determination"))
    given = voting.given(*cases.voted("agree", "2026-02-14"))

    assert given.case.stage == "approval"
    assert [event for event in given.events if isinstance(event, DeterminationIssued)]
    *before, last = cases.voted("agree", "2026-02-25")
    assert given.given(*before).when(last).the(CaseApproved).step == "approval"


def test_the_same_determination_in_another_order_is_the_same() -> None:
    """It has to differ for somebody; and another outcome does."""
    both = (cases.opinion(), cases.opinion(cases.TOWN, Outcome.LIGHTER))
    given = disputes.NOTHING.given(
        cases.filed(subjects=(cases.ANN, cases.TOWN)),
        *cases.accepted(),
        cases.denied("2026-02-05"),
        *cases.investigated((cases.ANN, cases.TOWN)),
        cases.determined(*both)[0],
        disputes.disputed("2026-02-12", "determination"),
        disputes.settled("2026-02-13", agreed=False, step="determination"),
        *cases.voted("disagree", "2026-02-14"),
    )
    milder = (cases.opinion(), cases.opinion(cases.TOWN))

    given.when(cases.determined(*reversed(both), day="2026-02-25")[0]).refused(DECISION_DISMISSED)
    given.when(cases.determined(*milder, day="2026-02-25")[0]).then_kinds("joint_act_proposed")


def test_a_step_gone_through_again_begins_without_what_was_dismissed() -> None:
    """Returned by the committee, the case is looked at anew, and so is what it was voted down for."""
    lighter = cases.opinion(outcome=Outcome.LIGHTER)
    dismissed = disputes.DETERMINING.given(
        cases.determined()[0],
        disputes.disputed("2026-02-12", "determination"),
        disputes.settled("2026-02-12", agreed=False, step="determination"),
        *cases.voted("disagree", "2026-02-12"),
        *cases.determined(lighter, day="2026-02-13"),
        *cases.voted("postpone", "2026-02-14"),
    )

    assert dismissed.case.stage == "determination"
    dismissed.when(cases.determined(day="2026-02-25")[0]).then_kinds("joint_act_proposed")


def _with(given: Given, within: Within) -> Given:
    both = disputes.PACK.bodies["both"]
    assert isinstance(both, JointBody)
    rule = disputes.RULE.model_copy(update={"within": within})
    bodies = {**disputes.PACK.bodies, "both": both.model_copy(update={"on_disagreement": rule})}
    return given.knowing(replace(disputes.CONTEXT, pack=disputes.PACK.model_copy(update={"bodies": bodies})))


def test_the_pack_says_how_long_each_body_has() -> None:
    """Three working days from the dispute, and as many from the passing on; extended by whom the rule names."""
    extension = Extension(at_most=2, by="committee")
    within = Within(amount=3, unit=TermUnit.working_days, extension=extension, cite=("A-13",))
    given = _with(disputes.FILED, within).given(
        cases.proposed_acceptance("2026-01-22"), disputes.disputed("2026-01-26")
    )

    assert clocks.running(given, DISAGREEMENT).due_on == date(2026, 1, 29)
    given.when(cases.rings(DISAGREEMENT, "missed", "2026-01-30")).then_kinds("deadline_missed", "escalation_raised")
    extended = given.given(clocks.extended(DISAGREEMENT, 2, "2026-01-28"))
    assert clocks.running(extended, DISAGREEMENT).due_on == date(2026, 2, 2)
    passed = given.given(disputes.settled("2026-01-28", agreed=False))
    assert clocks.running(passed, DISAGREEMENT).due_on == date(2026, 2, 2)


def test_a_case_with_a_disagreement_is_not_put_aside() -> None:
    """What is half done is ended first."""
    pack = clocks.SHELVING_PACK.model_copy(update={"bodies": disputes.PACK.bodies})
    given = disputes.DETERMINING.given(cases.determined()[0], disputes.disputed("2026-02-12", "determination"))

    given.knowing(replace(disputes.CONTEXT, pack=pack)).when(clocks.shelved("2026-02-13")).refused(DISAGREEMENT_OPEN)


def test_the_subjects_stay_while_the_organs_disagree() -> None:
    """What is upheld is about the subjects that it was disputed of."""
    pack = disputes.PACK.model_copy(update={"subject_change": SubjectChange(by="organization")})
    change = deed(cases.ORGANISATION, ChangeSubjects(add=(cases.TOWN,), reasons=cases.MARK), "2026-01-27")

    disputes.DISPUTED.knowing(replace(disputes.CONTEXT, pack=pack)).when(change).refused(DISAGREEMENT_OPEN)


def test_who_only_settles_handles_no_case() -> None:
    """The conference gets no other right from being asked."""
    assert disputes.PACK.deciders == cases.PACK.deciders
    assert disputes.PACK.committees == cases.PACK.committees
