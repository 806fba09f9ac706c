"""Clarification beside the case's own way, as wide as the subject consents to, and false accusation (NJ-29, NJ-30)."""

from datetime import date

import pytest

from domain import refusals
from domain.acts.clarification import (
    ALREADY_REFERRED,
    CLARIFICATION_OPEN,
    NEEDS_CONSENT,
    NO_CLARIFICATION,
    NO_CLARIFICATION_OPEN,
    REFERRED_NOWHERE,
    UNKNOWN_ORGAN,
)
from domain.acts.deadlines.extension import EXTENSION_TOO_LONG, NO_EXTENSION
from domain.acts.endorsement import Endorsement
from domain.acts.service import DUTY_BY_STEP
from domain.case.events import ClarificationIssued, ClarificationOpened, DutyMet, DutyOpened, FalseAccusationReferred
from domain.pack.pack import Pack
from domain.pack.terms import Within
from domain.refusals import Refusal
from domain.values import event_id
from tests.domain.scenario import CASE_ID, Deed, Given
from tests.domain.stories import cases, clocks, results_used
from tests.domain.stories.cases import MARK
from tests.domain.stories.results_used import CLOSED, clarified, clarifying, referred

OPEN = CLOSED.given(clarifying("2026-03-02"))


def with_clarification(**changes: object) -> Pack:
    """The pack with another rule on clarification."""
    return results_used.PACK.model_copy(update={"clarification": results_used.CLARIFICATION.model_copy(update=changes)})


@pytest.mark.parametrize("given", [results_used.FILED, results_used.DETERMINED, results_used.RECEIVED, CLOSED])
def test_a_clarification_is_opened_in_any_stage(given: Given) -> None:
    """And leaves the stage of a case under way as it is."""
    outcome = given.when(clarifying("2026-03-02"))
    duty = outcome.the(DutyOpened)

    assert outcome.kinds == ["clarification_opened", "duty_opened"]
    assert outcome.the(ClarificationOpened).ground == "untrue"
    assert (duty.duty, duty.responsible, duty.subject) == ("clarification", "county-a-organization", cases.ANN)
    assert duty.answers == event_id(CASE_ID, given.case.version + 1)
    assert outcome.given.case.stage == ("clarification" if given.case.closed else given.case.stage)


def test_a_closed_case_is_open_until_it_is_clarified() -> None:
    """The envelope closes it again."""
    outcome = OPEN.when(clarified("2026-03-06"))
    issued = outcome.the(ClarificationIssued)

    assert (OPEN.case.closed, outcome.given.case.closed) == (False, True)
    assert outcome.kinds == ["clarification_issued", "duty_met", "case_closed"]
    assert (issued.form, issued.reach, issued.recipients) == ("letter", "unit", ("county-a-qingshi",))
    assert issued.private is not None
    assert issued.private.statement == MARK
    assert outcome.the(DutyMet).late is False


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"reach": "wider"}, id="as told"),
        pytest.param({"recipients": ("county-a-finance",)}, id="by its recipients"),
        pytest.param({"recipients": ("county-b-shuanghe",)}, id="by another unit"),
    ],
)
def test_a_wider_scope_needs_the_subjects_consent(more: dict[str, str | tuple[str, ...]]) -> None:
    """Unless the pack lets a clarification go as far as it must (A-24)."""
    free = OPEN.knowing(results_used.knowing(with_clarification(without_consent="wider")))

    OPEN.when(clarified("2026-03-06", **more)).refused(NEEDS_CONSENT)
    with_consent = OPEN.when(clarified("2026-03-06", consent=True, **more)).the(ClarificationIssued)
    assert (with_consent.reach, with_consent.consent) == ("wider", True)
    assert free.when(clarified("2026-03-06", **more)).the(ClarificationIssued).reach == "wider"


def test_the_own_unit_and_the_users_of_results_are_near() -> None:
    """They may be told without being asked for."""
    near = ("county-a-qingshi", "county-a-qingshi-party", "county-a-organization", "county-a-discipline")

    assert OPEN.when(clarified("2026-03-06", recipients=near)).the(ClarificationIssued).reach == "unit"


def test_where_nobody_endorsed_no_unit_is_known_to_be_its_own() -> None:
    """A refused signature names no unit: whom to tell is then the subject's to say."""
    refused = {"kind": "refused", "refusal_reasons": MARK}
    given = cases.NOTHING.knowing(results_used.CONTEXT).given(
        cases.filed(endorsement=Endorsement.model_validate(refused))
    )

    given.given(clarifying("2026-03-02")).when(clarified("2026-03-06")).refused(NEEDS_CONSENT)


