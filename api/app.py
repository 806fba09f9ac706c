"""The application: routes, the one error mapping, the description of the interface. It is handed its context."""

import json
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

import api.access.routes
import api.cases.acting
import api.cases.acts
import api.cases.routes
import api.changes.routes
import api.corrections.routes
import api.deadlines.routes
import api.digests.routes
import api.dispatches.routes
import api.documents.routes
import api.evidence.routes
import api.forms.routes
import api.health.routes
import api.http.problem_docs
import api.imports.routes
import api.inbox.routes
import api.law.calendar_routes
import api.law.pack_routes
import api.law.rule_routes
import api.matters.routes
import api.meetings.acting
import api.meetings.acts
import api.meetings.routes
import api.notices.routes
import api.operations.routes
import api.pages
import api.people.routes
import api.people.version_routes
import api.precedents.routes
import api.reads.routes
import api.reappraisals.routes
import api.registers.change_routes
import api.registers.persons
import api.registers.routes
import api.reports.routes
import api.result_queries.routes
import api.results.routes
import api.risk_filings.acting
import api.risk_filings.acts
import api.risk_filings.routes
import api.saved_views.routes
import api.search.routes
import api.statistics.routes
import api.work_records.acting
import api.work_records.acts
import api.work_records.routes
from api.auth import denials
from api.auth.callers import Denied, Hidden
from api.auth.context import AppContext
from api.auth.disclosure import keep
from api.commands.gateway import Gateway
from api.documents.issuing import with_file
from api.evidence.prepared import offered_files, take_over_named
from api.exports.export import exported
from api.forms.streams import StreamForms
from api.http.entrance import Entrance
from api.http.middleware import RequestMiddleware
from api.http.problems import (
    CONFLICT,
    MALFORMED,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    NOT_JSON,
    STEP_UP_NEEDED,
    TOO_LARGE,
    TOO_SLOW,
    Particulars,
    ProblemRaised,
    ProblemType,
    of_record,
)
from api.http.replies import problem_reply
from api.http.requests import field_faults
from api.identity.accounts import Accounts
from api.identity.attempts import Attempts
from api.identity.credentials import Credentials
from api.imports.entering import Entry
from api.inbox.waiting import waiting_for
from api.installed import Installed
from api.openapi import describe
from api.result_queries.batches import Answering
from api.search.index import SearchIndex
from api.web.frame import PageRoute, problem_page
from api.web.step_up import asked_by, step_up_page
from domain.values import Bilingual
from eventlog.integrity import Manipulated
from eventlog.reading import Unreadable

_ROUTERS = (
    api.cases.acts.router,
    api.cases.routes.router,
    api.changes.routes.router,
    api.deadlines.routes.router,
    api.inbox.routes.router,
    api.results.routes.router,
    api.result_queries.routes.router,
    api.reappraisals.routes.router,
    api.matters.routes.router,
    api.corrections.routes.router,
    api.digests.routes.router,
    api.dispatches.routes.router,
    api.documents.routes.router,
    api.evidence.routes.router,
    api.forms.routes.router,
    api.imports.routes.router,
    api.registers.routes.router,
    api.registers.persons.router,
    api.registers.change_routes.router,
    api.precedents.routes.router,
    api.statistics.routes.router,
    api.reports.routes.router,
    api.risk_filings.routes.router,
    api.risk_filings.acts.router,
    api.work_records.routes.router,
    api.work_records.acts.router,
    api.meetings.routes.router,
    api.meetings.acts.router,
    api.law.calendar_routes.router,
    api.law.pack_routes.router,
    api.law.rule_routes.router,
    api.http.problem_docs.router,
    api.notices.routes.router,
    api.operations.routes.router,
    api.people.routes.router,
    api.people.version_routes.router,
    api.reads.routes.router,
    api.saved_views.routes.router,
    api.search.routes.router,
    api.access.routes.router,
    api.health.routes.router,
    *api.pages.ROUTERS,
)

