"""How answers are written: models as JSON, problems as application/problem+json."""

import re
from collections.abc import Mapping

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.http.language import language_of
from api.http.pagination import link
from api.http.problems import MEDIA_TYPE, ProblemRaised, problem

_ENTITY_TAGS = re.compile(r'(?:W/)?("[^"]*")')


def json_reply(model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A model as JSON."""
    return Response(model.model_dump_json(), status, headers, "application/json")


def file_reply(request: Request, sha256: str, content: bytes, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON file as it is; its ETag is its SHA-256, and who has it already is told so."""
    headers = {"ETag": f'"{sha256}"', **(headers or {})}
    if has_already(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="application/json")


def has_already(request: Request, etag: str) -> bool:
    """Whether If-None-Match names an entity tag, or `*` for any; compared weakly (RFC 9110, 13.1.2)."""
    given = ",".join(request.headers.getlist("if-none-match"))
    return given.strip() == "*" or etag.removeprefix("W/") in _ENTITY_TAGS.findall(given)


def list_reply(request: Request, model: BaseModel, following: str | None) -> Response:
    """A page of a list, with the way to the next one."""
    return json_reply(model, headers=link(request, following))


def problem_reply(request: Request, raised: ProblemRaised) -> Response:
    """A problem in the language asked for."""
    language = language_of(request)
    content = problem(
        raised,
        public_url=request.app.state.public_url,
        instance=request.url.path,
        request_id=request.state.request_id,
        language=language,
    )
    headers = {**raised.particulars.headers, "Content-Language": language}
    return Response(content.model_dump_json(exclude_none=True), content.status, headers, MEDIA_TYPE)
