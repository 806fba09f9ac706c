"""Official documents: which are asked for, who drafts, checks, signs and issues them, and whether they stand."""

from dataclasses import replace

import pytest

from domain import refusals
from domain.acts.official_documents import (
    DOCUMENT_THERE,
    FACT_MISSING,
    NO_DOCUMENT_ASKED,
    NO_DRAFT,
    NO_REPLACEMENT,
    NOT_SET,
    NOT_STANDING,
    OCCASIONS,
    OWN_DRAFT,
    UNKNOWN_RULE,
    DocumentDrafted,
    DocumentIssued,
    DocumentNumbered,
    DocumentWithdrawn,
    StampedScanFiled,
)
from domain.case.commands import DraftDocument
from domain.case.official_documents import Draft, Issued, Signed, Withdrawn
from domain.case.state import Case
from domain.catalogue import CASE_EVENTS
from domain.documents.facts import CaseFact, filled, missing_in, missing_mark
from domain.messages import kind_of
from tests.domain.scenario import Given, deed
from tests.domain.stories import cases
from tests.domain.stories import official_documents as papers
from tests.domain.stories.cases import MARK


def stage_of(given: Given) -> object:
    """Where the newest document of a case is."""
    return given.case.paperwork.documents[papers.newest(given.case)].stage


def stands(case: Case) -> bool:
    """Whether the newest document stands."""
    return case.paperwork.stands(case.paperwork.documents[papers.newest(case)])


def test_a_notice_goes_from_draft_to_issue() -> None:
    """Drafted by one, checked by another, signed by the head, issued; each step leads to the next."""
    drafted = cases.ACCEPTED.when(papers.drafted())
    event = drafted.the(DocumentDrafted)

    assert (event.organ, event.checked, event.signed_by, event.for_applicant) == (
        "county-a-organization",
        True,
        "head",
        True,
    )
    assert event.private is not None
    assert (event.private.title, event.private.document_text, event.private.addressees) == (MARK,) * 3
    assert MARK not in event.model_copy(update={"private": None}).model_dump_json()
    assert stage_of(papers.DRAFTED) == Draft("check")
    assert stage_of(papers.CHECKED) == Draft("signature")
    assert stage_of(papers.SIGNED) == Signed()
    assert stage_of(papers.ISSUED) == Issued(papers.SET_SHA256)
    assert stands(papers.ISSUED.case)


def test_the_log_keeps_the_file_that_went_out() -> None:
    """Digest, size, format and code stand in the event."""
    event = papers.SIGNED.when(papers.issued()).the(DocumentIssued)

    assert (event.sha256, event.size, event.format, event.code) == (papers.SET_SHA256, 9, "pdf", "ABCD-1234")


def test_nothing_is_issued_that_was_not_set() -> None:
    """Whoever sends the command brings no file; whoever takes it in does, and of this very document."""
    papers.SIGNED.when(papers.not_set()).refused(NOT_SET)


def test_what_happened_is_asked_for_once() -> None:
    """Before it happens there is nothing to draft; afterwards one of each, until it is withdrawn."""
    cases.FILED.when(papers.drafted(day="2026-01-21")).refused(UNKNOWN_RULE)
    papers.DRAFTED.when(papers.drafted()).refused(DOCUMENT_THERE)
    papers.DRAFTED.given(papers.withdrawn()).when(papers.drafted(day="2026-02-06")).then_kinds("document_drafted")
    cases.ACCEPTED.when(papers.drafted("no_such_document")).refused(UNKNOWN_RULE)


def test_only_the_organ_that_issues_it_drafts() -> None:
    """Neither another organ nor the unit writes it."""
    for actor in (cases.DISCIPLINE, cases.OTHER_CONTACT):
        cases.ACCEPTED.when(papers.drafted(actor=actor)).refused(refusals.NOT_COMPETENT)


def test_a_procedure_without_documents_asks_for_none() -> None:
    """An empty list in a pack is a list."""
    bare = cases.ACCEPTED.context.pack.model_copy(update={"documents": ()})
    without = cases.ACCEPTED.knowing(replace(cases.CONTEXT, pack=bare))

    without.when(papers.drafted()).refused(NO_DOCUMENT_ASKED)


def test_nobody_checks_or_signs_their_own_draft() -> None:
    """Two persons at least; also who drafted it before it was written anew."""
    papers.DRAFTED.when(papers.checked(actor=cases.ORGANISATION)).refused(OWN_DRAFT)
    by_the_head = cases.ACCEPTED.given(papers.drafted(actor=papers.HEAD), papers.revised(), papers.checked())
    by_the_head.when(papers.signed()).refused(OWN_DRAFT)


def test_only_the_post_that_the_procedure_names_signs() -> None:
    """An officer does not sign for the head, nor the head of another organ."""
    papers.CHECKED.when(papers.signed(actor=cases.ORGANISATION_2)).refused(refusals.NOT_COMPETENT)
    other = cases.post("county-a-discipline-head")
    papers.CHECKED.when(papers.signed(actor=other)).refused(refusals.NOT_COMPETENT)


