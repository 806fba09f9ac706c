"""Secret facts: sealed in the log, opened with the key, and of one length; ballots are the ones there are."""

import hashlib
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Literal
from uuid import UUID, uuid4

import asyncpg
import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.case.events import EVENT, AnyEvent, BallotCast, RoundOpened
from domain.case.evolve import fold
from domain.secrecy import SealedFact, padded
from domain.values import FreeText
from eventlog.entry import decode_entry, encode_entry, salted_digest
from eventlog.integrity import Manipulated
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.log_reader import LOG_START, LogReader
from eventlog.pool import Connection, Pool
from eventlog.reading import facts_of
from eventlog.secret_facts import SECRET_FACTS, SecretFacts
from eventlog.sequencer import Sequencer
from eventlog.shapes import NewEvent, Recorded, SequencedEvent
from eventlog.verification import verify
from tests.conftest import Database
from tests.domain.scenario import Deed
from tests.domain.stories import cases
from tests.domain.stories.parties import recuses
from tests.eventlog.appends import first, following
from tests.eventlog.meddling import Meddler, meddling
from tests.sequencing import number_all

Choice = Literal["agree", "disagree", "abstain", "postpone"]
CHOICES: tuple[Choice, ...] = ("agree", "disagree", "abstain", "postpone")
ROUND = UUID(int=7)
KEY = InstallationKey.generate()
DAY = date(2026, 3, 1)

deeds = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 6), st.sampled_from(CHOICES)),
        st.tuples(st.integers(0, 6), st.sampled_from(("recuse", "close", "open"))),
    ),
    max_size=25,
)


def ballot(choice: Choice, reasons: str | None = None) -> NewEvent:
    """A ballot of one member."""
    cast = BallotCast(on=DAY, round_id=ROUND, member="member-1", choice=choice)
    private = FreeText(reasons=reasons).model_dump_json(exclude_defaults=True).encode() if reasons else None
    return NewEvent("ballot_cast", 1, _payload(cast), private, DAY)


def test_which_facts_are_secret_is_said_once() -> None:
    """The type of a fact says so; the schema that whoever reads the interface is told is that of the fact."""
    shown = BallotCast.model_json_schema()

    by_name = ("meeting_recorded", "meeting_corrected", "recorded_meeting")
    assert {"ballot_cast": ("choice",), **dict.fromkeys(by_name, ("ballots",))} == SECRET_FACTS
    assert shown["properties"]["choice"]["enum"] == list(CHOICES)
    assert "SealedFact" not in json.dumps(shown)


@for_all(st.sampled_from(CHOICES), st.uuids(), st.integers(1, 2**31 - 1))
def test_what_is_sealed_opens_where_it_is(choice: Choice, stream: UUID, version: int) -> None:
    """Byte for byte what it was; with another key, in another stream or version it opens not at all."""
    payload, secrets = ballot(choice).payload, SecretFacts(KEY)
    sealed = secrets.seal("ballot_cast", payload, stream, version)
    elsewhere = [
        (SecretFacts(InstallationKey.generate()), stream, version),
        (secrets, uuid4(), version),
        (secrets, stream, version ^ 1),
    ]

    assert secrets.open("ballot_cast", sealed, stream, version) == payload
    assert not any(each.encode() in sealed for each in CHOICES)
    assert sealed != secrets.seal("ballot_cast", payload, stream, version)
    for other, there, then in elsewhere:
        with pytest.raises(InvalidTag):
            other.open("ballot_cast", sealed, there, then)


@pytest.mark.parametrize("kept", [{"sealed": "AAAA"}, {"sealed": "no base64"}, {"sealed": 7}, {"opened": "agree"}, {}])
def test_what_was_never_sealed_does_not_open(kept: object) -> None:
    """Whatever stands in the place of a sealed fact."""
    facts = {**json.loads(ballot("agree").payload), "choice": kept}

    with pytest.raises(InvalidTag):
        SecretFacts(KEY).open("ballot_cast", json.dumps(facts).encode(), ROUND, 1)


@pytest.mark.parametrize("payload", [b"", b"[]", b"{}", b"7", b"\xff"])
def test_what_is_no_ballot_does_not_open(payload: bytes) -> None:
    """It was not recorded by this software."""
    with pytest.raises(InvalidTag):
        SecretFacts(KEY).open("ballot_cast", payload, ROUND, 1)


