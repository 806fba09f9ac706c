"""Documents that a step asks for by name: handed in from either side, and required before anything is decided there."""

import pytest

from domain.acts.evidence.documents import DOCUMENT_UNKNOWN
from domain.acts.evidence.listed import DOCUMENT_MISSING, NOTHING_LISTED, DocumentsHandedIn, HandInDocuments
from domain.case.lifecycle import CaseOpened, HandedIn
from domain.case.state import Case
from domain.refusals import UNKNOWN_ITEM
from domain.values import Actor
from tests.domain.scenario import Deed, deed
from tests.domain.stories import bodies, cases, listed

ACCEPTS = cases.proposed_acceptance("2026-01-23")


def test_what_is_required_is_there_before_anything_is_decided() -> None:
    """The refusal names the document and its article; what may be left out is not missed."""
    refused = listed.ASKS.when(ACCEPTS).refused(DOCUMENT_MISSING)
    assert (refused.cite, refused.detail) == (("NJ-12",), "opinion")
    listed.ASKS.given(listed.handed_in()).when(ACCEPTS).then_kinds("joint_act_proposed")


@pytest.mark.parametrize(
    "actor", [cases.CONTACT, cases.ORGANISATION, cases.DISCIPLINE], ids=["unit", "counter", "body"]
)
def test_either_side_hands_in_and_the_newest_counts(actor: Actor) -> None:
    """A fact is which of the documents it is, and its digest; what it is called goes with the words of the case."""
    event = listed.ASKS.when(listed.handed_in(actor=actor)).the(DocumentsHandedIn)
    assert event.documents == (HandedIn(name="opinion", sha256=listed.document("opinion").sha256),)
    assert event.private is not None
    assert event.private.document_titles == (cases.MARK,)
    case: Case = listed.ASKS.given(listed.handed_in(actor=actor), listed.handed_in(day="2026-01-23")).case
    assert case.handed_in == {("acceptance", "opinion"): listed.document("opinion").sha256}


@pytest.mark.parametrize(
    ("step", "before", "act"),
    [
        ("investigation", cases.investigated()[:-1], cases.investigated()[-1]),
        ("determination", cases.investigated(), cases.determined()[0]),
        ("approval", (*cases.investigated(), *cases.determined()), cases.opened_round()),
        ("feedback", (*cases.investigated(), *cases.determined(), *cases.voted()), cases.served()),
    ],
    ids=["investigation", "determination", "approval", "feedback"],
)
def test_every_step_in_which_somebody_acts_may_ask(step: str, before: tuple[Deed, ...], act: Deed) -> None:
    """Its own act, or the vote in it, waits; what is done in it beside that does not."""
    begun = bodies.under({step: {"documents": listed.listed("opinion")}}).given(cases.filed(), *cases.accepted())
    asked = begun.given(cases.denied("2026-02-05"), *before)
    asked.when(act).refused(DOCUMENT_MISSING)
    day = act.at.date().isoformat()
    assert asked.given(listed.handed_in(day=day, actor=cases.ORGANISATION)).when(act).kinds


def test_an_application_comes_with_what_is_asked_for() -> None:
    """By the name it is asked for, or it is not taken in; another name is none."""
    refused = listed.TO_BEGIN.when(cases.filed()).refused(DOCUMENT_MISSING)
    assert (refused.cite, refused.detail) == (("NJ-10",), "letter")
    listed.TO_BEGIN.when(cases.filed(named=listed.named("other", "letter"))).refused(UNKNOWN_ITEM)
    opened = listed.TO_BEGIN.when(cases.filed(named=listed.named("letter"))).the(CaseOpened)
    assert [each.name for each in opened.documents] == ["letter"]


def test_a_document_is_in_the_file_or_on_paper() -> None:
    """As everywhere: a digest that nobody has uploaded needs a reason (A-54)."""
    bare = HandInDocuments.model_validate(
        {"named": [{"name": "opinion", "document": {"sha256": "0" * 64, "title": "x"}}]}
    )
    listed.ASKS.when(deed(cases.CONTACT, bare, "2026-01-22")).refused(DOCUMENT_UNKNOWN)


def test_nothing_is_handed_in_where_nothing_is_asked_for() -> None:
    """Neither in a procedure or a step that lists nothing, nor under another name."""
    cases.FILED.when(listed.handed_in()).refused(NOTHING_LISTED)
    listed.ASKS.when(listed.handed_in(("other",))).refused(UNKNOWN_ITEM)
    later = listed.COMPLETE.given(*cases.accepted())
    later.when(listed.handed_in(day="2026-02-05")).refused(NOTHING_LISTED)
