"""The history of a subject in words, for its page."""

from typing import NamedTuple
from uuid import UUID

from starlette.requests import Request

from api.auth.context import context_of
from api.auth.subjects import found_by
from api.identity.personas import Persona
from api.labels.subject_changes import CHANGES, succession_words
from api.registers.changes import ChangeEntry, SubjectHistory
from domain.values import Bilingual


class Party(NamedTuple):
    """A unit of a succession: its name and address, where the reader finds it in the register."""

    name: str
    subject_id: UUID | None


class HistoryLine(NamedTuple):
    """A change in words; `last` can be taken back, for nothing was recorded of the subject since."""

    entry: ChangeEntry
    words: Bilingual
    how: str
    came_of: tuple[Party, ...]
    became: tuple[Party, ...]
    last: bool


async def lines_of(request: Request, who: Persona, history: SubjectHistory) -> list[HistoryLine]:
    """The lines of a history, the earliest first; a correction stands beside what it takes back."""
    ids = {each for entry in history.items for each in (*entry.subjects, *entry.successors)}
    known = await context_of(request).subjects.get(sorted(ids))
    found = {each.subject.subject_id: each.subject.name for each in await found_by(request, who, list(known.values()))}

    def parties(of: tuple[UUID, ...]) -> tuple[Party, ...]:
        return tuple(Party(found[each], each) if each in found else Party("（其他地区的单位）", None) for each in of)

    told = [entry for entry in history.items if entry.takes_back is None]
    last = next((entry.change_id for entry in reversed(told) if entry.standing), None)
    return [
        HistoryLine(
            entry,
            CHANGES[entry.kind],
            succession_words(len(entry.subjects), len(entry.successors), founds=entry.founded)
            if entry.kind == "succeeded"
            else "",
            parties(entry.subjects) if entry.kind in {"succeeded", "functions_moved"} else (),
            parties(entry.successors),
            last=entry.change_id == last and history.subject_id in entry.subjects,
        )
        for entry in sorted(told, key=lambda entry: entry.on)
    ]
