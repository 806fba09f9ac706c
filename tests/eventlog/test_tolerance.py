"""The ban on a second tolerance (NJ-31, A-08): one slot per key in the whole installation, however many race for it."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from eventlog.log import EXCEPTION_FINDING, BrokenRule, EventLog
from eventlog.shapes import Conflict, DuplicateGrant, MatterMerge, Outcome, Recorded, SecondTolerance
from tests.eventlog.appends import a_grant, event, first, following, grant, merge, open_case, revoke


async def test_of_many_occurrences_exactly_one_is_tolerated(log: EventLog) -> None:
    """Writers race for one key from different streams: one grant, the others are told who won."""
    _, matter = await open_case(log)
    streams = [(await open_case(log))[0] for _ in range(12)]
    grants = [a_grant(matter) for _ in streams]
    outcomes = await asyncio.gather(*(grant(log, s, g) for s, g in zip(streams, grants, strict=True)))
    winners = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Recorded)]
    [winner] = winners
    lost: list[Outcome] = [SecondTolerance(streams[winner], grants[winner].occurrence_id)]

    assert [o for o in outcomes if not isinstance(o, Recorded)] == lost * 11
    loaded = await log.load(uuid4(), uuid4(), matter_ids=[matter])
    assert [slot.occurrence_id for slot in loaded.slots] == [grants[winner].occurrence_id]
    assert [live.stream_id for live in loaded.grants] == [streams[winner]]


async def test_the_loser_has_written_nothing(log: EventLog) -> None:
    """A second tolerance leaves no event, no ledger row and no grant."""
    case, matter = await open_case(log)
    await grant(log, case, a_grant(matter))
    other, _ = await open_case(log)
    append = (await following(log, other, event("granted")))._replace(grants=[a_grant(matter)])
    outcome = await log.append(append)
    loaded = await log.load(other, append.command_id, matter_ids=[matter])

    assert isinstance(outcome, SecondTolerance)
    assert (loaded.version, loaded.earlier, len(loaded.grants)) == (1, None, 1)


async def test_the_same_grant_again_is_a_duplicate(log: EventLog) -> None:
    """Occurrence, subject and liability can be waived once, whichever case does it."""
    case, matter = await open_case(log)
    other, _ = await open_case(log)
    given = a_grant(matter)
    await grant(log, case, given)

    assert await grant(log, case, given) == DuplicateGrant()
    assert await grant(log, other, given) == DuplicateGrant()
    assert await grant(log, other, given, given) == DuplicateGrant()


async def test_another_liability_of_the_same_occurrence_is_accepted(log: EventLog) -> None:
    """Two organs waiving different liabilities for one occurrence do not collide."""
    case, matter = await open_case(log)
    other, _ = await open_case(log)
    given = a_grant(matter)
    await grant(log, case, given)

    assert isinstance(await grant(log, other, replace(given, liability="party")), Recorded)
    assert isinstance(await grant(log, other, replace(given, subject_id=uuid4())), Recorded)


async def test_another_error_in_the_same_matter_is_accepted(log: EventLog) -> None:
    """The key is matter and error class: another error has a slot of its own."""
    case, matter = await open_case(log)
    await grant(log, case, a_grant(matter))

    assert isinstance(await grant(log, case, a_grant(matter, error_class="E2")), Recorded)


async def test_an_exception_finding_in_the_same_stream_admits_a_recurrence(log: EventLog) -> None:
    """The finding may be recorded earlier or in the same append; the slot stays with the first occurrence."""
    case, matter = await open_case(log)
    kept = a_grant(matter)
    await grant(log, case, kept)
    again, _ = await open_case(log)
    await log.append(await following(log, again, event(EXCEPTION_FINDING)))
    both = await following(log, again, event(EXCEPTION_FINDING), event("granted"))
    same_append = a_grant(matter, exception_version=4, event_offset=1)

    assert isinstance(await grant(log, again, a_grant(matter, exception_version=2)), Recorded)
    assert await log.append(both._replace(grants=[same_append])) == Conflict()  # version 3 is there by now
    both = await following(log, again, event(EXCEPTION_FINDING), event("granted"))
    assert isinstance(await log.append(both._replace(grants=[same_append])), Recorded)
    loaded = await log.load(case, uuid4())
    assert [slot.occurrence_id for slot in loaded.slots] == [kept.occurrence_id]
    assert len(loaded.grants) == 3


async def test_a_finding_elsewhere_or_of_another_kind_is_refused(log: EventLog) -> None:
    """The finding must be in the granting stream, be a finding, and precede the grant."""
    _, matter = await open_case(log)
    elsewhere, _ = await open_case(log)
    await log.append(await following(log, elsewhere, event(EXCEPTION_FINDING)))
    case, _ = await open_case(log)
    await log.append(await following(log, case, event("noted")))

    for version in (1, 2, 3, 4, 99):
        with pytest.raises(BrokenRule):
            await grant(log, case, a_grant(matter, exception_version=version))


async def test_the_slot_goes_with_the_last_ordinary_grant_of_its_occurrence(log: EventLog) -> None:
    """While one ordinary grant lives the ban stands; after the last is revoked another occurrence is accepted."""
    case, matter = await open_case(log)
    occurrence = uuid4()
    await grant(log, case, a_grant(matter, occurrence_id=occurrence))
    await grant(log, case, a_grant(matter, occurrence_id=occurrence))
    other, _ = await open_case(log)

    assert isinstance(await revoke(log, case, 2), Recorded)
    assert isinstance(await grant(log, other, a_grant(matter)), SecondTolerance)
    assert isinstance(await revoke(log, case, 3), Recorded)
    assert isinstance(await grant(log, other, a_grant(matter)), Recorded)


async def test_a_revocation_may_name_one_subject(log: EventLog) -> None:
    """Of several subjects granted at once, one grant can end alone, and only once."""
    case, matter = await open_case(log)
    one = a_grant(matter)
    two = replace(one, subject_id=uuid4())
    await grant(log, case, one, two)

    assert isinstance(await revoke(log, case, 2, one.subject_id), Recorded)
    with pytest.raises(BrokenRule):
        await revoke(log, case, 2, one.subject_id)
    loaded = await log.load(case, uuid4())
    assert [live.subject_id for live in loaded.grants] == [two.subject_id]
    assert len(loaded.slots) == 1


async def test_an_exception_grant_keeps_no_slot_alive(log: EventLog) -> None:
    """Only ordinary grants hold the slot."""
    case, matter = await open_case(log)
    await grant(log, case, a_grant(matter))
    again, _ = await open_case(log)
    await log.append(await following(log, again, event(EXCEPTION_FINDING)))
    await grant(log, again, a_grant(matter, exception_version=2))
    await revoke(log, case, 2)

    assert (await log.load(case, uuid4())).slots == ()


async def test_several_keys_in_opposite_order_do_not_deadlock(log: EventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cases granting the same keys in opposite order: one wins all, the other none, and nothing is retried."""
    monkeypatch.setattr("eventlog.log._DEADLOCK_TRIES", 1)
    for _ in range(15):
        left, matter = await open_case(log)
        right, _ = await open_case(log)
        keys = [f"E{n}" for n in range(6)]
        ours = [a_grant(matter, error_class=key) for key in keys]
        theirs = [a_grant(matter, error_class=key) for key in reversed(keys)]
        outcomes = await asyncio.gather(grant(log, left, *ours), grant(log, right, *theirs))

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Recorded", "SecondTolerance"]


