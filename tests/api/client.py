"""What tests of the API share: everyone who may call it, and a case, filing, record or meeting at hand.

What has to succeed goes by the client that other programs use (`rongcuo_client`), under keys and versions of its own,
and is sent once: nothing that fails is hidden by its being sent again. Whoever looks at HTTP itself, at a status, a
header, a problem or a body that no client sends, asks by `ApiClient.get` and `ApiClient.act`.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar, Final, Self
from uuid import UUID, uuid4

import httpx2
from pydantic import JsonValue, RootModel

from api.app import create_app
from api.auth.context import AppContext
from api.http.problems import Problem
from api.identity.personas import Persona
from api.registers.subjects import MergeSubjects, RegisterSubject, SubjectEntry
from domain.catalogue import COLLECTIONS, COMMANDS
from domain.messages import Command, kind_of
from domain.streams import StreamName, stream_of
from domain.values import event_id
from rongcuo_client import NO_RETRY, AsyncClient, Recorded
from rongcuo_client.operations import Core
from tests.api.positions import CONTACT, DISCIPLINE, ENDORSER, FINANCE, MEMBERS, ORGANISATION, SECRETARY
from tests.api.signed_in import COOKIE
from tests.workflows.engine import Installation

PUBLIC_URL = "http://rongcuo.test"

Body = Mapping[str, JsonValue]

_COMMANDS: Final[Mapping[tuple[StreamName, str], type[Command]]] = {
    (stream_of(kind_of(each)), each.endpoint.path): each for each in COMMANDS if each.endpoint
}
"""By what they are done on or begin, and where they are sent."""


class Read(RootModel[dict[str, Any]]):
    """An answer as it stands: what names, forms and values it has is what tests are about."""


def http_client_of(context: AppContext) -> httpx2.AsyncClient:
    """A client of an API over this context, without a socket between."""
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(create_app(context)), base_url=PUBLIC_URL)


@dataclass(slots=True)
class ApiClient:
    """The API with everyone who may call it."""

    context: AppContext = field(repr=False)
    installed: Installation = field(repr=False)
    http: httpx2.AsyncClient = field(repr=False)
    tokens: Mapping[str, str] = field(repr=False)
    sessions: Mapping[str, str] = field(repr=False)
    personas: Mapping[str, Persona] = field(repr=False)
    documents: dict[str, JsonValue] = field(
        default_factory=lambda: {"sha256": "a" * 64, "title": "材料", "paper": "原件存档"}
    )
    core: Core = field(default_factory=lambda: Core(NO_RETRY), repr=False)

    def speaking_as(self, position: str) -> AsyncClient:
        """Whoever holds a position, as a program; all of them know what any of them has seen."""
        caller = AsyncClient(PUBLIC_URL, self.tokens[position], http=self.http)
        caller.core = self.core
        return caller

    async def read(self, position: str, path: str) -> Any:
        """What whoever holds a position reads there."""
        return (await self.speaking_as(position).get(path, Read)).root

    async def read_on(self, position: str, path: str) -> AsyncIterator[dict[str, Any]]:
        """Everything in a list, page after page."""
        async for line in self.speaking_as(position).listed(path, Read):
            yield line.root

    async def get(self, position: str, path: str, headers: Mapping[str, str] | None = None) -> httpx2.Response:
        """What is answered to whoever holds a position and reads."""
        return await self.http.get(path, headers={**self.as_(position), **(headers or {})})

    async def act(
        self, position: str, path: str, body: Body, *, seen: int | None = None, key: UUID | None = None
    ) -> httpx2.Response:
        """What is answered to whoever holds a position and sends this; under a fresh key unless one is given."""
        headers = {**self.as_(position), "Idempotency-Key": str(key or uuid4())}
        if seen is not None:
            headers["If-Match"] = f'"v{seen}"'
        return await self.http.post(path, json=body, headers=headers)

    def on(self, day: date) -> Self:
        """The same API at ten in the morning of another day, in Shanghai."""
        context = replace(self.context, clock=lambda: datetime.combine(day, time(2), tzinfo=UTC))
        return replace(self, context=context, http=http_client_of(context))

    def as_(self, position: str) -> dict[str, str]:
        """The header that says who one is."""
        return {"Authorization": f"Bearer {self.tokens[position]}"}

    def cookie(self, position: str) -> dict[str, str]:
        """The header by which a page knows who one is."""
        return {"Cookie": f"{COOKIE}={self.sessions[position]}"}

    def application(self, **changes: JsonValue) -> Body:
        """An application that is in order, but for what a test changes; None takes a field away."""
        body: Body = {
            "pack": "nujiang",
            "to_organ": "county-a-organization",
            "title": "弃土场整改未先完成招标",
            "statement": "已及时补救，现申请容错。",
            "applicant": str(self.installed.subject),
            "subjects": [str(self.installed.subject)],
            "ground": "s4",
            "error_class": "procedure_flaw",
            "occurred_on": "2026-01-05",
            "endorsement": {
                "kind": "signed",
                "signatory": ENDORSER,
                "signed_on": datetime.now(UTC).date().isoformat(),
                "document": self.documents,
            },
            "evidence": [self.documents],
        }
        return {name: value for name, value in {**body, **changes}.items() if value is not None}

    async def register(self, position: str, name: str, **more: JsonValue) -> UUID:
        """Somebody of county A, whoever else bears the name, entered by whoever holds a position."""
        place: Body = {"sector": "government_organ", "jurisdiction": "demo-county-a"}
        said: Body = {"kind": "person", "name": name, "another_person": True, **place, **more}
        subject = RegisterSubject.model_validate_json(json.dumps(said))
        return (await self.speaking_as(position).post("/v1/subjects", subject, SubjectEntry)).subject_id

    async def merge(self, position: str, duplicate: UUID | str, into: UUID | str) -> None:
        """Say that somebody was registered twice."""
        said = MergeSubjects(into=UUID(str(into)), reasons="同一人，重复登记")
        await self.speaking_as(position).post(f"/v1/subjects/{duplicate}/merge", said, Read)

    async def file(self, **changes: JsonValue) -> "CaseAtHand":
        """File an application as the unit's contact."""
        return await CaseAtHand.begun(self, CONTACT, self.application(**changes))


