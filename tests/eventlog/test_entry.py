"""The binary entry: one canonical form, and nothing else reads."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.entry import (
    FORMAT,
    GENESIS,
    MAX_ENTRY_BYTES,
    Entry,
    MalformedEntry,
    decode_entry,
    encode_entry,
    leaf_hash,
)

DIGEST = st.binary(min_size=32, max_size=32)
ENTRIES = st.builds(
    Entry,
    stream_id=st.uuids(),
    version=st.integers(1, 2**31 - 1),
    recorded_at=st.datetimes(timezones=st.just(UTC)),
    valid_on=st.dates(),
    command_id=st.uuids(),
    schema_version=st.integers(0, 2**15 - 1),
    type=st.text(max_size=60),
    prev_leaf=DIGEST,
    meta=st.binary(max_size=500),
    payload_digest=DIGEST,
    private_digest=st.none() | DIGEST,
)
ENTRY = Entry(
    uuid4(), 1, datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 1), uuid4(), 1, "x", GENESIS, b"m", b"d" * 32, None
)


@given(ENTRIES)
def test_round_trip(entry: Entry) -> None:
    """Decoding gives back what was encoded, bit for bit."""
    encoded = encode_entry(entry)

    assert encoded[0] == FORMAT
    assert decode_entry(encoded) == entry
    assert encode_entry(decode_entry(encoded)) == encoded


@given(ENTRIES, st.data())
def test_every_changed_bit_is_another_leaf_and_another_entry(entry: Entry, data: st.DataObject) -> None:
    """A flipped bit is refused or reads as something else; it never reads as the same entry."""
    encoded = bytearray(encode_entry(entry))
    at = data.draw(st.integers(0, len(encoded) - 1))
    encoded[at] ^= 1 << data.draw(st.integers(0, 7))
    changed = bytes(encoded)
    try:
        read = decode_entry(changed)
    except MalformedEntry:
        return

    assert read != entry
    assert encode_entry(read) == changed
    assert leaf_hash(changed) != leaf_hash(encode_entry(entry))


@given(ENTRIES, st.binary(max_size=40))
def test_a_truncated_or_lengthened_entry_is_refused(entry: Entry, tail: bytes) -> None:
    """The lengths inside must fill the entry exactly."""
    encoded = encode_entry(entry)
    cut = encoded[: len(encoded) - 1 - len(tail) % len(encoded)]

    with pytest.raises(MalformedEntry):
        decode_entry(cut)
    with pytest.raises(MalformedEntry):
        decode_entry(encoded + tail + b"\x00")


def test_an_entry_has_a_bound() -> None:
    """C2SP bundles give an entry 16 bits of length."""
    room = MAX_ENTRY_BYTES - len(encode_entry(ENTRY._replace(meta=b"")))

    assert len(encode_entry(ENTRY._replace(meta=b"m" * room))) == MAX_ENTRY_BYTES
    with pytest.raises(ValueError, match="65535"):
        encode_entry(ENTRY._replace(meta=b"m" * (room + 1)))


@pytest.mark.parametrize(
    "entry",
    [
        ENTRY._replace(version=-1),
        ENTRY._replace(type="x" * 256),
        ENTRY._replace(prev_leaf=b"short"),
        ENTRY._replace(private_digest=b"short"),
        ENTRY._replace(recorded_at=datetime(2026, 3, 2)),  # noqa: DTZ001 - a time without a zone is the point
        ENTRY._replace(schema_version=70_000),
    ],
)
def test_what_does_not_fit_is_refused(entry: Entry) -> None:
    """Nothing is cut off or guessed."""
    with pytest.raises(ValueError, match=r"fit|digest"):
        encode_entry(entry)


def test_a_time_is_an_instant() -> None:
    """Two zones, one instant: the same bytes."""
    elsewhere = ENTRY.recorded_at.astimezone(timezone(timedelta(hours=8)))

    assert encode_entry(ENTRY._replace(recorded_at=elsewhere)) == encode_entry(ENTRY)


def test_the_layout_of_format_1_is_fixed() -> None:
    """A known entry keeps its bytes for ever."""
    entry = Entry(
        stream_id=UUID(int=1),
        version=2,
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
        valid_on=date(2026, 1, 1),
        command_id=UUID(int=3),
        schema_version=4,
        type="t",
        prev_leaf=b"\x05" * 32,
        meta=b"m",
        payload_digest=b"\x06" * 32,
        private_digest=b"\x07" * 32,
    )
    expected = (
        "01" + "00" * 15 + "01" + "00000002" + "0006474846204000" + "00004fe6" + "00" * 15 + "03" + "0004"
        + "05" * 32 + "06" * 32 + "01" + "07" * 32 + "01" + "0001" + b"tm".hex()
    )  # fmt: skip

    assert encode_entry(entry).hex() == expected
