"""No second tolerance: sameness, what bars, the exception for the recurrence, the race at approval (NJ-31, A-08)."""

from dataclasses import replace
from datetime import date
from uuid import uuid5

from domain import refusals
from domain.acts.matters import MATTER_UNKNOWN, SECOND_TOLERANCE
from domain.case.commands import DenySameMatter, FindException
from domain.case.events import (
    ApplicationNotAccepted,
    CaseApproved,
    RecurrenceExceptionFound,
    RoundClosed,
    SameMatterConfirmed,
    SameMatterDenied,
    ToleranceBarred,
)
from domain.context import ANY_ERROR, Matters, Slot, ban_key
from domain.pack.results import Outcome
from tests.domain.scenario import CASE_ID, Given, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

SAME = cases.FILED.knowing(cases.REGISTERED).given(cases.confirmed_same())
NOT_YET_TOLERATED = replace(
    cases.CONTEXT,
    matters=Matters(roots={cases.OWN_MATTER: cases.EARLIER_MATTER, cases.EARLIER_MATTER: cases.EARLIER_MATTER}),
)
BARRED_NOW = ToleranceBarred(
    on=date(2026, 1, 1),
    step="acceptance",
    matter_id=cases.EARLIER_MATTER,
    ban_key=ban_key(cases.EARLIER_MATTER, "procedure_flaw"),
    earlier_case=cases.EARLIER_CASE,
    earlier_occurrence=cases.EARLIER_OCCURRENCE,
    cite=cases.PACK.ban.cite,
)
RACE = (
    SAME.knowing(NOT_YET_TOLERATED)
    .given(*cases.accepted(), *cases.investigated(), *cases.determined(), cases.opened_round())
    .given(*(cases.ballot(member) for member in cases.MEMBERS[:5]))
)


def excepted(given: Given, day: str = "2026-01-23") -> Given:
    """Both organs find the exception."""
    return given.given(*cases.excepted(day))


def test_confirming_sameness_assigns_the_earlier_matter() -> None:
    """From here the case belongs to the matter registered first (A-08)."""
    given = (
        cases.FILED.knowing(cases.REGISTERED)
        .when(cases.confirmed_same())
        .then(
            SameMatterConfirmed(on=date(2026, 1, 22), matter_id=cases.OWN_MATTER, earlier_matter=cases.EARLIER_MATTER)
        )
    )

    assert (given.case.matter_id, given.case.same_matter_checked) == (cases.EARLIER_MATTER, True)


def test_denying_sameness_names_the_candidates_looked_at() -> None:
    """The candidates are facts, the reasons are private."""
    body = DenySameMatter(candidates=(cases.EARLIER_MATTER,), reasons=MARK)
    given = cases.FILED.when(deed(cases.DISCIPLINE, body, "2026-01-22")).then(
        SameMatterDenied(on=date(2026, 1, 22), candidates=(cases.EARLIER_MATTER,))
    )

    assert (given.case.matter_id, given.case.same_matter_checked) == (cases.OWN_MATTER, True)


def test_what_was_confirmed_cannot_be_denied() -> None:
    """The case cannot say of its own matter that it is another one."""
    body = DenySameMatter(candidates=(cases.EARLIER_MATTER,), reasons=MARK)

    cases.BARRED.when(deed(cases.ORGANISATION, body, "2026-01-23")).refused(MATTER_UNKNOWN)


def test_sameness_is_no_question_before_the_application() -> None:
    """Nothing in a case lies before it was received."""
    body = DenySameMatter(reasons=MARK, on=date(2026, 1, 19), late_entry_reason=MARK)

    cases.FILED.when(deed(cases.ORGANISATION, body, "2026-01-22")).refused(refusals.BEFORE_OPENING)


def test_sameness_is_a_question_before_approval() -> None:
    """Once the committee has it, the matter is settled."""
    cases.DETERMINED.when(cases.denied("2026-02-12")).refused(refusals.WRONG_STEP)


