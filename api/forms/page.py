"""The form of an act: filled in, checked by the rules without recording anything, then recorded by the same door.

A form carries a key, made when it is shown first: sent twice, it is one act. It carries the version that it was made
from, and who it was shown to. Nothing that was typed is lost, whatever becomes of it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never
from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from activities.commands import Foreseen
from api.auth import denials
from api.auth.callers import Denied, Hidden
from api.auth.context import context_of
from api.auth.disclosure import disclosures_of
from api.auth.purposes import Purpose, purpose_of
from api.auth.step_up import only_fills_in
from api.auth.visits import visit_of
from api.commands.gateway import Done, Pending
from api.commands.registry import Sent
from api.forms.about import about, particular
from api.forms.asked import Asked, asked_on, material_of, purposes_asked
from api.forms.field_labels import statements_of
from api.forms.filling import Filled, SentForm, body_of_form, sent_form, tidied
from api.forms.foreseen import deadlines, events_in_words
from api.forms.paths import ADD_DOCUMENT, NEW, form_path
from api.forms.refusal_fields import field_of
from api.forms.streams import STREAM_PATHS, PreparedAct, forms_of
from api.forms.views import Drawing, all_views, faults_by_place, lacking, seeded
from api.http.language import told
from api.http.problems import FieldFault, ProblemRaised
from api.http.requests import read_body
from api.identity.personas import Persona
from api.labels.event_facts import EventNaming
from api.labels.words import TEXT_PARTS
from api.labels.written import written
from api.web.frame import PageRoute, Reader, id_of, page
from api.web.sent import require_own_page
from api.web.timeline import acts
from domain import refusals
from domain.messages import Command
from domain.refusals import Refusal
from domain.values import event_id

_SHOWN_AGAIN = frozenset({403, 409, 412, 422, 503})
"""What the form comes back with: what can be mended in it, or what may be sent again; the rest is a page of its own."""
_KEPT_FOR_GOING_BACK = "private, no-cache"
"""Whoever goes back from the check finds the same form with what was typed and the same key, and whoever goes back from
the receipt the same check: of what may not be stored a browser restores nothing. Signing out takes it away
(api/accounts/entering.py)."""
_NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActForm:
    """A form as it is shown.

    Attributes:
        key: Makes sending it twice one act.
        seen: The version it was made from.
        problem: Why it was not taken.
        note: What whoever fills it in should know first.
        changed: Whether somebody has changed meanwhile what it is about; `since` is the version it was made from.
        recorded: The event with which an act under its first key was recorded.
        find: What was looked for in the register, and where.
    """

    key: UUID
    seen: int | None
    filled: Filled
    problem: ProblemRaised | None = None
    note: str = ""
    since: int | None = None
    recorded: int | None = None
    find: Mapping[str, str] = field(default_factory=dict)
    purpose: str = ""

    @property
    def status(self) -> int:
        """The status of the page that shows it."""
        return self.problem.kind.status if self.problem else 200


async def show_form(request: Request, who: Reader) -> Response:
    """The form of an act, with what its address says it is about."""
    asked = await _asked(request, who)
    if asked.stream_id is not None and asked.route.kind == ADD_DOCUMENT:
        return RedirectResponse(form_path("case", asked.stream_id, ADD_DOCUMENT), 303, _NO_STORE)
    given = {f"/{node.name}": (value,) for node in asked.nodes if (value := request.query_params.get(node.name))}
    form = ActForm(key=uuid4(), seen=asked.version, filled=Filled(given))
    answer = await _form_page(request, asked, form)
    answer.headers["Cache-Control"] = _KEPT_FOR_GOING_BACK
    return answer


async def take_form(request: Request) -> Response:
    """What a form was sent for: another row, a look into the register, to be checked, or to be recorded."""
    require_own_page(request)
    sent = sent_form(await request.body())
    visit = await visit_of(request)
    if visit is None or visit.persona is None:
        return await _session_page(request, sent)
    who = visit.persona
    do, _, what = sent.rest.get("do", "check").partition(":")
    if do != "record":
        only_fills_in(request)
    asked = await _asked(request, who)
    form = _form_of(sent, asked)
    match do:
        case "add":
            return await _form_page(request, asked, replace(form, filled=form.filled.with_row(what)))
        case "remove":
            place, _, number = what.rpartition("/")
            filled = form.filled.without_row(place, int(number)) if number.isdecimal() else form.filled
            return await _form_page(request, asked, replace(form, filled=filled))
        case "check" | "record":
            return await _decided(request, asked, form, sent, record=do == "record")
        case _:
            return await _form_page(request, asked, form)


async def _asked(request: Request, who: Persona) -> Asked:
    """The act of this address."""
    forms = forms_of(request, request.url.path.split("/")[1])
    given = request.path_params[forms.id_name]
    return await asked_on(request, who, forms, request.path_params["act"], None if given == NEW else id_of(given))


def _form_of(sent: SentForm, asked: Asked) -> ActForm:
    key, seen = sent.rest.get("key", ""), sent.rest.get("seen", "")
    find = {name.removeprefix("find:"): text for name, text in sent.rest.items() if name.startswith("find:")}
    note = ""
    if (shown_to := sent.rest.get("as")) and shown_to != _shown_to(asked.who):
        note = told(
            "这张表是以另一身份打开的。您现在以本页右上角所示的身份办理，请核对后再提交。",
            "This form was opened as somebody else. You now act as shown at the top of this page; look it over first.",
        )
    return ActForm(
        key=_key(key),
        seen=int(seen) if seen.isdecimal() and len(seen) < 10 and asked.route.seen else None,  # noqa: PLR2004 - INT4
        filled=sent.filled.safe(),
        note=note,
        find=find,
        purpose=sent.rest.get("purpose", ""),
    )


async def _decided(request: Request, asked: Asked, form: ActForm, sent: SentForm, *, record: bool) -> Response:
    """Check it, and record it where everything is said that has to be; else show what would come of it."""
    filled = tidied(sent.filled, asked.nodes)
    form = replace(form, filled=filled.safe())
    try:
        body = read_body(json.dumps(body_of_form(asked.nodes, filled)).encode(), asked.route.body)
        command = Sent(form.key, form.seen, body)
        act = await asked.forms.door.prepared(request, asked.who, asked.rules, asked.route, asked.stream_id, command)
        if record and not form.note and _all_said(asked, sent):
            return await _recorded(request, asked, form, act, body)
        found = await act.foreseen()
        match found:
            case Foreseen():
                return await _check_page(request, asked, form, act, found, unsaid=record and not form.note)
            case Done():
                return _see(asked, act, found)
            case Refusal():
                raise act.refused(found)
            case _:
                assert_never(found)
    except Denied:
        raise
    except Hidden as hidden:  # something else that it names; the stream itself was admitted before
        denials.hidden(request, hidden)
        return await _form_page(request, asked, replace(form, problem=hidden))
    except ProblemRaised as raised:
        if raised.kind.status not in _SHOWN_AGAIN:
            raise
        return await _form_page(request, asked, await _with_problem(request, asked, form, raised))


async def _recorded(request: Request, asked: Asked, form: ActForm, act: PreparedAct, body: Command) -> Response:
    outcome = await act.handed_in()
    match outcome:
        case Done():
            await act.followed(outcome)
            if asked.forms.taken_over is not None and asked.stream_id is None:
                await asked.forms.taken_over(request, asked.who, act.stream_id, form.key, body)
            return _see(asked, act, outcome)
        case Pending():
            return await page(request, "act_pending.html", 202, asked=asked, form=form, hidden=_hidden(form, asked))
        case Refusal():
            raise act.refused(outcome)
        case _:
            assert_never(outcome)


async def _with_problem(request: Request, asked: Asked, form: ActForm, raised: ProblemRaised) -> ActForm:
    """The form with what was wrong: of a stale one, what changed; of a key used before, what was recorded under it."""
    form = replace(form, problem=raised)
    if raised.kind.code == refusals.STALE.code and asked.state is not None:
        return replace(form, since=form.seen, seen=asked.state.version)
    if raised.kind.code == refusals.KEY_REUSED.code:
        row = await context_of(request).event_log.outcome(form.key)
        first = row.first_version if row and row.stream_id == asked.stream_id else None
        return replace(form, key=uuid4(), recorded=first, seen=asked.version)
    if raised.kind.status == 409:  # noqa: PLR2004 - the ledger keeps what the rules refuse: mended, it is another act
        return replace(form, key=uuid4())
    return form


async def _form_page(request: Request, asked: Asked, form: ActForm) -> Response:
    disclosures_of(request).in_error = form.problem is not None
    purpose = await _purpose(request, asked, form)
    looked_for = next((text for text in form.find.values() if text.strip()), "") if not purpose.missing else ""
    material = await material_of(request, asked, form.filled, looked_for)
    filled = seeded(asked.nodes, form.filled, material)
    bare = Drawing(filled, material, {}).views(asked.nodes)
    faults = _faults(form.problem, bare)
    fields = Drawing(filled, material, faults_by_place(faults, bare)).views(asked.nodes) if faults else bare
    return await page(
        request,
        "act_form.html",
        form.status,
        asked=asked,
        form=form,
        fields=fields,
        summary=[(view, fault) for view in all_views(fields) for fault in view.faults],
        hidden=_identity(form, asked),
        changed=_changed(asked, form),
        lacking=lacking(fields) if asked.stream_id is None and not form.problem and form.filled.values else (),
        about=about(asked),
        said=particular(form.problem.particulars.detail, asked.names) if form.problem else None,
        purposes=purposes_asked(purpose),
        purpose_missing=purpose.missing and any(text.strip() for text in form.find.values()),
    )


async def _check_page(  # noqa: PLR0913 - what is checked, by whom, and what was found
    request: Request, asked: Asked, form: ActForm, act: PreparedAct, found: Foreseen, *, unsaid: bool
) -> Response:
    kind = asked.route.kind
    material = await material_of(request, asked, form.filled)
    answer = await page(
        request,
        "act_check.html",
        422 if unsaid else 200,
        asked=asked,
        form=form,
        events=events_in_words(found, act.stream_id, kind, asked.read, material.names),
        deadlines=deadlines(found, kind, material.names),
        filled=[view for view in all_views(Drawing(form.filled, material, {}).views(asked.nodes)) if view.value],
        statements=statements_of(kind),
        unsaid=unsaid,
        hidden=_hidden(form, asked),
    )
    answer.headers["Cache-Control"] = _KEPT_FOR_GOING_BACK
    return answer


async def _session_page(request: Request, sent: SentForm) -> Response:
    """Nobody is signed in any more: what was typed stays in the page, to be sent again once somebody is."""
    filled = sent.filled.safe()
    hidden = [(place, value) for place, values in filled.values.items() for value in values]
    hidden += [(f"rows:{place}", str(count)) for place, count in filled.counts.items()]
    kept = {"key", "seen", "as"}
    hidden += [(name, text) for name, text in sent.rest.items() if name in kept]
    return await page(request, "act_session.html", 401, hidden=hidden, path=request.url.path)


def _faults(problem: ProblemRaised | None, views: Sequence[Any]) -> tuple[FieldFault, ...]:
    """What is wrong with which field: as the command says, or as the rules' refusal is about one."""
    if problem is None:
        return ()
    if problem.particulars.errors:
        return problem.particulars.errors
    names = [view.place.removeprefix("/") for view in views]
    about = field_of(problem.kind.code, names)
    if about is None:
        return ()
    said = problem.kind.sentences
    return (FieldFault(pointer=f"/{about}", code=problem.kind.code, message=said.en, todo=said),)


