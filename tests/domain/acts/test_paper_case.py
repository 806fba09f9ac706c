"""A case entered from paper in one act (补录): what the paper says, the ban it counts for, the clock that is held."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from domain import refusals
from domain.act import IN_FUTURE
from domain.acts.determination import OPINIONS_INCOMPLETE
from domain.acts.filing import HISTORY_NOT_ALLOWED
from domain.acts.matters import MATTER_UNKNOWN, SECOND_TOLERANCE
from domain.acts.on_paper.paper_case import CORRECTION_RUNS, NOT_RECURRENT, PaperCaseConcluded
from domain.case.events import CaseClosed, CaseOpened, HistoryClosed, ResultsApplied, SameMatterConfirmed
from tests.domain.scenario import deed
from tests.domain.stories import cases
from tests.domain.stories.cases import ANN, EARLIER_CASE, EARLIER_MATTER, MARK, NOTHING
from tests.domain.stories.papers import BARRED, TODAY, conclusion, entered


def test_a_case_that_has_ended_is_entered_whole() -> None:
    """It begins and ends on the days of the paper; what was decided is granted and in force; no clock is left."""
    outcome = NOTHING.when(entered())
    concluded, given = outcome.the(PaperCaseConcluded), outcome.given
    opened, applied = outcome.the(CaseOpened), outcome.the(ResultsApplied)

    assert (opened.on, opened.history, opened.reference) == (date(2021, 3, 2), True, "甲容〔2021〕3号")
    assert (concluded.on, concluded.served_on) == (date(2021, 4, 20), date(2021, 4, 23))
    assert [(grant.subject, grant.liability) for grant in concluded.grants] == [(ANN, "accountability")]
    assert concluded.registers.grants == concluded.grants
    assert (applied.on, applied.subject, applied.consumers) == (date(2021, 4, 20), ANN, ())
    assert outcome.the(CaseClosed).on == date(2021, 4, 23)
    assert outcome.the(HistoryClosed).on == date(2026, 3, 2)
    assert (given.case.closed, given.case.history_open, given.agenda.alarms, given.agenda.closed) == (
        True, False, (), True,
    )  # fmt: skip


def test_a_case_that_still_runs_waits_with_its_clock_held() -> None:
    """It is opened as any other; nothing rings about days that have long passed until the entry is closed."""
    given = NOTHING.when(entered(conclusion=None)).then_kinds("case_opened", "step_opened", "duty_opened")

    assert (given.case.history_open, given.case.closed, given.agenda.alarms) == (True, False, ())
    assert given.case.open_duties


@pytest.mark.parametrize("ending", ["not_accepted", "withdrawn"])
def test_what_was_not_decided_grants_nothing(ending: str) -> None:
    """It is closed all the same, so that nobody is told that a case is in progress."""
    outcome = NOTHING.when(entered(conclusion=conclusion(ending=ending, opinions=())))

    assert outcome.the(PaperCaseConcluded).grants == ()
    assert outcome.all(ResultsApplied) == []
    assert outcome.given.case.closed
    NOTHING.when(entered(conclusion=conclusion(ending=ending))).refused(OPINIONS_INCOMPLETE)


def test_after_a_reappraisal_the_outcome_that_stands_counts_from_its_day() -> None:
    """What the paper says before it is history of the history."""
    outcome = NOTHING.when(entered(conclusion=conclusion(reappraisal="changed", reappraised_on=date(2021, 7, 1))))

    assert outcome.the(ResultsApplied).on == date(2021, 7, 1)
    assert outcome.the(CaseClosed).on == date(2021, 7, 1)


def test_a_second_tolerance_on_paper_is_refused_with_the_earlier_case() -> None:
    """The same rule as for any case (NJ-31): whoever enters it must say for which cause it was granted."""
    refusal = BARRED.when(entered(earlier_matter=EARLIER_MATTER)).refused(SECOND_TOLERANCE)

    assert refusal.earlier_case == EARLIER_CASE


def test_a_second_tolerance_for_a_special_cause_takes_no_slot() -> None:
    """Its grant names the finding of its own case (A-12)."""
    cause = cases.PACK.ban.exceptions[0].id
    outcome = BARRED.when(entered(earlier_matter=EARLIER_MATTER, exception=cause, exception_reasons=MARK))
    (grant,) = outcome.the(PaperCaseConcluded).grants

    assert outcome.the(SameMatterConfirmed).earlier_matter == EARLIER_MATTER
    assert outcome.kinds[:4] == [
        "case_opened", "same_matter_confirmed", "recurrence_exception_found", "paper_case_concluded",
    ]  # fmt: skip
    assert (grant.matter_id, grant.exception_version) == (EARLIER_MATTER, 3)


def test_a_cause_without_an_earlier_tolerance_is_refused() -> None:
    """It would be a finding about nothing."""
    NOTHING.when(entered(exception=cases.PACK.ban.exceptions[0].id)).refused(NOT_RECURRENT)
    NOTHING.when(entered(earlier_matter=EARLIER_MATTER)).refused(MATTER_UNKNOWN)


@pytest.mark.parametrize(
    "changes",
    [
        {"occurred_on": date(2021, 3, 3)},
        {"received_on": date(2021, 4, 21)},
        {"conclusion": conclusion(accepted_on=date(2021, 3, 1))},
        {"conclusion": conclusion(accepted_on=date(2021, 4, 21))},
        {"conclusion": conclusion(served_on=date(2021, 4, 19))},
        {"conclusion": conclusion(corrected_on=date(2021, 4, 19))},
    ],
)
def test_days_come_one_after_another(changes: dict[str, object]) -> None:
    """The error, the receipt, the acceptance, the conclusion, and what followed."""
    NOTHING.when(entered(**changes)).refused(refusals.BEFORE_OPENING)


def test_nothing_on_paper_is_of_tomorrow() -> None:
    """Neither the conclusion nor what followed it."""
    NOTHING.when(entered(conclusion=conclusion(served_on=date(2026, 3, 3)))).refused(IN_FUTURE)


def test_a_correction_that_is_not_done_keeps_the_case_running() -> None:
    """A demand without the day on which it was met; where nothing was tolerated there is none to be met."""
    NOTHING.when(entered(conclusion=conclusion(demands=MARK))).refused(CORRECTION_RUNS)
    done = NOTHING.when(entered(conclusion=conclusion(demands=MARK, corrected_on=date(2021, 6, 1))))

    assert done.the(PaperCaseConcluded).corrected_on == date(2021, 6, 1)


def test_every_subject_has_an_opinion() -> None:
    """As in any determination."""
    NOTHING.when(entered(conclusion=conclusion(opinions=()))).refused(OPINIONS_INCOMPLETE)


def test_the_organ_that_takes_cases_in_enters_them() -> None:
    """Neither a unit nor another organ writes the past."""
    body = entered().body
    for actor in (cases.CONTACT, cases.DISCIPLINE):
        NOTHING.when(deed(actor, body, TODAY)).refused(HISTORY_NOT_ALLOWED)


def test_who_enters_it_holds_the_post_today_and_need_not_have_held_it_then() -> None:
    """The act is of today; only what it tells is of then."""
    recent = cases.ORGANS.model_copy(
        update={"holdings": tuple(h.model_copy(update={"since": date(2026, 1, 1)}) for h in cases.ORGANS.holdings)}
    )

    assert NOTHING.knowing(replace(cases.CONTEXT, organs=recent)).when(entered()).given.case.closed


def test_a_number_begins_one_case() -> None:
    """Entered again it is refused as there."""
    NOTHING.given(entered()).when(entered()).refused(refusals.CASE_EXISTS)


def test_what_people_wrote_is_private() -> None:
    """Title, statement, demands, who decided, why the exception."""
    told = conclusion(demands=MARK, corrected_on=date(2021, 6, 1), decided_by=MARK)
    for event in NOTHING.when(entered(conclusion=told)).events:
        assert MARK not in event.model_dump_json(exclude={"private"})


def test_half_a_reappraisal_is_none() -> None:
    """A result without a day, or a day without a result."""
    for half in ({"reappraisal": "upheld"}, {"reappraised_on": date(2021, 7, 1)}):
        with pytest.raises(ValidationError):
            conclusion(**half)
