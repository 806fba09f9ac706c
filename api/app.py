"""The application: routes, the one error mapping, the description of the interface. It is handed its context."""

import json

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from activities.work_records import WorkRecords
from api.cases import routes as reads_cases
from api.commands import routes as commands
from api.corrections import routes as reads_corrections
from api.deadlines import certificates
from api.deadlines import load_routes as reads_load
from api.digests import routes as digests
from api.http import health
from api.http import problem_docs as described
from api.http.context import AppContext
from api.http.installed import Installed
from api.http.middleware import RequestMiddleware
from api.http.openapi import describe
from api.http.problems import (
    CONFLICT,
    MALFORMED,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    NOT_JSON,
    TOO_LARGE,
    Particulars,
    ProblemRaised,
    ProblemType,
)
from api.http.replies import problem_reply
from api.http.requests import field_faults
from api.law import calendars, packs, rules
from api.precedents import routes as reads_precedents
from api.registers import routes as reads_registers
from api.results import routes as reads_results
from api.risk_filings import routes as risk_filings
from api.statistics import routes as reads_statistics
from api.web import pages
from api.work import routes as reads_work
from api.work_records import routes as work_records

_BY_STATUS: dict[int, ProblemType] = {
    kind.status: kind for kind in (NOT_FOUND, METHOD_NOT_ALLOWED, CONFLICT, TOO_LARGE, NOT_JSON, MALFORMED)
}


def create_app(context: AppContext) -> FastAPI:
    """Make the application over connections that somebody else opened and will close."""
    app = _application()
    app.state.here = context
    app.state.installed = Installed(context.pool)
    app.state.work_records = WorkRecords(context.event_log)
    return app


def interface() -> str:
    """The description of the interface as docs/openapi.json keeps it; `python -m api` prints it."""
    return json.dumps(_application().openapi(), ensure_ascii=False, indent=1) + "\n"


def _application() -> FastAPI:
    app = FastAPI(
        title="rongcuo",
        summary="容错纠错 cases",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    reads = (reads_cases, certificates, reads_work, reads_results, reads_load, reads_corrections, digests)
    more = (reads_registers, reads_precedents, reads_statistics, risk_filings, work_records)
    for part in (commands, *reads, *more, calendars, packs, rules, described, health, pages):
        app.include_router(part.router)
    app.add_middleware(RequestMiddleware)
    app.add_exception_handler(ProblemRaised, _told)
    app.add_exception_handler(RequestValidationError, _told)
    app.add_exception_handler(HTTPException, _told)
    describe(app)
    return app


async def _told(request: Request, error: Exception) -> Response:
    """The one mapping from what was raised to what is answered."""
    match error:
        case ProblemRaised():
            return problem_reply(request, error)
        case RequestValidationError():
            faults = tuple(field_faults(error.errors(), places=True))
            return problem_reply(request, ProblemRaised(MALFORMED, Particulars(errors=faults)))
        case HTTPException():
            kind = _BY_STATUS.get(error.status_code, MALFORMED)
            return problem_reply(request, ProblemRaised(kind, Particulars(headers=dict(error.headers or {}))))
        case _:
            raise error
