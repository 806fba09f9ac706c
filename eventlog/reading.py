"""Reading the facts of an event: the one place where bytes of the log become what this release knows."""

from typing import Literal, TypeVar
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from domain.case.events import SCHEMA_VERSION
from eventlog.shapes import RecordedEvent

E = TypeVar("E")

WhyUnreadable = Literal["later_release", "unreadable"]
"""A later release wrote the event, or what is in it is not what its type says."""

_UNKNOWN_KIND = "union_tag_invalid"


class Unreadable(RuntimeError):  # noqa: N818 - named for what it is
    """This release cannot read an event of the log; its message holds no content. Nothing of its stream is guessed."""

    def __init__(self, event: RecordedEvent, why: WhyUnreadable, detail: str) -> None:
        super().__init__(f"{event.stream_id} version {event.version}: {detail}")
        self.stream_id: UUID = event.stream_id
        self.version = event.version
        self.why = why
        self.detail = detail


def facts_of(events: TypeAdapter[E], event: RecordedEvent) -> E:
    """What happened.

    Args:
        events: those that its stream can have.
        event: as the log has it.

    Raises:
        Unreadable: a later release wrote it, or its facts are in no shape that its type has.
    """
    if event.schema_version > SCHEMA_VERSION:
        raise Unreadable(event, "later_release", f"{event.type} has the later schema {event.schema_version}")
    try:
        return events.validate_json(event.payload)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        if first["type"] == _UNKNOWN_KIND:
            raise Unreadable(event, "later_release", f"{event.type} is not known") from None
        where = ".".join(map(str, first["loc"]))
        raise Unreadable(event, "unreadable", f"{event.type}: {where or 'the whole'}: {first['type']}") from None
