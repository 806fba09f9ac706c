"""How answers are written: models as JSON, problems as application/problem+json."""

from collections.abc import Mapping

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.http.context import AppContext
from api.http.pagination import link
from api.http.problems import MEDIA_TYPE, ProblemRaised, language_of, problem


def json_reply(model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A model as JSON."""
    return Response(model.model_dump_json(), status, headers, "application/json")


def list_reply(request: Request, model: BaseModel, following: str | None) -> Response:
    """A page of a list, with the way to the next one."""
    return json_reply(model, headers=link(request, following))


def problem_reply(request: Request, raised: ProblemRaised) -> Response:
    """A problem in the language asked for."""
    here: AppContext = request.app.state.here
    language = language_of(request.headers.get("accept-language"))
    content = problem(
        raised,
        public_url=here.public_url,
        instance=request.url.path,
        request_id=request.state.request_id,
        language=language,
    )
    headers = {**raised.particulars.headers, "Content-Language": language}
    return Response(content.model_dump_json(exclude_none=True), content.status, headers, MEDIA_TYPE)