def test_a_barred_matter_is_not_accepted_and_the_refusal_explains_itself() -> None:
    """Article and earlier case stand in the answer (NJ-31)."""
    refusal = cases.BARRED.when(cases.proposed_acceptance("2026-01-23")).refused(SECOND_TOLERANCE)

    assert "NJ-31" in refusal.cite
    assert refusal.earlier_case == cases.EARLIER_CASE


def test_not_accepting_for_the_ban_records_what_bars() -> None:
    """The legal act of barring names the earlier occurrence beside the refusal to accept."""
    given = cases.BARRED.given(cases.proposed_acceptance("2026-01-23", "second_tolerance"))
    outcome = given.when(cases.signs(cases.DISCIPLINE, "2026-01-23", "acceptance"))

    assert outcome.the(ToleranceBarred) == BARRED_NOW.model_copy(update={"on": date(2026, 1, 23)})
    assert outcome.the(ApplicationNotAccepted).ground == "second_tolerance"
    assert outcome.given.case.stage == "settlement"


def test_a_proposal_to_accept_falls_when_sameness_comes_up() -> None:
    """Proposed before, confirmed the same before the signature: the last signature is refused."""
    given = (
        cases.FILED.given(cases.proposed_acceptance("2026-01-21"))
        .knowing(cases.REGISTERED)
        .given(cases.confirmed_same())
    )

    given.knowing(cases.TOLERATED_BEFORE).when(cases.signs(cases.DISCIPLINE, "2026-01-23", "acceptance")).refused(
        SECOND_TOLERANCE
    )


def test_another_error_in_the_matter_is_not_barred() -> None:
    """The ban is on the same slip in the same matter, both (A-08)."""
    given = (
        cases.NOTHING.given(cases.filed(error_class="target_missed"))
        .knowing(cases.REGISTERED)
        .given(cases.confirmed_same())
    )

    given.knowing(cases.TOLERATED_BEFORE).when(cases.proposed_acceptance("2026-01-23")).then_kinds("joint_act_proposed")


def test_the_exception_is_found_by_both_organs() -> None:
    """One organ's finding alone lifts nothing (NJ-31, A-12)."""
    proposal, signature = cases.excepted("2026-01-23")
    one = cases.BARRED.given(proposal)
    both = one.when(signature)

    one.when(cases.proposed_acceptance("2026-01-23")).refused(SECOND_TOLERANCE)
    assert both.kinds == ["joint_act_signed", "recurrence_exception_found"]
    assert both.the(RecurrenceExceptionFound).cause == "natural_disaster"
    assert both.given.case.exception_version == both.given.case.version


def test_with_the_exception_the_case_goes_on_and_its_grants_say_so() -> None:
    """Admitted, determined, approved; every grant points to the finding, as the log demands."""
    given = excepted(cases.BARRED).given(
        *cases.accepted(), *cases.investigated(), *cases.determined(), cases.opened_round()
    )
    approved = (
        given.given(*(cases.ballot(member) for member in cases.MEMBERS[:5]))
        .when(cases.closed_round())
        .the(CaseApproved)
    )
    versions = {grant.exception_version for grant in approved.grants}

    assert versions == {given.case.exception_version}
    assert None not in versions


def test_a_disputed_exception_leaves_the_bar() -> None:
    """Disagreement is recorded and the matter stays barred."""
    proposal, _ = cases.excepted("2026-01-23")
    disputed = cases.BARRED.given(proposal, cases.signs(cases.DISCIPLINE, "2026-01-23", "exception", consents=False))

    disputed.when(cases.proposed_acceptance("2026-01-23")).refused(SECOND_TOLERANCE)


