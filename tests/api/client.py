"""What tests of the API share: a client that sends requests as whoever holds a position, and a case at hand."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import ClassVar, Self
from uuid import UUID, uuid4

import httpx2
from pydantic import JsonValue

from api.app import create_app
from api.auth.context import AppContext
from api.http.problems import Problem
from api.identity.personas import Persona
from domain.values import event_id
from tests.api.positions import CONTACT, DISCIPLINE, ENDORSER, FINANCE, MEMBERS, ORGANISATION, SECRETARY
from tests.api.signed_in import COOKIE
from tests.workflows.engine import Installation

PUBLIC_URL = "http://rongcuo.test"

Body = Mapping[str, JsonValue]


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

    async def get(self, position: str, path: str, headers: Mapping[str, str] | None = None) -> httpx2.Response:
        """Read as whoever holds a position."""
        return await self.http.get(path, headers={**self.as_(position), **(headers or {})})

    async def act(
        self, position: str, path: str, body: Body, *, seen: int | None = None, key: UUID | None = None
    ) -> httpx2.Response:
        """Send a command as whoever holds a position; a fresh key unless one is given."""
        headers = {**self.as_(position), "Idempotency-Key": str(key or uuid4())}
        if seen is not None:
            headers["If-Match"] = f'"v{seen}"'
        return await self.http.post(path, json=body, headers=headers)

    async def read_on(self, position: str, path: str) -> AsyncIterator[Body]:
        """Everything in a list, page after page."""
        while path:
            answer = await self.get(position, path)
            for line in answer.json()["items"]:
                yield line
            path = answer.links.get("next", {}).get("url", "")

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

    async def file(self, **changes: JsonValue) -> "CaseAtHand":
        """File an application as the unit's contact."""
        return await CaseAtHand.begun(self, CONTACT, self.application(**changes))


@dataclass(slots=True)
class StreamAtHand:
    """A case, a risk filing or a work record, and the version its people saw last."""

    api: ApiClient
    id: UUID
    version: int
    PATH: ClassVar[str]
    ID: ClassVar[str]

    @classmethod
    async def begun(cls, api: ApiClient, position: str, body: Body) -> Self:
        """A new one, begun by whoever holds a position."""
        answer = await api.act(position, cls.PATH, body)
        if answer.status_code != httpx2.codes.CREATED:
            raise AssertionError(answer.text)
        return cls(api, UUID(answer.json()[cls.ID]), answer.json()["version"])

    async def act(self, position: str, act: str, body: Body) -> Body:
        """Perform an act that must succeed."""
        answer = await self.api.act(position, f"{self.PATH}/{self.id}/{act}", body, seen=self.version)
        if answer.status_code != httpx2.codes.CREATED:
            raise AssertionError(f"{act}: {answer.text}")
        content: Body = answer.json()
        self.version = int(str(content["version"]))
        return content

    async def get(self, position: str) -> httpx2.Response:
        """Read it, once it shows what was done last."""
        return await self.api.get(position, f"{self.PATH}/{self.id}?seen={self.version}")


@dataclass(slots=True)
class CaseAtHand(StreamAtHand):
    """A case."""

    PATH = "/v1/cases"
    ID = "case_id"

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
        page = (await self.get(ORGANISATION)).json()
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
        pack = (await self.api.get(ORGANISATION, "/v1/packs/nujiang")).json()["assessment"]
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