def _changed(asked: Asked, form: ActForm) -> Sequence[Any]:
    """What was recorded since the form was made, in words, the newest first."""
    if form.since is None or asked.read is None or asked.stream_id is None:
        return ()
    entries = asked.read.entries
    happened = {event_id(asked.stream_id, each.version): each.facts for each in entries}
    naming = EventNaming(asked.names, happened, from_paper=asked.read.from_paper)
    later = [each for each in entries if each.version > form.since]
    return acts(later, naming, lambda entry: written(entry.words, TEXT_PARTS))


def _all_said(asked: Asked, sent: SentForm) -> bool:
    """Whether every statement of what cannot be undone is ticked."""
    return all(sent.rest.get(f"know:{n}") for n, _ in enumerate(statements_of(asked.route.kind)))


def _identity(form: ActForm, asked: Asked) -> list[tuple[str, str]]:
    """What a form carries besides its fields."""
    hidden = [("key", str(form.key)), ("as", _shown_to(asked.who))]
    return hidden + ([("seen", str(form.seen))] if form.seen is not None else [])


def _hidden(form: ActForm, asked: Asked) -> list[tuple[str, str]]:
    """The whole form, as a page carries it on that asks for nothing of it."""
    filled = [(place, value) for place, values in form.filled.values.items() for value in values]
    return [*_identity(form, asked), *filled]


def _see(asked: Asked, act: PreparedAct, done: Done) -> Response:
    path = f"/{asked.forms.name}/{act.stream_id}/receipts/{done.first_version}"
    return RedirectResponse(path, 303, _NO_STORE)


async def _purpose(request: Request, asked: Asked, form: ActForm) -> Purpose:
    """What a look into the register is for, where the procedures in force want that said."""
    purpose = await purpose_of(request, asked.who, "register")
    if form.purpose and form.purpose in {item.id for item in purpose.choices}:
        disclosures_of(request).purpose = form.purpose
        return Purpose(form.purpose, purpose.choices)
    return purpose


def _key(given: str) -> UUID:
    """The key of a form; one without gets another, and is an act of its own."""
    try:
        return UUID(given)
    except ValueError:
        return uuid4()


def _shown_to(who: Persona) -> str:
    return f"{who.person} {who.position}"


router = APIRouter(route_class=PageRoute, include_in_schema=False)
for _path in STREAM_PATHS:
    router.add_api_route(f"{_path}/acts/{{act}}", show_form, methods=["GET"])
    router.add_api_route(f"{_path}/acts/{{act}}", take_form, methods=["POST"])
