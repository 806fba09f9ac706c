"""What a case takes in of a meeting: the same as of a round with the same ballots (NJ-18, A-14, A-42)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain import refusals
from domain.acts.disagreement import DisagreementSettled
from domain.acts.voting.corrected_results import (
    NEEDS_ANOTHER,
    TAKEN_EFFECT,
    ResultCorrectionProposed,
    VoteSetAside,
)
from domain.acts.voting.meetings import (
    MEETING_ENTERED,
    MUST_RECUSE,
    UNKNOWN_MEETING_OF_ORGAN,
    RecordedMeeting,
)
from domain.case.events import CaseApproved, RoundClosed, RoundOpened
from domain.case.state import DISAGREEMENT, Case
from domain.context import LinkedStream
from domain.meetings.minutes import NO_QUORUM, RESULT_DIFFERS, WRONG_ROSTER
from domain.values import event_id
from tests.domain.scenario import CASE_ID, Deed, Given
from tests.domain.stories import cases, disputes, evidence, meetings
from tests.domain.stories.cases import MARK, MEMBERS
from tests.domain.stories.meetings import ALTERNATE, CONTEXT, PEOPLE, RIPE, attendance, entered
from tests.domain.stories.parties import recuses

AWAY = "away"
CHOICES = ("agree", "disagree", "abstain", "postpone")

deeds = st.lists(st.sampled_from((*CHOICES, "recuse", AWAY)), min_size=7, max_size=7)


def by_round(acts: list[str]) -> Given:
    """The members vote in a round."""
    opened = RIPE.given(cases.opened_round())
    for member, act in zip(MEMBERS, acts, strict=True):
        if act != AWAY:
            opened = opened.given(recuses(member) if act == "recuse" else cases.ballot(member, act))
    return opened


def by_meeting(acts: list[str], *, named: bool) -> Deed:
    """The members vote at a meeting, by name or in numbers."""
    of = dict(zip(PEOPLE, acts, strict=True))
    recused = [member for member, act in of.items() if act == "recuse"]
    return entered(
        attendance=attendance([member for member, act in of.items() if act != AWAY]),
        recused=recused,
        recusal_reasons=MARK if recused else None,
        votes=None if named else {choice: acts.count(choice) for choice in CHOICES},
        ballots=[{"member": m, "choice": act} for m, act in of.items() if act in CHOICES] if named else [],
    )


@for_all(deeds, st.booleans())
def test_a_meeting_decides_as_a_round_with_the_same_ballots(acts: list[str], named: bool) -> None:
    """Tally, result and all that follows are equal; only a meeting without a quorum decides nothing at all."""
    online = by_round(acts).when(cases.closed_round())
    met = RIPE.when(by_meeting(acts, named=named))
    closed = online.the(RoundClosed)

    if closed.result == "inquorate":
        met.refused(NO_QUORUM)
        return
    assert met.kinds == ["recorded_meeting", *online.kinds]
    taken = met.the(RoundClosed)
    assert (taken.tally, taken.result) == (closed.tally, closed.result)
    assert met.the(RecordedMeeting).result == closed.result
    one, other = online.given.case, met.given.case
    assert one.steps == other.steps
    assert one.opinions == other.opinions
    assert one.recused_now == other.recused_now
    assert one.returns == other.returns
    assert {duty.opened.duty for duty in one.open_duties.values()} == {
        duty.opened.duty for duty in other.open_duties.values()
    }


def test_the_case_keeps_its_part_of_the_minutes() -> None:
    """Who held the seats, by which minutes; the id of the event is the id of the round."""
    outcome = RIPE.when(entered(remarks=MARK))
    event = outcome.the(RecordedMeeting)

    assert outcome.the(CaseApproved).grants
    assert (event.committee, event.step, event.minutes_number) == ("county-a-committee", "approval", "示纪〔2026〕7号")
    assert event.entitled == PEOPLE
    assert outcome.the(RoundClosed).round_id == event_id(CASE_ID, RIPE.case.version + 1)
    assert event.reaches == outcome.given.case.version
    assert MARK not in event.model_dump_json(exclude={"private"})


def test_it_is_of_the_day_of_the_meeting() -> None:
    """Entered eight days later: the terms count from the meeting."""
    late = RIPE.when(meetings.of_day(entered("2026-02-20"), "2026-02-12"))
    same = RIPE.when(entered())

    assert late.the(CaseApproved).on == same.the(CaseApproved).on
    assert late.the(RecordedMeeting).on.isoformat() == "2026-02-12"
    RIPE.when(meetings.of_day(entered("2026-02-20"), "2026-02-10")).refused(refusals.BEFORE_OPENING)


def test_a_case_takes_a_meeting_in_once() -> None:
    """Whatever the id of the command; another meeting is another."""
    given = RIPE.when(entered(votes={"agree": 3, "disagree": 3})).given

    assert given.case.meetings[meetings.MEETING_ID].result == "undecided"
    given.when(entered()).refused(MEETING_ENTERED)
    given.when(entered("2026-02-13", meeting=meetings.FIRST)).the(CaseApproved)


def test_only_a_meeting_of_the_organ_that_decides_counts() -> None:
    """Not a meeting that does not exist, nor another organ's, nor entered by a member."""
    RIPE.when(replace(entered(), linked=None)).refused(UNKNOWN_MEETING_OF_ORGAN)
    other = LinkedStream("meeting", "county-b-committee")
    RIPE.when(replace(entered(), linked=other)).refused(UNKNOWN_MEETING_OF_ORGAN)
    RIPE.when(replace(entered(), linked=LinkedStream("case", "county-a-committee"))).refused(UNKNOWN_MEETING_OF_ORGAN)
    RIPE.when(entered(actor=MEMBERS[0])).refused(refusals.NOT_COMPETENT)
    RIPE.when(entered(actor=cases.ORGANISATION)).refused(refusals.NOT_COMPETENT)


