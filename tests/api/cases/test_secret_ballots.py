"""While a round is open, nothing that is kept tells how a member votes; after the close all is told as before."""

import hashlib
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from structlog.testing import capture_logs

from activities.recording import digest_of
from domain.acts.voting.rounds import CastBallot
from domain.case.commands import CommandEnvelope
from eventlog.pool import Connection
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import MEMBERS, ORGANISATION, SECRETARY
from tests.conftest import Database
from workflows.client import CASE

REASONS = "损失未挽回，尚不能证明已及时补救。"
CAST: Mapping[str, Body] = {
    MEMBERS[0]: {"choice": "agree"},
    MEMBERS[1]: {"choice": "disagree", "reasons": REASONS},
    MEMBERS[2]: {"choice": "abstain"},
    MEMBERS[3]: {"choice": "postpone", "reasons": REASONS},
    MEMBERS[4]: {"choice": "agree", "reasons": "同意，情况属实。"},
}
CHOICES = re.compile(r"(?<![a-z_])(agree|disagree|abstain|postpone)(?![a-z_])|不同意|弃权|缓议")
_TABLES = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""


@pytest.fixture(scope="module")
async def superuser(database: Database) -> AsyncIterator[Connection]:
    """Whoever reads the whole database, or has a backup of it."""
    connection: Connection = await asyncpg.connect(database.server.dsn("postgres", database.name))
    yield connection
    await connection.close()


@pytest.fixture
async def voting(api: ApiClient) -> tuple[CaseAtHand, str]:
    """A case before the committee, and the round that is open."""
    case = await api.file()
    await case.accept()
    await case.investigate()
    await case.determine()
    return case, await case.open_round()


async def test_nothing_kept_tells_how_anybody_votes(
    api: ApiClient, superuser: Connection, voting: tuple[CaseAtHand, str]
) -> None:
    """No row of any table, no payload of the engine and no line of a log; a ballot's rows are as long as another's."""
    case, round_ = voting
    await case.read(ORGANISATION)
    before = await _dump(superuser)
    with capture_logs() as lines:
        for member, body in CAST.items():
            await case.act(member, "ballots", {"round": round_, **body})
        unreasoned: Body = {"round": round_, "choice": "disagree"}
        refused = await api.act(MEMBERS[5], f"/v1/cases/{case.id}/ballots", unreasoned, seen=case.version)
        await case.read(ORGANISATION)
    after = await _dump(superuser)
    new = {table: [row for row in rows if row not in before[table]] for table, rows in after.items()}
    written = {table: [text for row in rows for text in _texts(row)] for table, rows in new.items()}
    guesses = set(_guesses(api, UUID(round_)))
    kept = {value for rows in new.values() for row in rows for value in row if isinstance(value, bytes)}
    ballots = [row for row in new["public.event"] if "ballot_cast" in row]

    assert {table: text for table, texts in written.items() for text in texts if CHOICES.search(text)} == {}
    assert problem_of(refused).code == "reasons_missing"
    assert (len(new["public.event"]), len(new["public.command"]), len(ballots)) == (5, 5, 5)
    assert len({tuple(len(value) for value in row if isinstance(value, bytes)) for row in ballots}) == 1
    assert not guesses & kept
    assert any("read_model." in table and rows for table, rows in new.items())
    assert not CHOICES.search(str(lines))


async def test_the_engine_keeps_nothing_that_tells_it(api: ApiClient, voting: tuple[CaseAtHand, str]) -> None:
    """What a member sent lies sealed in the history, one as long as another."""
    case, round_ = voting
    for member, body in CAST.items():
        await case.act(member, "ballots", {"round": round_, **body})
    history = await api.context.temporal.get_workflow_handle(CASE.id_of(case.id)).fetch_history()
    signals = [
        event.workflow_execution_signaled_event_attributes.input.payloads[0]
        for event in history.events
        if event.HasField("workflow_execution_signaled_event_attributes")
    ]
    raw = b"".join(event.SerializeToString() for event in history.events)

    assert len(signals) >= len(CAST)
    assert len({len(payload.data) for payload in signals}) == 1
    assert not CHOICES.search(raw.decode(errors="replace"))


async def test_what_is_told_after_the_close_is_what_was_cast(api: ApiClient, voting: tuple[CaseAtHand, str]) -> None:
    """The tally, the ballots of each, and the reasons, for those who may read them; a member's own at any time."""
    case, round_ = voting
    for member, body in CAST.items():
        await case.act(member, "ballots", {"round": round_, **body})
    own = await _told(api, MEMBERS[1], case)
    await case.act(SECRETARY, "round-closure", {"round": round_})
    told = await _told(api, ORGANISATION, case)
    page = await case.read(ORGANISATION)
    tally = page["rounds"][-1]["tally"]

    assert {who: choice for who, (choice, _) in own.items() if choice} == {_person(api, MEMBERS[1]): "disagree"}
    assert told == {_person(api, who): (body["choice"], body.get("reasons")) for who, body in CAST.items()}
    assert {each: tally[each] for each in ("agree", "disagree", "abstain", "postpone", "present")} == {
        "agree": 2, "disagree": 1, "abstain": 1, "postpone": 1, "present": 5,
    }  # fmt: skip


async def _dump(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    tables = [row[0] for row in await connection.fetch(_TABLES)]
    dumped: dict[str, list[tuple[object, ...]]] = defaultdict(list)
    for table in tables:
        dumped[table] = [tuple(row.values()) for row in await connection.fetch(f"SELECT * FROM {table}")]  # noqa: S608 - names of its own
    return dumped


def _texts(row: tuple[object, ...]) -> Iterator[str]:
    """What a row says, whatever its columns are of."""
    for value in row:
        yield value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _guesses(api: ApiClient, round_: UUID) -> Iterator[bytes]:
    """The digests that a ledger without a key would have of what each member can have sent."""
    for member, sent in CAST.items():
        body: Any = {"round": round_, **sent}
        envelope = CommandEnvelope(command_id=UUID(int=0), actor=api.installed.actor(member), body=CastBallot(**body))
        digest = digest_of(envelope)
        yield from (digest, hashlib.sha256(digest).digest())


async def _told(api: ApiClient, who: str, case: CaseAtHand) -> dict[str, tuple[str | None, str | None]]:
    """What a reader is told of the ballots: the member, how they voted, and the reasons."""
    events = (await api.read(who, f"/v1/cases/{case.id}/events?limit=200"))["events"]
    ballots = [event for event in events if event["kind"] == "ballot_cast"]
    return {
        each["facts"]["member"]: (each["facts"].get("choice"), (each["words"] or {}).get("reasons"))
        for each in ballots
        if each["facts"]["member"]
    }


def _person(api: ApiClient, position: str) -> str:
    return api.installed.actor(position).person
