"""`rongcuo act`: an act from its form to its receipt, with the check between, as on the pages."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import typer
from pydantic import ValidationError

from api.forms.routes import ActForm
from api.forms.shape import shape_of
from api.http.language import speak
from api.web.english import said
from deploy.cli.work.filling import asked_for, body_of, given_fields, lacking, with_known
from deploy.cli.work.session import BadInput
from deploy.cli.work.telling import BAD_INPUT, DONE, GIVEN_UP, Telling
from domain.catalogue import CASE_COMMANDS, terms_of
from domain.messages import Command, kind_of
from domain.strict_json import NotJson, parse_json
from domain.values import Bilingual
from rongcuo_client import ActCheck, Client

KINDS: Mapping[str, type[Command]] = {kind_of(each): each for each in CASE_COMMANDS if each.endpoint}
_ON_CASES: Mapping[str, type[Command]] = {
    **{term: each for each in KINDS.values() for term in terms_of(each)},
    **KINDS,
}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done.

    Attributes:
        settings: Fields, each with its value.
        body: A file of JSON with all of them instead.
        yes: Record it without asking.
        check: Only say what it would record.
    """

    case: str
    kind: str
    settings: Sequence[str] = ()
    body: Path | None = None
    yes: bool = False
    check: bool = False
    key: UUID | None = None


def perform(client: Client, order: Order, telling: Telling) -> int:
    """Fill in, check, ask, record; returns the exit code."""
    if not (order.yes or order.check or telling.watched):
        told = "没有人可以确认：请加 --yes 办理，或 --check 只核对", "nobody is there to confirm: add --yes, or --check"
        raise BadInput(Bilingual(zh=told[0], en=told[1]))
    speak(telling.language)
    command = _named(order.kind)
    case_id = client.case_id(order.case)
    key = order.key or uuid4()
    body = _body(client, case_id, command, order, telling)
    if body is None:
        return BAD_INPUT
    checked = client.check(case_id, body, key=key)
    if order.check or not order.yes:
        _show(checked, telling)
    if order.check:
        return DONE
    if not order.yes and not typer.confirm(telling.said("确认办理？", "Record it?"), default=False, err=True):
        telling.note(telling.said("没有办理。", "Nothing was recorded."))
        return GIVEN_UP
    recorded = client.act(case_id, body, key=key)
    version, events = recorded.version, "、".join(recorded.events)
    telling.answer(
        recorded, telling.said(f"已办理：第{version}号，{events}", f"recorded at version {version}: {events}")
    )
    return DONE


def _named(kind: str) -> type[Command]:
    """An act by its kind, or as the procedure calls it."""
    found = _ON_CASES.get(kind)
    if found is None or found.endpoint is None or found.endpoint.opens:
        near = "、".join(difflib.get_close_matches(kind, _ON_CASES, 5)) or "rongcuo case acts CASE"
        raise BadInput(
            Bilingual(zh=f"没有这种办理：{kind[:60]}；相近的：{near}", en=f"no act {kind[:60]}; near: {near}")
        )
    return found


def _body(client: Client, case_id: UUID, command: type[Command], order: Order, telling: Telling) -> Command | None:
    """The act as it is sent; None: what is wrong with it has been told."""
    if order.body is not None:
        client.acts(case_id)  # what is decided on is the case as it is now
        return _validated(command, _json_of(order.body), telling)
    kind, shape = kind_of(command), shape_of(command)
    given = given_fields(order.settings, command)
    about = _about(client, case_id, kind, telling)
    simple = {at[1:]: values[0] for at, values in given.values.items() if "/" not in at[1:]}
    form = client.get(f"/v1/cases/{case_id}/acts/{kind}", ActForm, {**about, **simple})
    filled = with_known(form.fields, given)
    if telling.watched and not order.yes:
        telling.note(telling.words(form.name), *(f"  {said(fact.label)}：{fact.text}" for fact in form.about))
        filled = asked_for(form.fields, filled, telling)
    missing = list(lacking(form.fields, filled))
    for view in missing:
        name = view.place[1:].replace("/", ".")
        told = ", ".join(f"{choice.value}（{telling.words(choice.name)}）" for choice in view.choices[:12])
        telling.note(
            telling.said(f"缺少 --set {name}=…", f"missing: --set {name}=…") + f"  {telling.words(view.label)} {told}"
        )
    return None if missing else _validated(command, json.dumps(body_of(shape, filled)).encode(), telling)


def _about(client: Client, case_id: UUID, kind: str, telling: Telling) -> Mapping[str, str]:
    """What the act is about, where the case has one such thing alone; of several, which is chosen."""
    offered = [dict(act.about) for act in client.acts(case_id).offered if act.kind == kind]
    if len(offered) < 2 or not telling.watched:  # noqa: PLR2004 - one leaves no choice
        return offered[0] if len(offered) == 1 else {}
    for number, about in enumerate(offered, 1):
        telling.note(f"  {number}. " + " ".join(f"{name}={value}" for name, value in about.items()))
    chosen = 0
    while not 1 <= chosen <= len(offered):
        chosen = int(typer.prompt(telling.said("哪一项", "which"), type=int, err=True))
    return offered[chosen - 1]


def _json_of(file: Path) -> bytes:
    try:
        content = file.read_bytes()
        parse_json(content)
    except OSError as error:
        raise BadInput(Bilingual(zh=f"{file} 不能读取", en=f"{file} cannot be read")) from error
    except NotJson as error:
        where = f"{file}:{error.line}:{error.column}"
        raise BadInput(Bilingual(zh=f"{where} 不是 JSON", en=f"{where} is no JSON: {error.what}"[:400])) from error
    return content


def _validated(command: type[Command], content: bytes, telling: Telling) -> Command | None:
    """The command itself; its faults are told by their fields."""
    try:
        return command.model_validate_json(content)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_context=False, include_input=False):
            telling.note(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")
        return None


def _show(checked: ActCheck, telling: Telling) -> None:
    if telling.as_json:
        telling.tell(checked.model_dump_json())
    else:
        telling.tell(*_lines(checked, telling))


def _lines(checked: ActCheck, telling: Telling) -> Iterator[str]:
    """What the page of the check says."""
    yield telling.words(checked.name)
    if checked.recorded is not None:
        yield telling.said(f"已办理过：第{checked.recorded}号", f"was recorded before, at version {checked.recorded}")
    for event in checked.events:
        yield f"• {telling.said(event.label.zh, event.label.en)}"
        yield from (f"    {said(fact.label)}：{fact.text}" for fact in event.facts)
        for text in event.texts:
            yield f"    {telling.words(text.label)}：{' '.join(text.lines)}"
    for term in checked.deadlines:
        moved = telling.said(f"（原为 {term.before}）", f" (now {term.before})") if term.before else ""
        yield f"⏱ {telling.words(term.name)}{moved}：{term.due_on}，{term.responsible}"
        yield f"    {term.why}"
    yield from (f"! {telling.words(each)}" for each in checked.statements)
