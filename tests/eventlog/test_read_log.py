"""The log of reads: rows are added and never changed, what was asked is sealed, and look-ups are counted."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from eventlog.keys import InstallationKey
from eventlog.pool import Connection, Pool
from eventlog.read_log import KEPT_MONTHS, Read, Reader, ReadLog, TooManyLookUps, remove

NOW = datetime.now(UTC)
NAME = "欧阳远"
PLACE = "demo-county-a"


@pytest.fixture
async def reads(app_pool: Pool, owner: Connection, installation_key: InstallationKey) -> AsyncIterator[ReadLog]:
    """An empty log in which a person may look up three people within an hour."""
    yield ReadLog(app_pool, installation_key, look_ups_an_hour=3)
    await owner.execute("ALTER TABLE read_log DISABLE TRIGGER kept; DELETE FROM read_log")
    await owner.execute("ALTER TABLE read_log ENABLE ALWAYS TRIGGER kept")


def read(person: str = "p1", **changes: Any) -> Read:
    """Somebody opened a case."""
    reader = Reader(person=person, position="post", organ="organ", place=PLACE)
    told = Read(
        at=NOW,
        request_id=uuid4().hex,
        reader=reader,
        action="read_case",
        sensitivity="case",
        result="told",
        ids=(uuid4(),),
    )
    return replace(told, **changes)


def look_up(person: str = "p1", **changes: Any) -> Read:
    """Somebody looked somebody up."""
    return read(person, action="read_subjects", sensitivity="register", look_ups=1, asked={"name": NAME}, **changes)


async def test_a_row_is_read_as_it_was_written(reads: ReadLog) -> None:
    """With what was asked for, which the table itself does not show."""
    written = look_up(purpose="appraisal", basis=("result-readers",), place=PLACE)
    await reads.write([written])

    (row,) = await reads.read([PLACE], limit=10)

    assert (row.person, row.ids, row.purpose, row.basis, row.result) == (
        "p1", written.ids, "appraisal", ("result-readers",), "told",
    )  # fmt: skip
    assert row.asked == {"name": NAME}


async def test_no_name_stands_in_the_table(reads: ReadLog, owner: Connection) -> None:
    """What was asked for may be a name, so it is sealed and bound to its request."""
    await reads.write([look_up()])

    assert NAME not in str(await owner.fetch("SELECT r::text FROM read_log r"))
    await owner.execute("ALTER TABLE read_log DISABLE TRIGGER append_only; UPDATE read_log SET request_id = 'another'")
    await owner.execute("ALTER TABLE read_log ENABLE ALWAYS TRIGGER append_only")
    (row,) = await reads.read([PLACE], limit=10)
    assert row.asked == {"?": "?"}


@pytest.mark.parametrize(
    "statement", ["UPDATE read_log SET person = 'other'", "DELETE FROM read_log", "TRUNCATE read_log"]
)
async def test_nobody_changes_a_row(reads: ReadLog, app_pool: Pool, owner: Connection, statement: str) -> None:
    """Neither the application, which has no right, nor the owner, whom the triggers stop while it is young."""
    await reads.write([read()])

    for connection in (app_pool, owner):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    assert len(await reads.read([PLACE], limit=10)) == 1


async def test_what_is_old_enough_is_removed_by_the_owner(reads: ReadLog, owner: Connection) -> None:
    """After three years, unless told otherwise; never what is younger than six months."""
    old, middle = NOW - timedelta(days=31 * KEPT_MONTHS), NOW - timedelta(days=300)
    await reads.write([read("old", at=old), read("middle", at=middle), read("young")])

    assert await remove(owner, KEPT_MONTHS) == 1
    assert await remove(owner, 6) == 1
    with pytest.raises(ValueError, match="6 months"):
        await remove(owner, 5)
    assert [row.person for row in await reads.read([PLACE], limit=10)] == ["young"]


async def test_look_ups_of_a_person_are_limited_within_an_hour(reads: ReadLog) -> None:
    """The fourth is not answered and stands in the log; another person's is; after an hour one may again."""
    for _ in range(3):
        await reads.write([look_up()])

    with pytest.raises(TooManyLookUps) as limited:
        await reads.write([look_up()])
    await reads.write([look_up("p2")])
    await reads.write([read()])
    await reads.write([look_up(at=NOW + timedelta(hours=1, seconds=1))])

    rows = await reads.read([PLACE], persons=["p1"], result="limited", limit=10)
    assert limited.value.free_at == NOW + timedelta(hours=1)
    assert [(row.count, row.ids) for row in rows] == [(0, ())]


async def test_look_ups_of_one_moment_are_counted_together(reads: ReadLog) -> None:
    """Ten at once, which go in with one or two statements: three are answered."""
    outcomes = await asyncio.gather(*(reads.write([look_up()]) for _ in range(10)), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType"] * 3 + ["TooManyLookUps"] * 7


async def test_many_answers_go_in_together(reads: ReadLog) -> None:
    """Of two hundred answers at once each finds its rows committed, and none waits for another's fault."""
    wrong = read(sensitivity="no such")
    answers = [[read(f"p{n}")] for n in range(200)]

    await asyncio.gather(*map(reads.write, answers))
    with pytest.raises(asyncpg.CheckViolationError):
        await reads.write([wrong])
    await reads.write([read("after")])

    assert len(await reads.read([PLACE], limit=1000)) == len(answers) + 1


async def test_readers_of_other_places_are_found_by_what_they_read(reads: ReadLog) -> None:
    """Whoever looks after a place finds what its people read anywhere, and what anybody read of it."""
    here, there = (
        Reader(person="h", position="x", organ="o", place=PLACE),
        Reader(person="t", position="x", organ="o", place="b"),
    )
    case = uuid4()
    await reads.write(
        [read(reader=here, place="b"), read(reader=there, place=PLACE, ids=(case,)), read(reader=there, place="b")]
    )

    assert [row.person for row in await reads.read([PLACE], limit=10)] == ["t", "h"]
    assert [row.person for row in await reads.read([PLACE], about=case, limit=10)] == ["t"]
    assert [row.person for row in await reads.read(["b"], persons=["t"], limit=10)] == ["t", "t"]
