"""GET /export/...: the file of a list for whoever reads pages; the way to it stands on each page of a list."""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.http.language import speak
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.personas import Persona
from api.web.frame import PageRoute, Reader

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_ASKED: Final = (
    *("type", "asgi", "http_version", "method", "scheme", "query_string", "root_path", "headers", "client", "server"),
    *("extensions", "app", "starlette.exception_handlers", "fastapi_middleware_astack"),
)
"""What of a request is of the request, and not of the route that it came to."""


class _Forwarded(Response):
    """Answers what the JSON route of a list answers to the same reader."""

    def __init__(self, path: str, who: Persona) -> None:
        super().__init__()
        self._path = f"/v1/{path}"
        self._who = who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = {name: scope[name] for name in _ASKED if name in scope}
        state = scope["state"]  # the same one: what the list tells is kept with this request
        state["caller"] = self._who
        path = {"path": self._path, "raw_path": quote(self._path).encode(), "state": state}
        await scope["app"].router({**asked, **path}, receive, send)


@router.get("/export/{list}")
async def export_list(request: Request, who: Reader, name: Annotated[str, Path(alias="list")]) -> Response:
    """What the JSON route of that list answers to this reader, as a file; dots stand for the slashes of its path.

    It is in Chinese, with English below each heading, whatever the page was in: a file goes to others.
    """
    if request.query_params.get("format") not in {"xlsx", "csv"}:
        raise ProblemRaised(NOT_FOUND)
    speak("zh")
    return _Forwarded(name.replace(".", "/"), who)
