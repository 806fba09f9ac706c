"""The frame of every page: templates, headers, who reads, and problems as pages instead of JSON."""

import hashlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.context import context_of
from api.auth.policy import Action, allowed
from api.auth.searched import searched_by
from api.auth.visits import known_visit, visit_of
from api.http.language import COOKIE, KEPT_SECONDS, PARAMETER, TAGS, chosen_in, language_of, say, speak, spoken
from api.http.problems import NOT_FOUND, SESSION_ENDED, UNAUTHENTICATED, Language, ProblemRaised
from api.identity.credentials import Visit
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels import due_words, event_facts, words
from api.web.english import InEnglish, said
from domain.organs import Organs
from domain.people.duties import SUPERVISOR
from domain.terms.deadlines import SHANGHAI
from domain.values import Bilingual
from projections.projector.projector import KEYS
from projections.projector.set_aside import Counts, counted

WATCH_SECONDS = 10
_NUMBER_MAX = 100

_SECTIONS: tuple[tuple[str, Bilingual, Action], ...] = (
    ("inbox", Bilingual(zh="我的待办", en="My tasks"), "read_inbox"),
    ("notices", Bilingual(zh="通知", en="Notices"), "read_inbox"),
    ("notices", Bilingual(zh="通知", en="Notices"), "read_own_duties"),
    ("cases", Bilingual(zh="案件", en="Cases"), "read_case"),
    ("deadlines", Bilingual(zh="期限督办", en="Deadlines"), "read_deadlines"),
    ("corrections", Bilingual(zh="纠错整改", en="Corrections"), "read_corrections"),
    ("hr", Bilingual(zh="结果查询", en="Query results"), "query_results"),
    ("results", Bilingual(zh="结果运用", en="Results"), "read_results"),
    ("precedents", Bilingual(zh="案例", en="Precedents"), "read_precedents"),
    ("statistics", Bilingual(zh="统计", en="Statistics"), "read_statistics"),
    ("reports", Bilingual(zh="定期报告", en="Reports"), "read_reports"),
    ("digests", Bilingual(zh="每日简报", en="Daily digest"), "read_deadlines"),
    ("risk-filings", Bilingual(zh="事前报备", en="Risk filings"), "read_risk_filings"),
    ("records", Bilingual(zh="工作记录", en="Work records"), "read_work_records"),
    ("meetings", Bilingual(zh="会议", en="Meetings"), "read_meetings"),
    ("subjects", Bilingual(zh="当事人", en="Subjects"), "read_subjects"),
    ("organs", Bilingual(zh="机关人员", en="People"), "read_people"),
    ("procedures", Bilingual(zh="程序", en="Procedures"), "read_law"),
    ("calendar", Bilingual(zh="日历", en="Calendar"), "read_law"),
    ("rules", Bilingual(zh="规则", en="Rules"), "read_law"),
    ("operations", Bilingual(zh="运行", en="Operations"), "read_operations"),
    ("hooks", Bilingual(zh="接收地址", en="Hooks"), "propose_hook"),
    ("hooks", Bilingual(zh="接收地址", en="Hooks"), "approve_hook"),
    ("reads", Bilingual(zh="查阅记录", en="Reads"), "read_reads"),
    ("access", Bilingual(zh="权限说明", en="Access"), "explain_access"),
    ("accounts", Bilingual(zh="账号", en="Accounts"), "read_accounts"),
)

_API = Path(__file__).parents[1]
_STATIC = Path(__file__).parent / "static"
STYLE_SHEET = (_STATIC / "style.css").read_text("utf-8")
_STATIC_FILES: Mapping[str, tuple[bytes, str]] = {
    "paper.css": ((_STATIC / "paper.css").read_bytes(), "text/css; charset=utf-8"),
    "style.css": (STYLE_SHEET.encode(), "text/css; charset=utf-8"),
    "inbox.js": ((_STATIC / "inbox.js").read_bytes(), "text/javascript; charset=utf-8"),
    "keys.js": ((_STATIC / "keys.js").read_bytes(), "text/javascript; charset=utf-8"),
    "import.js": ((_STATIC / "import.js").read_bytes(), "text/javascript; charset=utf-8"),
    "upload.js": ((_STATIC / "upload.js").read_bytes(), "text/javascript; charset=utf-8"),
    "icon.svg": ((_STATIC / "icon.svg").read_bytes(), "image/svg+xml"),
}
STYLE_VERSION = hashlib.sha256(_STATIC_FILES["style.css"][0]).hexdigest()[:12]
KEYS_SCRIPT = f"/static/keys.js?v={hashlib.sha256(_STATIC_FILES['keys.js'][0]).hexdigest()[:12]}"
KEYS_COOKIE, KEYS_OFF = "keys", "off"
"""Where a reader has switched single keys off."""
INBOX_SCRIPT = f"/static/inbox.js?v={hashlib.sha256(_STATIC_FILES['inbox.js'][0]).hexdigest()[:12]}"
"""The address of the script that says on the page of tasks that more have come."""

