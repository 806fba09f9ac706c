"""Which act somebody is filling in, on which stream: what lets them, and what the form is made from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request

from api.auth.context import context_of, today_of
from api.auth.disclosure import disclose
from api.auth.policy import allowed
from api.auth.purposes import Purpose
from api.auth.subjects import found_by, roster_for
from api.commands.gateway import gateway_of
from api.commands.registry import Route
from api.forms.choices import Choice, Material
from api.forms.field_labels import act_cites, act_name
from api.forms.filling import Filled
from api.forms.paths import NEW
from api.forms.shape import Group, Node, leaves_of, nodes_of, shape_of
from api.forms.streams import StreamForms, StreamRead
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of, pack_of_facts
from api.labels.event_facts import meaning_of
from api.labels.naming import Names
from domain.acts.evidence.documents import DocumentAdded
from domain.case.state import Case
from domain.localities import procedures_at
from domain.messages import Event
from domain.pack.pack import Pack
from domain.streams import StreamState
from domain.values import Bilingual
from eventlog.subjects import RegisteredSubject

_DOCUMENTS_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An act that somebody may do, with the stream as they may read it.

    Attributes:
        stream_id: None: the act begins one.
        rules: The access rules that let them.
        state: The stream as it is now.
    """

    forms: StreamForms
    route: Route
    stream_id: UUID | None
    who: Persona
    rules: tuple[str, ...]
    read: StreamRead | None
    state: StreamState | None
    names: Names
    offered: Mapping[str, tuple[Choice, ...]]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The fields of the act."""
        return shape_of(self.route.body)

    @property
    def prepares(self) -> bool:
        """Whether it names documents where no file of a case is meant, which are uploaded before."""
        before = self.forms.prepared is not None and (self.stream_id is None or self.forms.door.kind != "case")
        return before and any(isinstance(each, Group) and each.whole == "document" for each in nodes_of(self.nodes))

    @property
    def name(self) -> Bilingual:
        """What the act is called."""
        return act_name(self.route.body)

    @property
    def cite(self) -> tuple[str, ...]:
        """The rules that the act rests on."""
        return act_cites(self.route.body)

    @property
    def path(self) -> str:
        """Where the form stands."""
        return f"/{self.forms.name}/{self.stream_id or NEW}/acts/{self.route.kind}"

    @property
    def home(self) -> str:
        """The page of what is acted on; of what is begun, the list."""
        return f"/{self.forms.name}/{self.stream_id}" if self.stream_id else f"/{self.forms.name}"

    @property
    def version(self) -> int | None:
        """The version that a form shown now is made from."""
        return self.state.version if self.state and self.route.seen else None


async def asked_on(request: Request, who: Persona, forms: StreamForms, kind: str, stream_id: UUID | None) -> Asked:
    """An act on a stream, or one that begins one.

    Raises:
        ProblemRaised: 403 not with this post; 404 there is no such act or stream, or not for whoever asks.
    """
    route = forms.route(kind)
    if route is None or route.endpoint.opens != (stream_id is None):
        raise ProblemRaised(NOT_FOUND)
    rules = await forms.door.admitted(request, who, route, stream_id)
    organs = await installed_of(request).organs()
    read = await forms.read(request, who, stream_id, route.body.model_fields) if stream_id else None
    state = await gateway_of(request).state_of(forms.door.kind, stream_id) if stream_id else None
    if stream_id and state is None:
        raise ProblemRaised(NOT_FOUND)
    offered = read.offered if read else await forms.offers(request, who) if forms.offers else {}
    registered = await context_of(request).subjects.get(sorted(read.subjects)) if read else {}
    names = Names(
        organs,
        pack=await _pack_of(request, state),
        subjects={id_: entry.subject for id_, entry in registered.items()},
        unmasked=allowed(who, "read_subjects").allow,
    )
    return Asked(
        forms=forms,
        route=route,
        stream_id=stream_id,
        who=who,
        rules=rules,
        read=read,
        state=state,
        names=names,
        offered=offered,
    )


async def material_of(request: Request, asked: Asked, filled: Filled, find: str = "") -> Material:
    """What the form is made from: with the procedure that is chosen, and the subjects that are chosen or looked for."""
    who, packs = asked.who, await installed_of(request).newest_packs()
    held = procedures_at(asked.names.organs, packs.values(), who.jurisdiction, ())
    here = held[0] if len(held) == 1 else None
    pack = asked.names.pack or packs.get(filled.first("/pack")) or here
    found = await _found(request, asked, filled, find)
    subjects = {**asked.names.subjects, **{id_: entry.subject for id_, entry in found.items()}}
    names = Names(asked.names.organs, pack, subjects, asked.names.unmasked)
    return Material(
        who=who,
        today=today_of(request),
        names=names,
        organs=roster_for(who, names.organs),
        state=asked.state,
        pack=pack,
        pack_here=here,
        packs=packs,
        offered=asked.offered,
        found={id_: _called(entry) for id_, entry in found.items()},
        documents=await _known_documents(request, asked),
    )


async def _known_documents(request: Request, asked: Asked) -> tuple[tuple[str, str], ...]:
    """The documents that may be named again, and where no file of a case is meant those that were prepared."""
    known = dict(_documents(asked.read)) if asked.read else {}
    if asked.prepares and asked.forms.prepared is not None:
        known |= dict(await asked.forms.prepared(request, asked.who))
    return tuple(known.items())[:_DOCUMENTS_MAX]


async def _pack_of(request: Request, state: StreamState | None) -> Pack | None:
    if state is None:
        return None
    content = await context_of(request).event_log.recorded_edition(bytes.fromhex(state.pack_sha256))
    return pack_of_facts(content, state.opened.occurred_on if isinstance(state, Case) else None)


async def _found(request: Request, asked: Asked, filled: Filled, find: str) -> Mapping[UUID, RegisteredSubject]:
    """The subjects chosen so far and those of the name looked for, as far as whoever asks finds them."""
    if not allowed(asked.who, "read_subjects").allow:
        return {}
    chosen = [id_ for place in _looked_up(asked.nodes) for given in filled.all(place) if (id_ := _id(given))]
    register = context_of(request).subjects
    entries: list[RegisteredSubject] = list((await register.get(sorted({*chosen}))).values())
    named = await register.find(find) if find else []
    shown = await found_by(request, asked.who, [*entries, *named])
    if find:
        ids = [each.subject.subject_id for each in shown]
        disclose(
            request,
            asked.who,
            "read_subjects",
            "register",
            *ids,
            resource="subject",
            look_ups=1,
            asked={"name": find},
        )
    return {each.subject.subject_id: each for each in shown if each.merged_into is None}


def _called(entry: RegisteredSubject) -> str:
    subject = entry.subject
    return f"{subject.name}（{subject.unit_name}）" if subject.unit_name else subject.name


def _looked_up(nodes: Sequence[Node]) -> Iterator[str]:
    """The places of fields whose values are found in the register; none of them stands in a row."""
    for place, leaf in leaves_of(tuple(nodes)):
        if leaf.widget == "choice":
            yield place.removesuffix("/*")


def _id(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None


def _documents(read: StreamRead) -> Iterator[tuple[str, str]]:
    """The documents of a stream whose titles the reader may read, by their digests; of a case those in its file."""
    in_file = [entry for entry in read.entries if isinstance(entry.facts, DocumentAdded)]
    for entry in in_file or read.entries:
        titles = entry.words.document_titles if entry.words and hasattr(entry.words, "document_titles") else ()
        yield from zip(_digests(entry.facts), titles, strict=False)


def _digests(facts: object) -> Iterator[str]:
    """The digests in an event, in the order of their titles."""
    if not isinstance(facts, Event):
        return
    for name in type(facts).model_fields:
        means, _ = meaning_of(type(facts), name)
        if means is not None and means.what == "document":
            value = getattr(facts, name)
            yield from (value,) if isinstance(value, str) else value or ()


def purposes_asked(purpose: Purpose) -> tuple[Choice, ...]:
    """What a look-up may be for, where it has to be said."""
    return tuple(Choice(item.id, item.name) for item in purpose.choices)
