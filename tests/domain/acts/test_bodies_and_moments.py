"""A pack means what it says: who decides, from when terms run, who may apply, and what is owed."""

from domain.acts.determination import TOLERANCE_OWED
from domain.acts.filing import APPLICANT_NOT_ADMITTED
from domain.acts.investigation import NEEDS_SAME_MATTER_CHECK
from domain.acts.joint import DECIDED_BY_VOTE
from domain.acts.terms import SUPERVISION
from domain.acts.voting.approving import APPROVED_BY_VOTE, NO_RETURN_LEFT
from domain.case.state import Case
from domain.pack.results import Outcome
from domain.pack.steps import Need
from domain.pack.terms import Within
from tests.domain.scenario import Given, deed
from tests.domain.stories import bodies, cases


def due(given: Given, duty: str) -> list[str]:
    """The days by which duties of a name are due that run."""
    return [str(each.due_on) for each in given.case.open_duties.values() if each.opened.duty == duty]


def with_duty(name: str, **within: object) -> Given:
    """The procedure where a duty has another term, before the committee's decision."""
    duties = tuple(
        rule.model_copy(update={"within": Within.model_validate({"amount": 5, "unit": "working_days", **within})})
        if rule.duty == name
        else rule
        for rule in cases.PACK.duties
    )
    return bodies.determined_under(bodies.under({}, duties=duties)).given(*cases.voted(), cases.served())


def test_a_vote_decides_a_determination() -> None:
    """The committee's officer puts it forward; nothing is issued until the committee has voted for it."""
    assert [*bodies.TO_VOTE.case.proposals] == ["determination"]
    voted = bodies.TO_VOTE.given(*cases.voted())
    assert "approval" in voted.case.open_steps
    assert voted.case.opinions


def test_a_determination_voted_down_may_be_put_forward_anew() -> None:
    """It falls, and another one is voted on."""
    down = bodies.TO_VOTE.given(*cases.voted("disagree"))
    assert not down.case.proposals
    assert "determination" in down.case.open_steps
    again = down.given(deed(cases.SECRETARY, cases.determination(), "2026-02-13"), *cases.voted(day="2026-02-14"))
    assert "approval" in again.case.open_steps


def test_nobody_signs_what_is_voted_on() -> None:
    """A signature of the committee's officer is no vote."""
    bodies.TO_VOTE.when(cases.signs(cases.SECRETARY, "2026-02-12", "determination")).refused(DECIDED_BY_VOTE)


def test_who_put_it_forward_has_no_vote_on_it() -> None:
    """As with what a committee approves (A-41)."""
    opened = bodies.TO_VOTE.given(cases.opened_round())
    assert opened.case.round is not None
    assert cases.SECRETARY.person not in opened.case.round.entitled


def test_an_organ_approves_alone_refuses_or_returns() -> None:
    """Where the pack says so; what it returns is determined anew, as often as the pack allows."""
    assert "feedback" in bodies.BY_ORGAN.given(bodies.approves()).case.open_steps
    refused = bodies.BY_ORGAN.given(bodies.approves("refused"))
    assert {each.outcome for each in refused.case.opinions.values()} == {Outcome.NOT_TOLERATED}
    returned = bodies.BY_ORGAN.given(bodies.approves("returned"))
    assert "determination" in returned.case.open_steps
    again = returned.given(*cases.determined(day="2026-02-13"))
    again.when(bodies.approves("returned", "2026-02-14")).refused(NO_RETURN_LEFT)


def test_no_organ_approves_where_a_committee_votes() -> None:
    """The decision of one officer is no vote."""
    cases.DETERMINED.when(bodies.approves()).refused(APPROVED_BY_VOTE)


def test_who_may_apply_is_who_the_pack_names() -> None:
    """A person does not file where units do."""
    bodies.OF_UNITS.when(cases.filed()).refused(APPLICANT_NOT_ADMITTED)
    bodies.OF_UNITS.when(cases.filed(applicant=cases.TOWN, subjects=(cases.TOWN,))).then_kinds(
        "case_opened", "step_opened", "duty_opened"
    )


