"""登记文号: one number of an organ and year is one case's, also where two are recorded at once."""

import asyncio
import json
from uuid import UUID, uuid4

from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.shapes import NewEvent, NumberTaken, Outcome, Recorded
from tests.eventlog.appends import event, first, following

KINDS = ("number_recorded", "risk_filing_number_recorded", "work_record_number_recorded")


def _numbered(canonical: str, organ: str, year: int = 2026, kind: str = KINDS[0]) -> NewEvent:
    facts = {"number": canonical, "organ": organ, "year": year, "canonical": canonical}
    return event(kind, payload=json.dumps(facts).encode())


async def _case(log: EventLog) -> UUID:
    opened = first()
    assert isinstance(await log.append(opened), Recorded)
    return opened.stream_id


async def _give(log: EventLog, case: UUID, canonical: str, organ: str, year: int = 2026) -> Outcome:
    return await log.append(await following(log, case, _numbered(canonical, organ, year)))


async def test_a_number_is_given_once(log: EventLog) -> None:
    """To another case it is refused, and nothing of it is written; of another organ or year it is another one."""
    organ, one, other = f"organ-{uuid4()}", await _case(log), await _case(log)
    assert isinstance(await _give(log, one, "甲(2026)12", organ), Recorded)

    assert isinstance(await _give(log, other, "甲(2026)12", organ), NumberTaken)
    assert (await log.load(other, uuid4())).version == 1
    assert isinstance(await _give(log, other, "甲(2026)12", organ, 2027), Recorded)
    assert isinstance(await _give(log, other, "甲(2026)12", f"{organ}-2"), Recorded)


async def test_a_number_is_one_things_whatever_it_is(log: EventLog) -> None:
    """A case, a filing and a record of one organ share its numbers; of nine that want one at once, one has it."""
    organ, streams = f"organ-{uuid4()}", [await _case(log) for _ in range(9)]
    given = [await following(log, stream, _numbered("7", organ, kind=KINDS[n % 3])) for n, stream in enumerate(streams)]
    outcomes = await asyncio.gather(*(log.append(each) for each in given))

    assert sorted(type(each).__name__ for each in outcomes) == [*["NumberTaken"] * 8, "Recorded"]


async def test_a_wrong_number_is_free_once_it_is_put_right(log: EventLog) -> None:
    """And a case may have its earlier one back."""
    organ, one, other = f"organ-{uuid4()}", await _case(log), await _case(log)
    await _give(log, one, "12", organ)

    assert isinstance(await _give(log, one, "12", organ), Recorded)
    assert isinstance(await _give(log, one, "13", organ), Recorded)
    assert isinstance(await _give(log, other, "12", organ), Recorded)
    assert isinstance(await _give(log, one, "12", organ), NumberTaken)


async def test_of_two_at_once_one_has_it(log: EventLog) -> None:
    """The other one is told, and may have another number."""
    organ, cases = f"organ-{uuid4()}", [await _case(log) for _ in range(6)]
    outcomes = await asyncio.gather(*(_give(log, case, "7", organ) for case in cases))

    assert sorted(type(each).__name__ for each in outcomes) == [*["NumberTaken"] * 5, "Recorded"]


async def test_the_application_cannot_write_numbers(app_pool: Pool) -> None:
    """They follow from the events alone."""
    held = await app_pool.fetchval(
        "SELECT array_agg(p) FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p "
        "WHERE has_table_privilege(current_user, 'office_number', p)"
    )
    assert held is None
