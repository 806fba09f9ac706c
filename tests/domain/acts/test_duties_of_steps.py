"""Duties and notices that the end of a step opens, per outcome; and what it means that nothing says by when."""

from datetime import date

from domain.pack.results import Outcome
from domain.pack.terms import Force
from domain.terms.events import DutyOpened
from tests.domain.scenario import Given
from tests.domain.stories import bodies, cases, duties


def opened(given: Given, *names: str) -> dict[str, DutyOpened]:
    """The duties of these names as they were opened."""
    told = (each for each in given.events if isinstance(each, DutyOpened))
    return {each.duty: each for each in told if each.duty in names}


def test_each_outcome_of_a_step_opens_its_own() -> None:
    """What names no outcome follows from any of them."""
    names = ("welcome", "reasons", "file")
    assert opened(duties.TOLD_APART.given(*cases.accepted()), *names).keys() == {"welcome", "file"}
    refused = duties.TOLD_APART.given(*cases.accepted(ground="not_in_scope"))
    assert opened(refused, *names).keys() == {"reasons", "file"}


def test_without_a_term_it_goes_with_that_of_its_step() -> None:
    """As a notice of acceptance does (A-05)."""
    accepted = duties.TOLD_APART.given(*cases.accepted())
    assert opened(accepted, "welcome")["welcome"].due_on == date(2026, 2, 10)
    assert opened(accepted, "welcome")["welcome"].cite == ("NJ-13",)


def test_where_the_step_has_none_either_it_is_promptly_and_never_late() -> None:
    """Ten working days that remind, by our default and so labelled (A-16)."""
    given = duties.telling(duties.notice("welcome"), within=None).given(*cases.accepted())
    told = opened(given, "welcome", "acceptance_notice")
    assert {(each.force, each.cite) for each in told.values()} == {(Force.ADVISORY, ("A-16",))}


def test_silence_means_the_same_after_a_decision_and_after_the_feedback() -> None:
    """Neither is due the same day as a breach."""
    talk = next(rule for rule in cases.PACK.duties if rule.duty == "talk")
    rules = (
        talk.model_copy(update={"duty": "at_once", "within": None, "opens": "decision"}),
        talk.model_copy(update={"duty": "later", "within": None}),
    )
    given = bodies.determined_under(bodies.under({"feedback": {"within": None}}, duties=rules))
    told = opened(given.given(*cases.voted(), cases.served()), "at_once", "later")
    assert {(each.force, each.cite) for each in told.values()} == {(Force.ADVISORY, ("A-16",))}


def test_a_duty_that_names_no_outcome_follows_from_each() -> None:
    """Also from a refusal."""
    talk = next(rule for rule in cases.PACK.duties if rule.duty == "talk").model_copy(update={"outcomes": ()})
    given = bodies.determined_under(bodies.under({}, duties=(talk,))).given(*cases.voted("disagree"), cases.served())
    assert {each.outcome for each in given.case.opinions.values()} == {Outcome.NOT_TOLERATED}
    assert opened(given, "talk")


def test_one_for_each_subject_waits_for_each() -> None:
    """And is done like any other duty."""
    given = duties.telling(duties.notice("welcome", per="subject")).given(*cases.accepted())
    assert opened(given, "welcome")["welcome"].subject == cases.ANN
    done = given.given(cases.done("welcome", cases.ORGANISATION, "2026-02-05"))
    assert not [each for each in done.case.open_duties.values() if each.opened.duty == "welcome"]
