"""Feedback, receipt and the duties of each outcome; results per subject and area (NJ-19 to NJ-28, NJ-32 to NJ-36)."""

from datetime import date

import pytest

from domain import refusals
from domain.acts.service import NOT_SERVED
from domain.case.commands import ConfirmReceipt
from domain.case.events import CaseClosed, DutyMet, DutyOpened, FeedbackServed, ReceiptConfirmed, ResultsApplied
from domain.pack.results import Outcome
from tests.domain import story as s
from tests.domain.scenario import Given, deed
from tests.domain.story import MARK

TWO = s.NOTHING.given(s.filed(subjects=(s.ANN, s.TOWN)), *s.accepted(), s.denied("2026-02-05"))
INVESTIGATED = TWO.given(*s.investigated((s.ANN, s.TOWN)))


def decided(ann: Outcome, town: Outcome) -> Given:
    """Two subjects, each with an outcome, approved."""
    return INVESTIGATED.given(*s.determined(s.opinion(s.ANN, ann), s.opinion(s.TOWN, town)), *s.voted())


def opened(given: Given) -> list[tuple[str, str, object]]:
    """The duties the feedback opens: name, who answers, whom it concerns."""
    duties = given.when(s.served()).all(DutyOpened)
    return [(duty.duty, duty.responsible, duty.subject) for duty in duties]


def test_feedback_is_met_by_dispatch() -> None:
    """Approved on 12 February, due on 28 February over the Spring Festival; dispatched on the 13th (NJ-19, A-36)."""
    outcome = s.APPROVED.when(s.served())

    assert outcome.the(FeedbackServed).step == "feedback"
    assert outcome.the(DutyMet).late is False
    assert outcome.given.case.stage == "settlement"


def test_exemption_opens_announcement_talk_and_tracking_with_the_feedback() -> None:
    """All three are due on the day the feedback is due (NJ-20, NJ-21, A-05)."""
    duties = s.APPROVED.when(s.served()).all(DutyOpened)

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
                ("talk", ORG, s.ANN),
                ("talk", ORG, s.TOWN),
                ("tracking", ORG, s.ANN),
                ("tracking", ORG, s.TOWN),
                ("correction", "subject", s.ANN),
                ("correction", "subject", s.TOWN),
            ],
            id="both exempt: announced once",
        ),
        pytest.param(
            (Outcome.LIGHTER, Outcome.REDUCED),
            [
                ("correction", "subject", s.ANN),
                ("correction", "subject", s.TOWN),
                ("organisational_handling", ORG, s.ANN),
                ("organisational_handling", ORG, s.TOWN),
                ("disciplinary_sanction", DIS, s.ANN),
                ("disciplinary_sanction", DIS, s.TOWN),
            ],
            id="lighter and reduced: handled (NJ-22)",
        ),
        pytest.param(
            (Outcome.EXEMPT, Outcome.NOT_TOLERATED),
            [
                ("announcement", ORG, None),
                ("talk", ORG, s.ANN),
                ("tracking", ORG, s.ANN),
                ("correction", "subject", s.ANN),
                ("accountability_referral", DIS, s.TOWN),
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
        *s.determined(s.opinion(s.ANN, Outcome.REDUCED), s.opinion(s.TOWN, Outcome.NOT_TOLERATED)), s.opened_round()
    )
    outcome = given.given(*(s.ballot(member) for member in s.MEMBERS[:5])).when(s.closed_round())
    (applied,) = outcome.all(ResultsApplied)

    assert (applied.subject, applied.outcome) == (s.ANN, Outcome.REDUCED)
    assert [area.cite for area in applied.areas] == [(f"NJ-{rule}",) for rule in range(32, 37)]


def test_receipt_opens_the_window_of_reappraisal() -> None:
    """Received on 24 February: until 24 March, one month (A-19, A-36)."""
    s.SERVED.when(s.received()).then(
        ReceiptConfirmed(
            on=date(2026, 2, 24),
            subject=s.ANN,
            appeal_until=date(2026, 3, 24),
            provisional=False,
            calendar_version=7,
        )
    )


def test_a_receipt_is_not_dated_before_the_feedback() -> None:
    """An earlier date would end the subject's window too soon."""
    early = ConfirmReceipt(subject=s.ANN, on=date(2026, 2, 12), late_entry_reason=MARK)

    s.SERVED.when(deed(s.CONTACT, early, "2026-02-24")).refused(refusals.BEFORE_OPENING)


def test_a_unit_of_another_place_receives_nothing() -> None:
    """Only units under the case's own jurisdiction act for its subjects."""
    s.SERVED.when(deed(s.OTHER_CONTACT, ConfirmReceipt(subject=s.ANN), "2026-02-24")).refused(refusals.NOT_COMPETENT)


def test_the_refused_application_has_no_feedback_to_receive() -> None:
    """Not accepting is told by notice, not by feedback."""
    s.NOT_ACCEPTED.when(s.received()).refused(NOT_SERVED)


def test_a_duty_done_after_its_day_is_valid_and_late() -> None:
    """Late is recorded with the duty; the act stands (A-06)."""
    met = s.SERVED.when(s.done("talk", s.ORGANISATION, "2026-03-02")).the(DutyMet)

    assert (met.late, met.recorded_late_days) == (True, 0)


def test_the_last_duty_closes_the_case() -> None:
    """With nothing left to do the case closes by the act that leaves it so; receipt may still come."""
    *_, last = s.CLOSED.events

    assert last == CaseClosed(on=date(2026, 2, 25))
    assert (s.CLOSED.case.stage, s.CLOSED.case.closed) == ("closed", True)


def test_receipt_may_be_confirmed_after_the_case_closed() -> None:
    """The window opens on receipt, however quickly the duties were done; the case stays closed."""
    unread = s.SERVED.given(
        *(s.done(duty, actor, "2026-02-25") for duty, actor in s.DUTIES),
        s.done("tracking", s.ORGANISATION, "2026-02-25"),
        s.done("correction", s.CONTACT, "2026-02-25"),
    )

    assert unread.case.closed
    assert unread.when(s.received(s.ANN, "2026-02-26")).then_kinds("receipt_confirmed").case.closed
