"""Approval: rounds, ballots, recusals; the outcome follows from the tally alone (NJ-18, A-07, A-14)."""

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain import refusals
from domain.acts.voting.approval import Tally, result_of
from domain.acts.voting.rounds import NO_ROUND, NOT_ENTITLED
from domain.case.commands import AnyCommand, CloseRound
from domain.case.decisions import Grant, OpinionFact
from domain.case.events import CaseApproved, ResultsApplied, RoundClosed, RoundOpened
from domain.case.state import Case
from domain.context import ban_key
from domain.messages import Command
from domain.pack.results import Outcome
from domain.pack.steps import VoteBody
from domain.values import event_id
from tests.domain.scenario import CASE_ID, Deed, Given, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK, MEMBERS
from tests.domain.stories.parties import recuses

OPEN = cases.DETERMINED.given(cases.opened_round())
CHOICES = ("agree", "disagree", "abstain", "postpone")

acts = st.lists(st.tuples(st.integers(0, 6), st.sampled_from((*CHOICES, "recuse"))), max_size=20)


def ballots(given: Given, *choices: str) -> Given:
    """The first members cast these ballots."""
    acts = zip(MEMBERS, choices, strict=False)
    return given.given(*(recuses(m) if choice == "recuse" else cases.ballot(m, choice) for m, choice in acts))


def test_a_round_snapshots_the_roster() -> None:
    """Seven seats as of the day, and the quorum of the pack."""
    cases.DETERMINED.when(cases.opened_round()).then(
        RoundOpened(
            on=date(2026, 2, 12),
            step="approval",
            committee="county-a-committee",
            entitled=tuple(member.person for member in MEMBERS),
            quorum="2/3",
        )
    )


def test_a_roster_is_of_the_day() -> None:
    """Who left the committee the day before is not entitled."""
    *others, last = (seat for seat in cases.ORGANS.seats if seat.committee == "county-a-committee")
    left = last.model_copy(update={"until": date(2026, 2, 11)})
    organs = cases.ORGANS.model_copy(update={"seats": (*others, left)})
    opened = cases.DETERMINED.knowing(replace(cases.CONTEXT, organs=organs)).when(cases.opened_round()).the(RoundOpened)

    assert last.person not in opened.entitled
    assert len(opened.entitled) == 6


def test_approval_is_constitutive_and_carries_the_grants() -> None:
    """One grant per subject and liability waived; the results open; the feedback is due in 7 working days (NJ-19)."""
    given = ballots(OPEN, "agree", "agree", "agree", "agree", "abstain")
    closed, approved, results, met, step, term = given.when(cases.closed_round()).events

    assert isinstance(closed, RoundClosed)
    assert closed.tally == Tally(entitled=7, present=5, quorum_needed=5, agree=4, disagree=0, abstain=1, postpone=0)
    opinion = OpinionFact(
        subject=cases.ANN, outcome=Outcome.EXEMPT, liabilities=("accountability",), measures=(), form=None
    )
    grant = Grant(
        subject=cases.ANN,
        outcome=Outcome.EXEMPT,
        liability="accountability",
        matter_id=cases.OWN_MATTER,
        occurrence_id=given.case.opened.occurrence_id,
        ban_key=ban_key(cases.OWN_MATTER, "procedure_flaw"),
        exception_version=None,
    )
    assert approved == CaseApproved(on=date(2026, 2, 12), step="approval", opinions=(opinion,), grants=(grant,))
    assert isinstance(results, ResultsApplied)
    assert [area.id for area in results.areas] == ["assessments", "no_veto", "promotion", "eligibility", "awards"]
    assert (met.kind, step.kind) == ("duty_met", "step_opened")
    assert getattr(term, "due_on", None) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("choices", "result"),
    [
        pytest.param(("agree",) * 4, "inquorate", id="a majority without a quorum decides nothing"),
        pytest.param(("agree",) * 3 + ("abstain",) * 4, "undecided", id="a quorum without a majority decides nothing"),
        pytest.param(("agree",) * 4 + ("disagree",), "approved", id="more than half of the entitled"),
        pytest.param(("disagree",) * 4 + ("agree",), "refused", id="more than half against"),
        pytest.param(("postpone",) * 4 + ("agree",), "returned", id="more than half want it back"),
        pytest.param((), "inquorate", id="nobody came"),
        pytest.param(("recuse", *["agree"] * 3, *["disagree"] * 3), "undecided", id="a tie fails"),
    ],
)
def test_quorum_and_threshold_are_two_facts(choices: tuple[str, ...], result: str) -> None:
    """Present decide only when enough came, and only by more than half of all entitled (A-14)."""
    assert ballots(OPEN, *choices).when(cases.closed_round()).the(RoundClosed).result == result


