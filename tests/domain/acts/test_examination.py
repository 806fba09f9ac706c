"""Legality checks and consultations, in the steps that examine a case (BT-12, R-21, ZS-22, ZS-24)."""

from datetime import date

import pytest

from domain import refusals
from domain.acts.examination import CONSULTATION_NOT_ADMITTED
from domain.acts.investigation import NEEDS_LEGALITY_CHECK
from domain.case.commands import ReportInvestigation
from domain.case.events import ConsultationRecorded, LegalityChecked
from domain.refusals import Refusal
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import assessments, cases
from tests.domain.stories.assessments import ACCEPTED, INVESTIGATED, checked, consulted
from tests.domain.stories.cases import MARK

EXEMPT = cases.determined()[0]


def test_nothing_is_determined_before_it_was_checked() -> None:
    """Where the pack needs it, a passed check comes first (BT-12)."""
    INVESTIGATED.when(EXEMPT).refused(NEEDS_LEGALITY_CHECK)
    INVESTIGATED.given(checked("2026-02-11")).when(EXEMPT).then_kinds("joint_act_proposed")


def test_a_failed_check_blocks_until_a_later_one_passes() -> None:
    """Both stay in the log; the last one counts, even where no check was needed."""
    failed = INVESTIGATED.given(checked("2026-02-11", passed=False))
    needless = cases.INVESTIGATED.given(checked("2026-02-11", passed=False))

    failed.when(EXEMPT).refused(refusals.LEGALITY_FAILED)
    needless.when(EXEMPT).refused(refusals.LEGALITY_FAILED)
    for given in (failed, needless):
        given.given(checked("2026-02-12")).when(cases.determined(day="2026-02-12")[0]).then_kinds("joint_act_proposed")


def test_a_check_that_fails_after_the_proposal_stops_the_last_signature() -> None:
    """What was proposed in the meantime is not carried out."""
    given = assessments.CHECKED.given(EXEMPT, checked("2026-02-11", passed=False))

    given.when(cases.signs(cases.DISCIPLINE, "2026-02-11", "determination")).refused(refusals.LEGALITY_FAILED)


def test_a_case_checked_during_the_investigation_needs_no_second_check() -> None:
    """The check belongs to the case."""
    given = assessments.investigated(ACCEPTED.given(checked("2026-02-05")), assessments.GROWN)

    given.when(EXEMPT).then_kinds("joint_act_proposed")


def test_the_opinion_is_a_fact_and_the_reasons_are_private() -> None:
    """Which step, how it ended, which document."""
    event = INVESTIGATED.when(checked("2026-02-11", passed=False)).the(LegalityChecked)

    assert (event.step, event.passed, event.opinion) == ("determination", False, cases.document("审查意见").sha256)
    assert event.private is not None
    assert (event.private.reasons, len(event.private.document_titles)) == (MARK, 1)


def test_others_are_consulted_in_the_forms_that_the_step_knows() -> None:
    """A hearing while the case is investigated, the group when it is determined (ZS-22, ZS-24)."""
    hearing = ACCEPTED.when(consulted("hearing", "2026-02-05")).the(ConsultationRecorded)
    meeting = INVESTIGATED.when(consulted("group_meeting", "2026-02-11")).the(ConsultationRecorded)

    assert (hearing.step, hearing.form, hearing.record) == (
        "investigation",
        "hearing",
        cases.document("会议记录").sha256,
    )
    assert hearing.private is not None
    assert hearing.private.statement == MARK
    assert (meeting.step, meeting.form) == ("determination", "group_meeting")
    ACCEPTED.when(consulted("group_meeting", "2026-02-05")).refused(CONSULTATION_NOT_ADMITTED)
    refusal = cases.ACCEPTED.when(consulted("hearing", "2026-02-05")).refused(CONSULTATION_NOT_ADMITTED)
    assert refusal.cite == cases.PACK.step("investigation").cite


def test_a_report_is_not_dated_before_the_hearing_it_rests_on() -> None:
    """A consultation is an act in the step, like a defence."""
    early = ReportInvestigation(report=cases.document(), summary=MARK, on=date(2026, 2, 9), late_entry_reason=MARK)
    work = (cases.heard(cases.ANN, "2026-02-06"), assessments.found(assessments.GROWN))

    assessments.TEAM.given(*work, consulted("hearing", "2026-02-10")).when(
        deed(cases.AUDIT, early, "2026-02-11")
    ).refused(refusals.BEFORE_OPENING)
    assessments.TEAM.given(*work).when(deed(cases.AUDIT, early, "2026-02-11")).then_kinds(
        "investigation_reported", "duty_met", "step_opened", "duty_opened"
    )


@pytest.mark.parametrize(
    ("given", "act", "refusal"),
    [
        pytest.param(ACCEPTED, checked("2026-02-05", actor=cases.OTHER_CONTACT), refusals.NOT_COMPETENT, id="a unit"),
        pytest.param(ACCEPTED, consulted("hearing", "2026-02-05", cases.SECRETARY), refusals.NOT_COMPETENT, id="else"),
        pytest.param(INVESTIGATED, checked("2026-02-11", actor=cases.AUDIT), refusals.NOT_COMPETENT, id="team later"),
        pytest.param(
            cases.NOTHING.knowing(assessments.GROWN_CONTEXT).given(cases.filed()),
            checked("2026-02-02"),
            refusals.WRONG_STEP,
            id="early",
        ),
        pytest.param(
            assessments.CHECKED.given(*cases.determined()),
            checked("2026-02-12"),
            refusals.WRONG_STEP,
            id="before the committee",
        ),
        pytest.param(
            INVESTIGATED, checked("2026-02-11").having_seen(5), refusals.STALE, id="without a look at the report"
        ),
    ],
)
def test_whoever_examines_is_of_the_body_of_the_step(given: Given, act: Deed, refusal: Refusal) -> None:
    """While it is investigated or determined, and by nobody else."""
    given.when(act).refused(refusal)


def test_a_member_of_the_team_examines_with_it() -> None:
    """A related department's officer who was called into the team, which the role alone would not tell."""
    assessments.TEAM.when(checked("2026-02-06", actor=cases.AUDIT)).then_kinds("legality_checked")
    assessments.TEAM.when(consulted("expert_opinion", "2026-02-06", cases.AUDIT)).then_kinds("consultation_recorded")
