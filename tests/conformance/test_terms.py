"""Our counter, our certificate, and the offline verifier on every conformance vector."""

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter

from deploy.verify_deadline import verify
from domain.terms.calendar import Calendar
from domain.terms.certificate import certify
from domain.terms.deadlines import Pause, Term, TermUnit, due_date
from tests.conformance.generate import files

HERE = Path(__file__).parent


class Vector(BaseModel):
    """One line of a file of vectors, as README.md describes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    calendar: str
    start: date
    amount: int
    unit: TermUnit
    pauses: tuple[tuple[date, date], ...]
    extended_by: int = 0
    not_before: date | None = None
    due_on: date
    provisional: bool
    counted: tuple[date, ...] | None

    def stood_still(self) -> tuple[Pause, ...]:
        """Its pauses, as we write them."""
        return tuple(Pause(since=since, until=until) for since, until in self.pauses)


VECTORS = [
    vector
    for path in sorted((HERE / "terms").glob("*.json"))
    for vector in TypeAdapter(tuple[Vector, ...]).validate_json(path.read_bytes())
]
every_vector = pytest.mark.parametrize("vector", VECTORS, ids=[vector.id for vector in VECTORS])


@cache
def calendar(name: str) -> Calendar:
    """Read a calendar that vectors name."""
    return Calendar.model_validate_json((HERE / "calendars" / name).read_bytes())


def test_there_are_enough_and_each_has_its_own_name() -> None:
    """At least 200 vectors and 60 with a pause, every unit among them, and no two under one name."""
    assert len(VECTORS) >= 200
    assert len([vector for vector in VECTORS if vector.pauses]) >= 60
    assert {vector.unit for vector in VECTORS} == set(TermUnit)
    assert len({vector.id for vector in VECTORS}) == len(VECTORS)


@every_vector
def test_the_due_date(vector: Vector) -> None:
    """The last day and its standing are what two other programs, or a person, say."""
    whole = Term(amount=vector.amount + vector.extended_by, unit=vector.unit)
    result = due_date(
        vector.start,
        whole,
        calendar(vector.calendar),
        pauses=vector.stood_still(),
        not_before=vector.not_before,
    )

    assert (result.due_on, result.provisional) == (vector.due_on, vector.provisional)


@every_vector
def test_the_certificate(vector: Vector) -> None:
    """It ends on the due date, counts the days the vector counts, and the second implementation agrees with it all."""
    content = (HERE / "calendars" / vector.calendar).read_bytes()
    certificate = certify(
        vector.start,
        Term(amount=vector.amount, unit=vector.unit),
        calendar(vector.calendar),
        extended_by=vector.extended_by,
        pauses=vector.stood_still(),
        not_before=vector.not_before,
    )
    counted = tuple(each.day for each in certificate.days if each.counted is not None)

    assert (certificate.due_on, certificate.provisional) == (vector.due_on, vector.provisional)
    assert vector.counted in (None, counted)
    assert verify(json.loads(certificate.model_dump_json()), json.loads(content)) == []


def test_the_committed_vectors_are_the_generated_ones() -> None:
    """Nobody edits a vector by hand, and both packages still agree on all of them."""
    generated = files()

    assert {path.name: path.read_text("utf-8") for path in generated} == {
        path.name: generated[path] for path in generated
    }