def test_an_undecided_round_leaves_the_case_where_it_is() -> None:
    """Another round may be opened; nothing else has happened."""
    closed = ballots(OPEN, *["abstain"] * 7).when(cases.closed_round())

    assert closed.kinds == ["round_closed"]
    closed.given.when(cases.opened_round("2026-02-13")).then_kinds("round_opened")


def test_a_case_is_returned_once() -> None:
    """The second time the committee wants it back, the round is undecided (A-07)."""
    returned = cases.DETERMINED.when(cases.opened_round()).given.given(
        *(cases.ballot(m, "postpone") for m in MEMBERS[:5])
    )
    once = returned.when(cases.closed_round())
    again = once.given.given(*cases.determined(day="2026-02-13"), cases.opened_round("2026-02-14"))
    twice = again.given(*(cases.ballot(m, "postpone", "2026-02-14") for m in MEMBERS[:5])).when(
        cases.closed_round("2026-02-14")
    )

    assert once.kinds == ["round_closed", "case_returned", "duty_met", "step_opened", "duty_opened"]
    assert once.given.case.stage == "determination"
    assert twice.the(RoundClosed).result == "undecided"


def test_refusal_goes_to_feedback_with_nothing_tolerated() -> None:
    """Not approved: every outcome becomes not tolerated, and nobody holds a grant (A-07)."""
    given = cases.DETERMINED.given(*cases.voted("disagree"))

    assert given.case.stage == "feedback"
    assert [o.outcome for o in given.case.opinions.values()] == [Outcome.NOT_TOLERATED]
    assert (given.case.granted_at, given.case.demands) == ({}, ())


def test_a_determination_that_tolerates_nothing_is_approved_without_grants() -> None:
    """The committee approves the opinion as it is (NJ-23)."""
    given = cases.INVESTIGATED.given(
        *cases.determined(cases.opinion(outcome=Outcome.NOT_TOLERATED)), cases.opened_round()
    )
    approved = given.given(*(cases.ballot(m) for m in MEMBERS[:5])).when(cases.closed_round())

    assert approved.the(CaseApproved).grants == ()
    assert approved.all(ResultsApplied) == []


def test_the_recused_cannot_come_back() -> None:
    """A recused member neither votes nor recuses again; a ballot already cast no longer counts."""
    given = ballots(OPEN, "agree").given(recuses(MEMBERS[0]))

    given.when(cases.ballot(MEMBERS[0])).refused(NOT_ENTITLED)
    given.when(recuses(MEMBERS[0])).refused(NOT_ENTITLED)
    tally = given.when(cases.closed_round()).the(RoundClosed).tally
    assert (tally.entitled, tally.present, tally.quorum_needed) == (6, 0, 4)


def test_a_committee_recused_to_the_last_decides_nothing() -> None:
    """No base, no quorum: not even zero of zero approves."""
    given = OPEN.given(*(recuses(member) for member in MEMBERS))

    assert given.when(cases.closed_round()).the(RoundClosed).result == "inquorate"


