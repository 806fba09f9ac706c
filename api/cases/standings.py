"""What became of the subjects of a case (当事人沿革): told on its page, and changing nothing of it (A-46)."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from api.auth.context import AppContext
from api.labels.subject_changes import CHANGES, MEANS
from domain.subjects.history import SubjectChange
from domain.values import Bilingual
from eventlog.subject_changes import Connected


class Standing(NamedTuple):
    """A subject that is no more what it was: since when, what it is now, who took its place, and what that means."""

    subject: UUID
    since: date
    words: Bilingual
    means: Bilingual
    successors: tuple[str, ...]


async def standings_of(context: AppContext, case_id: UUID, subjects: Iterable[UUID]) -> list[Standing]:
    """Those of a case's subjects of which something is on record that concerns it."""
    asked = list(subjects)
    connected = await context.subject_changes.connected(asked)
    states = [(each, _concerning(connected, case_id, connected.roots.get(each, each))) for each in asked]
    known = await context.subjects.get([id_ for _, state in states if state for id_ in state.successors])
    return [
        Standing(
            subject,
            state.on,
            CHANGES[state.kind],
            MEANS[state.kind],
            tuple(known[id_].subject.name for id_ in state.successors if id_ in known),
        )
        for subject, state in states
        if state is not None
    ]


def _concerning(connected: Connected, case_id: UUID, subject: UUID) -> SubjectChange | None:
    """What a subject is now; else the last transfer of its functions that this case went with."""
    moved = (
        each
        for each in reversed(connected.history.befell(subject))
        if each.kind == "functions_moved" and str(case_id) in connected.details[each.change_id].cases
    )
    return connected.history.state(subject) or next(moved, None)
