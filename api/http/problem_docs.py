"""GET /problems/{code}: what a type of problem means, for programs and for people."""

from html import escape

from fastapi import Request, Response

from api.http.problems import NOT_FOUND, PROBLEMS, ProblemRaised, ProblemType
from api.http.replies import json_reply
from api.http.routing import JsonRouter

router = JsonRouter(tags=["problems"])

_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{code}</title></head>
<body><main><h1>{zh}</h1><p lang="en">{en}</p><p>{todo_zh}</p><p lang="en">{todo_en}</p>
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
    page = _PAGE.format(
        code=escape(kind.code),
        status=kind.status,
        zh=escape(kind.sentences.zh),
        en=escape(kind.sentences.en),
        todo_zh=escape(kind.todo.zh),
        todo_en=escape(kind.todo.en),
        clause=escape(" · " + "、".join(kind.clause)) if kind.clause else "",
    )
    return Response(page, headers={"Content-Security-Policy": "default-src 'none'"}, media_type="text/html")
