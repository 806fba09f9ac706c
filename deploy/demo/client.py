"""A client of the public API that can act as any persona of the sample installation."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID, uuid4

import httpx2
from pydantic import TypeAdapter, ValidationError

from api.auth.tokens import PersonaToken
from api.commands.registry import ROUTES
from api.registers.routes import RegisterSubject, SubjectEntry
from domain.acts.filing import Opening
from domain.case.commands import AnyCommand
from domain.messages import Command
from domain.risk_filings.commands import FileRisk, RiskFilingCommand
from domain.values import Actor, Frozen
from domain.work_records.commands import OpenRecord, WorkRecordCommand
from projections.cases.view import CasePage
from projections.risk_filings.model import RiskFilingRow
from projections.work_records.model import WorkRecordRow

_TIMEOUT_SECONDS = 15.0
_PATHS = {route.body: f"/v1{route.path}" for route in ROUTES}

Model = TypeVar("Model")


class Recorded(Frozen):
    """What the API answers to a command that was recorded."""

    case_id: UUID
    first_version: int
    version: int
    events: tuple[str, ...]


class FilingRecorded(Frozen):
    """The same of a command on a risk filing."""

    filing_id: UUID
    first_version: int
    version: int
    events: tuple[str, ...]


class WorkRecorded(Frozen):
    """The same of a command on a work record."""

    record_id: UUID
    first_version: int
    version: int
    events: tuple[str, ...]


class Problem(Frozen):
    """The part of a problem (RFC 9457) that the demonstration shows."""

    code: str
    status: int
    detail: str = ""
    clause: tuple[str, ...] = ()
    earlier_case: UUID | None = None


class Refused(Exception):  # noqa: N818 - the house calls a "no" a refusal
    """The API answered a command with a problem."""

    def __init__(self, position: str, path: str, problem: Problem) -> None:
        super().__init__(f"{position}, {path}: {problem.status} {problem.code} {problem.detail}")
        self.problem = problem


class Client:
    """Talks to one stack; every call names the position it is made from.

    Args:
        http: a client with the stack's address as its base.
        personas: of the tokens file.
    """

    def __init__(self, http: httpx2.AsyncClient, personas: Iterable[PersonaToken]) -> None:
        self._http = http
        self._personas = {persona.position: persona for persona in personas}
        self._seen: dict[UUID, int] = {}

    def actor(self, position: str) -> Actor:
        """Who acts when this position acts."""
        persona = self._personas[position]
        return Actor(person=persona.person, position=persona.position, organ=persona.organ)

    async def file(self, position: str, command: Opening) -> Recorded:
        """Begin a case.

        Raises:
            Refused: the API answered with a problem.
        """
        return self._recorded(await self._post(position, _PATHS[type(command)], command, {}))

    async def act(self, position: str, case_id: UUID, command: AnyCommand) -> Recorded:
        """Perform an act on a case, on what this client saw of it last.

        Raises:
            Refused: the API answered with a problem.
        """
        path = _PATHS[type(command)].format(case_id=case_id)
        return self._recorded(await self._post(position, path, command, self._match(case_id)))

    async def file_risk(self, position: str, command: FileRisk) -> FilingRecorded:
        """File a risk before the work.

        Raises:
            Refused: the API answered with a problem.
        """
        return self._filing_recorded(await self._post(position, _PATHS[type(command)], command, {}))

    async def act_on_filing(self, position: str, filing_id: UUID, command: RiskFilingCommand) -> FilingRecorded:
        """Perform an act on a risk filing, on what this client saw of it last.

        Raises:
            Refused: the API answered with a problem.
        """
        path = _PATHS[type(command)].format(filing_id=filing_id)
        return self._filing_recorded(await self._post(position, path, command, self._match(filing_id)))

    async def see_filing(self, position: str, filing_id: UUID) -> RiskFilingRow:
        """A risk filing as of everything this client did."""
        path = f"/v1/risk-filings/{filing_id}?seen={self._seen.get(filing_id, 1)}"
        return await self.get(position, path, RiskFilingRow)

    async def open_record(self, position: str, command: OpenRecord) -> WorkRecorded:
        """Open a work record.

        Raises:
            Refused: the API answered with a problem.
        """
        return self._work_recorded(await self._post(position, _PATHS[type(command)], command, {}))

    async def act_on_record(self, position: str, record_id: UUID, command: WorkRecordCommand) -> WorkRecorded:
        """Perform an act on a work record, on what this client saw of it last.

        Raises:
            Refused: the API answered with a problem.
        """
        path = _PATHS[type(command)].format(record_id=record_id)
        return self._work_recorded(await self._post(position, path, command, self._match(record_id)))

    async def see_record(self, position: str, record_id: UUID) -> WorkRecordRow:
        """A work record as of everything this client did."""
        path = f"/v1/records/{record_id}?seen={self._seen.get(record_id, 1)}"
        return await self.get(position, path, WorkRecordRow)

    async def see(self, position: str, case_id: UUID) -> CasePage:
        """The case's page as of everything this client did."""
        page = await self.get(position, f"/v1/cases/{case_id}?seen={self._seen.get(case_id, 1)}", CasePage)
        self._seen[case_id] = max(page.version, self._seen.get(case_id, 0))
        return page

    async def get(self, position: str, path: str, model: type[Model]) -> Model:
        """Read something."""
        answer = await self._http.get(path, headers=self._headers(position))
        _require(answer, httpx2.codes.OK, position)
        return TypeAdapter(model).validate_json(answer.content, extra="ignore")

    async def register(self, position: str, subject: RegisterSubject) -> UUID:
        """Register a subject and return its id."""
        headers = {**self._headers(position), "Idempotency-Key": str(uuid4())}
        answer = await self._http.post("/v1/subjects", json=subject.model_dump(mode="json"), headers=headers)
        _require(answer, httpx2.codes.CREATED, position)
        return SubjectEntry.model_validate_json(answer.content, extra="ignore").subject_id

    async def _post(self, position: str, path: str, command: Command, headers: dict[str, str]) -> bytes:
        sent = {**self._headers(position), "Idempotency-Key": str(uuid4()), **headers}
        body = command.model_dump_json(exclude_none=True)
        answer = await self._http.post(path, content=body, headers={**sent, "Content-Type": "application/json"})
        _require(answer, httpx2.codes.CREATED, position)
        return answer.content

    def _recorded(self, content: bytes) -> Recorded:
        recorded = Recorded.model_validate_json(content, extra="ignore")
        self._seen[recorded.case_id] = recorded.version
        return recorded

    def _filing_recorded(self, content: bytes) -> FilingRecorded:
        recorded = FilingRecorded.model_validate_json(content, extra="ignore")
        self._seen[recorded.filing_id] = recorded.version
        return recorded

    def _work_recorded(self, content: bytes) -> WorkRecorded:
        recorded = WorkRecorded.model_validate_json(content, extra="ignore")
        self._seen[recorded.record_id] = recorded.version
        return recorded

    def _match(self, stream_id: UUID) -> dict[str, str]:
        return {"If-Match": f'"v{self._seen[stream_id]}"'}

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