def test_a_case_elsewhere_takes_nothing_in() -> None:
    """Not while it is investigated, nor while a round is open, nor as another step."""
    cases.ACCEPTED.knowing(CONTEXT).when(entered()).refused(refusals.WRONG_STEP)
    RIPE.given(cases.opened_round()).when(entered()).refused(refusals.ROUND_OPEN)
    RIPE.when(entered(step="determination")).refused(refusals.WRONG_STEP)


def test_whoever_has_a_conflict_of_interest_must_have_left_the_room() -> None:
    """A party present is refused, recused it is out of the base; absent it is out of it as in a round."""
    party = RIPE.knowing(replace(CONTEXT, persons=frozenset({PEOPLE[0]})))

    refused = party.when(entered()).refused(refusals.CONFLICT_OF_INTEREST)
    assert PEOPLE[0] in (refused.detail or "")
    left = party.when(entered(recused=[PEOPLE[0]], recusal_reasons=MARK, votes={"agree": 5})).the(RecordedMeeting)
    assert [(each.member, each.because) for each in left.excluded] == [(PEOPLE[0], "party")]
    away = party.when(entered(attendance=attendance(PEOPLE[1:]), votes={"agree": 6}))
    assert away.the(RoundClosed).tally.entitled == 6


def test_whoever_recused_before_or_put_it_forward_must_have_left_the_room() -> None:
    """As in a round: recusals last, and no proposer votes (A-14, A-41)."""
    undecided = RIPE.given(
        cases.opened_round(), recuses(MEMBERS[0]), *(cases.ballot(m) for m in MEMBERS[1:4]), cases.closed_round()
    )
    refused = undecided.when(entered("2026-02-13")).refused(MUST_RECUSE)
    assert PEOPLE[0] in (refused.detail or "")
    out: dict[str, Any] = {"recused": [PEOPLE[0]], "recusal_reasons": MARK, "votes": {"agree": 5}}
    undecided.when(entered("2026-02-13", **out)).the(CaseApproved)


def test_who_leaves_the_room_stays_out_of_later_rounds() -> None:
    """A recusal at a meeting is one of the determination (A-14)."""
    out: dict[str, Any] = {"recused": [PEOPLE[0]], "recusal_reasons": MARK, "votes": {"agree": 2, "disagree": 3}}
    given = RIPE.given(entered(**out))
    opened = given.when(cases.opened_round("2026-02-13")).the(RoundOpened)

    assert PEOPLE[0] not in opened.entitled
    assert opened.excluded[0].because == "recused"


