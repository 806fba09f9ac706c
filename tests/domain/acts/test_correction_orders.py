"""Correction ordered while a case runs: beside its determination, before it, or with none at all."""

from datetime import date

from domain.acts.correction import NO_CORRECTION_ORDERS, CorrectionOrdered
from domain.acts.determination import DEMAND_DUE_TOO_SOON
from domain.case.commands import WithdrawApplication
from domain.case.correction import CorrectionUnderEvaluation, EndedCorrection, OpenCorrection
from domain.refusals import NOT_COMPETENT
from domain.terms.events import DutyOpened
from tests.domain.scenario import Given, deed
from tests.domain.stories import bodies, cases, orders


def running(given: Given) -> list[int | None]:
    """The numbers of the corrections that are owed now."""
    return [each.opened.demand for each in given.case.open_duties.values() if each.opened.duty == "correction"]


def test_an_order_opens_its_duty_at_once() -> None:
    """By the day it sets, or in the term of the procedure; the words are private."""
    outcome = orders.BEGUN.when(orders.ordered(due_on="2026-03-31"))
    assert outcome.kinds == ["correction_ordered", "duty_opened"]
    event = outcome.the(CorrectionOrdered)
    assert (event.demand, event.subject) == (1, cases.ANN)
    assert event.private is not None
    assert event.private.statement == cases.MARK
    assert outcome.the(DutyOpened).due_on == date(2026, 3, 31)
    assert isinstance(orders.ORDERED.case.corrections[1], OpenCorrection)


def test_a_determination_demands_beside_it_under_numbers_of_its_own() -> None:
    """Neither its decision nor the feedback ends what was ordered before."""
    given = orders.ORDERED.given(cases.denied("2026-02-05"), *cases.investigated(), *cases.determined())
    assert [each.number for each in given.case.demands] == [2]
    assert running(given.given(*cases.voted(), cases.served())) == [1, 2]


def test_a_determination_that_tolerates_nothing_leaves_it() -> None:
    """It was not ordered by any outcome."""
    given = orders.ORDERED.given(cases.denied("2026-02-05"), *cases.investigated(), *cases.determined())
    assert running(given.given(*cases.voted("disagree"))) == [1]


def test_an_order_while_a_determination_awaits_signature_takes_another_number() -> None:
    """So that each demand is one thing for ever."""
    given = orders.BEGUN.given(cases.denied("2026-02-05"), *cases.investigated(), cases.determined()[0])
    event = given.when(orders.ordered("2026-02-11")).the(CorrectionOrdered)
    assert event.demand == 2


def test_where_no_determination_follows_it_is_put_right_all_the_same() -> None:
    """Not accepted, or taken back: the case closes when it is done, and not before."""
    filed = orders.under().given(cases.filed(), orders.ordered("2026-01-22"))
    refused = filed.given(*cases.accepted(ground="not_in_scope"))
    refused = refused.given(cases.done("acceptance_notice", cases.ORGANISATION, "2026-02-05"))
    taken_back = filed.given(deed(cases.CONTACT, WithdrawApplication(reasons=cases.MARK), "2026-01-23"))
    for given in (refused, taken_back):
        assert running(given) == [1]
        assert not given.case.closed
        after = given.given(orders.done()).case
        assert after.closed
        assert isinstance(after.corrections[1], EndedCorrection)


def test_it_is_evaluated_like_any_other() -> None:
    """Where the procedure has somebody evaluate."""
    given = orders.under(evaluated_by="discipline").given(cases.filed(), *cases.accepted(), orders.ordered())
    assert isinstance(given.given(orders.done()).case.corrections[1], CorrectionUnderEvaluation)


def test_who_may_order_is_who_the_procedure_names() -> None:
    """And nobody, where it names none; the day it sets is a later one."""
    orders.BEGUN.when(orders.ordered(actor=cases.ORGANISATION)).refused(NOT_COMPETENT)
    cases.ACCEPTED.when(orders.ordered()).refused(NO_CORRECTION_ORDERS)
    orders.BEGUN.when(orders.ordered(due_on="2026-02-05")).refused(DEMAND_DUE_TOO_SOON)
    assert bodies.BY_ORGAN.case.ordered == ()
