"""Acceptance and acting together: one organ alone decides nothing, disagreement is recorded (NJ-04, NJ-12, A-13)."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.joint import NO_PROPOSAL
from domain.case.commands import AnyCommand, SignOff
from domain.case.decisions import AcceptanceDecision
from domain.case.events import (
    ApplicationAccepted,
    ApplicationNotAccepted,
    DutyMet,
    DutyOpened,
    JointActDisputed,
    JointActProposed,
    JointActSigned,
    StepOpened,
)
from domain.case.state import Case
from domain.organs import Holding
from domain.pack.steps import JointBody
from domain.values import event_id
from tests.domain.scenario import CASE_ID, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

PROPOSED = cases.FILED.given(cases.proposed_acceptance("2026-02-03"))


def test_one_organ_alone_only_proposes() -> None:
    """The proposal names who is awaited, and the step stays open (NJ-04)."""
    given = cases.FILED.when(cases.proposed_acceptance("2026-02-03")).then(
        JointActProposed(
            on=date(2026, 2, 3),
            step="acceptance",
            decision=AcceptanceDecision(accepted=True),
            organ="county-a-organization",
            person=cases.ORGANISATION.person,
            awaited=("county-a-discipline",),
        )
    )

    assert given.case.stage == "acceptance"


def test_either_organ_may_propose() -> None:
    """The discipline organ proposes and the organisation department signs."""
    body = cases.proposed_acceptance("2026-02-03").body
    given = cases.FILED.given(
        deed(cases.DISCIPLINE, body, "2026-02-03"), cases.signs(cases.ORGANISATION, "2026-02-04", "acceptance")
    )

    assert given.case.stage == "investigation"


def test_the_last_signature_accepts() -> None:
    """Signed, accepted, the term met, the written notice due within it, the investigation opened (NJ-12, NJ-13)."""
    outcome = PROPOSED.when(cases.signs(cases.DISCIPLINE, "2026-02-04", "acceptance"))
    signed, accepted, met, notice, step, term = outcome.events

    assert signed.model_copy(update={"private": None}) == JointActSigned(
        on=date(2026, 2, 4),
        step="acceptance",
        proposal=event_id(CASE_ID, 4),
        organ="county-a-discipline",
        person=cases.DISCIPLINE.person,
    )
    assert accepted == ApplicationAccepted(on=date(2026, 2, 4), step="acceptance")
    assert met == DutyMet(on=date(2026, 2, 4), duty_id=event_id(CASE_ID, 3), late=False, recorded_late_days=0)
    assert isinstance(notice, DutyOpened)
    assert (notice.duty, notice.due_on, notice.cite) == ("acceptance_notice", date(2026, 2, 10), ("NJ-13",))
    assert isinstance(step, StepOpened)
    assert isinstance(term, DutyOpened)
    assert (step.step, term.force) == ("investigation", "advisory")


def test_not_accepting_leads_to_settlement_and_ends_there() -> None:
    """The refusal is a legal act with its ground; once the notice is given, the case is closed."""
    given = cases.FILED.when(cases.proposed_acceptance("2026-02-04", "not_in_scope")).given
    outcome = given.when(cases.signs(cases.DISCIPLINE, "2026-02-04", "acceptance"))

    assert outcome.the(ApplicationNotAccepted).ground == "not_in_scope"
    assert outcome.given.case.stage == "settlement"
    outcome.given.when(cases.done("acceptance_notice", cases.ORGANISATION, "2026-02-05")).then_kinds(
        "duty_met", "case_closed"
    )


def test_disagreement_is_recorded_and_a_new_proposal_is_possible() -> None:
    """The disputed proposal falls, its dispute stays on record, and another one may be signed (A-13)."""
    disputed = PROPOSED.when(cases.signs(cases.DISCIPLINE, "2026-02-04", "acceptance", consents=False))
    event = disputed.the(JointActDisputed)
    again = disputed.given.given(*cases.accepted("2026-02-05"))

    assert disputed.kinds == ["joint_act_disputed"]
    assert (event.organ, event.private and event.private.reasons) == ("county-a-discipline", MARK)
    assert disputed.given.case.stage == "acceptance"
    assert again.case.stage == "investigation"


def test_a_fallen_proposal_cannot_be_signed() -> None:
    """A signature names its proposal, so it can never land on another one."""
    first = PROPOSED.case.proposals["acceptance"].id
    again = PROPOSED.given(
        cases.signs(cases.DISCIPLINE, "2026-02-04", "acceptance", consents=False),
        cases.proposed_acceptance("2026-02-05", "x"),
    )

    again.when(deed(cases.DISCIPLINE, SignOff(proposal=first, consents=True), "2026-02-05")).refused(NO_PROPOSAL)


def test_one_person_with_posts_in_both_organs_cannot_act_for_both() -> None:
    """Acting together needs two people as well as two organs (NJ-04)."""
    both = Holding(person=cases.ORGANISATION.person, position="county-a-discipline-officer-1", since=date(2025, 1, 1))
    organs = cases.ORGANS.model_copy(update={"holdings": (*cases.ORGANS.holdings, both)})
    alone = cases.DISCIPLINE.model_copy(update={"person": cases.ORGANISATION.person})
    given = PROPOSED.knowing(replace(cases.CONTEXT, organs=organs))

    given.when(cases.signs(alone, "2026-02-04", "acceptance")).refused(refusals.SAME_PERSON)


def test_a_signature_is_not_dated_before_the_proposal() -> None:
    """Otherwise a late decision could be dated into its term."""

    def body(case: Case) -> AnyCommand:
        return SignOff(
            proposal=case.proposals["acceptance"].id, consents=True, on=date(2026, 2, 2), late_entry_reason=MARK
        )

    PROPOSED.when(deed(cases.DISCIPLINE, body, "2026-02-04")).refused(refusals.BEFORE_OPENING)


@pytest.mark.parametrize("last_on", ["2026-02-05", "2026-02-06"])
def test_with_three_organs_two_signatures_decide_nothing(last_on: str) -> None:
    """Every organ of the body must consent; the decision is of the day of the last signature."""
    both = cases.PACK.bodies["both"]
    assert isinstance(both, JointBody)
    three = both.model_copy(update={"organs": (*both.organs, "committee")})
    pack = cases.PACK.model_copy(update={"bodies": {**cases.PACK.bodies, "both": three}})
    given = cases.FILED.knowing(replace(cases.CONTEXT, pack=pack)).given(cases.proposed_acceptance("2026-02-03"))
    second = given.when(cases.signs(cases.DISCIPLINE, "2026-02-05", "acceptance"))
    third = second.given.when(cases.signs(cases.SECRETARY, last_on, "acceptance"))

    assert second.kinds == ["joint_act_signed"]
    assert third.the(ApplicationAccepted).on == date.fromisoformat(last_on)
    second.given.when(cases.signs(cases.SECRETARY, "2026-02-05", "acceptance")).then_kinds(*third.kinds)
    second.given.when(cases.signs(cases.DISCIPLINE_2, "2026-02-06", "acceptance")).refused(NO_PROPOSAL)
    disputed = given.given(cases.signs(cases.DISCIPLINE, "2026-02-05", "acceptance", consents=False))
    assert disputed.case.proposals == {}


def test_an_organ_of_another_place_is_not_awaited() -> None:
    """The discipline organ of county B cannot sign for that of county A."""
    PROPOSED.when(cases.signs(cases.post("county-b-discipline-officer-1"), "2026-02-04", "acceptance")).refused(
        NO_PROPOSAL
    )
