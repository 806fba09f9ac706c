"""GET /problems/{code}: what a type of problem means, for programs and for people."""

from html import escape

from fastapi import Request, Response

from api.http.language import TAGS, language_of, say, speak, spoken
from api.http.problems import NOT_FOUND, PROBLEMS, ProblemRaised, ProblemType
from api.http.replies import json_reply
from api.http.routing import JsonRouter

router = JsonRouter(tags=["problems"])

_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{code}</title></head>
<body><main><h1>{sentence}</h1><p>{todo}</p>
<p><code>{code}</code> · HTTP {status}{clause}</p></main></body></html>
"""


@router.read("/problems/{code}", "problems.get", "Explain a problem code", ProblemType)
async def describe_problem(code: str, request: Request) -> Response:
    """JSON, or a page for whoever asks for HTML."""
    kind = PROBLEMS.get(code)
    if kind is None:
        raise ProblemRaised(NOT_FOUND)
    if "text/html" not in request.headers.get("accept", ""):
        return json_reply(kind)
    speak(language_of(request))
    page = _PAGE.format(
        lang=TAGS[spoken()],
        code=escape(kind.code),
        status=kind.status,
        sentence=escape(say(kind.sentences)),
        todo=escape(say(kind.todo)),
        clause=escape(" · " + "、".join(kind.clause)) if kind.clause else "",
    )
    return Response(page, headers={"Content-Security-Policy": "default-src 'none'"}, media_type="text/html")