_FORMS = (
    StreamForms(
        "cases",
        "case_id",
        Bilingual(zh="案件", en="Cases"),
        api.cases.acts.ACTS,
        api.cases.acting.read_for_act,
        api.cases.acting.offered_at_first,
        prepared=offered_files,
        taken_over=take_over_named,
    ),
    StreamForms(
        "risk-filings",
        "filing_id",
        Bilingual(zh="事前报备", en="Risk filings"),
        api.risk_filings.acts.ACTS,
        api.risk_filings.acting.read_for_act,
        prepared=offered_files,
    ),
    StreamForms(
        "records",
        "record_id",
        Bilingual(zh="工作记录", en="Work records"),
        api.work_records.acts.ACTS,
        api.work_records.acting.read_for_act,
        api.work_records.acting.offered_at_first,
        prepared=offered_files,
    ),
    StreamForms(
        "meetings",
        "meeting_id",
        Bilingual(zh="会议", en="Meetings"),
        api.meetings.acts.ACTS,
        api.meetings.acting.read_for_act,
        api.meetings.acting.offered_at_first,
        prepared=offered_files,
    ),
)

_BY_STATUS: dict[int, ProblemType] = {
    kind.status: kind for kind in (NOT_FOUND, METHOD_NOT_ALLOWED, TOO_SLOW, CONFLICT, TOO_LARGE, NOT_JSON, MALFORMED)
}


def create_app(context: AppContext) -> FastAPI:
    """Make the application over connections that somebody else opened and will close."""
    app = _application()
    app.state.context = context
    app.state.public_url = context.public_url
    app.state.entrance = Entrance(
        frozenset({urlsplit(context.public_url).hostname or "", *context.trusted_hosts}), context.over_tls
    )
    app.state.installed = Installed(context.by_key)
    app.state.credentials = Credentials(context.by_key, app.state.installed)
    app.state.accounts = Accounts(context.by_key, context.seals)
    app.state.gateway = Gateway(context)
    app.state.entry = Entry(context.event_log, context.subjects, context.imports, context.clock)
    app.state.export = exported
    app.state.with_file = with_file
    app.state.waiting_for = waiting_for
    app.state.forms = {each.name: each for each in _FORMS}
    app.state.remembered_cases = {}
    app.state.answering = Answering(context, app.state.installed, app.state.credentials)
    app.state.search_index = SearchIndex()
    app.state.attempts = Attempts(context.by_key, context.seals)
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
        # Every route stands in one list: an included router is searched a second time for the route it was found by.
        routes=[route for router in _ROUTERS for route in router.routes],
    )
    app.add_middleware(RequestMiddleware, tell=_told, keep=keep)
    app.add_exception_handler(ProblemRaised, _problem_response)
    app.add_exception_handler(RequestValidationError, _problem_response)
    app.add_exception_handler(HTTPException, _problem_response)
    app.add_exception_handler(Manipulated, _problem_response)
    app.add_exception_handler(Unreadable, _problem_response)
    describe(app)
    return app


async def _problem_response(request: Request, error: Exception) -> Response:
    """The one mapping from what was raised to what is answered."""
    match error:
        case Denied():
            return await _told(request, await denials.told(request, error))
        case Hidden():
            denials.hidden(request, error)
            return await _told(request, error)
        case ProblemRaised():
            return await _told(request, error)
        case Manipulated() | Unreadable():
            return await _told(request, of_record(error))
        case RequestValidationError():
            faults = tuple(field_faults(error.errors(), places=True))
            return await _told(request, ProblemRaised(MALFORMED, Particulars(errors=faults)))
        case HTTPException():
            kind, headers = _BY_STATUS.get(error.status_code, MALFORMED), dict(error.headers or {})
            if "GET" in headers.get("Allow", ""):
                headers["Allow"] += ", HEAD"
            return await _told(request, ProblemRaised(kind, Particulars(headers=headers)))
        case _:
            raise error


async def _told(request: Request, raised: ProblemRaised) -> Response:
    """A page for people, who come to a page or with a browser; JSON for programs."""
    if raised.kind is STEP_UP_NEEDED and isinstance(request.scope.get("route"), PageRoute):
        return await step_up_page(request, await asked_by(request), raised.kind.status)
    if isinstance(request.scope.get("route"), PageRoute) or "text/html" in request.headers.get("accept", ""):
        return await problem_page(request, raised)
    return problem_reply(request, raised)