def test_a_false_accusation_is_referred_once() -> None:
    """While the clarification runs or after it, to an organ, to justice, or both; it opens no case again (NJ-30)."""
    closed = OPEN.given(clarified("2026-03-06"))
    outcome = closed.when(referred("2026-03-09", to_justice=True))
    event = outcome.the(FalseAccusationReferred)

    assert outcome.kinds == ["false_accusation_referred"]
    assert (event.to, event.to_justice, outcome.given.case.closed) == ("county-a-discipline", True, True)
    before = OPEN.given(referred("2026-03-04"))
    before.when(referred("2026-03-04")).refused(ALREADY_REFERRED)
    before.given(clarified("2026-03-06")).when(referred("2026-03-09")).refused(ALREADY_REFERRED)


@pytest.mark.parametrize(
    ("given", "act", "refusal"),
    [
        pytest.param(results_used.UNRULED, clarifying("2026-03-02"), NO_CLARIFICATION, id="no rule"),
        pytest.param(CLOSED, clarifying("2026-03-02", ground="rumour"), refusals.UNKNOWN_ITEM, id="no such ground"),
        pytest.param(CLOSED, clarifying("2026-03-02", who=cases.TOWN), refusals.UNKNOWN_SUBJECT, id="not a subject"),
        pytest.param(
            CLOSED, clarifying("2026-03-02", actor=cases.OTHER_CONTACT), refusals.NOT_COMPETENT, id="another county"
        ),
        pytest.param(OPEN, clarifying("2026-03-03"), CLARIFICATION_OPEN, id="under way"),
        pytest.param(CLOSED, clarified("2026-03-06"), NO_CLARIFICATION_OPEN, id="nothing to issue"),
        pytest.param(OPEN, clarified("2026-03-06", form="poster"), refusals.UNKNOWN_ITEM, id="no such form"),
        pytest.param(OPEN, clarified("2026-03-06", recipients=("nobody",)), UNKNOWN_ORGAN, id="no organ"),
        pytest.param(OPEN, clarified("2026-03-06", cases.DISCIPLINE), refusals.NOT_COMPETENT, id="not theirs"),
        pytest.param(OPEN, cases.done("clarification", cases.ORGANISATION, "2026-03-06"), DUTY_BY_STEP, id="a tick"),
        pytest.param(CLOSED, referred("2026-03-09"), NO_CLARIFICATION_OPEN, id="nothing to refer"),
        pytest.param(OPEN, referred("2026-03-09", to=None), REFERRED_NOWHERE, id="nowhere"),
        pytest.param(OPEN, referred("2026-03-09", to="nobody"), UNKNOWN_ORGAN, id="to no organ"),
        pytest.param(OPEN, referred("2026-03-09", cases.DISCIPLINE), refusals.NOT_COMPETENT, id="not theirs either"),
    ],
)
def test_what_does_not_fit_is_refused(given: Given, act: Deed, refusal: Refusal) -> None:
    """Names of the pack and of the register, by the organ that clarifies."""
    given.when(act).refused(refusal)


def test_the_term_of_the_pack_is_kept_and_extended_by_its_rule() -> None:
    """Where the pack gives a number, that is when it must be clarified."""
    longer = {"at_most": 3, "by": "committee"}
    within = Within.model_validate({"amount": 5, "unit": "working_days", "cite": ["ZS-30"], "extension": longer})
    given = CLOSED.knowing(results_used.knowing(with_clarification(within=within))).given(clarifying("2026-03-02"))
    (duty,) = given.case.open_duties.values()

    assert (duty.due_on, duty.opened.cite) == (date(2026, 3, 9), ("ZS-30",))
    given.when(clocks.extended("clarification", 3, "2026-03-04")).then_kinds("duty_extended")
    given.when(clocks.extended("clarification", 4, "2026-03-04")).refused(EXTENSION_TOO_LONG)
    OPEN.when(clocks.extended("clarification", 1, "2026-03-04")).refused(NO_EXTENSION)


def test_other_duties_that_answer_something_are_extended_by_their_own_rules() -> None:
    """The user of results by its own term, the supervisor by the term of contrary use."""
    longer = {"at_most": 3, "by": "committee"}
    within = Within.model_validate({"amount": 5, "unit": "working_days", "extension": longer})
    results = results_used.PACK.results
    consumers = (results.consumers[0].model_copy(update={"within": within}),)
    rule = results_used.CONTRARY_USE.model_copy(update={"within": within})
    pack = results_used.PACK.model_copy(
        update={"results": results.model_copy(update={"consumers": consumers, "contrary_use": rule})}
    )
    given = results_used.DETERMINED.knowing(results_used.knowing(pack)).given(*cases.voted())
    reported = given.given(results_used.reported("2026-02-13"))

    given.when(clocks.extended("acknowledge_results", 3, "2026-02-13")).then_kinds("duty_extended")
    reported.when(clocks.extended("supervise_results", 3, "2026-02-13")).then_kinds("duty_extended")
    results_used.APPROVED.when(clocks.extended("acknowledge_results", 1, "2026-02-13")).refused(NO_EXTENSION)
