"""Drafts of reference data: proposed by one, published by another, and nothing counts by them before."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from eventlog import reference
from eventlog.log import EventLog
from eventlog.pool import Connection, Pool
from eventlog.reference import Done, Ended, NoDraft, Outdated, Proposed, SamePerson
from eventlog.shapes import Reference


@pytest.fixture
async def base(app_pool: Pool) -> Reference:
    """The first published version of a calendar of its own."""
    name = f"cal-{uuid4().hex[:8]}"
    await reference.install(app_pool, "calendar", name, b"first", "up")
    return await newest(app_pool, name)


async def newest(pool: Pool, name: str) -> Reference:
    """The newest published version."""
    found = await reference.get(pool, "calendar", name)
    assert found is not None
    return found


async def drafted(pool: Pool, base: Reference, content: bytes, by: str = "one") -> int:
    """The number of a new draft."""
    answer = await proposed(pool, base, content, by)
    assert isinstance(answer, Proposed)
    return answer.version


async def proposed(pool: Pool, base: Reference, content: bytes, by: str = "one") -> Proposed | Outdated:
    """What becomes of a proposal."""
    return await reference.propose(
        pool, "calendar", base.name, content, base_version=base.version, note="a notice", by=by
    )


async def test_a_draft_is_published_by_a_second_person(app_pool: Pool, base: Reference) -> None:
    """Its content becomes the newest version under its own number, and the list names both people."""
    version = await drafted(app_pool, base, b"second")
    done = await reference.publish(app_pool, "calendar", base.name, version, "two")
    found = await newest(app_pool, base.name)
    [draft] = await reference.drafts(app_pool, "calendar", base.name)

    assert (version, done) == (2, Done(repeated=False))
    assert (found.version, found.content, found.sha256) == (2, b"second", draft.sha256)
    assert (draft.proposed_by, draft.base_version, draft.note) == ("one", 1, "a notice")
    assert draft.end is not None
    assert (draft.end.outcome, draft.end.by) == ("published", "two")


async def test_nothing_counts_by_a_draft(app_pool: Pool, log: EventLog, base: Reference) -> None:
    """What a case is decided on is the newest published version, beside a draft and after it is taken back."""
    version = await drafted(app_pool, base, b"second")
    beside = (await log.load(uuid4(), uuid4())).reference["calendar", base.name]
    await reference.withdraw(app_pool, "calendar", base.name, version, "two")
    after = (await log.load(uuid4(), uuid4())).reference["calendar", base.name]
    other = await drafted(app_pool, base, b"third")
    await reference.publish(app_pool, "calendar", base.name, other, "two")
    published = (await log.load(uuid4(), uuid4())).reference["calendar", base.name]

    assert beside == after == base
    assert (published.version, published.content) == (3, b"third")


async def test_who_proposed_may_not_publish(app_pool: Pool, base: Reference) -> None:
    """Four eyes, and the draft stays open for another."""
    version = await drafted(app_pool, base, b"second")

    assert await reference.publish(app_pool, "calendar", base.name, version, "one") == SamePerson()
    assert (await newest(app_pool, base.name)).version == 1
    assert await reference.publish(app_pool, "calendar", base.name, version, "two") == Done(repeated=False)


async def test_two_importers_at_once_lose_nothing(app_pool: Pool, base: Reference) -> None:
    """Both drafts get a number; whichever is published second is outdated and must be made anew."""
    versions = await asyncio.gather(*(drafted(app_pool, base, text) for text in (b"a", b"b")))
    answers = await asyncio.gather(*(reference.publish(app_pool, "calendar", base.name, v, "two") for v in versions))
    won = next(version for version, answer in zip(versions, answers, strict=True) if isinstance(answer, Done))

    assert sorted(versions) == [2, 3]
    assert sorted(answers, key=str) == [Done(repeated=False), Outdated(won)]
    assert (await newest(app_pool, base.name)).version == won
    assert await proposed(app_pool, base, b"c") == Outdated(won)


async def test_the_same_proposal_is_the_same_draft(app_pool: Pool, base: Reference) -> None:
    """Sent again, by whomever, it gets no second number while it is open; taken back, it does."""
    first = await proposed(app_pool, base, b"second")
    again = await proposed(app_pool, base, b"second", "two")
    await reference.withdraw(app_pool, "calendar", base.name, 2, "two")
    anew = await proposed(app_pool, base, b"second")

    assert (first, again) == (Proposed(2, repeated=False), Proposed(2, repeated=True))
    assert anew == Proposed(3, repeated=False)


async def test_a_draft_ends_once(app_pool: Pool, base: Reference) -> None:
    """Whoever ended it may say so again; anybody else, or the other end, is told how it ended."""
    gone, kept = await drafted(app_pool, base, b"a"), await drafted(app_pool, base, b"b")
    ends = [
        await reference.withdraw(app_pool, "calendar", base.name, gone, "two"),
        await reference.withdraw(app_pool, "calendar", base.name, gone, "two"),
        await reference.publish(app_pool, "calendar", base.name, kept, "two"),
        await reference.publish(app_pool, "calendar", base.name, kept, "two"),
    ]
    late = [
        await reference.publish(app_pool, "calendar", base.name, gone, "two"),
        await reference.publish(app_pool, "calendar", base.name, kept, "three"),
        await reference.withdraw(app_pool, "calendar", base.name, kept, "two"),
    ]

    assert ends == [Done(repeated=repeated) for repeated in (False, True, False, True)]
    assert [answer.end.outcome for answer in late if isinstance(answer, Ended)] == [
        "withdrawn",
        "published",
        "published",
    ]
    assert await reference.publish(app_pool, "calendar", base.name, 9, "two") == NoDraft()
    assert await reference.withdraw(app_pool, "calendar", base.name, 1, "two") == NoDraft()


async def test_a_number_is_given_once(app_pool: Pool, base: Reference) -> None:
    """An installation beside a draft, or after one that was taken back, takes a number of its own."""
    await drafted(app_pool, base, b"second")
    installed = await reference.install(app_pool, "calendar", base.name, b"other", "up")
    last = await drafted(app_pool, await newest(app_pool, base.name), b"third")
    await reference.withdraw(app_pool, "calendar", base.name, last, "one")

    assert (installed, last) == (3, 4)
    assert await reference.publish(app_pool, "calendar", base.name, 2, "two") == Outdated(3)
    assert await reference.install(app_pool, "calendar", base.name, b"more", "up") == 5
    assert await reference.install(app_pool, "calendar", base.name, b"more", "up") == 5


async def test_the_first_version_of_a_name_is_proposed_after_none(app_pool: Pool) -> None:
    """A draft from base 0 is published as version 1; once there is one, nothing is proposed after none."""
    name = f"cal-{uuid4().hex[:8]}"

    async def first(content: bytes) -> Proposed | Outdated:
        return await reference.propose(app_pool, "calendar", name, content, base_version=0, note="n", by="one")

    drafts = [await first(content) for content in (b"a", b"a", b"b")]
    done = await reference.publish(app_pool, "calendar", name, 1, "two")
    late = await reference.publish(app_pool, "calendar", name, 2, "two")

    assert drafts == [Proposed(1, repeated=False), Proposed(1, repeated=True), Proposed(2, repeated=False)]
    assert (done, late, await first(b"c")) == (Done(repeated=False), Outdated(1), Outdated(1))
    assert (await newest(app_pool, name)).content == b"a"


async def test_all_versions_are_listed_with_their_drafts(app_pool: Pool, base: Reference) -> None:
    """Installed ones without a draft, published and open drafts, those taken back: the newest first, with contents."""
    published, gone, open_ = [await drafted(app_pool, base, content) for content in (b"b", b"c", b"d")]
    await reference.withdraw(app_pool, "calendar", base.name, gone, "one")
    await reference.publish(app_pool, "calendar", base.name, published, "two")
    listed = [each for each in await reference.versions(app_pool, "calendar") if each.name == base.name]
    ends = [each.draft.end.outcome if each.draft and each.draft.end else None for each in listed]

    assert [each.version for each in listed] == [open_, gone, published, base.version]
    assert [each.content for each in listed] == [b"d", b"c", b"b", b"first"]
    assert [each.published and each.published[0] for each in listed] == [None, None, "two", "up"]
    assert ends == [None, "withdrawn", "published", None]
    assert listed[-1].draft is None


CHANGES = [
    "UPDATE reference_draft SET proposed_by = 'two' WHERE name = $1",
    "DELETE FROM reference_draft WHERE name = $1",
    "UPDATE reference_draft_end SET ended_by = 'two' WHERE name = $1",
    "DELETE FROM reference_draft_end WHERE name = $1",
]


@pytest.mark.parametrize("change", CHANGES)
async def test_drafts_and_their_ends_are_kept(app_pool: Pool, owner: Connection, base: Reference, change: str) -> None:
    """The application has no right to change them; the owner has, and is stopped by a trigger."""
    version = await drafted(app_pool, base, b"second")
    await reference.withdraw(app_pool, "calendar", base.name, version, "two")
    with pytest.raises(asyncpg.InsufficientPrivilegeError) as without_right:
        await app_pool.execute(change, base.name)
    with pytest.raises(asyncpg.InsufficientPrivilegeError) as stopped:
        await owner.execute(change, base.name)

    assert (without_right.value.constraint_name, stopped.value.constraint_name) == (None, "append_only")


@pytest.mark.parametrize("table", ["reference_draft CASCADE", "reference_draft_end"])
async def test_nobody_empties_the_drafts(app_pool: Pool, owner: Connection, table: str) -> None:
    """TRUNCATE is refused to both."""
    for executor in (owner, app_pool):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await executor.execute(f"TRUNCATE {table}")


async def test_the_database_itself_wants_four_eyes(app_pool: Pool, owner: Connection, base: Reference) -> None:
    """A row that says that somebody published their own draft is refused even to the owner; so is a wrong proposer."""
    version = await drafted(app_pool, base, b"second")
    row = "INSERT INTO reference_draft_end VALUES ('calendar', $1, $2, $3, 'published', $4)"
    with pytest.raises(asyncpg.CheckViolationError) as raised:
        await owner.execute(row, base.name, version, "one", "one")
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await owner.execute(row, base.name, version, "somebody", "one")

    assert raised.value.constraint_name == "four_eyes"
