"""Precedents: who writes the digest of a concluded case, who approves it, and what takes it out again (ZS-33, R-18)."""

from dataclasses import replace

import pytest

from domain import refusals
from domain.acts.digests import NO_DIGEST, NOT_CONCLUDED, OWN_DIGEST
from domain.case.commands import ApproveDigest
from domain.case.events import DigestApproved, DigestWithdrawn, DigestWritten
from domain.pack.results import Outcome
from domain.refusals import Refusal
from tests.domain.scenario import Deed, Given
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK
from tests.domain.stories.digests import APPROVED, HEAD, WRITTEN, approved, newest, withdrawn, written


def test_a_concluded_case_is_told_without_closing_or_opening_it() -> None:
    """The words are private; the fact names who wrote, and the case stays closed (ZS-33)."""
    event = cases.CLOSED.when(written()).the(DigestWritten)

    assert (event.organ, event.person) == (cases.ORGANISATION.organ, cases.ORGANISATION.person)
    assert event.private is not None
    assert (event.private.title, event.private.statement, event.private.reasons, event.private.lesson) == (MARK,) * 4
    assert WRITTEN.case.closed


def test_the_feedback_alone_is_needed() -> None:
    """A case with duties still open has its outcome: it may be told."""
    cases.SERVED.when(written("2026-02-14")).then_kinds("digest_written")


def test_another_person_approves() -> None:
    """The secretary of the committee publishes what an officer wrote (ZS-41)."""
    event = WRITTEN.when(approved()).the(DigestApproved)

    assert (event.digest, event.published) == (len(WRITTEN.events), True)
    assert APPROVED.case.digest_draft is None
    assert APPROVED.case.digest_approved is not None
    assert APPROVED.case.digest_approved.version == len(WRITTEN.events)


def test_what_was_kept_inside_may_be_published_later() -> None:
    """Who may read a digest is decided anew without writing it again."""
    inside = WRITTEN.given(approved(publish=False))

    assert inside.when(approved("2026-03-02")).the(DigestApproved).published is True


def test_a_new_draft_leaves_the_approved_digest_in_place() -> None:
    """Until the new one is approved the old one stands."""
    again = APPROVED.given(written("2026-03-02"))

    assert again.case.digest_approved == APPROVED.case.digest_approved
    assert again.given(approved("2026-03-03")).case.digest_approved != APPROVED.case.digest_approved


def test_withdrawing_takes_it_out_and_keeps_the_record() -> None:
    """Afterwards there is nothing to approve or to withdraw (R-14)."""
    outcome = APPROVED.when(withdrawn())

    assert outcome.the(DigestWithdrawn).digest == len(WRITTEN.events)
    assert outcome.given.case.digest_approved is None
    outcome.given.when(withdrawn("2026-03-02")).refused(NO_DIGEST)


def test_a_changed_outcome_takes_the_digest_out() -> None:
    """What tells of an outcome that is gone is no precedent; an upheld one stays (A-21)."""
    asked = APPROVED.given(cases.asked())
    changed = asked.given(
        cases.reappraisal(cases.opinion(outcome=Outcome.EXEMPT, liabilities=("accountability", "party_discipline"))),
        cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"),
    )
    upheld = asked.given(cases.reappraisal(), cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"))

    assert changed.case.digest_approved is None
    assert upheld.case.digest_approved == APPROVED.case.digest_approved


REFUSED: tuple[tuple[str, Refusal, Given, Deed], ...] = (
    ("before the feedback", NOT_CONCLUDED, cases.APPROVED, written("2026-02-13")),
    ("not accepted", NOT_CONCLUDED, cases.NOT_ACCEPTED, written("2026-02-13")),
    ("while reappraised", NOT_CONCLUDED, cases.RECEIVED.given(cases.asked()), written("2026-03-11")),
    ("approved while reappraised", NOT_CONCLUDED, WRITTEN.given(cases.asked()), approved("2026-03-11")),
    ("by a unit", refusals.NOT_COMPETENT, cases.CLOSED, written(actor=cases.OTHER_CONTACT)),
    (
        "by another county",
        refusals.NOT_COMPETENT,
        cases.CLOSED,
        written(actor=cases.post("county-b-organization-officer-1")),
    ),
    ("approved by an officer", refusals.NOT_COMPETENT, WRITTEN, approved(actor=cases.DISCIPLINE)),
    ("approved by a member", refusals.NOT_COMPETENT, WRITTEN, approved(actor=cases.MEMBERS[0])),
    ("approved by its writer", OWN_DIGEST, cases.CLOSED.given(written(actor=HEAD)), approved(actor=HEAD)),
    ("nothing to approve", NO_DIGEST, cases.CLOSED, approved()),
    (
        "approved before it was written",
        refusals.BEFORE_OPENING,
        WRITTEN,
        replace(
            approved(),
            body=lambda case: ApproveDigest.model_validate(
                {"digest": newest(case), "publish": True, "on": "2026-02-25", "late_entry_reason": MARK}
            ),
        ),
    ),
    ("nothing to withdraw", NO_DIGEST, cases.CLOSED, withdrawn()),
    ("withdrawn by a unit", refusals.NOT_COMPETENT, APPROVED, withdrawn(actor=cases.OTHER_CONTACT)),
)


@pytest.mark.parametrize(("refusal", "given", "act"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_not_admitted(refusal: Refusal, given: Given, act: Deed) -> None:
    """Each by its own refusal."""
    given.when(act).refused(refusal)


def test_no_digest_is_written_over_one_unseen() -> None:
    """Whoever looked before the first one was written is told so."""
    APPROVED.when(written("2026-03-02").having_seen(len(cases.CLOSED.events))).refused(refusals.STALE)