def test_a_clear_fact_of_an_earlier_release_is_read_as_it_is() -> None:
    """Logs of before keep what they have."""
    payload = ballot("postpone").payload

    assert SecretFacts(KEY).open("ballot_cast", payload, ROUND, 1) == payload
    assert SecretFacts(KEY).seal("round_closed", payload, ROUND, 1) == payload


@pytest.mark.parametrize("written", [b"", b"{}", b"x" * 4096, b"x" * 4097])
def test_padding_adds_blanks_alone(written: bytes) -> None:
    """Up to the next whole length, and never to nothing."""
    assert padded(written).rstrip(b" ") == written
    assert len(padded(written)) == (8192 if len(written) > 4096 else 4096)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@for_all(deeds)
def test_a_case_is_the_same_whether_ballots_were_sealed_or_not(played: Sequence[tuple[int, str]]) -> None:
    """Rounds played at random: the state after the log is the state decided; who has no key knows who voted alone."""
    given, secrets = cases.DETERMINED.given(cases.opened_round()), SecretFacts(KEY)
    for member, what in played:
        if given.case.round is None and what != "open":
            continue
        outcome = given.when(_deed(member, what))
        given = given if outcome.refusal else outcome.given
    stored = [
        secrets.seal(event.kind, _payload(event), given.id, version) for version, event in enumerate(given.events, 1)
    ]
    read = [
        EVENT.validate_json(secrets.open(event.kind, payload, given.id, version))
        for version, (event, payload) in enumerate(zip(given.events, stored, strict=True), 1)
    ]
    sealed = [event for event in map(EVENT.validate_json, stored) if isinstance(event, BallotCast)]

    assert fold(given.id, read) == given.case
    assert [each.member for each in sealed] == [each.member for each in given.events if isinstance(each, BallotCast)]
    assert all(isinstance(each.choice, SealedFact) for each in sealed)
    assert len({len(each.choice.sealed) for each in sealed if isinstance(each.choice, SealedFact)}) <= 1


def test_without_the_key_no_state_is_made_up() -> None:
    """A fold that needs the fact says that it lacks it."""
    given = cases.DETERMINED.given(cases.opened_round(), cases.ballot(cases.MEMBERS[0]))
    last = given.events[-1].model_copy(update={"choice": SealedFact(sealed="AAAA")})

    with pytest.raises(TypeError, match="without the key"):
        fold(given.id, [*given.events[:-1], last])


@pytest.fixture(scope="module")
async def meddler(database: Database) -> AsyncIterator[Meddler]:
    """A superuser."""
    async with meddling(database) as meddler:
        yield meddler


@pytest.fixture(scope="module")
async def voted(log: EventLog, app_pool: Pool, sequencer: Sequencer) -> UUID:
    """A stream of one round: opened, then a ballot of every choice, some with reasons and some without."""
    opened = RoundOpened(on=DAY, step="approval", committee="c", entitled=("member-1",), quorum="2/3")
    stream = uuid4()
    await log.append(first(NewEvent("round_opened", 1, _payload(opened), None, DAY), stream_id=stream))
    for choice, reasons in product(CHOICES, (None, "损失未挽回" * 200)):
        await log.append(await following(log, stream, ballot(choice, reasons)))
    await number_all(app_pool, sequencer)
    return stream


async def test_who_has_the_key_reads_what_was_cast(log: EventLog, voted: UUID) -> None:
    """Loaded for a decision or read for a page; words that were not written are not there, and not erased."""
    loaded = (await log.load(voted, uuid4())).events[1:]
    read = (await log.read_stream(voted))[1:]
    choices = [choice for choice in CHOICES for _ in range(2)]

    assert [_choice_of(facts_of(EVENT, each)) for each in loaded] == choices
    assert [_choice_of(facts_of(EVENT, each)) for each in read] == choices
    assert [(each.private is None, each.erased) for each in read] == [(True, False), (False, False)] * 4
    assert json.loads(read[1].private or b"") == {"reasons": "损失未挽回" * 200}


async def test_who_has_no_key_reads_who_voted(log: EventLog, app_pool: Pool, voted: UUID) -> None:
    """The log in its order, as the projector reads it, with or without a key at hand."""
    for reader in (LogReader(app_pool), log):
        page = [each for each in await reader.read_log(LOG_START, 1_000) if each.stream_id == voted]
        events = [facts_of(EVENT, each) for each in page if isinstance(each, SequencedEvent)]
        cast = [event for event in events if isinstance(event, BallotCast)]

        assert len(cast) == 8
        assert all(isinstance(each.choice, SealedFact) and each.member == "member-1" for each in cast)


