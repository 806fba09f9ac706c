"""The form of an act and its check, for programs that have somebody before them: what pages show, as JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from activities.commands import Foreseen
from api.auth.callers import Caller, caller
from api.commands.gateway import Done
from api.commands.registry import Sent
from api.forms.about import about
from api.forms.asked import Asked, asked_on, material_of
from api.forms.field_labels import statements_of
from api.forms.filling import Filled
from api.forms.foreseen import ForeseenDeadline, ForeseenEvent, deadlines, events_in_words
from api.forms.paths import NEW
from api.forms.streams import STREAM_PATHS, forms_of
from api.forms.views import Drawing, FieldView, seeded
from api.http.language import language_of, speak
from api.http.replies import json_reply
from api.http.requests import body_of, command_id, seen_version
from api.identity.personas import Persona
from api.labels.event_facts import Fact
from domain.refusals import Refusal
from domain.values import Bilingual, Code, Frozen

router = APIRouter(prefix="/v1")


class ActForm(Frozen):
    """The form of an act: what it is about, its fields with what may be chosen in them, and the version it is of."""

    kind: Code
    name: Bilingual
    cite: tuple[str, ...]
    version: int | None
    about: tuple[Fact, ...]
    fields: tuple[FieldView, ...]


class ActCheck(Frozen):
    """What an act would record, in words; nothing was recorded.

    Attributes:
        statements: What whoever does it should know, where it cannot be undone.
        recorded: The version at which it was recorded before, under the same key.
    """

    kind: Code
    name: Bilingual
    events: tuple[ForeseenEvent, ...] = ()
    deadlines: tuple[ForeseenDeadline, ...] = ()
    statements: tuple[Bilingual, ...] = ()
    recorded: int | None = None


def _mount(path: str) -> None:
    """The routes of one kind of stream."""
    name = path.split("/")[1]
    id_name = path.partition("{")[2].removesuffix("}")
    noun = name.replace("-", "_")

    @router.get(
        f"/{name}/{NEW}/acts/{{act}}",
        operation_id=f"{noun}.form_new",
        summary="Get the form of a beginning act",
        response_model=ActForm,
        tags=["work"],
    )
    async def get_form_new(request: Request, who: Caller, act: Code) -> Response:
        """As the form of an act on something that is there."""
        return json_reply(await _form(request, await _asked(request, who, name, act, None)))

    @router.post(
        f"/{name}/{NEW}/acts/{{act}}/check",
        operation_id=f"{noun}.check_new",
        summary="Check an act that begins something",
        response_model=ActCheck,
        tags=["work"],
    )
    async def check_new(request: Request, act: Code) -> Response:
        """Sent like the act itself: what it would record and which deadlines begin; nothing is begun."""
        return json_reply(await _check(request, await _asked(request, await caller(request), name, act, None)))

    @router.get(
        f"{path}/acts/{{act}}",
        operation_id=f"{noun}.form",
        summary="Get the form of an act",
        response_model=ActForm,
        tags=["work"],
    )
    async def get_form(
        request: Request, who: Caller, act: Code, stream_id: Annotated[UUID, Path(alias=id_name)]
    ) -> Response:
        """Its fields, labelled, with what may be chosen in them now; query parameters of their names fill them in."""
        return json_reply(await _form(request, await _asked(request, who, name, act, stream_id)))

    @router.post(
        f"{path}/acts/{{act}}/check",
        operation_id=f"{noun}.check",
        summary="Check an act without recording it",
        response_model=ActCheck,
        tags=["work"],
    )
    async def check(request: Request, act: Code, stream_id: Annotated[UUID, Path(alias=id_name)]) -> Response:
        """Sent like the act itself: what it would record and which deadlines begin, or the problem it would meet."""
        return json_reply(await _check(request, await _asked(request, await caller(request), name, act, stream_id)))


async def _asked(request: Request, who: Persona, name: str, act: str, stream_id: UUID | None) -> Asked:
    speak(language_of(request))
    return await asked_on(request, who, forms_of(request, name), act, stream_id)


async def _form(request: Request, asked: Asked) -> ActForm:
    given = {f"/{node.name}": (value,) for node in asked.nodes if (value := request.query_params.get(node.name))}
    material = await material_of(request, asked, Filled(given))
    filled = seeded(asked.nodes, Filled(given), material)
    return ActForm(
        kind=asked.route.kind,
        name=asked.name,
        cite=asked.cite,
        version=asked.version,
        about=about(asked),
        fields=Drawing(filled, material, {}).views(asked.nodes),
    )


async def _check(request: Request, asked: Asked) -> ActCheck:
    seen = seen_version(request, required=asked.route.seen)
    sent = Sent(command_id(request), seen, await body_of(request, asked.route.body))
    act = await asked.forms.door.prepared(request, asked.who, asked.rules, asked.route, asked.stream_id, sent)
    found, kind = await act.foreseen(), asked.route.kind
    said = ActCheck(kind=kind, name=asked.name, statements=statements_of(kind))
    match found:
        case Refusal():
            raise act.refused(found)
        case Done():
            return said.model_copy(update={"recorded": found.version})
        case Foreseen():
            names = (await material_of(request, asked, Filled())).names
            told = {
                "events": events_in_words(found, act.stream_id, kind, asked.read, names),
                "deadlines": deadlines(found, kind, names),
            }
            return said.model_copy(update=told)


for _path in STREAM_PATHS:
    _mount(_path)