async def test_grant_and_revocation_at_once_leave_slot_and_grants_agreeing(log: EventLog) -> None:
    """Revoking the last grant races with granting another liability: a live grant never lacks its slot."""
    for _ in range(15):
        case, matter = await open_case(log)
        other, _ = await open_case(log)
        given = a_grant(matter)
        await grant(log, case, given)
        await asyncio.gather(revoke(log, case, 2), grant(log, other, replace(given, liability="party")))
        loaded = await log.load(case, uuid4())

        assert [live.stream_id for live in loaded.grants] == [other]
        assert [slot.occurrence_id for slot in loaded.slots] == [given.occurrence_id]


async def test_a_merged_matter_brings_its_ban_along(log: EventLog) -> None:
    """After a merge the root is barred by what was tolerated in the merged matter, and load shows it."""
    earlier, matter = await open_case(log)
    kept = a_grant(matter)
    await grant(log, earlier, kept)
    later, root = await open_case(log)
    assert isinstance(await merge(log, later, [MatterMerge(matter, root)]), Recorded)
    loaded = await log.load(earlier, uuid4())

    assert loaded.roots == {matter: root}
    assert [slot.matter_id for slot in loaded.slots] == [matter]
    assert await grant(log, later, a_grant(root)) == SecondTolerance(earlier, kept.occurrence_id)
    assert isinstance(await grant(log, later, a_grant(root, error_class="E2")), Recorded)
    same = replace(a_grant(root), occurrence_id=kept.occurrence_id)
    assert isinstance(await grant(log, later, same), Recorded)


async def test_a_grant_in_a_matter_merged_meanwhile_is_a_conflict(log: EventLog) -> None:
    """Whoever loaded before the merge must reload: the root is another one now."""
    case, matter = await open_case(log)
    other, root = await open_case(log)
    await merge(log, other, [MatterMerge(matter, root)])

    assert await grant(log, case, a_grant(matter)) == Conflict()


async def test_merges_keep_every_matter_one_step_from_its_root(log: EventLog) -> None:
    """A chain of merges resolves to the last root; only roots are merged."""
    case, one = await open_case(log)
    _, two = await open_case(log)
    _, three = await open_case(log)
    await merge(log, case, [MatterMerge(one, two)])
    await merge(log, case, [MatterMerge(two, three)])

    assert await merge(log, case, [MatterMerge(one, three)]) == Conflict()
    assert await merge(log, case, [MatterMerge(three, one)]) == Conflict()
    loaded = await log.load(case, uuid4(), matter_ids=[two, three])
    assert loaded.roots == {one: three, two: three, three: three}


async def test_two_matters_merged_into_each_other_at_once(log: EventLog) -> None:
    """Opposite merges race: one stands, the other is a conflict, and no cycle arises."""
    for _ in range(10):
        left, one = await open_case(log)
        right, two = await open_case(log)
        outcomes = await asyncio.gather(
            merge(log, left, [MatterMerge(one, two)]), merge(log, right, [MatterMerge(two, one)])
        )

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "Recorded"]


async def test_a_matter_is_registered_once(log: EventLog) -> None:
    """Registering a known matter id again breaks a rule, and nothing is written."""
    _, matter = await open_case(log)
    again = first()

    with pytest.raises(BrokenRule):
        await open_case(log, matter_id=matter)
    assert (await log.load(again.stream_id, again.command_id)).version == 0
