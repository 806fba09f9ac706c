"""What pages say of every kind of event, kept in a file: a change of it is a change that a reviewer sees."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import JsonValue, TypeAdapter

from api.labels.event_facts import LABELS, EventNaming, facts_of
from api.labels.naming import Names
from api.streams.sealed import SealedBallot
from deploy.demo.sample_cases import sample_organs
from domain.catalogue import CASE_EVENTS, EVENTS, MEETING_EVENTS, RISK_FILING_EVENTS, WORK_RECORD_EVENTS
from domain.messages import Event, kind_of
from domain.streams import StreamName, stream_of
from eventlog.subjects import Subject
from policies.packs.loader import bundled_packs

KEPT = Path(__file__).parent / "event_facts.json"
SUBJECT, DUTY, PROPOSAL, DOCUMENT = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
PACK = next(pack for pack in bundled_packs() if pack.pack == "zhoushan")
CLASSES: Mapping[str, type[Event]] = {kind_of(each): each for each in EVENTS}


@dataclass(frozen=True)
class Said:
    """An event, the group and the names it is shown under, and what is said of it."""

    called: tuple[str, str, str]
    event: dict[str, JsonValue]
    facts: list[list[str | None]]


SAID = TypeAdapter(tuple[Said, ...]).validate_json(KEPT.read_text(encoding="utf-8"))


def event_of(said: Said) -> Event:
    """The event itself."""
    return CLASSES[str(said.event["kind"])].model_validate_json(json.dumps(said.event))


def first(kind: str) -> Event:
    """The first event of a kind that is kept."""
    return event_of(next(said for said in SAID if said.event["kind"] == kind))


@pytest.fixture(scope="module")
def naming() -> EventNaming:
    """A case with a duty and a proposal, of a subject that is registered."""
    happened = {DUTY: "duty_opened", PROPOSAL: "joint_act_proposed", DOCUMENT: "document_drafted"}
    events = {
        id_: event_of(next(each for each in SAID if each.event["kind"] == kind)) for id_, kind in happened.items()
    }
    subject = Subject(SUBJECT, "unit", "government_organ", "demo-county-a", "青石乡人民政府")
    return EventNaming(Names(sample_organs(), PACK, {SUBJECT: subject}), events)


def test_every_event_says_what_is_kept(naming: EventNaming) -> None:
    """Label, text, the long form and where it leads, in their order; a new kind is added with what it says."""
    assert {said.event["kind"] for said in SAID} == LABELS.keys()
    for said in SAID:
        event = event_of(said)
        facts = facts_of(event, naming, ("会议记录",))
        assert (event.label.group, event.label.zh, event.label.en) == said.called
        assert [
            [fact.label, "、".join(fact.cite) + fact.text, fact.title, fact.href] for fact in facts
        ] == said.facts, said.event["kind"]


@pytest.mark.parametrize(
    ("stream", "declared"),
    [
        ("case", CASE_EVENTS),
        ("risk_filing", RISK_FILING_EVENTS),
        ("work_record", WORK_RECORD_EVENTS),
        ("meeting", MEETING_EVENTS),
    ],
)
def test_every_event_has_words(stream: StreamName, declared: tuple[type[Event], ...]) -> None:
    """An event without words would break the timeline of every stream it happens in."""
    assert {kind for kind in LABELS if stream_of(kind) == stream} == {kind_of(each) for each in declared}


def test_a_sealed_ballot_says_that_it_was_cast(naming: EventNaming) -> None:
    """And nothing of how."""
    ballot = SealedBallot(on=date(2026, 3, 2), round_id=UUID(int=4), member=None)

    assert [(fact.label, fact.text) for fact in facts_of(ballot, naming, ())] == [("表决", "已投票，内容不公开")]


def test_what_was_entered_from_paper_is_not_called_late(naming: EventNaming) -> None:
    """A history (补录) is recorded after its days by its nature."""
    met = first("duty_met")

    assert "录入" in {fact.label for fact in facts_of(met, naming, ())}
    assert "录入" not in {fact.label for fact in facts_of(met, replace(naming, from_paper=True), ())}
