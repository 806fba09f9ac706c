"""Plays a sample case through the domain alone: no server, no clock but the dates in it."""

from datetime import UTC, datetime
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from deploy.demo.sample_cases import Ref, SampleCase
from domain.case.commands import CommandEnvelope
from domain.case.decide import decide
from domain.case.events import AnyEvent
from domain.case.evolve import fold
from domain.case.state import Case
from domain.context import DecisionContext
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.values import Actor, SubjectFacts
from policies.calendars.seed import national_calendar
from policies.packs.loader import pack_sha256

RECORDED_AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class Player:
    """Performs the acts of one case in order and keeps what they cause."""

    def __init__(self, sample: SampleCase, pack: Pack, organs: Organs) -> None:
        self.sample = sample
        self.case_id = uuid5(NAMESPACE_URL, sample.label)
        self.ids = {subject.key: uuid5(self.case_id, subject.key) for subject in sample.subjects}
        self.events: list[AnyEvent] = []
        facts = {
            self.ids[subject.key]: SubjectFacts(
                subject_id=self.ids[subject.key],
                kind=subject.kind,
                sector=subject.sector,
                jurisdiction=subject.jurisdiction,
            )
            for subject in sample.subjects
        }
        calendar = national_calendar().model_copy(update={"version": 1})
        self.known = DecisionContext(pack, pack_sha256(pack), calendar, organs, facts)

    @property
    def case(self) -> Case | None:
        """The case as its events so far tell it."""
        return fold(self.case_id, self.events)

    def play(self) -> Case:
        """Perform every act; a refusal surfaces with its code."""
        for number, act in enumerate(self.sample.acts):
            actor = self._holder(act.position, number)
            body = act.command(partial(self._resolve, number))
            envelope = CommandEnvelope(command_id=uuid5(self.case_id, str(number)), actor=actor, body=body)
            self.events += decide(self.case_id, self.case, envelope, RECORDED_AT, self.known)
        case = self.case
        assert case is not None
        return case

    def _holder(self, position_id: str, number: int) -> Actor:
        on, organs = self.sample.acts[number].on, self.known.organs
        position = organs.position(position_id)
        assert position is not None, position_id
        holders = [h for h in (*organs.holdings, *organs.seats) if h.position == position_id and h.covers(on)]
        assert len(holders) == 1, (position_id, on)
        return Actor(person=holders[0].person, position=position_id, organ=position.organ)

    def _resolve(self, number: int, ref: Ref) -> UUID | Actor:
        if ref.kind == "subject":
            return self.ids[ref.name]
        if ref.kind == "holder":
            return self._holder(ref.name, number)
        case = self.case
        assert case is not None
        if ref.kind == "round":
            assert case.round is not None
            return case.round.id
        if ref.kind == "proposal":
            return next(iter(case.proposals.values())).id
        subject = self.ids[ref.subject] if ref.subject else None
        return next(
            id_
            for id_, duty in case.open_duties.items()
            if duty.opened.duty == ref.name and subject in (None, duty.opened.subject)
        )