def test_a_round_is_closed_by_its_id() -> None:
    """A late request to close the first round does not close the second."""
    first = event_id(CASE_ID, OPEN.case.version)
    second = OPEN.given(cases.closed_round(), cases.opened_round())

    second.when(deed(cases.SECRETARY, CloseRound(round=first), "2026-02-12")).refused(NO_ROUND)


@pytest.mark.parametrize("act", [cases.ballot(MEMBERS[0], "agree", "2026-02-13"), cases.closed_round("2026-02-13")])
def test_nothing_in_a_round_is_dated_before_it(act: Deed) -> None:
    """Neither a ballot nor the end of the round lies before its opening."""

    def dated(case: Case) -> Command:
        body = act.body(case) if callable(act.body) else act.body
        return body.model_copy(update={"on": date(2026, 2, 11), "late_entry_reason": MARK})

    OPEN.when(replace(act, body=dated)).refused(refusals.BEFORE_OPENING)


def test_the_approval_is_not_dated_before_the_ballots() -> None:
    """The decision is made when the last ballot is in, and the feedback term runs from it (A-04)."""
    voted = OPEN.given(*(cases.ballot(member, "agree", "2026-02-13") for member in MEMBERS[:5]))

    def early(case: Case) -> AnyCommand:
        assert case.round is not None
        return CloseRound(round=case.round.id, on=date(2026, 2, 12), late_entry_reason=MARK)

    voted.when(deed(cases.SECRETARY, early, "2026-02-13")).refused(refusals.BEFORE_OPENING)


@for_all(acts)
def test_anyone_can_recompute_the_outcome_from_the_ballots(acts: list[tuple[int, str]]) -> None:
    """Last ballot of each entitled, unrecused member; the recused leave the base; nothing else enters the tally."""
    given = OPEN
    last: dict[int, str] = {}
    recused: set[int] = set()
    for member, choice in acts:
        outcome = given.when(recuses(MEMBERS[member]) if choice == "recuse" else cases.ballot(MEMBERS[member], choice))
        if member in recused:
            outcome.refused(NOT_ENTITLED)
            continue
        given = outcome.given
        if choice == "recuse":
            recused.add(member)
            last.pop(member, None)
        else:
            last[member] = choice
    closed = given.when(cases.closed_round()).the(RoundClosed)
    count, base = Counter(last.values()), 7 - len(recused)

    assert closed.tally == Tally(
        entitled=base,
        present=len(last),
        quorum_needed=-(-2 * base // 3),
        agree=count["agree"],
        disagree=count["disagree"],
        abstain=count["abstain"],
        postpone=count["postpone"],
    )
    decisive = base > 0 and 3 * len(last) >= 2 * base
    expected = {"agree": "approved", "disagree": "refused", "postpone": "returned", "abstain": "undecided"}
    winner = next((choice for choice in CHOICES if 2 * count[choice] > base), "abstain")
    assert closed.result == (expected[winner] if decisive else "inquorate")


@for_all(st.integers(1, 40), st.integers(1, 12), st.integers(1, 12))
def test_the_quorum_is_rounded_up(entitled: int, part: int, whole: int) -> None:
    """The least number that is no less than the share."""
    needed = VoteBody(committee="committee", quorum=f"{part}/{whole}", passes="more_than_half_of_entitled").quorum_of(
        entitled
    )

    assert needed - 1 < Fraction(part, whole) * entitled <= needed


@for_all(st.lists(st.sampled_from(CHOICES), max_size=12), st.integers(0, 12), st.integers(0, 1))
def test_at_most_one_choice_can_win(choices: list[str], absent: int, returns_left: int) -> None:
    """More than half of the entitled agree on one thing only, and without them nothing is decided."""
    count, entitled = Counter(choices), len(choices) + absent
    tally = Tally(entitled=entitled, present=len(choices), quorum_needed=0, **{c: count[c] for c in CHOICES})
    result = result_of(tally, returns_left=returns_left)

    assert (result == "approved") == (2 * count["agree"] > entitled)
    assert (result == "returned") == (2 * count["postpone"] > entitled and returns_left > 0)