async def test_rows_of_ballots_differ_in_random_bytes_alone(app_pool: Pool, voted: UUID) -> None:
    """Whatever was chosen, and whether reasons were given or not: every column is as long as the others'."""
    events = await app_pool.fetch("SELECT * FROM event WHERE stream_id = $1 AND version > 1", voted)
    commands = await app_pool.fetch("SELECT * FROM command WHERE stream_id = $1 AND first_version > 1", voted)

    for rows in (events, commands):
        assert len(rows) == 8
        assert len({_lengths(row) for row in rows}) == 1
    assert len({(row["type"], row["schema_version"], row["valid_on"]) for row in events}) == 1
    assert len({_without_what_is_sealed(row["payload"]) for row in events}) == 1
    stored = b"".join(value for row in events for value in row.values() if isinstance(value, bytes))
    assert not any(choice.encode() in stored for choice in CHOICES)


async def test_the_ledger_keeps_no_digest_that_can_be_guessed(log: EventLog, app_pool: Pool) -> None:
    """A ballot has four bodies: whoever knows the actor could try them, had they not to know the key as well."""
    append = first(ballot("agree"))
    await log.append(append)
    kept = await app_pool.fetchval("SELECT digest FROM command WHERE command_id = $1", append.command_id)
    row = await log.outcome(append.command_id)
    refused = first()
    await log.refuse(
        command_id=refused.command_id,
        stream_id=None,
        actor=b"{}",
        digest=refused.digest,
        refusal=b"{}",
        recorded_at=refused.recorded_at,
    )
    kept_of_refused = await app_pool.fetchval("SELECT digest FROM command WHERE command_id = $1", refused.command_id)

    assert row is not None
    assert log.is_outcome_of(row, append.stream_id, append.digest)
    assert not log.is_outcome_of(row, append.stream_id, hashlib.sha256(b"another body").digest())
    assert not log.is_outcome_of(row, uuid4(), append.digest)
    assert kept not in {append.digest, hashlib.sha256(append.digest).digest()}
    assert kept_of_refused != refused.digest


async def test_a_digest_of_an_earlier_release_is_found_again(
    app_pool: Pool, log: EventLog, meddler: Meddler, installation_key: InstallationKey
) -> None:
    """A command recorded before digests were keyed is answered as the first time."""
    append = first()
    await log.append(append)
    plain = f"UPDATE command SET digest = '\\x{append.digest.hex()}' WHERE stream_id = $1"  # noqa: S608 - our own
    async with meddler.changed([plain], append.stream_id):
        again = await EventLog(app_pool, installation_key).append(append)

    assert again == Recorded(1, 1, repeated=True)


REWRITTEN: Mapping[str, Callable[[Sequence[asyncpg.Record]], object]] = {
    "moved from another event": lambda events: json.loads(events[2]["payload"])["choice"],
    "changed": lambda events: _changed(json.loads(events[1]["payload"])["choice"]),
    "made up": lambda _: {"sealed": b64encode(bytes(92)).decode()},
    "no base64": lambda _: {"sealed": "agree"},
    "of another shape": lambda _: {"agree": 1},
}


@pytest.mark.parametrize("how", REWRITTEN)
async def test_what_does_not_open_is_set_aside(  # noqa: PLR0913, PLR0917 - one fixture for each part
    app_pool: Pool,
    log: EventLog,
    owner: Connection,
    meddler: Meddler,
    voted: UUID,
    installation_key: InstallationKey,
    how: str,
) -> None:
    """Somebody rewrites the last ballot whole, digests and all: who reads it says so; nothing of it is served."""
    events = await owner.fetch("SELECT * FROM event WHERE stream_id = $1 ORDER BY version", voted)
    last = events[-1]
    facts = {**json.loads(last["payload"]), "choice": REWRITTEN[how](events)}
    other = first()
    await log.append(other)
    async with meddler.changed([_rewriting(last["entry"], last["payload_salt"], json.dumps(facts).encode())], voted):
        log = EventLog(app_pool, installation_key)
        for reading in (log.load(voted, uuid4()), log.read_stream(voted)):
            with pytest.raises(Manipulated) as found:
                await reading
            assert (found.value.version, found.value.fault) == (len(events), "key")
        firsts = await log.read_at({voted: len(events), other.stream_id: 1})
        aside = await app_pool.fetch("SELECT stream_id, reason, detail FROM set_aside")
        by_bytes = await verify(app_pool)
    await app_pool.execute("DELETE FROM set_aside")

    assert [each.stream_id for each in firsts] == [other.stream_id]
    assert [tuple(row) for row in aside] == [(voted, "manipulated", "key")]
    assert by_bytes.whole  # what was rewritten whole, only who has the key can tell
    assert len((await log.load(voted, uuid4())).events) == len(events)


