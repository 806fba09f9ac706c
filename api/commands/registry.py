"""The commands that people may send, as routes: derived from what each command declares of itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from api.auth.policy import CommandName
from domain.catalogue import (
    CASE_COMMANDS,
    COLLECTIONS,
    MEETING_COMMANDS,
    RISK_FILING_COMMANDS,
    WORK_RECORD_COMMANDS,
    terms_of,
)
from domain.messages import Command, Endpoint, kind_of
from domain.streams import StreamName
from domain.values import Bilingual


@dataclass(frozen=True, slots=True)
class Route:
    """A command's path and operation id; its kind is also its name in the access rules."""

    body: type[Command]
    kind: CommandName
    path: str
    operation: str
    endpoint: Endpoint

    @property
    def seen(self) -> bool:
        """Whether If-Match is required."""
        return self.endpoint.seen and not self.endpoint.opens

    @property
    def name(self) -> Bilingual:
        """What the act is called: as the procedure calls it, and as the interface does."""
        return Bilingual(zh=(terms_of(self.body) or (self.kind,))[0], en=self.endpoint.summary)

    @property
    def description(self) -> str:
        """What the command's class says of it."""
        return (self.body.__doc__ or "").strip()


@dataclass(frozen=True, slots=True)
class Sent:
    """An act as it was sent: its body, under which key, by somebody who saw which version."""

    command_id: UUID
    seen: int | None
    body: Command


def _routes(commands: Iterable[type[Command]], stream: StreamName, id_name: str, kinds: str = "") -> tuple[Route, ...]:
    """The routes of a kind of stream, whose commands' kinds all begin alike."""
    noun = COLLECTIONS[stream]
    return tuple(
        Route(
            each,
            kind := CommandName(kind_of(each)),
            endpoint.path if endpoint.opens else f"/{noun}/{{{id_name}}}/{endpoint.path}",
            endpoint.operation or f"{noun.replace('-', '_')}.{kind.removeprefix(kinds)}",
            endpoint,
        )
        for each in commands
        if (endpoint := each.endpoint)
    )


CASE_ROUTES = _routes(CASE_COMMANDS, "case", "case_id")
RISK_FILING_ROUTES = _routes(RISK_FILING_COMMANDS, "risk_filing", "filing_id", "risk_filing_")
WORK_RECORD_ROUTES = _routes(WORK_RECORD_COMMANDS, "work_record", "record_id", "work_record_")
MEETING_ROUTES = _routes(MEETING_COMMANDS, "meeting", "meeting_id", "meeting_")
ROUTES = (*CASE_ROUTES, *RISK_FILING_ROUTES, *WORK_RECORD_ROUTES, *MEETING_ROUTES)
