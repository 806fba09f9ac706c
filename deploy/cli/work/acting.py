"""`rongcuo act` and `ballot`: an act from its form to its receipt, with the check between, as on the pages."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import typer
from pydantic import ValidationError

from api.forms.routes import ActForm
from api.forms.shape import Leaf, shape_of
from api.http.language import speak
from api.web.english import said
from deploy.cli.work.documents import Documents
from deploy.cli.work.filling import Asking, body_of, given_fields, lacking, with_known
from deploy.cli.work.session import BadInput, Interrupted
from deploy.cli.work.telling import BAD_INPUT, DONE, GIVEN_UP, Telling
from domain.catalogue import COMMANDS, terms_of
from domain.messages import Command, kind_of
from domain.streams import stream_of
from domain.strict_json import NotJson, parse_json
from domain.values import Bilingual
from rongcuo_client import ActCheck, Client
from rongcuo_client.operations import form_path


@dataclass(frozen=True, slots=True)
class Kinds:
    """The acts among which one is named: by its kind, or as the procedure calls it; of one term the first has it."""

    by_kind: Mapping[str, type[Command]]

    def named(self, given: str) -> type[Command]:
        """The act of that name.

        Raises:
            BadInput: there is none.
        """
        terms = {term: each for each in reversed([*self.by_kind.values()]) for term in terms_of(each)}
        found = {**terms, **self.by_kind}
        if (command := found.get(given)) is not None:
            return command
        near = "、".join(difflib.get_close_matches(given, found, 5)) or "、".join(list(self.by_kind)[:5])
        raise BadInput(
            Bilingual(zh=f"没有这种办理：{given[:60]}；相近的：{near}", en=f"no act {given[:60]}; near: {near}")
        )


_WRITTEN = frozenset({"line", "lines"})
"""Fields of words: no choice hangs on them, and words have no place in an address."""
ACTS = Kinds({kind_of(each): each for each in COMMANDS if each.endpoint and not each.endpoint.opens})
BEGINNINGS = Kinds({kind_of(each): each for each in COMMANDS if each.endpoint and each.endpoint.opens})


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done.

    Attributes:
        stream: What it is done on, by its id or number; nothing where it is begun.
        settings: Fields, each with its value.
        body: A file of JSON with all of them instead.
        yes: Record it without asking.
        check: Only say what it would record.
    """

    stream: str
    kind: str
    settings: Sequence[str] = ()
    body: Path | None = None
    yes: bool = False
    check: bool = False
    key: UUID | None = None


def perform(client: Client, order: Order, telling: Telling) -> int:
    """Fill in, check, ask, record; returns the exit code."""
    command, key = prepared(order, ACTS, telling), order.key or uuid4()
    on = stream_of(kind_of(command))
    stream = client.stream_id(on, order.stream)
    offered = client.acts(stream, on).offered  # what is decided on is how it stands now
    about = {} if order.body else _about([dict(act.about) for act in offered if act.kind == kind_of(command)], telling)
    body = filled_in(client, command, order, telling, Filling(form_path(command, stream), about))
    if body is None:
        return BAD_INPUT
    if (ended := checked(client.check(stream, body, key=key), order, telling)) is not None:
        return ended
    with sending(key):
        recorded = client.act(stream, body, key=key)
    version, events = recorded.version, "、".join(recorded.events)
    telling.answer(
        recorded, telling.said(f"已办理：第{version}号，{events}", f"recorded at version {version}: {events}")
    )
    return DONE


def prepared(order: Order, among: Kinds, telling: Telling) -> type[Command]:
    """The act that is meant.

    Raises:
        BadInput: there is none, or nobody is there who could confirm it.
    """
    if not (order.yes or order.check or telling.watched):
        told = "没有人可以确认：请加 --yes 办理，或 --check 只核对", "nobody is there to confirm: add --yes, or --check"
        raise BadInput(Bilingual(zh=told[0], en=told[1]))
    speak(telling.language)
    return among.named(order.kind)


def checked(found: ActCheck, order: Order, telling: Telling) -> int | None:
    """Show what it would record and ask whether it shall; the exit code if that is all, None to go on."""
    if order.check or not order.yes:
        _show(found, telling)
    if order.check:
        return DONE
    if not order.yes and not typer.confirm(telling.said("确认办理？", "Record it?"), default=False, err=True):
        telling.note(telling.said("没有办理。", "Nothing was recorded."))
        return GIVEN_UP
    return None


@dataclass(frozen=True, slots=True)
class Filling:
    """Where the form of an act is, and what is known of it beforehand.

    Attributes:
        about: What it is about, by fields.
        documents: What its documents are, where files were named; of a body that is given whole they are added.
        asks: What is asked for though the act can do without.
    """

    path: str
    about: Mapping[str, str] = field(default_factory=dict)
    documents: Documents | None = None
    asks: frozenset[str] = frozenset()


def filled_in(
    client: Client, command: type[Command], order: Order, telling: Telling, filling: Filling
) -> Command | None:
    """The act as it is sent; None: what is wrong with it has been told."""
    documents = filling.documents
    if order.body is not None:
        content = _json_of(order.body)
        return _validated(command, documents.added_to(content) if documents else content, telling)
    given = given_fields(order.settings, command)
    if documents is not None:
        given = documents.put_into(given)
    chosen = {node.name for node in shape_of(command) if isinstance(node, Leaf) and node.widget not in _WRITTEN}
    known = {at[1:]: values[0] for at, values in given.values.items() if at[1:] in chosen}
    form = client.get(filling.path, ActForm, {**filling.about, **known})
    asking = Asking(client, telling, filling.asks)
    filled = asking.found(form.fields, with_known(form.fields, given))
    if telling.watched and not order.yes:
        telling.note(telling.words(form.name), *(f"  {said(fact.label)}：{fact.text}" for fact in form.about))
        filled = asking.asked_for(form.fields, filled)
    missing = list(lacking(form.fields, filled))
    for view in missing:
        name = view.place[1:].replace("/", ".")
        told = ", ".join(f"{choice.value}（{telling.words(choice.name)}）" for choice in view.choices[:12])
        telling.note(
            telling.said(f"缺少 --set {name}=…", f"missing: --set {name}=…") + f"  {telling.words(view.label)} {told}"
        )
    if missing:
        return None
    return _validated(command, json.dumps(body_of(shape_of(command), filled)).encode(), telling)


@contextmanager
def sending(key: UUID) -> Iterator[None]:
    """While it is sent: who ends it then cannot know whether it was done."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(key) from None


def _about(offered: Sequence[Mapping[str, str]], telling: Telling) -> Mapping[str, str]:
    """What the act is about, where there is one such thing alone; of several, which is chosen."""
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