async def test_the_log_is_verified_without_a_key(app_pool: Pool, log: EventLog, meddler: Meddler, voted: UUID) -> None:
    """By the bytes that are kept."""
    change = "UPDATE event SET payload = payload || ' '::bytea WHERE version = 3 AND stream_id = $1"
    async with meddler.changed([change], voted):
        report = await verify(app_pool)
        for reader in (LogReader(app_pool), log):
            with pytest.raises(Manipulated) as found:
                await reader.check_stream(voted)
            assert (found.value.version, found.value.fault) == (3, "payload")
    await app_pool.execute("DELETE FROM set_aside")
    await LogReader(app_pool).check_stream(voted)

    assert [(fault.version, fault.fault) for fault in report.faults.values()] == [(3, "payload")]
    assert (await verify(app_pool)).whole


@pytest.mark.parametrize(
    ("deleted", "version"), [("version = 9", 9), ("version = 4", 4), ("version = 1", 1), ("version > 0", 1)]
)
async def test_what_is_missing_is_found_without_a_key(
    app_pool: Pool, meddler: Meddler, voted: UUID, deleted: str, version: int
) -> None:
    """In the middle, at the end, or all of it."""
    async with meddler.changed([f"DELETE FROM event WHERE stream_id = $1 AND {deleted}"], voted):  # noqa: S608 - our own
        with pytest.raises(Manipulated) as found:
            await LogReader(app_pool).check_stream(voted)

    assert (found.value.version, found.value.fault) == (version, "missing")


async def test_erasing_a_case_leaves_its_ballots_counted(
    app_pool: Pool, meddler: Meddler, voted: UUID, installation_key: InstallationKey
) -> None:
    """The words go with the key of the case; how many voted how does not, and a ballot can still be cast."""
    erased = [
        "UPDATE event SET private = NULL, private_salt = NULL WHERE stream_id = $1",
        "DELETE FROM case_key WHERE stream_id = $1",
    ]
    async with meddler.changed(erased, voted):
        log = EventLog(app_pool, installation_key)
        appended = await log.append(await following(log, voted, ballot("agree")))
        read = (await log.read_stream(voted))[1:]

    choices = [choice for choice in CHOICES for _ in range(2)]

    assert isinstance(appended, Recorded)
    assert [_choice_of(facts_of(EVENT, each)) for each in read] == [*choices, "agree"]
    assert [(each.private, each.erased) for each in read] == [(None, True)] * 8 + [(None, False)]


def _choice_of(event: AnyEvent) -> object:
    assert isinstance(event, BallotCast)
    return event.choice


def _payload(event: AnyEvent) -> bytes:
    return event.model_dump_json(exclude={"private"}).encode()


def _deed(member: int, what: str) -> Deed:
    match what:
        case "recuse":
            return recuses(cases.MEMBERS[member])
        case "close":
            return cases.closed_round()
        case "open":
            return cases.opened_round()
        case _:
            return cases.ballot(cases.MEMBERS[member], what)


def _lengths(row: asyncpg.Record) -> tuple[tuple[str, int], ...]:
    return tuple((name, len(value)) for name, value in row.items() if isinstance(value, bytes))


def _without_what_is_sealed(payload: bytes) -> str:
    facts = json.loads(payload)
    assert list(facts.pop("choice")) == ["sealed"]
    return json.dumps(facts)


def _changed(kept: dict[str, str]) -> dict[str, str]:
    sealed = kept["sealed"]
    return {"sealed": sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:]}


def _rewriting(encoded: bytes, salt: bytes, payload: bytes) -> str:
    """The last event of a stream with other facts, and an entry that commits to them."""
    entry = encode_entry(decode_entry(encoded)._replace(payload_digest=salted_digest(salt, payload)))
    return (
        f"UPDATE event SET payload = '\\x{payload.hex()}', entry = '\\x{entry.hex()}' "  # noqa: S608 - our own
        f"WHERE stream_id = $1 AND version = {decode_entry(encoded).version}"
    )
