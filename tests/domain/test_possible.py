"""What somebody may do now: told from the same guards with which decisions begin."""

from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import given as for_all

from domain import refusals
from domain.acts.appeals.reappraisal import WINDOW_CLOSED
from domain.acts.investigation import NEEDS_TEAM
from domain.acts.jurisdiction.handing_over import NO_HANDOVER
from domain.acts.numbers import RecordNumber
from domain.acts.voting.rounds import NO_ROUND
from domain.catalogue import COMMANDS
from domain.guards import guard_of, is_guarded
from domain.messages import kind_of
from domain.possible import PossibleAct, possible_acts
from domain.streams import CASE
from domain.values import Actor
from tests.domain.given import instant
from tests.domain.offered import held_against_the_offer
from tests.domain.scenario import Given
from tests.domain.stories import cases, disputes, stubs
from tests.domain.stories.random_play import STARTS, Turn, deed_of, plays, published


def asked(given: Given, who: Actor, day: str = "2026-03-12") -> tuple[PossibleAct, ...]:
    """What somebody is told on a day."""
    return possible_acts(CASE, given.case, who, instant(day), given.context)


def offered(given: Given, who: Actor, day: str = "2026-03-12") -> set[str]:
    """The kinds of acts offered to somebody on a day."""
    return {each.kind for each in asked(given, who, day) if each.offered}


def why_not(given: Given, who: Actor, kind: str, day: str = "2026-03-12") -> str:
    """The code of the one reason why an act is not offered."""
    (only,) = (each for each in asked(given, who, day) if each.kind == kind)
    assert only.refusal is not None
    return only.refusal.code


def test_every_act_of_people_on_what_exists_has_a_guard_and_no_other() -> None:
    """What opens a stream and what the clock does are never offered; all else is."""
    for command in COMMANDS:
        begins = command.endpoint is not None and command.endpoint.opens
        assert is_guarded(command) == (command.endpoint is not None and not begins), command


def test_what_an_act_is_about_are_fields_of_its_command() -> None:
    """A guard takes what a field of the command names, under that name."""
    for command in COMMANDS:
        if is_guarded(command):
            assert set(guard_of(command).about) <= set(command.model_fields), command


def test_an_officer_may_decide_acceptance_once_and_the_other_signs_it() -> None:
    """What one organ proposed the other is offered to sign, by the proposal itself."""
    assert {"decide_acceptance", "request_supplement"} <= offered(cases.FILED, cases.ORGANISATION, "2026-01-21")
    proposed = cases.FILED.given(cases.accepted()[0])

    assert why_not(proposed, cases.ORGANISATION, "decide_acceptance") == refusals.ALREADY_PROPOSED.code
    (sign,) = (each for each in asked(proposed, cases.DISCIPLINE) if each.kind == "sign_off")
    assert sign.offered
    assert sign.about == {"proposal": proposed.case.proposals["acceptance"].id}


def test_the_one_reason_is_that_of_the_decision() -> None:
    """Nobody votes where there is no round, and nobody reports before there is a team."""
    assert why_not(cases.FILED, cases.MEMBERS[0], "cast_ballot") == NO_ROUND.code
    accepted = cases.FILED.given(*cases.accepted())
    assert why_not(accepted, cases.AUDIT, "report_investigation") == NEEDS_TEAM.code
    assert why_not(accepted, cases.OTHER_CONTACT, "form_team") == refusals.NOT_COMPETENT.code


def test_a_reason_about_the_case_is_told_before_one_about_who_asks() -> None:
    """Of several subjects, routes or duties the reason told is the one somebody can wait for."""
    assert why_not(cases.APPROVED, cases.CONTACT, "request_reappraisal") in {
        refusals.WRONG_STEP.code,
        WINDOW_CLOSED.code,
    }


def test_each_subject_who_has_not_yet_received_the_feedback_is_offered() -> None:
    """An act on a person, a duty or a round is offered for each of them, with the field filled."""
    served = STARTS["approved"].given(cases.served())
    receipts = [each for each in asked(served, cases.CONTACT) if each.kind == "confirm_receipt"]
    assert [each.about for each in receipts] == [{"subject": each.subject_id} for each in served.case.subjects]
    assert all(each.offered for each in receipts)


def test_a_member_is_offered_the_ballot_of_the_round_under_way() -> None:
    """With the round in its field; who is not on the roster is not."""
    voted = STARTS["voted"]
    assert "cast_ballot" in offered(voted, cases.MEMBERS[0])
    assert "close_round" in offered(voted, cases.SECRETARY)
    assert "cast_ballot" not in offered(voted, cases.ORGANISATION)


def test_who_held_no_post_on_the_day_is_offered_nothing_and_told_so() -> None:
    """The same as a decision says first."""
    gone = cases.ORGANISATION.model_copy(update={"person": "nobody"})
    assert {each.refusal.code for each in asked(cases.FILED, gone) if each.refusal} == {refusals.NOT_IN_OFFICE.code}


def test_in_their_own_matter_people_are_offered_only_what_a_party_may_do() -> None:
    """A conflict of interest is told like any other reason (A-39)."""
    party = cases.FILED.knowing(replace(cases.FILED.context, persons=frozenset({cases.ORGANISATION.person})))
    assert why_not(party, cases.ORGANISATION, "decide_acceptance") == refusals.CONFLICT_OF_INTEREST.code


def test_of_a_stub_only_dates_and_numbers_are_offered() -> None:
    """What stays on paper takes a step's outcome, a number, and where its papers went."""
    acts = asked(stubs.REGISTERED, cases.ORGANISATION)
    assert {each.kind for each in acts if each.offered} == {
        "record_paper_step",
        "record_paper_handover",
        kind_of(RecordNumber),
    }
    assert {each.refusal.code for each in acts if each.refusal} == {NO_HANDOVER.code}


def test_an_open_disagreement_is_offered_to_whom_it_is_before() -> None:
    """And to nobody else (A-13)."""
    assert "settle_disagreement" in offered(disputes.DISPUTED, disputes.CONFERENCE)
    assert "settle_disagreement" not in offered(disputes.DISPUTED, cases.ORGANISATION)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@for_all(plays)
def test_whatever_is_admitted_was_offered(play: tuple[str, list[Turn]]) -> None:
    """Random play: what is admitted was offered just before; what was offered is refused for no step and competence."""
    start, turns = play
    watched = held_against_the_offer(CASE)
    before, day = STARTS[start], 0
    given = Given(watched, before.id, before.context, before)
    for turn in turns:
        day += turn.days
        given = published(turn, given)
        outcome = given.when(deed_of(turn, given, day))
        given = given if outcome.refusal else outcome.given


def test_what_the_procedure_does_not_know_is_not_told_of() -> None:
    """Nobody waits for a publicity, a shelving or a stub that this procedure will never have."""
    told = {each.kind for each in asked(cases.FILED, cases.ORGANISATION)}

    assert not told & {"start_publicity", "shelve_case", "record_paper_step", "file_with_committee", "close_history"}
    assert "open_round" in told