def test_what_acceptance_needs_is_there_first() -> None:
    """A need of an acceptance holds it up like any other."""
    given = bodies.under({"acceptance": {"needs": (Need.SAME_MATTER_CHECKED,)}}).given(cases.filed())
    given.when(cases.proposed_acceptance("2026-01-22")).refused(NEEDS_SAME_MATTER_CHECK)
    given.given(cases.denied("2026-01-21")).when(cases.proposed_acceptance("2026-01-22")).then_kinds(
        "joint_act_proposed"
    )


def test_a_talk_from_receipt_is_counted_from_receipt() -> None:
    """It opens with the receipt, for the subject who has it, and the case does not close before."""
    served = with_duty("talk", **{"from": "feedback.received"})
    assert due(served, "talk") == []
    received = served.given(cases.received(day="2026-02-24"))
    assert due(received, "talk") == ["2026-03-02"]
    assert due(with_duty("talk", **{"from": "feedback.dispatched"}), "talk") == ["2026-02-27"]


def test_a_case_waits_for_the_receipt_that_opens_a_duty() -> None:
    """With every other duty done it stays open until the last subject has the feedback."""
    served = with_duty("talk", **{"from": "feedback.received"})
    for duty in [*served.case.open_duties.values()]:
        actor = cases.CONTACT if duty.opened.responsible == "subject" else cases.ORGANISATION
        served = served.given(cases.done(duty.opened.duty, actor, "2026-02-24"))
    assert not served.case.closed
    assert due(served.given(cases.received(day="2026-02-25")), "talk")


def test_feedback_met_by_receipt_runs_until_the_last_has_it() -> None:
    """Its term is met by the last receipt, not by dispatch (A-36)."""
    within = cases.PACK.step("feedback").within
    assert within is not None
    given = bodies.under({"feedback": {"within": within.model_copy(update={"met_by": "received"})}})
    served = bodies.determined_under(given).given(*cases.voted(), cases.served())
    assert due(served, "feedback")
    assert not due(served.given(cases.received()), "feedback")
    assert not due(cases.APPROVED.given(cases.served()), "feedback")


def test_what_is_owed_is_not_refused_without_a_ground() -> None:
    """All was found and the procedure says 应当: a refusal has its ground, and goes to the organ above (A-57)."""
    refusing = cases.determination(cases.opinion(outcome=Outcome.NOT_TOLERATED))
    bare = refusing.model_copy(update={"not_tolerated_because": None})
    cases.INVESTIGATED.when(deed(cases.ORGANISATION, bare, "2026-02-11")).refused(TOLERANCE_OWED)
    decided = cases.INVESTIGATED.given(
        deed(cases.ORGANISATION, refusing, "2026-02-11"),
        cases.signs(cases.DISCIPLINE, "2026-02-11", "determination"),
        *cases.voted(),
    )
    (supervision,) = _supervised(decided.case)
    organ = cases.ORGANS.organ("county-a-organization")
    assert organ is not None
    assert supervision == organ.superior


def test_a_committee_that_refuses_what_is_owed_answers_for_it_too() -> None:
    """What both organs would tolerate and the committee does not goes to the organ above."""
    assert _supervised(cases.DETERMINED.given(*cases.voted("disagree")).case)
    assert not _supervised(cases.DETERMINED.given(*cases.voted()).case)


def test_what_is_blocked_is_refused_without_more() -> None:
    """Nothing is owed where a criterion was found not met."""
    blocked = cases.NOTHING.given(cases.filed(), *cases.accepted(), cases.denied("2026-02-05"))
    blocked = blocked.given(*cases.investigated(public_motive="not_met"))
    bare = cases.determination(cases.opinion(outcome=Outcome.NOT_TOLERATED)).model_copy(
        update={"not_tolerated_because": None}
    )
    blocked.when(deed(cases.ORGANISATION, bare, "2026-02-11")).then_kinds("joint_act_proposed")


def _supervised(case: Case) -> list[str]:
    duties = (each.opened for each in case.open_duties.values())
    return [opened.responsible for opened in duties if opened.duty == SUPERVISION]