IMPORT_SCRIPT = f"/static/import.js?v={hashlib.sha256(_STATIC_FILES['import.js'][0]).hexdigest()[:12]}"
"""The address of the script that asks for the next cases of a file."""

_WORDS: Mapping[str, object] = {
    "labels": words,
    "word": words.word,
    **{
        put.__name__: put
        for put in (
            words.finding_word,
            event_facts.decision_facts,
            event_facts.quorum_words,
            event_facts.reach_words,
            event_facts.referred_words,
            due_words.duty_term_words,
            due_words.length_words,
            due_words.times_words,
        )
    },
}
"""What puts codes in words, in every template: `word(labels.OUTCOMES, code)`, and what takes more than one code."""

_NONE_MISSING = Counts(0, 0)
_NOTHING_WAITING: Mapping[str, str] = MappingProxyType({})
WaitingFor = Callable[[Request, Persona], Awaitable[Mapping[str, str]]]
"""Tells how much waits for a reader, by the names of the parts of the site."""
_READING = frozenset({"GET", "HEAD"})
_HTML = "text/html; charset=utf-8"
_OUR_FAULT = 500
"""From this status on it is no fault of who asks (RFC 9110, 15.6)."""
_HEADERS: dict[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


_FORM_ACTION = "form-action 'self'"


def _headers(request: Request) -> Mapping[str, str]:
    """The headers of a page; a form may lead on to the identity provider, if there is one."""
    provider, headers = context_of(request).provider, _HEADERS | {"Content-Language": TAGS[spoken()]}
    if provider is None:
        return headers
    policy = headers["Content-Security-Policy"].replace(_FORM_ACTION, " ".join((_FORM_ACTION, *provider.origins)))
    return headers | {"Content-Security-Policy": policy}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: where the reader is, who they are, when it was made."""

    path: str
    query: tuple[tuple[str, str], ...]
    read_by_get: bool
    keys: str
    section: str
    visit: Visit | None
    reader_organ: str
    acting_for: str
    made_at: datetime
    missing: Counts
    waiting: Mapping[str, str]
    demonstration: bool
    style_version: str = STYLE_VERSION
    watch_seconds: int = WATCH_SECONDS

    @property
    def persona(self) -> Persona | None:
        """In which position the reader is here."""
        return self.visit.persona if self.visit else None

    @property
    def sections(self) -> tuple[tuple[str, Bilingual], ...]:
        """The parts of the site the reader may enter, and what they are called."""
        return sections_of(self.persona) if self.persona else ()

    @property
    def home(self) -> str:
        """The part where the reader's day begins."""
        return home_of(self.persona) if self.persona else ""

    @property
    def searches(self) -> bool:
        """Whether there is anything that the reader may search; the page of search has a box of its own."""
        return self.section != "search" and self.persona is not None and bool(searched_by(self.persona))

    @property
    def watching(self) -> bool:
        """Whether the reader asked the page to load itself again."""
        return ("watch", "1") in self.query

    @property
    def operates(self) -> bool:
        """Whether the reader is one of those who repair."""
        return self.persona is not None and allowed(self.persona, "read_operations").allow

    @property
    def supervises(self) -> bool:
        """Whether the reader is one of those who see who read what."""
        return self.persona is not None and allowed(self.persona, "read_reads").allow

    def link(self, **changes: str | int | None) -> str:
        """The address of this page with some parameters set, or taken away with None."""
        query = [(name, value) for name, value in self.query if name not in changes]
        query += [(name, str(value)) for name, value in changes.items() if value is not None]
        return f"{self.path}?{urlencode(query)}" if query else self.path

    def export(
        self, path: str, file: str, /, *, filtered: bool = True, **more: str | UUID | Sequence[str] | None
    ) -> str:
        """The address of a list as a file, filtered as this page is; what is empty filters nothing.

        Args:
            path: of the list, under /v1.
            file: which kind of file.
            filtered: whether what the page was asked for filters the list as well.
            more: filters of the list alone, or in place of the page's.
        """
        own = {"next", "watch", "saved", *more}
        query: list[tuple[str, str | UUID | Sequence[str]]] = []
        query += [(name, value) for name, value in self.query if filtered and value and name not in own]
        query += [(name, value) for name, value in (*more.items(), ("format", file)) if value]
        return f"/export/{path.replace('/', '.')}?{urlencode(query, doseq=True)}"


def sections_of(who: Persona) -> tuple[tuple[str, Bilingual], ...]:
    """The parts of the site that somebody may enter, in their order."""
    left_out = {"results"} if allowed(who, "query_results").allow else set()  # they ask with purpose and receipt
    entered = (each[:2] for each in _SECTIONS if each[0] not in left_out and allowed(who, each[2]).allow)
    return tuple(dict.fromkeys(entered))


def home_of(who: Persona) -> str:
    """The part of the site where somebody's day begins.

    Supervisors look at the deadlines of others and operators at what runs; everybody else begins with what they are to
    do or, without any such, with the first part that they may enter.
    """
    names = [name for name, _ in sections_of(who)]
    own = "deadlines" if who.duty == SUPERVISOR else "operations"
    return own if own in names else next(iter(names), "sign-in")


class PageRoute(APIRoute):
    """A route whose problems are pages; whoever has not signed in is sent to do so (api/app.py)."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Answer in the language of the reader, and keep it where the address chooses one."""
        answered = super().get_route_handler()

        async def handle(request: Request) -> Response:
            speak(language_of(request))
            answer = await answered(request)
            if chosen := chosen_in(request):
                secure = context_of(request).over_tls
                answer.set_cookie(COOKIE, chosen, KEPT_SECONDS, secure=secure, httponly=True, samesite="lax")
            return answer

        return handle


async def reader(request: Request) -> Persona:
    """Who reads this page.

    Raises:
        ProblemRaised: 401, which `PageRoute` turns into the way to the sign-in page.
    """
    visit = await visit_of(request)
    if visit is None or visit.persona is None:
        raise ProblemRaised(UNAUTHENTICATED)
    return visit.persona


Reader = Annotated[Persona, Depends(reader)]


def number_asked(request: Request) -> str | None:
    """The number of something that a list was asked for, as it was typed; None: any."""
    return request.query_params.get("number", "").strip()[:_NUMBER_MAX] or None


def id_of(given: str) -> UUID:
    """An id in the address of a page.

    Raises:
        ProblemRaised: 404, it is none.
    """
    try:
        return UUID(given)
    except ValueError:
        raise ProblemRaised(NOT_FOUND) from None


async def page(request: Request, template: str, status: int = 200, /, **values: object) -> Response:
    """A page with its frame and headers."""
    organs, missing, waiting = None, _NONE_MISSING, _NOTHING_WAITING
    visit = await visit_of(request)
    if visit and visit.persona:
        organs, missing = await installed_of(request).organs(), await counted(context_of(request).pool, KEYS)
        waiting_for: WaitingFor = request.app.state.waiting_for
        waiting = await waiting_for(request, visit.persona)
    content = rendered(template, frame=_frame(request, organs, missing, waiting), **values)
    return Response(content, status, _headers(request), _HTML)


def _frame(
    request: Request,
    organs: Organs | None,
    missing: Counts = _NONE_MISSING,
    waiting: Mapping[str, str] = _NOTHING_WAITING,
) -> Frame:
    visit = known_visit(request)
    who = visit.persona if visit else None
    organ = organs.organ(who.organ) if organs and who else None
    holder = organs.person(who.for_person) if organs and who and who.for_person else None
    return Frame(
        path=request.url.path,
        query=tuple(each for each in request.query_params.multi_items() if each[0] != PARAMETER),
        read_by_get=request.method in _READING,
        keys="" if request.cookies.get(KEYS_COOKIE) == KEYS_OFF else KEYS_SCRIPT,
        section=request.url.path.split("/")[1],
        visit=visit,
        reader_organ=say(organ.name) if organ else "",
        acting_for=holder.name if holder else "",
        made_at=context_of(request).clock(),
        missing=missing,
        waiting=waiting,
        demonstration=context_of(request).demonstration,
    )


def rendered(template: str, **values: object) -> str:
    """The text of a template; what is put into it is escaped."""
    return _templates()[spoken()].get_template(template).render(**values)


async def problem_page(request: Request, raised: ProblemRaised) -> Response:
    """A problem as a page, made without the database where that may be what is the matter.

    Whoever has not signed in, or holds the chosen position no longer, is led on and back. A form that is sent then is
    not lost: its sender signs in beside it and sends it again.
    """
    speak(language_of(request))
    if raised.kind is UNAUTHENTICATED and isinstance(request.scope.get("route"), PageRoute):
        if request.method == "GET":
            wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            way = "/position" if known_visit(request) else "/sign-in"
            return RedirectResponse(f"{way}?{urlencode({'next': wanted})}", 303, _HEADERS)
        raised = ProblemRaised(SESSION_ENDED)
    if raised.kind.status < _OUR_FAULT:
        await visit_of(request)
    content = rendered(
        "problem.html",
        frame=_frame(request, installed_of(request).known_organs),
        kind=raised.kind,
        particulars=raised.particulars,
        request_id=request.state.request_id,
    )
    return Response(content, raised.kind.status, {**raised.particulars.headers, **_headers(request)}, _HTML)


def static_file(name: str) -> Response:
    """A static file; pages name the style sheet with its digest, so it may be kept for ever.

    Raises:
        ProblemRaised: 404.
    """
    if name not in _STATIC_FILES:
        raise ProblemRaised(NOT_FOUND)
    content, media_type = _STATIC_FILES[name]
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(content, 200, headers, media_type)


@lru_cache(maxsize=1)
def _templates() -> Mapping[Language, Environment]:
    environment = Environment(
        loader=FileSystemLoader(sorted(_API.glob("*/templates"))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shanghai"] = lambda at: at.astimezone(SHANGHAI)
    environment.filters["said"] = said
    environment.globals |= _WORDS
    in_english = environment.overlay(extensions=[InEnglish])
    in_english.globals = environment.globals | {"language": "en", "language_tag": TAGS["en"]}
    environment.globals |= {"language": "zh", "language_tag": TAGS["zh"]}
    return {"zh": environment, "en": in_english}
