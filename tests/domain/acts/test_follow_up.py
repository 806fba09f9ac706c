"""Feedback, receipt and the duties of each outcome; results per subject and area (NJ-19 to NJ-28, NJ-32 to NJ-36)."""

from datetime import date

import pytest

from domain import refusals
from domain.acts.service import NOT_SERVED
from domain.case.commands import ConfirmReceipt
from domain.case.events import CaseClosed, DutyMet, DutyOpened, FeedbackServed, ReceiptConfirmed, ResultsApplied
from domain.pack.results import Outcome
from tests.domain.scenario import Given, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

TWO = cases.NOTHING.given(cases.filed(subjects=(cases.ANN, cases.TOWN)), *cases.accepted(), cases.denied("2026-02-05"))
INVESTIGATED = TWO.given(*cases.investigated((cases.ANN, cases.TOWN)))


def decided(ann: Outcome, town: Outcome) -> Given:
    """Two subjects, each with an outcome, approved."""
    return INVESTIGATED.given(
        *cases.determined(cases.opinion(cases.ANN, ann), cases.opinion(cases.TOWN, town)), *cases.voted()
    )


def opened(given: Given) -> list[tuple[str, str, object]]:
    """The duties the feedback opens: name, who answers, whom it concerns."""
    duties = given.when(cases.served()).all(DutyOpened)
    return [(duty.duty, duty.responsible, duty.subject) for duty in duties]


def test_feedback_is_met_by_dispatch() -> None:
    """Approved on 12 February, due on 28 February over the Spring Festival; dispatched on the 13th (NJ-19, A-36)."""
    outcome = cases.APPROVED.when(cases.served())

    assert outcome.the(FeedbackServed).step == "feedback"
    assert outcome.the(DutyMet).late is False
    assert outcome.given.case.stage == "settlement"


def test_exemption_opens_announcement_talk_and_tracking_with_the_feedback() -> None:
    """All three are due on the day the feedback is due (NJ-20, NJ-21, A-05)."""
    duties = cases.APPROVED.when(cases.served()).all(DutyOpened)

    assert [(duty.duty, duty.due_on) for duty in duties[:3]] == [
        (name, date(2026, 2, 28)) for name in ("announcement", "talk", "tracking")
    ]


ORG, DIS = "county-a-organization", "county-a-discipline"


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        pytest.param(
            (Outcome.EXEMPT, Outcome.EXEMPT),
            [
                ("announcement", ORG, None),
                ("talk", ORG, cases.ANN),
                ("talk", ORG, cases.TOWN),
                ("tracking", ORG, cases.ANN),
                ("tracking", ORG, cases.TOWN),
                ("correction", "subject", cases.ANN),
                ("correction", "subject", cases.TOWN),
            ],
            id="both exempt: announced once",
        ),
        pytest.param(
            (Outcome.LIGHTER, Outcome.REDUCED),
            [
                ("correction", "subject", cases.ANN),
                ("correction", "subject", cases.TOWN),
                ("organisational_handling", ORG, cases.ANN),
                ("organisational_handling", ORG, cases.TOWN),
                ("disciplinary_sanction", DIS, cases.ANN),
                ("disciplinary_sanction", DIS, cases.TOWN),
            ],
            id="lighter and reduced: handled (NJ-22)",
        ),
        pytest.param(
            (Outcome.EXEMPT, Outcome.NOT_TOLERATED),
            [
                ("announcement", ORG, None),
                ("talk", ORG, cases.ANN),
                ("tracking", ORG, cases.ANN),
                ("correction", "subject", cases.ANN),
                ("accountability_referral", DIS, cases.TOWN),
            ],
            id="one tolerated, one pursued (NJ-23)",
        ),
    ],
)
def test_duties_follow_the_outcome_of_each_subject(
    outcomes: tuple[Outcome, Outcome], expected: list[tuple[str, str, object]]
) -> None:
    """Once for the case, per subject, or per correction demand, as the pack says."""
    assert opened(decided(*outcomes)) == expected


def test_results_are_applied_per_subject_and_area() -> None:
    """Tolerated subjects are protected in all five areas, each with its rule; others in none (NJ-32 to NJ-36, A-37)."""
    given = INVESTIGATED.given(
        *cases.determined(cases.opinion(cases.ANN, Outcome.REDUCED), cases.opinion(cases.TOWN, Outcome.NOT_TOLERATED)),
        cases.opened_round(),
    )
    outcome = given.given(*(cases.ballot(member) for member in cases.MEMBERS[:5])).when(cases.closed_round())
    (applied,) = outcome.all(ResultsApplied)

    assert (applied.subject, applied.outcome) == (cases.ANN, Outcome.REDUCED)
    assert [area.cite for area in applied.areas] == [(f"NJ-{rule}",) for rule in range(32, 37)]


def test_receipt_opens_the_window_of_reappraisal() -> None:
    """Received on 24 February: until 24 March, one month (A-19, A-36)."""
    cases.SERVED.when(cases.received()).then(
        ReceiptConfirmed(
            on=date(2026, 2, 24),
            subject=cases.ANN,
            appeal_until=date(2026, 3, 24),
            provisional=False,
            calendar_version=7,
        )
    )


def test_a_receipt_is_not_dated_before_the_feedback() -> None:
    """An earlier date would end the subject's window too soon."""
    early = ConfirmReceipt(subject=cases.ANN, on=date(2026, 2, 12), late_entry_reason=MARK)

    cases.SERVED.when(deed(cases.CONTACT, early, "2026-02-24")).refused(refusals.BEFORE_OPENING)


def test_a_unit_of_another_place_receives_nothing() -> None:
    """Only units under the case's own jurisdiction act for its subjects."""
    cases.SERVED.when(deed(cases.OTHER_CONTACT, ConfirmReceipt(subject=cases.ANN), "2026-02-24")).refused(
        refusals.NOT_COMPETENT
    )


def test_the_refused_application_has_no_feedback_to_receive() -> None:
    """Not accepting is told by notice, not by feedback."""
    cases.NOT_ACCEPTED.when(cases.received()).refused(NOT_SERVED)


def test_a_duty_done_after_its_day_is_valid_and_late() -> None:
    """Late is recorded with the duty; the act stands (A-06)."""
    met = cases.SERVED.when(cases.done("talk", cases.ORGANISATION, "2026-03-02")).the(DutyMet)

    assert (met.late, met.recorded_late_days) == (True, 0)


def test_the_last_duty_closes_the_case() -> None:
    """With nothing left to do the case closes by the act that leaves it so; receipt may still come."""
    *_, last = cases.CLOSED.events

    assert last == CaseClosed(on=date(2026, 2, 25))
    assert (cases.CLOSED.case.stage, cases.CLOSED.case.closed) == ("closed", True)


def test_receipt_may_be_confirmed_after_the_case_closed() -> None:
    """The window opens on receipt, however quickly the duties were done; the case stays closed."""
    unread = cases.SERVED.given(
        *(cases.done(duty, actor, "2026-02-25") for duty, actor in cases.DUTIES),
        cases.done("tracking", cases.ORGANISATION, "2026-02-25"),
        cases.done("correction", cases.CONTACT, "2026-02-25"),
    )

    assert unread.case.closed
    assert unread.when(cases.received(cases.ANN, "2026-02-26")).then_kinds("receipt_confirmed").case.closed