def test_an_exception_bears_on_a_decision_to_come() -> None:
    """In a case that was not accepted there is none, until a reappraisal is open."""
    body = FindException(cause="natural_disaster", evidence=(cases.document(),), reasons=MARK)
    given = cases.BARRED.given(*cases.accepted("2026-01-23", "second_tolerance"))

    given.when(deed(cases.ORGANISATION, body, "2026-02-12")).refused(refusals.WRONG_STEP)
    given.given(cases.asked("2026-02-12", "not_accepted")).when(
        deed(cases.ORGANISATION, body, "2026-02-12")
    ).then_kinds("joint_act_proposed")


def test_a_determination_cannot_tolerate_what_is_barred() -> None:
    """Whoever tolerated the matter meanwhile bars the opinion, not the one that tolerates nothing."""
    given = (
        SAME.knowing(NOT_YET_TOLERATED).given(*cases.accepted(), *cases.investigated()).knowing(cases.TOLERATED_BEFORE)
    )

    given.when(cases.determined()[0]).refused(SECOND_TOLERANCE)
    given.when(cases.determined(cases.opinion(outcome=Outcome.NOT_TOLERATED))[0]).then_kinds("joint_act_proposed")


def test_the_loser_of_the_race_records_its_round_and_what_bars_it() -> None:
    """Approved by its committee, the slot taken by another: nothing is tolerated, and the record says why."""
    outcome = RACE.knowing(cases.TOLERATED_BEFORE).when(cases.closed_round())

    assert outcome.kinds == ["round_closed", "tolerance_barred", "duty_met", "step_opened", "duty_opened"]
    assert outcome.the(RoundClosed).result == "approved"
    assert outcome.the(ToleranceBarred).earlier_case == cases.EARLIER_CASE
    after = outcome.given.case
    assert (after.stage, after.granted_at) == ("feedback", {})
    assert [opinion.outcome for opinion in after.opinions.values()] == [Outcome.NOT_TOLERATED]
    feedback = outcome.given.when(cases.served())
    assert "accountability_referral" in [getattr(event, "duty", None) for event in feedback.events]


def test_the_winner_of_the_race_is_granted_under_the_matters_root() -> None:
    """The grant's key is that of the matter the case was merged into."""
    approved = RACE.when(cases.closed_round()).the(CaseApproved)

    assert [grant.ban_key for grant in approved.grants] == [ban_key(cases.EARLIER_MATTER, "procedure_flaw")]


def test_a_cases_own_slot_bars_others_not_itself() -> None:
    """Of two slots in a merged family it is the other one's that bars, whichever comes first."""
    own = Slot(ban_key(cases.OWN_MATTER, "procedure_flaw"), uuid5(CASE_ID, "occurrence"), CASE_ID)
    roots, (other,) = cases.TOLERATED_BEFORE.matters.roots, cases.TOLERATED_BEFORE.matters.slots
    alone = replace(cases.CONTEXT, matters=Matters(roots=roots, slots=(own,)))
    both = replace(cases.CONTEXT, matters=Matters(roots=roots, slots=(own, other)))

    SAME.knowing(alone).when(cases.proposed_acceptance("2026-01-23")).then_kinds("joint_act_proposed")
    SAME.knowing(both).when(cases.proposed_acceptance("2026-01-23")).refused(SECOND_TOLERANCE)


def test_a_pack_may_bar_every_error_in_a_matter() -> None:
    """Where the pack's key is the matter alone, an error of another class is barred as well."""
    ban = cases.PACK.ban.model_copy(update={"key": ("matter",)})
    pack = cases.PACK.model_copy(update={"ban": ban})
    slot = Slot(ban_key(cases.EARLIER_MATTER, ANY_ERROR), cases.EARLIER_OCCURRENCE, cases.EARLIER_CASE)
    knowing = replace(cases.TOLERATED_BEFORE, pack=pack, matters=replace(cases.TOLERATED_BEFORE.matters, slots=(slot,)))

    SAME.knowing(knowing).when(cases.proposed_acceptance("2026-01-23")).refused(SECOND_TOLERANCE)
