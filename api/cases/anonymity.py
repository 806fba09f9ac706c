"""Whether the words of a digest name anybody of its case (R-14, R-18), which only the interface can read.

Names are encrypted in the register and the domain knows ids alone. What is told apart is whether a registered name of
a subject, or of an official who acted in the case, stands in a field: a person who is described so that one can guess
who it was is for the eyes of the one who approves. The answer names the field, never the name.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.http.problems import DIGEST_NAMES_SOMEBODY, FieldFault, Particulars, ProblemRaised
from api.installed import installed_of
from api.streams.timeline import meta_of, whole_stream
from domain.case.commands import AnyCommand, ApproveDigest, WriteDigest
from domain.case.events import EVENT, TeamFormed
from domain.identity import canonical_name
from domain.organs import UNITS, Organs
from domain.values import FreeText
from eventlog.reading import facts_of
from eventlog.shapes import StoredEvent
from eventlog.subjects import Subject

_SHORTEST = 2
"""A single character is part of too many words to be a name."""
Texts = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Concerned:
    """Subjects, and the officials and organs that acted."""

    subjects: frozenset[UUID]
    people: frozenset[str]
    organs: frozenset[str]


async def require_anonymous(request: Request, case_id: UUID, body: AnyCommand) -> None:
    """Stop a digest that names somebody of its case: when it is written, and again when it is approved.

    Raises:
        ProblemRaised: 422 with the fields that hold a name.
    """
    if not isinstance(body, WriteDigest | ApproveDigest):
        return
    context = context_of(request)
    history = await whole_stream(context.event_log, case_id)
    texts = _written(body) if isinstance(body, WriteDigest) else _approved(history, body.digest)
    concerned = _concerned(history)
    registered = await context.subjects.get(await context.subjects.all_ids(concerned.subjects))
    names = {
        *_names_of_subjects(entry.subject for entry in registered.values()),
        *names_of_officials(await installed_of(request).organs(), concerned),
    }
    if named := fields_naming(texts, names):
        pointer = "/digest" if isinstance(body, ApproveDigest) else ""
        faults = tuple(
            FieldFault(pointer=pointer or f"/{field}", code="names_somebody", message=f"{field} holds a name")
            for field in named
        )
        raise ProblemRaised(DIGEST_NAMES_SOMEBODY, Particulars(errors=faults))


def fields_naming(texts: Texts, names: Collection[str]) -> tuple[str, ...]:
    """The fields in which one of some names stands, however it is typed."""
    sought = {found for name in names if len(found := canonical_name(name)) >= _SHORTEST}
    read = {field: canonical_name(text) for field, text in texts.items() if text is not None}
    return tuple(field for field, text in read.items() if any(name in text for name in sought))


def _concerned(history: Sequence[StoredEvent]) -> Concerned:
    """Whose names must not appear: subjects and applicant, whoever acted, and the members of the team."""
    subjects, people, organs = set[UUID](), set[str](), set[str]()
    for stored in history:
        actor = meta_of(stored).actor
        people.add(actor.person)
        organs.add(actor.organ)
        event = facts_of(EVENT, stored)
        subjects |= event.brings
        if isinstance(event, TeamFormed):
            people |= {member.person for member in event.members}
    return Concerned(frozenset(subjects), frozenset(people), frozenset(organs))


def _written(body: WriteDigest) -> Texts:
    return {"title": body.title, "facts": body.facts, "reasoning": body.reasoning, "lesson": body.lesson}


def _approved(history: Sequence[StoredEvent], digest: int) -> Texts:
    """The words of the digest written at a version; nothing, where the domain will say that there is none."""
    private = next((each.private for each in history if each.version == digest and each.private), None)
    if private is None:
        return {}
    words = FreeText.model_validate_json(private)
    return {"title": words.title, "facts": words.statement, "reasoning": words.reasons, "lesson": words.lesson}


def _names_of_subjects(subjects: Iterable[Subject]) -> Iterator[str]:
    for subject in subjects:
        yield from filter(None, (subject.name, *subject.aliases, subject.unit_name, subject.identifier))


def names_of_officials(organs: Organs, concerned: Concerned) -> Iterator[str]:
    """The officials, and the units that acted for a subject: which office handled a case names nobody."""
    yield from (person.name for person in organs.people if person.id in concerned.people)
    yield from (organ.name.zh for organ in organs.organs if organ.id in concerned.organs and organ.role in UNITS)