def test_recused_below_the_quorum_nothing_is_decided() -> None:
    """Six came, four left: of the three that remain in the base two are there, which is enough; of five it is not."""
    few: dict[str, Any] = {"attendance": attendance(PEOPLE[:5]), "recusal_reasons": MARK}

    assert RIPE.when(entered(**few, recused=list(PEOPLE[:2]), votes={"agree": 3})).refused(NO_QUORUM).detail
    RIPE.when(entered(recused=list(PEOPLE[:4]), recusal_reasons=MARK, votes={"agree": 2})).the(CaseApproved)


def test_an_alternate_votes_for_the_seat() -> None:
    """The alternate is on the roster in the member's place; the base stays what it was."""
    came = attendance(**{PEOPLE[6]: ALTERNATE})
    event = RIPE.when(entered(attendance=came, votes={"agree": 7})).the(RecordedMeeting)

    assert event.entitled == (*PEOPLE[:6], ALTERNATE)
    assert event.tally is not None
    assert event.tally.entitled == 7


def test_an_alternate_has_no_vote_in_a_round() -> None:
    """Only members are on the roster of a round."""
    assert RIPE.when(cases.opened_round()).the(RoundOpened).entitled == PEOPLE


@pytest.mark.parametrize("stated", ["refused", "returned", "undecided"])
def test_a_stated_result_follows_from_the_numbers(stated: str) -> None:
    """What the minutes say is held against their own numbers."""
    refused = RIPE.when(entered(result=stated)).refused(RESULT_DIFFERS)

    assert "同意6" in (refused.detail or "")


def test_returned_is_what_a_case_can_still_be() -> None:
    """Once returned, a vote to postpone leads to nothing (A-07): the minutes cannot say that it was."""
    outcome = RIPE.when(entered(votes={"agree": 1, "postpone": 5}, result="returned"))

    assert "case_returned" in outcome.kinds


def correction(**changes: Any) -> Deed:
    """The entry is corrected the next day."""
    return meetings.of_day(entered("2026-02-13", entry=3, corrects=MARK, **changes), "2026-02-12")


def test_other_numbers_with_the_same_result_correct_the_entry() -> None:
    """Before the next act; the earlier event stays, and nothing else happens."""
    outcome = meetings.DECIDED.when(correction(votes={"agree": 5, "abstain": 1}))
    event = outcome.the(RecordedMeeting)

    assert outcome.kinds == ["recorded_meeting"]
    assert event.corrects
    assert event.tally is not None
    assert (event.tally.agree, event.tally.abstain) == (5, 1)
    assert outcome.given.case.meetings[meetings.MEETING_ID].entry == 3
    again = meetings.of_day(entered("2026-02-14", entry=4, corrects=MARK), "2026-02-12")
    outcome.given.when(again).then_kinds("recorded_meeting")
    outcome.given.when(correction()).refused(MEETING_ENTERED)


def test_a_recusal_entered_wrongly_is_corrected() -> None:
    """Of the wrong member: by the correction the other one stays out of later rounds, and that one votes again."""
    wrong: dict[str, Any] = {"recusal_reasons": MARK, "votes": {"agree": 3, "disagree": 2}}
    given = RIPE.given(entered(recused=[PEOPLE[0]], **wrong))
    right = given.given(correction(recused=[PEOPLE[1]], **wrong))

    assert given.case.recused_now == {PEOPLE[0]}
    assert right.case.recused_now == {PEOPLE[1]}
    assert PEOPLE[0] in right.when(cases.opened_round("2026-02-16")).the(RoundOpened).entitled


def test_a_committee_without_seats_decides_nothing() -> None:
    """Whoever is named holds none."""
    seats = tuple(seat for seat in CONTEXT.organs.seats if seat.committee != "county-a-committee")
    organs = CONTEXT.organs.model_copy(update={"seats": seats})

    RIPE.knowing(replace(CONTEXT, organs=organs)).when(entered()).refused(WRONG_ROSTER)


def test_how_a_conference_settled_is_not_corrected() -> None:
    """The organs propose anew, or another body has it."""
    said: dict[str, Any] = {
        "step": DISAGREEMENT,
        "votes": None,
        "agreed": True,
        "remarks": MARK,
        "attendance": [{"member": disputes.CONFERENCE.person, "state": "present"}],
        "actor": disputes.CONFERENCE,
    }
    given = disputes.DISPUTED.given(entered("2026-01-28", **said))

    given.when(entered("2026-01-28", entry=3, corrects=MARK, **said)).refused(TAKEN_EFFECT)


