"""Everybody of the sample installation as callers of the public API, who share what any of them has seen."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Self, TypeVar
from uuid import UUID

import httpx2
from pydantic import BaseModel

from api.identity.demonstration import PersonaToken
from api.identity.personas import Persona
from api.people.register import RegisterActDone
from api.registers.routes import Subjects
from api.registers.subjects import MoveSubject, RegisterSubject, SubjectDetail, SubjectEntry, SubjectPerson
from domain.messages import Command, kind_of
from domain.people.acts import Delegate
from domain.values import Actor
from projections.cases.view import CasePage
from projections.risk_filings.model import RiskFilingRow
from projections.work_records.model import WorkRecordRow
from rongcuo_client import AsyncClient, Recorded, Refused, Retry

Model = TypeVar("Model", bound=BaseModel)


class Cast:
    """Talks to one stack; every call names the position it is made from.

    Args:
        url: Where the API is.
        personas: of the tokens file.
        token_of: gives one persona more a token: who acts for another is none of those. None: nobody does.
        http: the connection of all of them, if it is not to be one of their own.
    """

    def __init__(
        self,
        url: str,
        personas: Iterable[PersonaToken],
        token_of: Callable[[Persona], Awaitable[PersonaToken]] | None = None,
        *,
        retry: Retry | None = None,
        http: httpx2.AsyncClient | None = None,
    ) -> None:
        self._nobody = AsyncClient(url, retry=retry, http=http)
        self._token_of = token_of
        self._personas = {persona.position: persona for persona in personas}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._nobody.close()

    def as_(self, position: str) -> AsyncClient:
        """Whoever holds a position, as a caller."""
        return self._nobody.speaking_as(self._personas[position].token)

    def actor(self, position: str) -> Actor:
        """Who acts when this position acts."""
        return self._personas[position].actor

    def name_of(self, position: str) -> str:
        """What whoever acts when this position acts is called."""
        return self._personas[position].name_zh

    async def acting_for(self, position: str, delegate: str) -> str:
        """Let somebody call in another's position; by what name they do so, where a call asks for a position.

        Whether they may, the register says at each of their calls.
        """
        if self._token_of is None:
            raise LookupError("nobody here acts for another")
        holder = self._personas[position]
        name = next(each.name_zh for each in self._personas.values() if each.person == delegate)
        post = holder.model_dump(include={"position", "organ", "title_zh", "duty", "role", "jurisdiction"})
        called = f"{position}-{delegate}"
        self._personas[called] = await self._token_of(
            Persona(person=delegate, name_zh=name, for_person=holder.person, **post)
        )
        return called

    async def delegate(self, given: Delegate) -> None:
        """Let another act in a position, as whoever holds it."""
        await self.as_(given.position).post("/v1/organs/acts", given, RegisterActDone)

    async def act(self, position: str, stream_id: UUID | None, command: Command) -> Recorded:
        """Perform an act on what any of them saw of its stream last; or begin a stream, which has no id yet.

        Raises:
            Refused: The API answered with a problem.
        """
        begins = command.endpoint is not None and command.endpoint.opens
        if stream_id is None and not begins:
            raise LookupError(f"{kind_of(type(command))}: nothing is begun that it could be done on")
        try:
            return await self.as_(position).act(None if begins else stream_id, command)
        except Refused as refused:
            refused.add_note(f"{position}, {kind_of(type(command))}")
            raise

    async def see(self, position: str, case_id: UUID) -> CasePage:
        """The case's page as of everything that any of them did."""
        return await self.as_(position).stream("case", case_id, CasePage)

    def saw(self, case_id: UUID, version: int | None) -> None:
        """What an act on something else recorded in a case: its page has to show that."""
        self._nobody.core.saw(case_id, version or 0)

    async def see_filing(self, position: str, filing_id: UUID) -> RiskFilingRow:
        """A risk filing as of everything that any of them did."""
        return await self.as_(position).stream("risk_filing", filing_id, RiskFilingRow)

    async def see_record(self, position: str, record_id: UUID) -> WorkRecordRow:
        """A work record as of everything that any of them did."""
        return await self.as_(position).stream("work_record", record_id, WorkRecordRow)

    async def get(self, position: str, path: str, model: type[Model]) -> Model:
        """Read something."""
        return await self.as_(position).get(path, model)

    async def register(self, position: str, subject: RegisterSubject) -> UUID:
        """Register a subject and return its id."""
        return (await self.as_(position).post("/v1/subjects", subject, SubjectEntry)).subject_id

    async def find_or_register(self, position: str, subject: RegisterSubject) -> UUID:
        """The subject that the register knows by this name, or a new entry."""
        found = await self.as_(position).get("/v1/subjects", Subjects, {"name": subject.name})
        return found.items[0].subject_id if found.items else await self.register(position, subject)

    async def link(self, position: str, subject: UUID, person: str) -> None:
        """Say which person of the organs a subject is."""
        await self.as_(position).put(f"/v1/subjects/{subject}/person", SubjectPerson(person=person), SubjectDetail)

    async def move_subject(self, position: str, subject_id: UUID, jurisdiction: str) -> None:
        """Say in the register that a subject is managed in another place from now on."""
        path = f"/v1/subjects/{subject_id}/authority"
        await self.as_(position).post(path, MoveSubject(jurisdiction=jurisdiction), SubjectEntry)
