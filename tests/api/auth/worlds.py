"""Worlds in which access is judged: places, organs and posts, and what happened in cases, filings and records.

All of it is drawn by Hypothesis; none of it needs to be likely.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar
from uuid import UUID, uuid4

from hypothesis import strategies as st

from api.auth.policy import RULES
from api.identity.personas import Persona, persona_of
from domain.case import events
from domain.case.events import AnyEvent
from domain.case.lifecycle import EndorsementFact
from domain.organs import Holding, Jurisdiction, Organ, Organs, Person, Position
from domain.pack.steps import StepKind
from domain.pack.terms import Standing
from domain.risk_filings.events import (
    RiskFilingAmended,
    RiskFilingEvent,
    RiskFilingReceived,
    RiskFilingSentToGroup,
)
from domain.values import Bilingual, SubjectFacts
from domain.work_records.events import WorkRecordOpened
from projections.cases.parties import PartyEvent
from projections.projector.logged import Logged
from tests.projections.stories import Story

E = TypeVar("E")
DAY = date(2026, 3, 2)
ROLES = sorted({role for rule in RULES for role in rule.roles})
DUTIES = sorted({duty for rule in RULES for duty in rule.duties})
_NAME = Bilingual(zh="名称", en="name")


@dataclass(frozen=True, slots=True)
class CaseTold:
    """A case with what tells of it who sees it, and the organ that filed it."""

    id: UUID
    filed_by: str
    told: tuple[AnyEvent, ...]


SUBJECTS = tuple(UUID(int=n) for n in range(1, 5))
"""Whom cases of a world are about."""


def logged(stream_id: UUID, told: Sequence[E], at: int, organ: str = "organ") -> list[Logged[E]]:
    """Events of a stream as the log has them, from a place on."""
    meta = f'{{"actor": {{"organ": "{organ}"}}}}'.encode()
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return [Logged(at + n, stream_id, n + 1, now, event, meta) for n, event in enumerate(told)]


@st.composite
def worlds(draw: st.DrawFn) -> Organs:
    """Some places, each under another one or none; organs of all roles; in each of them posts of some duties."""
    places = [f"place-{n}" for n in range(draw(st.integers(1, 5)))]
    jurisdictions = tuple(
        Jurisdiction(id=place, name=_NAME, superior=draw(st.sampled_from([None, *places[:n]])))
        for n, place in enumerate(places)
    )
    ids = [f"organ-{n}" for n in range(draw(st.integers(2, 6)))]
    organs = tuple(
        Organ(
            id=id_,
            role=draw(st.sampled_from(ROLES)),
            name=_NAME,
            jurisdiction=draw(st.sampled_from(places)),
            superior=draw(st.sampled_from([None, *ids[:n]])),
        )
        for n, id_ in enumerate(ids)
    )
    positions = tuple(
        Position(id=f"{organ}-{duty.replace('_', '-')}", organ=organ, title=_NAME, duty=duty)
        for organ in ids
        for duty in sorted(draw(st.sets(st.sampled_from(DUTIES), min_size=3, max_size=9)))
    )
    people = tuple(Person(id=f"p-{position.id}"[:64], name="某人") for position in positions)
    holdings = tuple(
        Holding(person=person.id, position=position.id, since=date(2020, 1, 1))
        for person, position in zip(people, positions, strict=True)
    )
    return Organs(
        name="drawn", jurisdictions=jurisdictions, organs=organs, positions=positions, people=people, holdings=holdings
    )


def personas(organs: Organs) -> list[Persona]:
    """Everybody in every post."""
    return [persona_of(organs, holding) for holding in organs.holdings]


@st.composite
def cases(draw: st.DrawFn, organs: Organs) -> CaseTold:
    """A case of one of the places, filed and signed by whomever, in which some organs take part."""
    organ_ids = st.sampled_from([organ.id for organ in organs.organs])
    story = Story(DAY)
    story.opened()
    opened = story.told[0]
    assert isinstance(opened, events.CaseOpened)
    signatory = draw(st.none() | st.sampled_from([position.id for position in organs.positions]))
    opened = opened.model_copy(
        update={
            "jurisdiction": draw(st.sampled_from([place.id for place in organs.jurisdictions])),
            "to_organ": draw(organ_ids),
            "unit": draw(st.none() | organ_ids),
            "endorsement": EndorsementFact(kind="signed" if signatory else "refused", signatory=signatory),
            "applicant": draw(st.none() | st.sampled_from(SUBJECTS)),
            "subjects": _subjects(draw(st.sets(st.sampled_from(SUBJECTS), min_size=1))),
        }
    )
    told: list[AnyEvent] = [opened, *_changed_subjects(draw, opened)]
    told += [_party_event(draw, organs) for _ in range(draw(st.integers(0, 3)))]
    return CaseTold(story.id, draw(organ_ids), tuple(told))


def _subjects(ids: Iterable[UUID]) -> tuple[SubjectFacts, ...]:
    return tuple(SubjectFacts(subject_id=id_, kind="person", sector="public", jurisdiction="x") for id_ in sorted(ids))


def _changed_subjects(draw: st.DrawFn, opened: events.CaseOpened) -> list[AnyEvent]:
    """Some subjects leave the case, others come in."""
    if not draw(st.booleans()):
        return []
    now = {each.subject_id for each in opened.subjects}
    out = draw(st.sets(st.sampled_from(sorted(now))))
    come = draw(st.sets(st.sampled_from(SUBJECTS))) - now
    return [events.SubjectsChanged(on=DAY, added=_subjects(come), removed=tuple(sorted(out)))]


def _party_event(draw: st.DrawFn, organs: Organs) -> PartyEvent:
    """Something by which an organ comes into a case."""
    organ = draw(st.sampled_from([organ.id for organ in organs.organs]))
    story = Story(DAY)
    match draw(st.sampled_from(["step", "duty", "late", "round"])):
        case "step":
            return events.StepOpened(on=DAY, step="acceptance", step_kind=StepKind.ACCEPTANCE, organs=(organ,))
        case "duty":
            story.duty("remedy", due_on=date(2026, 6, 1), responsible=draw(st.sampled_from([organ, "subject"])))
        case "late":
            story.duty("remedy", due_on=date(2026, 6, 1), responsible=organ, step="acceptance")
        case _:
            return events.RoundOpened(
                on=DAY, step="acceptance", committee=organ, entitled=(), quorum="2/3", excluded=()
            )
    told = story.told[0]
    assert isinstance(told, events.DutyOpened)
    return told


@dataclass(frozen=True, slots=True)
class FilingTold:
    """A risk filing: how it was received, and what was done with it."""

    id: UUID
    told: tuple[RiskFilingEvent, ...]


@st.composite
def filings(draw: st.DrawFn, organs: Organs) -> FilingTold:
    """A filing of some organ with another, sent to groups and amended in any order."""
    organ_ids = st.sampled_from([organ.id for organ in organs.organs])
    received = RiskFilingReceived(
        on=DAY,
        pack="drawn",
        edition="1",
        pack_sha256="cd" * 32,
        jurisdiction=draw(st.sampled_from([place.id for place in organs.jurisdictions])),
        unit=draw(organ_ids),
        to_organ=draw(organ_ids),
        matter_id=uuid4(),
        planned_start=DAY,
        late=False,
        risks=1,
        dossier=(),
        subjects=(),
    )
    told: list[RiskFilingEvent] = [received]
    for _ in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            told.append(RiskFilingSentToGroup(on=DAY, group=draw(organ_ids)))
        else:
            told.append(RiskFilingAmended(on=DAY, planned_start=DAY, late=False, risks=1, dossier=()))
    return FilingTold(uuid4(), tuple(told))


@st.composite
def records(draw: st.DrawFn, organs: Organs) -> tuple[UUID, WorkRecordOpened]:
    """A work record that one organ keeps and another opened, confidential or not."""
    organ_ids = st.sampled_from([organ.id for organ in organs.organs])
    return uuid4(), WorkRecordOpened(
        on=DAY,
        pack="drawn",
        edition="1",
        pack_sha256="cd" * 32,
        record="pre_check",
        name=_NAME,
        standing=Standing.DEFAULT,
        cite=(),
        jurisdiction=draw(st.sampled_from([place.id for place in organs.jurisdictions])),
        keeper=draw(organ_ids),
        opened_by=draw(organ_ids),
        confidential=draw(st.booleans()),
        about="matter",
        subject=None,
        matter_id=uuid4(),
        documents=(),
        next_due=None,
    )
