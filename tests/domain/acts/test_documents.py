"""Documents in the file of a case: by their digest, from either side, once; an act names what is there (A-54)."""

from dataclasses import replace

import pytest

from domain.acts.evidence.documents import (
    DOCUMENT_ABOVE_CEILING,
    DOCUMENT_IN_FILE,
    DOCUMENT_NOT_REPLACED,
    DOCUMENT_UNKNOWN,
    DocumentAdded,
)
from domain.case.commands import CloseHistory, SubmitSupplement
from domain.catalogue import COMMANDS
from domain.messages import Command, kind_of
from domain.refusals import STUB_IS_ON_PAPER
from domain.values import Actor, Document, documents_in
from tests.domain.scenario import Deed, deed
from tests.domain.stories import cases, clocks, evidence, stubs
from tests.domain.stories.cases import MARK


def test_what_is_known_of_a_document_is_a_fact_and_what_it_is_called_is_not() -> None:
    """The log commits to its digest; its title goes with the words of the case."""
    event = cases.FILED.when(evidence.added(remarks=MARK, classification="internal")).the(DocumentAdded)

    assert (event.sha256, event.size, event.format, event.organ) == (
        evidence.digest(),
        7,
        "pdf",
        cases.ORGANISATION.organ,
    )
    assert event.private is not None
    assert (event.private.document_titles, event.private.statement) == ((MARK,), MARK)
    assert MARK not in event.model_dump_json(exclude={"private"})


@pytest.mark.parametrize(
    ("actor", "for_applicant", "seen"),
    [(cases.ORGANISATION, False, False), (cases.ORGANISATION, True, True), (cases.CONTACT, False, True)],
    ids=["of an organ", "of an organ, for the applicant", "of the unit"],
)
def test_the_applicants_side_sees_its_own_and_what_is_meant_for_it(
    actor: Actor, for_applicant: bool, seen: bool
) -> None:
    """What a unit hands in it cannot hide from itself."""
    event = cases.FILED.when(evidence.added(actor=actor, for_applicant=for_applicant)).the(DocumentAdded)

    assert (event.for_applicant, event.by_unit) == (seen, actor == cases.CONTACT)


def test_the_same_content_comes_in_once() -> None:
    """Under whatever title; a unit is not told of what is inside, and its own copy opens it to its side."""
    evidence.IN_FILE.when(evidence.added(title="合同", day="2026-01-22")).refused(DOCUMENT_IN_FILE)
    evidence.FROM_UNIT.when(evidence.added(day="2026-01-22", actor=cases.DISCIPLINE)).refused(DOCUMENT_IN_FILE)

    both = evidence.IN_FILE.given(evidence.added(day="2026-01-22", actor=cases.CONTACT))

    assert both.case.documents[evidence.digest()].for_applicant
    both.when(evidence.added(day="2026-01-23", actor=cases.CONTACT)).refused(DOCUMENT_IN_FILE)


def test_a_new_version_takes_the_place_of_an_own_document() -> None:
    """The old one stays in the file, and is replaced once."""
    newer = evidence.IN_FILE.given(evidence.added("新合同", "2026-01-22", replaces=evidence.digest()))

    assert [each.replaced for each in newer.case.documents.values()] == [True, False]
    newer.when(evidence.added("再新", "2026-01-23", replaces=evidence.digest())).refused(DOCUMENT_NOT_REPLACED)


@pytest.mark.parametrize("actor", [cases.CONTACT, cases.DISCIPLINE], ids=["the unit", "another organ"])
def test_nobody_replaces_what_others_handed_in(actor: Actor) -> None:
    """Nor what is not there."""
    evidence.IN_FILE.when(evidence.added("新", "2026-01-22", actor, replaces=evidence.digest())).refused(
        DOCUMENT_NOT_REPLACED
    )
    evidence.IN_FILE.when(evidence.added("新", "2026-01-22", actor, replaces=evidence.digest("无"))).refused(
        DOCUMENT_NOT_REPLACED
    )


def test_what_is_classified_above_the_ceiling_stays_on_paper() -> None:
    """The sample's ceiling is 内部 (A-47); a stub takes no document at all."""
    cases.FILED.when(evidence.added(classification="confidential")).refused(DOCUMENT_ABOVE_CEILING)
    stubs.REGISTERED.when(evidence.added(day="2026-11-28")).refused(STUB_IS_ON_PAPER)


def test_a_document_makes_nobody_stale() -> None:
    """It changes no step: who looked at the case before goes on."""
    evidence.IN_FILE.when(cases.proposed_acceptance("2026-01-22").having_seen(3)).then_kinds("joint_act_proposed")


ASKED = cases.FILED.given(clocks.asked_for_papers("2026-01-28"))


def test_an_act_names_what_is_in_the_file_or_says_why_it_is_on_paper() -> None:
    """Neither is refused; the reason is kept with the words of the act, beside the digest it is about."""
    in_file = ASKED.given(evidence.added(day="2026-01-29", actor=cases.CONTACT))

    def handed_in(document: Document) -> Deed:
        return deed(cases.CONTACT, SubmitSupplement(evidence=(document,)), "2026-01-30")

    in_file.when(handed_in(evidence.named())).then_kinds("supplement_received", "duty_met", "duty_resumed")
    in_file.when(handed_in(evidence.named("别的"))).refused(DOCUMENT_UNKNOWN)
    private = in_file.when(handed_in(evidence.named("别的", paper="原件太大"))).events[0].private
    assert private is not None
    assert [(each.sha256, each.reason) for each in private.papers] == [(evidence.digest("别的"), "原件太大")]


def test_a_history_from_paper_needs_no_reason_for_each_paper() -> None:
    """All of it was on paper (补录)."""
    history = cases.NOTHING.given(replace(cases.filed(history=True), actor=cases.ORGANISATION))
    asked = history.given(clocks.asked_for_papers("2026-01-28"))
    paper = deed(cases.CONTACT, SubmitSupplement(evidence=(evidence.named(),)), "2026-01-30")

    assert asked.when(paper).kinds[0] == "supplement_received"
    asked.given(deed(cases.ORGANISATION, CloseHistory(), "2026-01-29")).when(paper).refused(DOCUMENT_UNKNOWN)


def test_an_application_names_what_is_uploaded_once_there_is_a_case() -> None:
    """There is no file yet into which it could have come."""
    filed = cases.NOTHING.when(cases.filed(evidence=(evidence.named(),)))

    assert filed.events[0].private is not None
    assert evidence.digest() not in {each.sha256 for each in filed.events[0].private.papers}


@pytest.mark.parametrize("command", COMMANDS, ids=kind_of)
def test_every_document_of_a_command_is_found(command: type[Command]) -> None:
    """However deep it stands: findings have each their own."""
    body = command.model_validate(command.example) if command.example else None
    written = body.model_dump_json() if body else ""

    assert len(list(documents_in(body))) == written.count('"paper":')
