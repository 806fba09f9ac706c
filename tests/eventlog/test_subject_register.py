"""The register of subjects works as the log does: one command, one outcome; duplicates are seen and can be merged."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.identity import canonical_name
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.shapes import Conflict, KeyReused
from eventlog.subjects import Namesakes, NotAlike, Registered, Subject, SubjectRegister
from eventlog.verification import verify
from tests.registering import command, enter

RACES = 20


@pytest.fixture
def register(app_pool: Pool, installation_key: InstallationKey) -> SubjectRegister:
    """The register of the installation."""
    return SubjectRegister(app_pool, installation_key)


def person(name: str, unit: str | None = "林业局", identifier: str | None = None) -> Subject:
    """A person of a unit."""
    return Subject(uuid4(), "person", "forestry", "nujiang", name, unit_name=unit, identifier=identifier)


def unheard() -> str:
    """A name that nobody bears yet."""
    return f"阿依古丽·{uuid4().hex[:8]}"


async def entries(pool: Pool, *subject_ids: UUID) -> int:
    """How much the register holds of some subjects."""
    found: int = await pool.fetchval("SELECT count(*) FROM subject WHERE subject_id = ANY ($1)", subject_ids)
    return found


async def test_one_of_two_bodies_under_one_key_is_registered(register: SubjectRegister, app_pool: Pool) -> None:
    """At the same moment: one stands, the other is told so and writes nothing (F02)."""
    for _ in range(RACES):
        key, subject_id = uuid4(), uuid4()
        bodies = [replace(person(unheard()), subject_id=subject_id) for _ in range(3)]
        outcomes = await asyncio.gather(*(register.register(body, command(key)) for body in bodies))
        stored = [body for body in bodies if await register.find(body.name)]

        assert sorted(map(str, outcomes)) == sorted(map(str, [KeyReused(), KeyReused(), Registered()]))
        assert stored == [bodies[outcomes.index(Registered())]]
        assert await entries(app_pool, subject_id) == 1


async def test_the_same_command_again_changes_nothing(register: SubjectRegister, app_pool: Pool) -> None:
    """Also when sent twice at the same moment."""
    subject, sent = person(unheard()), command()
    outcomes = await asyncio.gather(*(register.register(subject, sent) for _ in range(4)))

    assert sorted(outcome.repeated for outcome in outcomes if isinstance(outcome, Registered)) == [False, *[True] * 3]
    assert await entries(app_pool, subject.subject_id) == 1


async def test_a_key_of_a_case_registers_nobody(register: SubjectRegister, log: EventLog) -> None:
    """There is one ledger: an id that a command on a case had is taken."""
    sent = command()
    await log.refuse(
        command_id=sent.command_id,
        stream_id=uuid4(),
        actor=sent.actor,
        digest=b"case",
        refusal=b"{}",
        recorded_at=sent.recorded_at,
    )
    subject = person(unheard())

    assert await register.register(subject, sent) == KeyReused()
    assert await register.get([subject.subject_id]) == {}


async def test_of_namesakes_at_once_one_is_registered(register: SubjectRegister) -> None:
    """Whoever comes second sees who came first, however either is typed."""
    for _ in range(RACES):
        name = unheard()
        typed = [person(name), person(name.replace("·", "•")), person(name.replace("·", " "))]
        outcomes = await asyncio.gather(*(register.register(each, command()) for each in typed))
        [entry] = await register.find(name)

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Namesakes", "Namesakes", "Registered"]
        assert {each.subject_ids for each in outcomes if isinstance(each, Namesakes)} == {(entry.subject.subject_id,)}


async def test_namesakes_are_told_by_unit_place_kind_and_identifier(register: SubjectRegister) -> None:
    """The same unit or an unknown one, the same place and kind; or the same identifier, whatever the name."""
    name = unheard()
    first = person(name, identifier="5301 0000")
    await enter(register, first)
    asked = {
        "same unit": person(name, "林 业局"),
        "unit not known": person(name, None),
        "another unit": person(name, "水务局"),
        "another place": replace(person(name), jurisdiction="lushui"),
        "a unit": replace(person(name), kind="unit"),
        "same identifier": person(unheard(), "水务局", identifier="５３０１００００"),
        "an alias": replace(person(unheard()), aliases=(name,)),
    }
    told = [
        why for why, each in asked.items()
        if await register.register(each, command()) == Namesakes((first.subject_id,))
    ]  # fmt: skip

    assert told == ["same unit", "unit not known", "same identifier", "an alias"]


async def test_another_person_is_registered_when_said_outright(register: SubjectRegister) -> None:
    """Both are found by the name."""
    name = unheard()
    one, other = person(name), person(name)
    outcomes = [await register.register(each, command()) for each in (one, other)]
    said = await register.register(other, command(), another=True)
    found = {entry.subject.subject_id for entry in await register.find(name)}

    assert (outcomes, said) == ([Registered(), Namesakes((one.subject_id,))], Registered())
    assert found == {one.subject_id, other.subject_id}


async def test_a_duplicate_stands_for_who_it_was_merged_into(register: SubjectRegister, log: EventLog) -> None:
    """It is found under either name as one, decided on as that one, and its own entry stays as it was written."""
    one, two, three = person(unheard()), replace(person(unheard()), sector="water"), person(unheard())
    for each in (one, two, three):
        await enter(register, each)
    merged = [
        await register.merge(one.subject_id, two.subject_id, "同一人", command()),
        await register.merge(two.subject_id, three.subject_id, "同一人", command()),
    ]
    found = [[entry.subject for entry in await register.find(each.name)] for each in (one, two, three)]
    ids = {one.subject_id, two.subject_id, three.subject_id}
    families = await register.families(ids)
    facts = (await log.load(uuid4(), uuid4(), subject_ids=sorted(ids))).subjects

    assert merged == [Registered(), Registered()]
    assert found == [[three], [three], [three]]
    assert {family.root for family in families.values()} == {three.subject_id}
    assert {frozenset(family.ids) for family in families.values()} == {frozenset(ids)}
    assert await register.all_ids([one.subject_id]) == sorted(ids)
    assert (await register.get([one.subject_id]))[one.subject_id].subject.name == one.name
    assert {each.merged_into or id_ for id_, each in facts.items()} == {three.subject_id}


async def test_what_cannot_be_merged_is_not(register: SubjectRegister, app_pool: Pool) -> None:
    """Neither an unknown one, nor a duplicate, nor with itself, nor a person with a unit; nothing is written."""
    one, two = person(unheard()), person(unheard())
    unit = Subject(uuid4(), "unit", "forestry", "nujiang", unheard())
    for each in (one, two, unit):
        await enter(register, each)
    sent = command()
    first = await register.merge(one.subject_id, two.subject_id, "同一人", sent)
    repeated = await register.merge(one.subject_id, two.subject_id, "同一人", sent)
    before = await entries(app_pool, one.subject_id, two.subject_id, unit.subject_id)
    refused = [
        await register.merge(one.subject_id, two.subject_id, "再来", command()),
        await register.merge(two.subject_id, one.subject_id, "反过来", command()),
        await register.merge(uuid4(), two.subject_id, "没有", command()),
        await register.merge(two.subject_id, two.subject_id, "自己", command()),
        await register.merge(two.subject_id, unit.subject_id, "单位", command()),
        await register.merge(two.subject_id, unit.subject_id, "另一内容", command(sent.command_id)),
    ]

    assert (first, repeated) == (Registered(), Registered(repeated=True))
    assert refused == [Conflict(), Conflict(), Conflict(), NotAlike(), NotAlike(), KeyReused()]
    assert await entries(app_pool, one.subject_id, two.subject_id, unit.subject_id) == before


async def test_a_merge_that_was_wrong_is_undone(register: SubjectRegister, log: EventLog) -> None:
    """The entry stands for itself again, with its own facts, and can be merged anew; one that was not merged cannot."""
    one, two = replace(person(unheard()), sector="water"), person(unheard())
    for each in (one, two):
        await enter(register, each)
    sent = command()
    outcomes = [
        await register.separate(one.subject_id, "没有合并过", command()),
        await register.merge(one.subject_id, two.subject_id, "同一人", command()),
        await register.separate(one.subject_id, "同名的两个人", sent),
        await register.separate(one.subject_id, "同名的两个人", sent),
    ]
    found = [[entry.subject for entry in await register.find(each.name)] for each in (one, two)]
    facts = (await log.load(uuid4(), uuid4(), subject_ids=[one.subject_id])).subjects[one.subject_id]

    assert outcomes == [Conflict(), Registered(), Registered(), Registered(repeated=True)]
    assert found == [[one], [two]]
    assert await register.all_ids([one.subject_id]) == [one.subject_id]
    assert await register.all_ids([two.subject_id]) == [two.subject_id]
    assert (facts.sector, facts.merged_into) == ("water", None)
    assert await register.merge(one.subject_id, two.subject_id, "又是同一人", command()) == Registered()


async def test_merges_of_two_into_each_other_at_once_leave_one(register: SubjectRegister) -> None:
    """No circle: one merge stands, the other finds no root any more."""
    for _ in range(RACES):
        one, two = person(unheard()), person(unheard())
        for each in (one, two):
            await enter(register, each)
        outcomes = await asyncio.gather(
            register.merge(one.subject_id, two.subject_id, "同一人", command()),
            register.merge(two.subject_id, one.subject_id, "同一人", command()),
        )

        assert sorted(map(str, outcomes)) == sorted(map(str, [Conflict(), Registered()]))


async def test_the_ledger_holds_though_the_register_has_no_events(register: SubjectRegister, app_pool: Pool) -> None:
    """`rongcuo log verify` looks for the events of commands on streams only."""
    one, two = person(unheard()), person(unheard())
    for each in (one, two):
        await enter(register, each)
    await register.merge(one.subject_id, two.subject_id, "同一人", command())

    assert (await verify(app_pool)).whole


async def test_the_register_holds_no_readable_word(register: SubjectRegister, app_pool: Pool) -> None:
    """Names and the reasons of a merge are under the installation's key; look-up keys are keyed digests."""
    one, two = person(unheard(), identifier="53010000"), person(unheard())
    for each in (one, two):
        await enter(register, each)
    await register.merge(one.subject_id, two.subject_id, "同一人，经核对", command())
    rows = await app_pool.fetch(
        "SELECT s::text AS entry, k::text AS key FROM subject s FULL JOIN subject_key k USING (subject_id)"
    )
    stored = "".join(f"{row['entry']}{row['key']}" for row in rows)

    for word in (one.name, canonical_name(one.name), "53010000", "经核对", "林业局"):
        assert word not in stored
        assert word.encode().hex() not in stored
