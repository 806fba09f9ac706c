"""The acts that somebody may do, as a page shows them: what is offered leads to its form, the rest says why not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from starlette.requests import Request

from api.auth.policy import allowed
from api.commands.possible import ActNotOpen, ActOffered, ActsPossible, WhyNot
from api.forms.field_labels import act_name
from api.forms.paths import beginning_path, form_path
from api.forms.streams import forms_of
from api.identity.personas import Persona
from domain.streams import StreamName
from domain.values import Bilingual

_SHOWN = 6
"""Of so many things the page shows that an act may be done on them; a case may have two hundred subjects."""

AboutWords = Callable[[Mapping[str, str]], str]
"""What an act is about, in words, by the fields of its command; empty where the name of the act says it all."""
DetailWords = Callable[[WhyNot], str | None]
"""The particulars of a reason, in words; None: they tell a reader nothing."""


@dataclass(frozen=True, slots=True)
class FormLink:
    """The way to the form of an act, and what that act is about."""

    href: str
    about: str


@dataclass(frozen=True, slots=True)
class OfferedAct:
    """An act that is offered, once or on each of several things.

    Attributes:
        more: How many things there are besides those that are shown.
        form: The form with nothing filled, where it is chosen what the act is about.
    """

    kind: str
    name: Bilingual
    leads_on: bool
    links: tuple[FormLink, ...]
    more: int
    form: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason, and the acts that are not open because of it."""

    why: WhyNot
    detail: str | None
    acts: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """您可以办理: what is offered, the nearest first, and why not the rest."""

    acts: tuple[OfferedAct, ...]
    reasons: tuple[Reason, ...]

    @property
    def refused(self) -> int:
        """How many acts are not open."""
        return sum(len(each.acts) for each in self.reasons)


def offer(
    acts: ActsPossible,
    stream: StreamName,
    stream_id: UUID,
    about: AboutWords = lambda _: "",
    detail: DetailWords = lambda _: None,
) -> Offer:
    """What a page shows of the acts on a stream."""

    def link(act: ActOffered) -> FormLink:
        return FormLink(form_path(stream, stream_id, act.kind, act.about), about(act.about))

    def on_each(kind: str, same: tuple[ActOffered, ...]) -> OfferedAct:
        links = tuple(map(link, same[:_SHOWN]))
        form = form_path(stream, stream_id, kind)
        return OfferedAct(kind, same[0].name, same[0].leads_on, links, len(same) - len(links), form)

    offered = ((kind, tuple(same)) for kind, same in groupby(acts.offered, key=lambda act: act.kind))
    return Offer(
        acts=tuple(on_each(kind, same) for kind, same in offered),
        reasons=tuple(_by_reason(acts.not_open, detail)),
    )


def _by_reason(acts: tuple[ActNotOpen, ...], detail: DetailWords) -> Iterator[Reason]:
    """Acts that are refused alike stand together; the reasons in the order in which they come."""
    found: dict[tuple[str, str | None], list[ActNotOpen]] = {}
    for act in acts:
        found.setdefault((act.why.code, act.why.detail), []).append(act)
    for same in found.values():
        yield Reason(same[0].why, detail(same[0].why), tuple(act.name for act in same))


@dataclass(frozen=True, slots=True)
class Beginning:
    """An act that begins something of a list, and the way to its form."""

    name: Bilingual
    href: str


def beginnings(request: Request, who: Persona, name: str) -> tuple[Beginning, ...]:
    """What somebody may begin of the streams whose list has this name; whether it is taken, the rules say then."""
    return tuple(
        Beginning(act_name(route.body), beginning_path(name, route.kind))
        for route in forms_of(request, name).door.routes
        if route.endpoint.opens and allowed(who, route.kind).allow
    )