REFUSED: dict[str, Any] = {"votes": {"agree": 1, "disagree": 5}, "result": "refused"}


def test_another_result_is_proposed_by_one_and_confirmed_by_another() -> None:
    """Nothing changes until the head sends the same; then all that the first result opened has ended (A-42)."""
    decided = meetings.DECIDED.case
    proposal = meetings.DECIDED.when(correction(**REFUSED))
    event = proposal.the(ResultCorrectionProposed)

    assert proposal.kinds == ["result_correction_proposed"]
    assert (event.was, event.result, event.takes_place_of) == (
        "approved",
        "refused",
        decided.meetings[meetings.MEETING_ID].version,
    )
    assert replace(proposal.given.case, version=decided.version, meetings=decided.meetings) == decided
    proposal.given.when(correction(**REFUSED)).refused(NEEDS_ANOTHER)

    confirmed = proposal.given.when(correction(actor=meetings.HEAD, **REFUSED))
    told = confirmed.the(RecordedMeeting)
    assert (told.corrects, told.replaces, told.result) == (True, event.takes_place_of, "refused")
    assert confirmed.the(VoteSetAside).set_aside == event.takes_place_of
    assert "tolerance_revoked" in confirmed.kinds
    assert "results_ended" in confirmed.kinds
    as_if = RIPE.when(meetings.of_day(entered("2026-02-13", **REFUSED), "2026-02-12")).given.case
    after = confirmed.given.case
    assert (after.steps, after.opinions, after.demands) == (as_if.steps, as_if.opinions, as_if.demands)
    assert (after.granted_at, after.results, after.returns) == ({}, {}, 0)
    assert open_duties(after) == open_duties(as_if)


def test_what_was_put_in_the_file_since_stays_there() -> None:
    """A result that is set aside takes no document along, and none that was told is unknown again."""
    with_paper = meetings.DECIDED.given(evidence.added(day="2026-02-13"))
    corrected = with_paper.when(correction(**REFUSED)).given.when(correction(actor=meetings.HEAD, **REFUSED))
    corrected.the(VoteSetAside)

    assert corrected.given.case.documents == with_paper.case.documents
    assert with_paper.case.known <= corrected.given.case.known


def open_duties(case: Case) -> list[tuple[str, str, date]]:
    """What is owed, by whom, by when; nothing twice."""
    return sorted((duty.name, duty.opened.responsible, duty.due_on) for duty in case.open_duties.values())


@for_all(deeds, deeds)
def test_a_corrected_case_is_as_if_it_had_been_entered_rightly(first: list[str], then: list[str]) -> None:
    """Whatever was entered first and whatever is entered then: state and terms are those of the right entry alone."""
    wrong, right = (by_meeting(acts, named=False) for acts in (first, then))
    entered_wrongly, entered_rightly = RIPE.when(wrong), RIPE.when(right)
    assume(entered_wrongly.refusal is None and entered_rightly.refusal is None and then[0] != "recuse")  # the head
    correcting = replace(right, body=right.body.model_copy(update={"entry": 3, "corrects": MARK}))  # type: ignore[union-attr]  # a body
    outcome = entered_wrongly.given.when(correcting)
    if outcome.kinds == ["result_correction_proposed"]:
        outcome = outcome.given.when(replace(correcting, actor=meetings.HEAD))
    corrected, as_if = outcome.given.case, entered_rightly.given.case

    assert corrected.steps == as_if.steps
    assert corrected.opinions == as_if.opinions
    assert corrected.recused_now == as_if.recused_now
    assert (corrected.returns, corrected.closed, corrected.granted_at.keys(), corrected.results.keys()) == (
        as_if.returns,
        as_if.closed,
        as_if.granted_at.keys(),
        as_if.results.keys(),
    )
    assert open_duties(corrected) == open_duties(as_if)
    assert corrected.meetings[meetings.MEETING_ID].result == as_if.meetings[meetings.MEETING_ID].result


