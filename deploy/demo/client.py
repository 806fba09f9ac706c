"""A client of the public API that can act as any persona of the sample installation."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID, uuid4

import httpx2
from pydantic import AliasChoices, Field, TypeAdapter, ValidationError

from api.commands.registry import ROUTES
from api.identity.demonstration import PersonaToken
from api.identity.personas import Persona
from api.meetings.results import CaseOutcome
from api.registers.routes import Subjects
from api.registers.subjects import MoveSubject, RegisterSubject, SubjectEntry
from domain.messages import Command
from domain.people.acts import Delegate
from domain.values import Actor, Frozen
from projections.cases.view import CasePage
from projections.risk_filings.model import RiskFilingRow
from projections.work_records.model import WorkRecordRow

_TIMEOUT_SECONDS = 15.0
_ROUTES = {route.body: route for route in ROUTES}

Model = TypeVar("Model")


class Recorded(Frozen):
    """What the API answers to a command that was recorded; to an entry of minutes, what became of each case as well."""

    stream_id: UUID = Field(validation_alias=AliasChoices("case_id", "filing_id", "record_id", "meeting_id"))
    first_version: int
    version: int
    events: tuple[str, ...]
    cases: tuple[CaseOutcome, ...] = ()


class Problem(Frozen):
    """The part of a problem (RFC 9457) that the demonstration shows."""

    code: str
    status: int
    detail: str = ""
    clause: tuple[str, ...] = ()
    earlier_case: UUID | None = None


class Refused(Exception):  # noqa: N818 - a refusal is an answer
    """The API answered a command with a problem."""

    def __init__(self, position: str, path: str, problem: Problem) -> None:
        super().__init__(f"{position}, {path}: {problem.status} {problem.code} {problem.detail}")
        self.problem = problem


class Client:
    """Talks to one stack; every call names the position it is made from.

    Args:
        http: a client with the stack's address as its base.
        personas: of the tokens file.
        token_of: gives one persona more a token: who acts for another is none of those. None: nobody does.
    """

    def __init__(
        self,
        http: httpx2.AsyncClient,
        personas: Iterable[PersonaToken],
        token_of: Callable[[Persona], Awaitable[PersonaToken]] | None = None,
    ) -> None:
        self._http = http
        self._token_of = token_of
        self._personas = {persona.position: persona for persona in personas}
        self._seen: dict[UUID, int] = {}

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
        body, headers = given.model_dump(mode="json", exclude_none=True), self._keyed(given.position)
        answer = await self._http.post("/v1/organs/acts", json=body, headers=headers)
        _require(answer, httpx2.codes.CREATED, given.position)

    async def act(self, position: str, stream_id: UUID | None, command: Command) -> Recorded:
        """Perform an act on what this client saw of its stream last; or begin a stream, which has no id yet.

        Raises:
            Refused: The API answered with a problem.
        """
        route, seen = _ROUTES[type(command)], {}
        if not route.endpoint.opens:
            if stream_id is None:
                raise LookupError(f"{route.kind}: nothing is begun that it could be done on")
            seen = {"If-Match": f'"v{self._seen[stream_id]}"'}
        path = "/v1" + route.path.format(
            case_id=stream_id, filing_id=stream_id, record_id=stream_id, meeting_id=stream_id
        )
        headers = {**self._keyed(position), **seen, "Content-Type": "application/json"}
        answer = await self._http.post(path, content=command.model_dump_json(exclude_none=True), headers=headers)
        _require(answer, httpx2.codes.CREATED, position)
        recorded = Recorded.model_validate_json(answer.content, extra="ignore")
        self._seen[recorded.stream_id] = recorded.version
        return recorded

    async def see(self, position: str, case_id: UUID) -> CasePage:
        """The case's page as of everything this client did."""
        page = await self._see(position, "cases", case_id, CasePage)
        self._seen[case_id] = max(page.version, self._seen.get(case_id, 0))
        return page

    def saw(self, case_id: UUID, version: int | None) -> None:
        """What an act on something else recorded in a case: its page has to show that."""
        self._seen[case_id] = max(version or 0, self._seen.get(case_id, 0))

    async def see_filing(self, position: str, filing_id: UUID) -> RiskFilingRow:
        """A risk filing as of everything this client did."""
        return await self._see(position, "risk-filings", filing_id, RiskFilingRow)

    async def see_record(self, position: str, record_id: UUID) -> WorkRecordRow:
        """A work record as of everything this client did."""
        return await self._see(position, "records", record_id, WorkRecordRow)

    async def _see(self, position: str, streams: str, stream_id: UUID, model: type[Model]) -> Model:
        return await self.get(position, f"/v1/{streams}/{stream_id}?seen={self._seen.get(stream_id, 1)}", model)

    async def get(self, position: str, path: str, model: type[Model]) -> Model:
        """Read something."""
        answer = await self._http.get(path, headers=self._headers(position))
        _require(answer, httpx2.codes.OK, position)
        return TypeAdapter(model).validate_json(answer.content, extra="ignore")

    async def register(self, position: str, subject: RegisterSubject) -> UUID:
        """Register a subject and return its id."""
        body = subject.model_dump(mode="json")
        answer = await self._http.post("/v1/subjects", json=body, headers=self._keyed(position))
        _require(answer, httpx2.codes.CREATED, position)
        return SubjectEntry.model_validate_json(answer.content, extra="ignore").subject_id

    async def find_or_register(self, position: str, subject: RegisterSubject) -> UUID:
        """The subject that the register knows by this name, or a new entry."""
        found = await self.get(position, f"/v1/subjects?{urlencode({'name': subject.name})}", Subjects)
        return found.items[0].subject_id if found.items else await self.register(position, subject)

    async def link(self, position: str, subject: UUID, person: str) -> None:
        """Say which person of the organs a subject is."""
        headers = self._headers(position)
        answer = await self._http.put(f"/v1/subjects/{subject}/person", json={"person": person}, headers=headers)
        _require(answer, httpx2.codes.OK, position)

    async def move_subject(self, position: str, subject_id: UUID, jurisdiction: str) -> None:
        """Say in the register that a subject is managed in another place from now on."""
        body = MoveSubject(jurisdiction=jurisdiction).model_dump(mode="json")
        path = f"/v1/subjects/{subject_id}/authority"
        _require(await self._http.post(path, json=body, headers=self._keyed(position)), httpx2.codes.CREATED, position)

    def _keyed(self, position: str) -> dict[str, str]:
        return {**self._headers(position), "Idempotency-Key": str(uuid4())}

    def _headers(self, position: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._personas[position].token}"}


def _require(answer: httpx2.Response, status: int, position: str) -> None:
    """Raise what the API answered instead."""
    if answer.status_code == status:
        return
    try:
        problem = Problem.model_validate_json(answer.content, extra="ignore")
    except ValidationError:
        problem = Problem(code="no_problem_document", status=answer.status_code, detail="not an answer of our API")
    raise Refused(position, answer.url.path, problem)


def http_client(base_url: str) -> httpx2.AsyncClient:
    """An HTTP client for the loopback address of a stack."""
    return httpx2.AsyncClient(base_url=base_url, timeout=_TIMEOUT_SECONDS, trust_env=False)
