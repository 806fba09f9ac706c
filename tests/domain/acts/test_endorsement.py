"""Endorsement (签字背书): the head's own act, or paper with its scan; nobody signs for the head (NJ-11, A-11, A-40)."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.endorsement import (
    ENDORSEMENT_AWAITED,
    ENDORSER_INVALID,
    NO_ENDORSEMENT_AWAITED,
    NOT_THE_HEAD,
    Endorsement,
)
from domain.case.events import ApplicationEndorsed, CaseOpened
from domain.case.lifecycle import EndorsementFact
from domain.values import Actor
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK
from tests.domain.stories.parties import HEAD, HEAD_ABOVE, HEAD_POST, REQUESTED, endorses, requested

OWN = Endorsement(kind="signed", signatory=HEAD_POST)
PAPER = {"signed_on": "2026-01-21", "document": cases.document("背书")}


def test_the_head_files_and_signs_in_one_act() -> None:
    """The signature is of the day of the act, and there is no document."""
    outcome = cases.NOTHING.when(replace(cases.filed(endorsement=OWN), actor=HEAD))

    assert outcome.the(CaseOpened).endorsement == EndorsementFact(
        kind="signed", signatory=HEAD_POST, organ="county-a-qingshi-party", signed_on=date(2026, 1, 20)
    )


def test_nobody_files_in_the_heads_name() -> None:
    """Neither the contact, nor the counter, nor another head; nor the head for another day than today."""
    for actor in (cases.CONTACT, cases.ORGANISATION):
        cases.NOTHING.when(replace(cases.filed(endorsement=OWN), actor=actor)).refused(NOT_THE_HEAD)
    yesterday = OWN.model_copy(update={"signed_on": date(2026, 1, 19)})
    cases.NOTHING.when(replace(cases.filed(endorsement=yesterday), actor=HEAD)).refused(NOT_THE_HEAD)


def test_what_was_signed_on_paper_is_entered_with_its_scan() -> None:
    """By whoever hands it in; the digest of the scan marks it as paper."""
    fact = cases.NOTHING.when(cases.filed()).the(CaseOpened).endorsement

    assert fact is not None
    assert (fact.kind, fact.signed_on, fact.document) == ("signed", date(2026, 1, 19), cases.document("背书").sha256)


def test_an_application_may_ask_the_head_to_sign() -> None:
    """It is received, its term runs, and it is not accepted before the head has signed (NJ-12)."""
    assert REQUESTED.case.endorsement_awaited
    assert [duty.opened.duty for duty in REQUESTED.case.open_duties.values()] == ["acceptance"]
    REQUESTED.when(cases.proposed_acceptance("2026-02-04")).refused(ENDORSEMENT_AWAITED)
    REQUESTED.when(cases.proposed_acceptance("2026-02-04", "not_in_scope")).then_kinds("joint_act_proposed")


def test_the_head_who_was_asked_signs_in_person() -> None:
    """From then on the case goes its way."""
    outcome = REQUESTED.when(endorses())

    outcome.then(
        ApplicationEndorsed(
            on=date(2026, 1, 22),
            result="signed",
            signatory=HEAD_POST,
            signed_on=date(2026, 1, 22),
            document=None,
            person=HEAD.person,
        )
    )
    outcome.given.when(cases.proposed_acceptance("2026-02-04")).then_kinds("joint_act_proposed")


@pytest.mark.parametrize("actor", [cases.CONTACT, cases.ORGANISATION, cases.post("county-a-enforcement-party-head")])
def test_nobody_signs_for_the_head(actor: Actor) -> None:
    """Not the contact who filed, not the counter, not the head of another committee."""
    REQUESTED.when(endorses(actor)).refused(NOT_THE_HEAD)


def test_who_is_of_no_unit_and_not_the_counter_has_nothing_to_do_with_it() -> None:
    """Not even on paper."""
    REQUESTED.when(endorses(cases.AUDIT, told=PAPER)).refused(refusals.NOT_COMPETENT)


def test_a_contact_enters_what_the_head_signed_on_paper() -> None:
    """With the day that stands on it, on which the head was in office."""
    event = REQUESTED.when(endorses(cases.CONTACT, told=PAPER)).the(ApplicationEndorsed)

    assert (event.result, event.signed_on, event.document, event.person) == (
        "signed",
        date(2026, 1, 21),
        cases.document("背书").sha256,
        HEAD.person,
    )
    REQUESTED.when(endorses(cases.CONTACT, told={**PAPER, "signed_on": "2014-12-31"})).refused(ENDORSER_INVALID)
    REQUESTED.when(endorses(cases.CONTACT, told={**PAPER, "signed_on": "2026-01-23"})).refused(refusals.BEFORE_OPENING)


def test_a_head_may_refuse_with_reasons() -> None:
    """The refusal is on record, and the application goes on without (A-11)."""
    REQUESTED.when(endorses(told={"endorses": False})).refused(refusals.REASONS_MISSING)
    refused = REQUESTED.when(endorses(told={"endorses": False, "reasons": MARK}))
    event = refused.the(ApplicationEndorsed)

    assert (event.result, event.person, event.document) == ("refused", None, None)
    refused.given.when(cases.proposed_acceptance("2026-02-04")).then_kinds("joint_act_proposed")


def test_the_committee_above_may_be_asked() -> None:
    """Its head stands in, in person; from then on that head keeps no round of the case (A-11, A-39)."""
    asked = cases.NOTHING.given(requested("county-a-committee-head"))
    event = asked.when(endorses(HEAD_ABOVE)).the(ApplicationEndorsed)

    assert (event.result, event.person) == ("substitute", HEAD_ABOVE.person)
    later = asked.given(endorses(HEAD_ABOVE), *cases.accepted())
    assert later.case.endorsed_by == HEAD_ABOVE.person


def test_only_a_head_who_may_endorse_is_asked() -> None:
    """As with a signature: of the own committee or one above."""
    for post in ("county-a-qingshi-contact", "county-b-shuanghe-party-head", "nobody"):
        cases.NOTHING.when(requested(post)).refused(ENDORSER_INVALID)


def test_an_endorsement_is_made_once() -> None:
    """Neither where it came with the application, nor after it was made, nor after the case is over."""
    cases.FILED.when(endorses()).refused(NO_ENDORSEMENT_AWAITED)
    REQUESTED.given(endorses()).when(endorses()).refused(NO_ENDORSEMENT_AWAITED)
    over = REQUESTED.given(
        *cases.accepted(ground="not_in_scope"), cases.done("acceptance_notice", cases.ORGANISATION, "2026-02-05")
    )
    over.when(endorses(day="2026-02-06")).refused(refusals.WRONG_STEP)


def test_a_subject_who_is_the_head_is_asked_in_vain() -> None:
    """Known by the register when the application comes, or only when the head would sign."""
    own = replace(cases.CONTEXT, persons=frozenset({HEAD.person}))

    cases.NOTHING.knowing(own).when(requested()).refused(refusals.CONFLICT_OF_INTEREST)
    REQUESTED.knowing(own).when(endorses()).refused(refusals.CONFLICT_OF_INTEREST)