def test_a_draft_goes_back_with_reasons_and_begins_its_way_again() -> None:
    """Without reasons nothing is sent back; what was written anew is checked anew."""
    back = papers.DRAFTED.given(papers.checked(reasons=MARK))

    assert stage_of(back) == Draft("redraft")
    back.when(papers.signed()).refused(NO_DRAFT)
    again = back.given(papers.revised())
    assert stage_of(again) == Draft("check")
    assert len(again.case.paperwork.documents) == 1
    papers.SIGNED.when(papers.revised()).refused(NO_DRAFT)


def test_organs_in_whose_name_it_goes_out_sign_along() -> None:
    """The opinion of organs that determine jointly awaits the other; who does not consent sends it back."""
    drafted = cases.DETERMINED.given(papers.drafted(papers.OPINION, "2026-02-11"), papers.checked("2026-02-11"))

    assert stage_of(drafted) == Draft("countersignature", frozenset({"county-a-discipline"}))
    drafted.when(papers.signed("2026-02-11")).refused(NO_DRAFT)
    drafted.when(papers.countersigned("2026-02-11", cases.AUDIT)).refused(refusals.NOT_COMPETENT)
    assert stage_of(drafted.given(papers.countersigned("2026-02-11"))) == Draft("signature")
    assert stage_of(drafted.given(papers.countersigned("2026-02-11", reasons=MARK))) == Draft("redraft")


def test_a_document_has_a_number_where_what_it_is_of_has_none() -> None:
    """The notice of acceptance bears that of the acceptance; the opinion gets one of its own as it is signed."""
    opinion = cases.DETERMINED.given(
        papers.drafted(papers.OPINION, "2026-02-11"),
        papers.checked("2026-02-11"),
        papers.countersigned("2026-02-11"),
    )

    papers.CHECKED.when(papers.signed()).then_kinds("document_signed")
    assert opinion.when(papers.signed("2026-02-11")).the(DocumentNumbered).dispatch is not None


def test_a_form_is_signed_by_nobody() -> None:
    """A receipt is no act of the organ: it is drafted and issued."""
    drafted = cases.FILED.given(papers.drafted(papers.RECEIPT, "2026-01-21"))

    assert stage_of(drafted) == Signed()
    drafted.when(papers.issued("2026-01-21")).then_kinds("document_issued")


def test_the_stamped_scan_is_a_second_digest() -> None:
    """A scan belongs to what was issued, and nothing else."""
    event = papers.ISSUED.when(papers.scanned()).the(StampedScanFiled)

    assert event.scan == cases.document().sha256
    papers.SIGNED.when(papers.scanned()).refused(NO_DRAFT)


def test_what_was_issued_is_withdrawn_by_who_signs() -> None:
    """With reasons, and perhaps for another that was issued."""
    papers.ISSUED.when(papers.withdrawn(actor=cases.ORGANISATION)).refused(refusals.NOT_COMPETENT)
    papers.DRAFTED.when(papers.withdrawn(actor=cases.ORGANISATION)).then_kinds("document_withdrawn")
    papers.ISSUED.when(papers.withdrawn(replaced_by=papers.newest)).refused(NO_REPLACEMENT)
    gone = papers.ISSUED.when(papers.withdrawn())

    assert gone.the(DocumentWithdrawn).private is not None
    assert stage_of(gone.given) == Withdrawn()
    assert not stands(gone.given.case)


def test_a_document_falls_with_what_it_is_of() -> None:
    """A changed decision takes its documents along, and leaves those of the acceptance."""
    issued = cases.RECEIVED.given(papers.drafted("feedback_letter", "2026-02-25"))
    changed = issued.given(*papers.CHANGED)
    upheld = issued.given(
        cases.asked(), cases.reappraisal(), cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal")
    )

    assert stands(issued.case)
    assert not stands(changed.case)
    assert stands(upheld.case)
    changed.when(papers.checked("2026-03-21")).refused(NOT_STANDING)


def test_of_an_opinion_the_next_takes_the_place() -> None:
    """What was returned is no opinion of the organs any more."""
    returned = cases.DETERMINED.given(papers.drafted(papers.OPINION, "2026-02-11"), *cases.voted("postpone"))
    kinds = set(returned.case.paperwork.occasions.values())

    assert ("determination_issued" in kinds) == stands(returned.case)


@pytest.mark.parametrize("field", ["title", "text", "addressees"])
def test_nothing_is_drafted_with_a_fact_missing(field: str) -> None:
    """The refusal names what is missing and where it is entered."""
    said = {"document": papers.NOTICE, "title": MARK, "text": MARK, field: filled("致{subjects}", {})}
    body = DraftDocument.model_validate(said)
    told = cases.ACCEPTED.when(deed(cases.ORGANISATION, body, "2026-02-05")).refused(FACT_MISSING)

    assert told.detail == "当事人（登记处：当事人登记簿）"


def test_what_is_put_in_is_not_read_again() -> None:
    """A name with braces in it stays a name, and a mark in the words of a case is found like any other."""
    assert filled("{matter}{subjects}", {CaseFact.MATTER: "{subjects}", CaseFact.SUBJECTS: "甲"}) == "{subjects}甲"
    assert missing_in(missing_mark(CaseFact.VOTE), None) == ("表决结果（登记处：“结束表决”或会议登记）",)


def test_every_occasion_is_an_event_of_a_case() -> None:
    """A pack names nothing that cannot happen."""
    assert {kind_of(each) for each in CASE_EVENTS} >= OCCASIONS