class StreamAtHand:
    """A case, a risk filing, a work record or a meeting, and the version its people saw last."""

    NAME: ClassVar[StreamName]

    def __init__(self, api: ApiClient, id_: UUID, version: int) -> None:
        self.api = api
        self.id = id_
        self.version = version

    @classmethod
    async def begun(
        cls, api: ApiClient, position: str, body: Body, path: str | None = None, *, key: UUID | None = None
    ) -> Self:
        """A new one, begun by whoever holds a position; a case may be begun in several ways, each with its path."""
        command = _command(cls.NAME, path or f"/{COLLECTIONS[cls.NAME]}", body)
        recorded = await api.speaking_as(position).begin(command, key=key)
        return cls(api, recorded.stream_id, recorded.version)

    @property
    def version(self) -> int:
        """What is shown at least, and what acts are decided on."""
        return self.api.core.seen[self.id]

    @version.setter
    def version(self, version: int) -> None:
        self.api.core.saw(self.id, version)

    @property
    def path(self) -> str:
        """Where it is."""
        return f"/v1/{COLLECTIONS[self.NAME]}/{self.id}"

    async def act(self, position: str, act: str, body: Body, key: UUID | None = None) -> Recorded:
        """Perform an act that must succeed."""
        return await self.api.speaking_as(position).act(self.id, _command(self.NAME, act, body), key=key)

    async def read(self, position: str) -> Any:
        """It as somebody reads it, with what was done last."""
        return (await self.api.speaking_as(position).stream(self.NAME, self.id, Read)).root

    async def get(self, position: str) -> httpx2.Response:
        """What is answered to whoever reads it and waits for what was done last."""
        return await self.api.get(position, f"{self.path}?seen={self.version}")


class FilingAtHand(StreamAtHand):
    """A risk filing."""

    NAME = "risk_filing"


class RecordAtHand(StreamAtHand):
    """A work record."""

    NAME = "work_record"


class MeetingAtHand(StreamAtHand):
    """A meeting."""

    NAME = "meeting"