def test_another_correction_begins_anew() -> None:
    """The head holds the minutes against other numbers: that is a proposal of their own."""
    proposal = meetings.DECIDED.when(correction(**REFUSED)).given
    other: dict[str, Any] = {"votes": {"agree": 0, "disagree": 6}, "result": "refused"}

    own = proposal.when(correction(actor=meetings.HEAD, **other))
    assert own.kinds == ["result_correction_proposed"]
    own.given.when(correction(**other)).the(VoteSetAside)
    proposal.when(correction(votes={"agree": 5, "abstain": 1})).then_kinds("recorded_meeting")


def test_a_vote_corrected_to_nothing_is_before_the_committee_again() -> None:
    """Its term runs on as it was; what it would be decided in has the day it always had (A-06)."""
    nothing: dict[str, Any] = {"votes": {"agree": 3, "disagree": 3}, "result": "undecided"}
    confirmed = meetings.DECIDED.when(correction(**nothing)).given.when(correction(actor=meetings.HEAD, **nothing))
    after = confirmed.given

    assert after.case.stage == "approval"
    assert open_duties(after.case) == open_duties(RIPE.case)
    after.when(entered("2026-02-16", meeting=meetings.FIRST)).the(CaseApproved)
    after.when(cases.opened_round("2026-02-16")).the(RoundOpened)


def test_another_day_of_the_meeting_counts_as_another_result() -> None:
    """Terms run from the day on which it was held."""
    later = meetings.of_day(entered("2026-02-13", entry=3, corrects=MARK), "2026-02-13")
    proposal = meetings.DECIDED.when(later)
    confirmed = proposal.given.when(replace(later, actor=meetings.HEAD))

    assert proposal.kinds == ["result_correction_proposed"]
    assert confirmed.the(CaseApproved).on.isoformat() == "2026-02-13"
    assert open_duties(confirmed.given.case) == open_duties(RIPE.given(entered("2026-02-13")).case)


def test_what_later_acts_stand_on_is_corrected_no_more() -> None:
    """The refusal names what was done since, and says what to do instead."""
    after = meetings.DECIDED.given(cases.served("2026-02-13"))

    for change in (REFUSED, {"votes": {"agree": 5, "abstain": 1}}):
        refused = after.when(correction(**change)).refused(TAKEN_EFFECT)
        assert "反馈" in (refused.detail or "")
        assert "复议" in refused.todo_zh


def test_what_led_to_nothing_may_be_corrected_into_a_decision() -> None:
    """An undecided vote bound nobody: entered rightly, it decides."""
    undecided = RIPE.given(entered(votes={"agree": 3, "disagree": 3}))
    outcome = undecided.when(correction(votes={"agree": 4, "disagree": 2}))

    assert outcome.the(RecordedMeeting).corrects
    assert outcome.the(CaseApproved).grants


def test_a_meeting_votes_on_a_disagreement() -> None:
    """Upheld is carried out, as in a round."""
    voting = disputes.VOTING.knowing(replace(disputes.CONTEXT, organs=CONTEXT.organs))
    met = voting.when(entered("2026-01-29", step=DISAGREEMENT))

    assert met.kinds[:4] == ["recorded_meeting", "round_closed", "disagreement_settled", "duty_met"]
    assert met.given.case.stage == "investigation"


def test_a_conference_settles_at_a_meeting() -> None:
    """With its minutes, as by its own act; a party does not sit in it."""
    said: dict[str, Any] = {
        "step": DISAGREEMENT,
        "votes": None,
        "agreed": True,
        "remarks": MARK,
        "attendance": [{"member": disputes.CONFERENCE.person, "state": "present"}],
        "actor": disputes.CONFERENCE,
    }
    met = disputes.DISPUTED.when(entered("2026-01-28", **said))
    event = met.the(DisagreementSettled)

    assert met.kinds == ["disagreement_settled", "duty_met", "recorded_meeting"]
    assert (event.result, event.minutes) == ("agreed", cases.document("会议纪要").sha256)
    assert met.the(RecordedMeeting).tally is None
    passed = disputes.DISPUTED.when(entered("2026-01-28", **{**said, "agreed": False}))
    assert passed.the(DisagreementSettled).result == "passed_up"
    met.given.when(entered("2026-01-28", **said)).refused(MEETING_ENTERED)
