"""Copies of what was rehearsed: the same events under the ids of another case, about another subject, called otherwise.

Every id follows from that of the case, as in life: those of its events, its matter, its commands and its alarms.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from deploy.load.rehearsal import NUMBER, STREAM, TITLE, Rehearsed
from domain.values import alarm_command_id
from eventlog.shapes import Append, NewGrant, NewMatter

_HOLE = re.compile(
    rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|" + b"|".join(word.encode() for word in (TITLE, NUMBER))
)


class Pattern:
    """Bytes with holes, where ids, the title or the number of a case stand."""

    __slots__ = ("_holes", "_parts")

    def __init__(self, content: bytes) -> None:
        self._parts = _HOLE.split(content)
        self._holes = _HOLE.findall(content)

    @property
    def holes(self) -> Sequence[bytes]:
        """What stood in them."""
        return self._holes

    def filled(self, words: Mapping[bytes, bytes]) -> bytes:
        """The bytes with other words in the holes."""
        if not self._holes:
            return self._parts[0]
        filled = [self._parts[0]]
        for hole, part in zip(self._holes, self._parts[1:], strict=True):
            filled += (words[hole], part)
        return b"".join(filled)


@dataclass(frozen=True, slots=True)
class Copied:
    """Who a copy is: its case, its subjects by those that were rehearsed, its title and its number on paper."""

    case_id: UUID
    subjects: Mapping[UUID, UUID]
    title: str
    number: str


class Template:
    """What was rehearsed, ready to be copied."""

    def __init__(self, rehearsed: Rehearsed) -> None:
        self.rehearsed = rehearsed
        self._events = [
            [(event, Pattern(event.payload), Pattern(event.private or b"")) for event in append.events]
            for append in rehearsed.appends
        ]
        named = ("matter", "occurrence", *(f"event:{version + 1}" for version in range(sum(map(len, self._events)))))
        self._names = {uuid5(STREAM, name): name for name in named}
        found = {hole for append in self._events for _, *both in append for each in both for hole in each.holes}
        found -= {TITLE.encode(), NUMBER.encode()}
        registered = {id_ for append in rehearsed.appends for id_ in _registered(append)}
        alarms = {alarm.duty for alarm in rehearsed.alarms if alarm}
        self._ids = {UUID(hole.decode()) for hole in found} | registered | alarms
        if unknown := self._ids - {STREAM, *rehearsed.subjects, *self._names}:
            raise TypeError(f"nothing says what {unknown} follow from")

    def copies(self, copied: Copied) -> list[Append]:
        """All that it writes, for another case; the leaves before are not known yet."""
        ids = {id_: self._id(id_, copied) for id_ in self._ids}
        words = {str(old).encode(): str(new).encode() for old, new in ids.items()}
        words |= {TITLE.encode(): copied.title.encode(), NUMBER.encode(): copied.number.encode()}
        return [
            self._copy(number, append, copied.case_id, ids, words)
            for number, append in enumerate(self.rehearsed.appends)
        ]

    def _copy(
        self, number: int, append: Append, case_id: UUID, ids: Mapping[UUID, UUID], words: Mapping[bytes, bytes]
    ) -> Append:
        alarm = self.rehearsed.alarms[number]
        command_id = (
            alarm_command_id(case_id, ids[alarm.duty], alarm.due_on, alarm.rung)
            if alarm
            else uuid5(case_id, f"command:{number}")
        )
        return append._replace(
            stream_id=case_id,
            command_id=command_id,
            events=[
                event._replace(payload=payload.filled(words), private=private.filled(words) or None)
                for event, payload, private in self._events[number]
            ],
            grants=[_granted(grant, ids, words) for grant in append.grants],
            matters=[NewMatter(ids[matter.matter_id], matter.event_offset) for matter in append.matters],
            revocations=[
                replace(each, subject_id=ids[each.subject_id] if each.subject_id else None)
                for each in append.revocations
            ],
        )

    def _id(self, old: UUID, copied: Copied) -> UUID:
        if old == STREAM:
            return copied.case_id
        if old in copied.subjects:
            return copied.subjects[old]
        return uuid5(copied.case_id, self._names[old])


def _granted(grant: NewGrant, ids: Mapping[UUID, UUID], words: Mapping[bytes, bytes]) -> NewGrant:
    return replace(
        grant,
        matter_id=ids[grant.matter_id],
        occurrence_id=ids[grant.occurrence_id],
        subject_id=ids[grant.subject_id],
        ban_key=Pattern(grant.ban_key.encode()).filled(words).decode(),
    )


def _registered(append: Append) -> set[UUID]:
    """The ids that an append enters in the registers."""
    if append.merges:
        raise TypeError("a life that merges matters is no life by itself")
    ended = {each.subject_id for each in append.revocations if each.subject_id}
    granted = {id_ for each in append.grants for id_ in (each.matter_id, each.occurrence_id, each.subject_id)}
    return {each.matter_id for each in append.matters} | granted | ended
