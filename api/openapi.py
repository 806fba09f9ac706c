"""The description of the interface (OpenAPI 3.1): what FastAPI makes, mended and completed from our own tables.

Bodies are read by hand (api/http/requests.py), and FastAPI's 422 is not ours; so both are described here.
"""

from collections import defaultdict
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, JsonValue, TypeAdapter
from pydantic.json_schema import models_json_schema

from api.commands.registry import ROUTES, Route
from api.http.problems import MEDIA_TYPE, PROBLEMS, Particulars, Problem, ProblemRaised, ProblemType, problem
from api.inbox.dividing import TasksDivided
from api.law.calendar_drafts import BundledCalendar
from api.law.pack_routes import MEDIA_TYPES
from api.notices.hooks import HookWanted
from api.notices.routes import ReadUntil, Switch
from api.registers.acts import SUBJECT_ACTS
from api.registers.changes import RecordSuccession, TakeBackChange
from api.registers.subjects import RegisterSubject
from api.saved_views.routes import ViewWanted
from domain.messages import EXAMPLE_ID, EXAMPLE_SUBJECT
from domain.pack.pack import Pack
from domain.secrecy import SealedFact
from policies.calendars.notices import Notice

_REF = "#/components/schemas/{model}"
_EXAMPLE_URL = "https://rongcuo.example"
_EXAMPLE_REQUEST = "0c7a3a0c1f104f2b9a7f7d3c1a526a0e"
_PUBLIC = frozenset({"operation.health", "problems.get"})
_ALWAYS = (500, 503)
_LAW_ACTS = {
    "calendars.propose": (401, 403, 409, 413, 415, 422, *_ALWAYS),
    "calendars.approve": (401, 403, 404, 409, 422, *_ALWAYS),
    "calendars.withdraw": (401, 403, 404, 409, 422, *_ALWAYS),
    "packs.propose": (401, 403, 409, 413, 415, 422, *_ALWAYS),
    "packs.approve": (401, 403, 404, 409, 422, *_ALWAYS),
    "packs.withdraw": (401, 403, 404, 409, 422, *_ALWAYS),
    "hooks.propose": (401, 403, 413, 415, 422, *_ALWAYS),
    "hooks.approve": (401, 403, 404, 409, 422, *_ALWAYS),
    "notices.read": (401, 413, 415, 422, *_ALWAYS),
    "deliveries.switch": (401, 403, 413, 415, 422, *_ALWAYS),
}

_READ_BY_HAND = (HookWanted, ReadUntil, Switch, ViewWanted)
"""Bodies of what is no act and takes no key; their routes name them."""

_Object = dict[str, JsonValue]
_OBJECT: TypeAdapter[_Object] = TypeAdapter(_Object)

_KEY: _Object = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "the command id; the same act is sent again under the same key",
    "schema": {"type": "string", "format": "uuid"},
}

REGISTER_BODIES: dict[str, type[BaseModel]] = {
    "subjects.register": RegisterSubject,
    "successions.record": RecordSuccession,
    "subjects.take_back": TakeBackChange,
    **{act.operation: act.body for act in SUBJECT_ACTS},
    "tasks.divide": TasksDivided,
}

SUBJECT_EXAMPLE: _Object = {
    "kind": "person",
    "name": "刘山",
    "aliases": ["刘珊"],
    "sector": "government_organ",
    "jurisdiction": "demo-county-a",
    "unit_name": "青石乡人民政府",
}
MERGE_EXAMPLE: _Object = {"into": EXAMPLE_SUBJECT, "reasons": "同一人以两种写法登记，经核对人事档案属实。"}
SEPARATION_EXAMPLE: _Object = {"reasons": "经核对人事档案，系同名的两个人。"}
TASKS_EXAMPLE: _Object = {
    "act": "forward",
    "tasks": [{"about": EXAMPLE_SUBJECT, "what": "duty", "organ": "county-a-organization", "level": 0, "seen": 1}],
    "to": {"person": "p033", "position": "county-a-organization-officer-2"},
    "reason": "出差两周",
}
REGISTER_EXAMPLES: dict[str, _Object] = {
    "tasks.divide": TASKS_EXAMPLE,
    "subjects.register": SUBJECT_EXAMPLE,
    "subjects.merge": MERGE_EXAMPLE,
    "subjects.separate": SEPARATION_EXAMPLE,
    "subjects.rename": {"name": "示例甲县城市管理局", "on": "2026-03-01", "document": "甲编发〔2026〕3号"},
    "subjects.state": {"state": "retired", "on": "2026-03-01", "document": "甲组任〔2026〕8号"},
    "subjects.move": {"jurisdiction": "demo-county-b"},
    "subjects.move_functions": {
        "to": EXAMPLE_SUBJECT,
        "functions": "市容环境卫生执法",
        "on": "2026-03-01",
        "document": "甲编发〔2026〕5号",
    },
    "subjects.take_back": {"reasons": "误登在同名单位名下。"},
    "successions.record": {
        "predecessors": [EXAMPLE_SUBJECT],
        "successors": [EXAMPLE_ID],
        "on": "2026-03-01",
        "document": "甲编发〔2026〕3号",
    },
}
NOTICE_EXAMPLE: _Object = {
    "year": 2026,
    "papers": ["怒江傈僳族自治州人民政府关于阔时节放假的通知"],
    "locality": "nujiang",
    "days": [{"name": "阔时节", "date": "2026-12-21", "isOffDay": True}],
}


def describe(app: FastAPI) -> None:
    """Give the application its description; made once, when first asked for."""
    made: list[_Object] = []

    def openapi() -> _Object:
        if not made:
            made.append(_description(app))
        return made[0]

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI documents this as the way to replace it


