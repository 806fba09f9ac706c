"""Advice is recorded and decides nothing; what one organ puts forward another decides, where the procedure says so."""

import pytest

from domain.acts.evidence.advice import ADVICE_GIVEN, AdviceGiven
from domain.acts.joint import DECIDED_BY_VOTE
from domain.acts.proposals import NOT_PUT_FORWARD
from domain.case.lifecycle import StepOpened
from domain.refusals import NOT_COMPETENT, WRONG_STEP
from tests.domain.stories import advice, cases


@pytest.mark.parametrize("favourable", [True, False], ids=["for", "against"])
def test_the_case_goes_on_when_all_have_spoken_whatever_they_said(favourable: bool) -> None:
    """The last one leads on; before that, nothing is determined."""
    first = advice.CONSULTED.when(advice.advises(favourable=favourable)).the(AdviceGiven)
    assert first.awaited == ("county-a-committee",)
    one = advice.CONSULTED.given(advice.advises(favourable=favourable))
    one.when(advice.put_forward()).refused(WRONG_STEP)
    both = one.when(advice.advises(cases.SECRETARY, "2026-02-12", favourable=favourable)).given
    assert [*both.case.open_steps] == ["determination"]
    assert not both.case.opinions


def test_who_is_asked_speaks_once_and_nobody_else() -> None:
    """Neither the organ that handles the case, nor one that has spoken."""
    advice.CONSULTED.when(advice.advises(cases.ORGANISATION)).refused(NOT_COMPETENT)
    advice.CONSULTED.given(advice.advises()).when(advice.advises(day="2026-02-12")).refused(ADVICE_GIVEN)


def test_all_who_are_asked_are_told() -> None:
    """Each sees the case from then on, also where one of them answers for a term."""
    (opened,) = (each for each in advice.CONSULTED.events if isinstance(each, StepOpened) and each.step == "consult")
    assert len(opened.organs) == 2


def test_what_one_organ_puts_forward_another_decides() -> None:
    """Nothing is issued by the organ that handles it; the other's signature issues it."""
    assert not advice.BY_ANOTHER.case.opinions
    assert advice.BY_ANOTHER.case.proposals["determination"].awaited == {"county-a-discipline"}
    decided = advice.BY_ANOTHER.given(cases.signs(cases.DISCIPLINE, "2026-02-12", "determination"))
    assert decided.case.opinions
    assert "approval" in decided.case.open_steps


def test_what_another_does_not_decide_falls_and_is_put_forward_anew() -> None:
    """It is no disagreement of joint organs."""
    down = advice.BY_ANOTHER.given(cases.signs(cases.DISCIPLINE, "2026-02-12", "determination", consents=False))
    assert not down.case.proposals
    assert down.case.disagreement is None
    assert down.given(advice.put_forward("2026-02-13")).case.proposals


def test_a_committee_may_decide_what_an_organ_puts_forward() -> None:
    """By its vote; its officer signs nothing."""
    advice.BY_VOTE.when(cases.signs(cases.SECRETARY, "2026-02-12", "determination")).refused(DECIDED_BY_VOTE)
    assert advice.BY_VOTE.given(*cases.voted()).case.opinions
    assert not advice.BY_VOTE.given(*cases.voted("disagree")).case.proposals


def test_nothing_is_decided_before_all_who_handle_it_have_signed() -> None:
    """First the organs that act jointly, then the committee."""
    advice.OF_BOTH_BY_VOTE.when(cases.opened_round()).refused(NOT_PUT_FORWARD)
    signed = advice.OF_BOTH_BY_VOTE.given(cases.signs(cases.DISCIPLINE, "2026-02-11", "determination"))
    assert not signed.case.opinions
    assert signed.given(*cases.voted()).case.opinions
