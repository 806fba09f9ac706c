"""Stages of a risk filing before its reply: each by its organ, in its time; and a case that begins from a filing."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.filing import EVIDENCE_MISSING
from domain.acts.grounds import RISK_FILING_NEEDED, RISK_NOT_FILED
from domain.case.events import CaseOpened, SameMatterConfirmed
from domain.context import LinkedStream
from domain.pack.steps import Need
from domain.refusals import Refusal
from domain.risk_filings.agenda import agenda
from domain.risk_filings.events import RiskFilingStagePassed, RiskFilingTermMet, RiskFilingTermOpened
from tests.domain.scenario import Deed, Given
from tests.domain.stories import cases, filings
from tests.domain.stories.cases import MARK
from tests.domain.stories.from_filings import FILED, MATTER, NOTHING, REPLIED_NO, begun, from_filings


def test_a_filing_comes_to_its_first_stage_with_two_times() -> None:
    """That of the stage, and that of the reply, which runs from the receipt whatever it passes."""
    opened = [event for event in filings.STAGED.events if isinstance(event, RiskFilingTermOpened)]

    assert [(each.term, each.responsible, each.due_on) for each in opened] == [
        ("stage", "county-a-organization", date(2026, 3, 5)),
        ("reply", "county-a-discipline", date(2026, 3, 16)),
    ]
    assert filings.STAGED.filing.stage_name == "review"
    assert [deadline.name for deadline in agenda(filings.STAGED.filing).deadlines] == ["stage", "reply"]


def test_a_stage_ends_with_an_opinion_and_the_next_begins() -> None:
    """Whoever gave it does not supervise the reply; the opinion is private, and its term is met."""
    passed, met = filings.STAGED.when(filings.passed("screening"))

    assert isinstance(passed, RiskFilingStagePassed)
    assert (passed.stage, passed.then, passed.name.zh, passed.person) == (
        "screening",
        "review",
        "初审",
        cases.ORGANISATION.person,
    )
    assert passed.private is not None
    assert passed.private.statement == MARK
    assert isinstance(met, RiskFilingTermMet)
    assert not met.late
    assert cases.ORGANISATION.person in filings.SCREENED.filing.handlers


def test_after_its_last_stage_a_filing_is_replied_to() -> None:
    """And what is amended passes them all again."""
    assert filings.PASSED.filing.stage_name == "reply"
    in_force = filings.PASSED.given(filings.replied(), filings.archived())

    assert in_force.given(filings.amended()).filing.stage_name == "review"


def test_a_stage_that_is_late_is_missed_and_passed_all_the_same() -> None:
    """It files nothing and ends nothing."""
    late = filings.STAGED.rung("2026-03-06")
    missed = [event.kind for event in late.events if event.kind == "risk_filing_reply_missed"]

    assert missed == ["risk_filing_reply_missed"]
    assert late.given(filings.passed("screening", "2026-03-09")).filing.stage_name == "review"


def test_a_case_begins_from_a_filing_and_is_of_its_matter() -> None:
    """It is its evidence, no other is asked for; whether the matter was tolerated before is still to be asked."""
    outcome = NOTHING.when(begun())

    assert outcome.the(CaseOpened).risk_filing == filings.FILING_ID
    assert outcome.the(CaseOpened).route == "risk_filing"
    assert outcome.the(SameMatterConfirmed).earlier_matter == MATTER
    assert (outcome.given.case.matter_id, outcome.given.case.same_matter_checked) == (MATTER, False)


def test_a_unit_applies_with_its_own_filing() -> None:
    """By the ordinary way in, which may ask for one (事前报备在先)."""
    asking = cases.NOTHING.knowing(from_filings(Need.RISK_FILED))
    application = cases.filed(risk_filing=filings.FILING_ID, evidence=())

    asking.when(cases.filed()).refused(RISK_FILING_NEEDED)
    assert asking.when(replace(application, linked=FILED)).the(CaseOpened).risk_filing == filings.FILING_ID


@pytest.mark.parametrize(
    ("given", "act", "refusal"),
    [
        pytest.param(NOTHING, begun(risk_filing=None), RISK_FILING_NEEDED, id="no filing is named"),
        pytest.param(NOTHING, begun(None), refusals.UNKNOWN_RISK_FILING, id="there is none such"),
        pytest.param(NOTHING, begun(LinkedStream("case", "x")), refusals.UNKNOWN_RISK_FILING, id="it is a case"),
        pytest.param(NOTHING, begun(REPLIED_NO), RISK_NOT_FILED, id="it was never filed"),
        pytest.param(
            NOTHING,
            replace(cases.filed(risk_filing=filings.FILING_ID), linked=replace(FILED, unit="county-a-enforcement")),
            refusals.UNKNOWN_RISK_FILING,
            id="another unit filed it",
        ),
        pytest.param(
            NOTHING, begun(route="own_motion", risk_filing=None), Refusal, id="of its own motion, by a pack without it"
        ),
        pytest.param(cases.NOTHING, cases.filed(evidence=()), EVIDENCE_MISSING, id="without either"),
    ],
)
def test_what_does_not_begin_a_case(given: Given, act: Deed, refusal: Refusal | type[Refusal]) -> None:
    """Whoever may not know of a filing is told that there is none."""
    told = given.when(act).refusal

    assert told is not None
    assert refusal is Refusal or told.code == getattr(refusal, "code", "")