def _description(app: FastAPI) -> _Object:
    made = _OBJECT.validate_python(
        get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    )
    bodies: dict[str, type[BaseModel]] = {route.operation: route.body for route in ROUTES}
    bodies |= REGISTER_BODIES
    schemas = _schemas(made, (*bodies.values(), *_READ_BY_HAND, Notice, BundledCalendar, Pack, Problem))
    components: _Object = {
        "schemas": schemas,
        "responses": _responses(),
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": "a machine token: rongcuo_live_..."}
        },
    }
    commands = {route.operation: route for route in ROUTES}
    for operation in _operations(made):
        name = str(operation["operationId"])
        if name in bodies:
            _complete_command(operation, bodies[name], commands.get(name))
        if name == "calendars.propose":
            operation["requestBody"] = _notice_body()
        if name == "packs.propose":
            operation["requestBody"] = _pack_body()
        _complete_responses(operation, _statuses(name, operation, commands.get(name)))
        if name in _PUBLIC:
            operation["security"] = []
    return {**made, "components": components, "security": [{"token": []}]}


def _operations(made: _Object) -> Iterator[_Object]:
    for item in _as_object(made["paths"]).values():
        for operation in _as_object(item).values():
            yield _as_object(operation)


def _schemas(made: _Object, models: tuple[type[BaseModel], ...]) -> _Object:
    components = _as_object(made["components"])
    schemas = {
        name: schema
        for name, schema in _as_object(components["schemas"]).items()
        if name not in {"HTTPValidationError", "ValidationError", SealedFact.__name__}  # told in clear or not at all
    }
    _, ours = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    return {**schemas, **_OBJECT.validate_python(ours["$defs"])}


def _complete_command(operation: _Object, body: type[BaseModel], route: Route | None) -> None:
    parameters = list(_as_list(operation.get("parameters", [])))
    parameters.append(_KEY)
    if route is not None and not route.endpoint.opens:
        parameters.append(
            {
                "name": "If-Match",
                "in": "header",
                "required": route.seen,
                "description": "the version of the case that was seen",
                "schema": {"type": "string", "pattern": '^"v[0-9]{1,9}"$'},
                "example": '"v12"',
            }
        )
    operation["parameters"] = parameters
    content: _Object = {"schema": {"$ref": _REF.format(model=body.__name__)}}
    content["example"] = dict(route.body.example) if route else REGISTER_EXAMPLES[str(operation["operationId"])]
    operation["requestBody"] = {"required": True, "content": {"application/json": content}}


def _notice_body() -> _Object:
    """A notice as its file has it, or the wish for the bundled calendar; the same draft needs no key."""
    models: list[JsonValue] = [{"$ref": _REF.format(model=model.__name__)} for model in (Notice, BundledCalendar)]
    content: _Object = {"schema": {"oneOf": models}, "example": NOTICE_EXAMPLE}
    return {"required": True, "content": {"application/json": content}}


def _pack_body() -> _Object:
    """An edition as its file has it, or the same as JSON; the example is the one that comes with the software."""
    content: _Object = {"schema": {"$ref": _REF.format(model=Pack.__name__)}}
    content["examples"] = {"nujiang": {"externalValue": f"{_EXAMPLE_URL}/v1/packs/nujiang"}}
    return {"required": True, "content": dict.fromkeys(MEDIA_TYPES, content)}


def _statuses(name: str, operation: _Object, command: Route | None) -> tuple[int, ...]:
    if name in _PUBLIC:
        return (404, 500) if name == "problems.get" else (500,)
    if command is None and name not in REGISTER_BODIES:
        reads = (401, 403, 404, 422, *_ALWAYS) if operation.get("parameters") else (401, 403, *_ALWAYS)
        return _LAW_ACTS.get(name, reads)
    more = (428, 412, 404) if command is not None and command.seen else (404,)
    return tuple(sorted({400, 401, 403, 409, 413, 415, 422, *more, *_ALWAYS}))


def _complete_responses(operation: _Object, statuses: tuple[int, ...]) -> None:
    responses = {code: answer for code, answer in _as_object(operation["responses"]).items() if code != "422"}
    for status in statuses:
        responses.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    operation["responses"] = responses


def _responses() -> _Object:
    """One response for each status, with every code that has it as an example."""
    by_status: dict[int, list[ProblemType]] = defaultdict(list)
    for kind in PROBLEMS.values():
        by_status[kind.status].append(kind)
    return {f"Problem{status}": _response(kinds) for status, kinds in sorted(by_status.items())}


def _response(kinds: list[ProblemType]) -> JsonValue:
    examples: _Object = {kind.code: {"value": _example(kind)} for kind in kinds}
    content: _Object = {"schema": {"$ref": _REF.format(model="Problem")}, "examples": examples}
    return {"description": "; ".join(kind.code for kind in kinds), "content": {MEDIA_TYPE: content}}


def _example(kind: ProblemType) -> JsonValue:
    raised = ProblemRaised(kind, Particulars())
    example = problem(raised, public_url=_EXAMPLE_URL, instance="/v1/cases", request_id=_EXAMPLE_REQUEST, language="zh")
    return _OBJECT.validate_python(example.model_dump(mode="json", exclude_none=True))


def _as_object(value: JsonValue) -> _Object:
    if not isinstance(value, dict):
        raise TypeError("FastAPI describes this as an object")
    return value


def _as_list(value: JsonValue) -> list[JsonValue]:
    if not isinstance(value, list):
        raise TypeError("FastAPI describes this as a list")
    return value
