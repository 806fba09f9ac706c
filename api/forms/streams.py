"""What forms of one kind of stream need of its noun: its door for acts, and what its history tells whoever acts.

The rooms of the nouns are above this one: whoever puts the application together hands them in (api/app.py).
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from starlette.requests import Request

from activities.commands import Foreseen
from api.commands.gateway import Done, Outcome
from api.commands.registry import Route, Sent
from api.forms.choices import Choice
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.personas import Persona
from api.streams.timeline import Entry
from domain.messages import Command, Event
from domain.refusals import Refusal
from domain.streams import StreamName
from domain.values import Bilingual, Frozen


class PreparedAct(Protocol):
    """An act that may be handed in (api/commands/routes.py)."""

    @property
    def stream_id(self) -> UUID:
        """The stream it is on."""

    async def handed_in(self) -> Outcome:
        """What becomes of it."""

    async def foreseen(self) -> Foreseen | Done | Refusal:
        """What would become of it now."""

    async def followed(self, done: Done) -> Frozen | None:
        """Hand in what follows from it elsewhere."""

    def refused(self, refusal: Refusal) -> ProblemRaised:
        """What the rules refuse, as a problem."""


class Door(Protocol):
    """Where acts on one kind of stream are handed in: the same for programs and for forms."""

    @property
    def kind(self) -> StreamName:
        """The kind of stream."""

    @property
    def routes(self) -> Collection[Route]:
        """Its commands."""

    async def admitted(self, request: Request, who: Persona, route: Route, stream_id: UUID | None) -> tuple[str, ...]:
        """The rules that let somebody do this at all, with that stream."""

    async def prepared(  # noqa: PLR0913, PLR0917 - as in the door itself
        self,
        request: Request,
        who: Persona,
        rules: tuple[str, ...],
        route: Route,
        stream_id: UUID | None,
        sent: Sent,
    ) -> PreparedAct:
        """An act with everything that comes with it."""


STREAM_PATHS = ("/cases/{case_id}", "/risk-filings/{filing_id}", "/records/{record_id}", "/meetings/{meeting_id}")
"""Where the pages of the kinds of stream stand."""

Told = Callable[[Event], Any]
"""An event as its reader may read it, or what stands in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRead:
    """What a stream tells somebody: its history as they may read it, and what is chosen from in its forms.

    Attributes:
        title: What it is called, if the reader may know; None once erased.
        number: Its number.
        told: Likewise of an event that is not recorded yet.
        subjects: Whom its names are needed of.
        offered: Choices by the names of their fields.
        from_paper: Its history was entered afterwards.
    """

    title: str | None
    number: str
    entries: Sequence[Entry[Any, Any]]
    told: Told = lambda event: event
    subjects: frozenset[UUID] = frozenset()
    offered: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    from_paper: bool = False


@dataclass(frozen=True, slots=True)
class StreamForms:
    """The forms of one kind of stream.

    Attributes:
        name: What it is called in addresses of pages; `id_name` what the id of one is called there.
        called: What its list is called.
        read: What a stream tells somebody who wants to do an act with these fields there.
        offers: What is chosen from where one is begun.
        prepared: The files that somebody may name where none are in the file of a case: digest and name.
        taken_over: What is done, once an act that begins one is recorded, with the files that it names.
    """

    name: str
    id_name: str
    called: Bilingual
    door: Door
    read: Callable[[Request, Persona, UUID, Collection[str]], Awaitable[StreamRead]]
    offers: Callable[[Request, Persona], Awaitable[Mapping[str, tuple[Choice, ...]]]] | None = None
    prepared: Callable[[Request, Persona], Awaitable[Sequence[tuple[str, str]]]] | None = None
    taken_over: Callable[[Request, Persona, UUID, UUID, Command], Awaitable[None]] | None = None

    def route(self, kind: str) -> Route | None:
        """The command of a kind, if people may send it."""
        return next((each for each in self.door.routes if each.kind == kind), None)


def forms_of(request: Request, name: str) -> StreamForms:
    """The forms of the kind of stream with that name in addresses.

    Raises:
        ProblemRaised: 404, there is none.
    """
    known: Mapping[str, StreamForms] = request.app.state.forms
    if name not in known:
        raise ProblemRaised(NOT_FOUND)
    return known[name]
