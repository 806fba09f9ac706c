"""Routes that answer in JSON, declared in a line each; a list answers as a file too, where that is asked for."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Literal, TypeVar

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.http.problems import MALFORMED, FieldFault, Particulars, ProblemRaised

F = TypeVar("F", bound=Callable[..., Any])
Format = Literal["xlsx", "csv"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ACCEPTED: dict[str, Format] = {_XLSX: "xlsx", "text/csv": "csv"}
_FORMATS: dict[str, Format | None] = {"xlsx": "xlsx", "csv": "csv", "json": None}
_FILE = (
    "The list; with `format=xlsx` or `csv`, or by Accept, all of it as a file, of the columns those of the fields "
    "that `columns` names, if any"
)
FILES = {200: {"description": _FILE, "content": {_XLSX: {}, "text/csv": {}}}}
"""What the description of the interface says of a list beside its model."""

Export = Callable[[Request, Format, Callable[[Request], Awaitable[Response]], type[BaseModel]], Awaitable[Response]]
"""Makes a file of a list: handed to the application, which knows the words (api/exports)."""


class ListRoute(APIRoute):
    """The route of a list, which is given whole as a file to whoever asks for one."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Answer in JSON, or have a file made of all pages."""
        answered, model = super().get_route_handler(), self.response_model

        async def handle(request: Request) -> Response:
            wanted = wanted_format(request)
            if wanted is None:
                return await answered(request)
            export: Export = request.app.state.export
            return await export(request, wanted, answered, model)

        return handle


class JsonRouter(APIRouter):
    """A router whose reads say what the description of the interface needs of them."""

    def read(self, path: str, operation: str, summary: str, answer: Any, **more: Any) -> Callable[[F], F]:
        """A GET of a path: its operation id, what it does, and the model of its answer."""
        fields = getattr(answer, "model_fields", {})
        route: type[APIRoute] = ListRoute if "items" in fields else APIRoute
        if route is ListRoute:
            more["responses"] = {**FILES, **more.get("responses", {})}

        def declare(answered: F) -> F:
            self.add_api_route(
                path,
                answered,
                methods=["GET"],
                operation_id=operation,
                summary=summary,
                response_model=answer,
                route_class_override=route,
                **more,
            )
            return answered

        return declare


def wanted_format(request: Request) -> Format | None:
    """The format of the file that is asked for; None: JSON is.

    Raises:
        ProblemRaised: 422, it is none of ours.
    """
    given = request.query_params.get("format")
    if given is None:
        accepted = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")]
        return next((_ACCEPTED[each] for each in accepted if each in _ACCEPTED), None)
    if given not in _FORMATS:
        fault = FieldFault(pointer="query:format", code="enum", message="must be json, xlsx or csv")
        raise ProblemRaised(MALFORMED, Particulars(errors=(fault,)))
    return _FORMATS[given]