class CaseAtHand(StreamAtHand):
    """A case."""

    NAME = "case"

    async def accept(self) -> None:
        """Accept jointly."""
        await self.propose_and_sign("acceptance", {"accepted": True, "reasons": "材料齐全"})

    async def refuse_acceptance(self) -> None:
        """Do not accept, and do what that asks for: the case is closed."""
        await self.propose_and_sign(
            "acceptance", {"accepted": False, "refusal_ground": "evidence", "reasons": "缺少材料"}
        )
        await self.finish()

    async def finish(self) -> None:
        """Do every duty that is open."""
        page = await self.read(ORGANISATION)
        for duty in page["duties"]:
            if duty["state"] == "open":
                body: Body = {"duty": duty["duty_id"], "evidence": [self.api.documents], "remarks": "已办"}
                await self.act(ORGANISATION, "duty-completions", body)

    async def investigate(self) -> None:
        """Form a team, hear the subject, find on everything the pack lists, report."""
        actors = [self.api.installed.actor(position) for position in (ORGANISATION, DISCIPLINE, FINANCE)]
        await self.act(ORGANISATION, "team", {"members": [actor.model_dump(mode="json") for actor in actors]})
        await self.act(ORGANISATION, "matter-denial", {"reasons": "无相同事项"})
        subject = str(self.api.installed.subject)
        await self.act(FINANCE, "defences", {"subject": subject, "mode": "oral", "statement": "无异议"})
        pack = (await self.api.read(ORGANISATION, "/v1/packs/nujiang"))["assessment"]
        ground = next(ground for ground in pack["grounds"] if ground["id"] == "s4")
        items = [("condition", i) for i in ground["conditions"]]
        items += [("criterion", i) for i in pack["criteria"]] + [("factor", i) for i in pack["factors"]]
        findings: list[dict[str, JsonValue]] = [
            {"of": of, "item": item["id"], "result": "met", "reasons": "属实"} for of, item in items
        ]
        body: Body = {"findings": [*findings]}
        await self.act(DISCIPLINE, "findings", body)
        report: Body = {"report": self.api.documents, "summary": "失误属实"}
        await self.act(ORGANISATION, "investigation-report", report)

    async def determine(self, outcome: str = "exempt") -> None:
        """Determine an outcome jointly."""
        subject = str(self.api.installed.subject)
        opinion: JsonValue = {"subject": subject, "outcome": outcome, "liabilities": ["accountability"]}
        body: Body = {"opinions": [opinion], "no_correction_reasons": "已全部补救", "reasons": "条件齐备"}
        await self.propose_and_sign("determination", body)

    async def conclude(self) -> None:
        """All steps from acceptance to the written feedback."""
        await self.tolerate()
        await self.act(ORGANISATION, "feedback", {"notice": self.api.documents})

    async def open_round(self) -> str:
        """Open a round; its id."""
        await self.act(SECRETARY, "rounds", {})
        return str(event_id(self.id, self.version))

    async def approve(self) -> None:
        """Vote, all in favour."""
        round_ = await self.open_round()
        for member in MEMBERS:
            await self.act(member, "ballots", {"round": round_, "choice": "agree"})
        await self.act(SECRETARY, "round-closure", {"round": round_})

    async def tolerate(self) -> None:
        """Accept, investigate, determine and approve."""
        await self.accept()
        await self.investigate()
        await self.determine()
        await self.approve()

    async def propose_and_sign(self, act: str, body: Body) -> None:
        """Propose as the organisation department, sign as the discipline organ."""
        await self.act(ORGANISATION, act, body)
        await self.act(DISCIPLINE, "sign-offs", {"proposal": str(event_id(self.id, self.version)), "consents": True})

    async def stored_version(self) -> int:
        """The version the log has."""
        return len(await self.api.context.event_log.read_stream(self.id))


def _command(stream: StreamName, path: str, body: Body) -> Command:
    return _COMMANDS[stream, path].model_validate_json(json.dumps(body))


def problem_of(answer: httpx2.Response) -> Problem:
    """The problem an answer is, whole and in both languages."""
    problem = Problem.model_validate_json(answer.content)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem.type == f"{PUBLIC_URL}/problems/{problem.code}"
    assert problem.status == answer.status_code
    assert problem.request_id == answer.headers["x-request-id"]
    assert problem.sentences.zh != problem.sentences.en
    assert problem.todo.zh != problem.todo.en
    assert "Traceback" not in answer.text
    return problem
