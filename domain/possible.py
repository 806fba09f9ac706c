"""What somebody may do now (您可以办理): every act whose guard holds, and of every other the one reason why not.

Pure; who may call at all is the access policy's to say, so what is told here of an act that is not theirs is left out
there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import product

from domain import refusals
from domain.act import BaseAct, require_in_office
from domain.acts.appeals.levels import NO_REAPPRAISAL_RULE
from domain.acts.clarification import NO_CLARIFICATION
from domain.acts.clock import NOT_HISTORY
from domain.acts.contrary_use import NO_CONTRARY_USE
from domain.acts.correction import NO_CORRECTION_MEASURES, NO_CORRECTION_ORDERS
from domain.acts.endorsement import NO_ENDORSEMENT_AWAITED
from domain.acts.evidence.listed import NOTHING_LISTED
from domain.acts.investigation import NO_TEAM
from domain.acts.official_documents import NO_DOCUMENT_ASKED, NO_DRAFT
from domain.acts.on_paper.stubs import NO_STUB
from domain.acts.standstill import NO_SHELVING, NO_SUPPLEMENT
from domain.acts.subjects import NO_SUBJECT_CHANGE
from domain.acts.voting.approving import APPROVED_BY_VOTE
from domain.acts.withdrawal import NOT_APPLIED_FOR
from domain.catalogue import COMMANDS
from domain.context import DecisionContext
from domain.guards import NOTHING, Subject, guard_of, is_guarded
from domain.messages import Command, kind_of
from domain.pack.articles import by_its_articles
from domain.refusals import Refusal, Refused
from domain.risk_filings.act import NO_RISK_FILING
from domain.risk_filings.acts import NO_RISK_STAGES
from domain.streams import E, L, S, StreamKind, StreamName, stream_of
from domain.terms.deadlines import SHANGHAI
from domain.values import Actor


@dataclass(frozen=True, slots=True)
class PossibleAct:
    """An act that is offered, or is refused before any field is filled.

    Attributes:
        about: What it is about, by fields of the command; none where the command names nothing of the kind, or where
            what it names is not there yet.
        refusal: Why not now; None: it is offered.
    """

    command: type[Command]
    about: Mapping[str, Subject]
    refusal: Refusal | None = None

    @property
    def kind(self) -> str:
        """The kind of the command."""
        return kind_of(self.command)

    @property
    def offered(self) -> bool:
        """Whether it may be done now."""
        return self.refusal is None

    @property
    def of_somebody_else(self) -> bool:
        """Whether it is refused because of who asks."""
        return self.refusal is not None and self.refusal.status == refusals.NOT_COMPETENT.status

    def is_done_by(self, command: Command) -> bool:
        """Whether a command is this very act."""
        return type(command) is self.command and all(getattr(command, name) == it for name, it in self.about.items())


_NOT_IN_THE_PROCEDURE = frozenset(
    each.code
    for each in (
        APPROVED_BY_VOTE,
        NO_CLARIFICATION,
        NO_CONTRARY_USE,
        NO_CORRECTION_MEASURES,
        NO_CORRECTION_ORDERS,
        NO_DOCUMENT_ASKED,
        NO_DRAFT,
        NO_REAPPRAISAL_RULE,
        NO_ENDORSEMENT_AWAITED,
        NO_RISK_FILING,
        NO_RISK_STAGES,
        NO_SHELVING,
        NO_STUB,
        NO_SUBJECT_CHANGE,
        NO_SUPPLEMENT,
        NO_TEAM,
        NOTHING_LISTED,
        NOT_APPLIED_FOR,
        NOT_HISTORY,
        refusals.NO_SUCH_STEP,
        refusals.STUB_IS_ON_PAPER,
    )
)
"""Why an act will never be open on this stream: nobody expects it here, so nothing is told of it."""


@cache
def commands_on(stream: StreamName) -> tuple[type[Command], ...]:
    """What people may ask of a stream of some kind that exists."""
    return tuple(each for each in COMMANDS if is_guarded(each) and stream_of(kind_of(each)) == stream)


def possible_acts(  # noqa: PLR0913, PLR0917 - who does what, when, knowing what
    kind: StreamKind[S, E, L],
    state: S,
    who: Actor,
    at: datetime,
    context: DecisionContext,
    commands: Iterable[type[Command]] | None = None,
    on: date | None = None,
) -> tuple[PossibleAct, ...]:
    """Every act on a stream that somebody may do, and one entry for every kind of act that is not open but may yet be.

    Args:
        kind: Of which kind the stream is.
        state: The stream.
        who: Who asks.
        at: The present instant.
        context: What a command would be decided on.
        commands: Those asked about; None: all there are.
        on: The business date, if it is not that of `at`.
    """
    act = kind.acting(state)(who, at, on or at.astimezone(SHANGHAI).date(), None, context)
    asked = commands_on(kind.name) if commands is None else commands
    return tuple(each for command in asked for each in _possible(act, command))


def _possible(act: BaseAct, command: type[Command]) -> Iterator[PossibleAct]:
    """The acts of a kind that are offered; where none is, the first reason that is about more than who asks."""
    found = list(_asked(act, command))
    offered = [each for each in found if each.offered]
    if offered:
        yield from offered
    else:
        refused = min(found, key=lambda each: each.of_somebody_else)
        if refused.refusal is not None and refused.refusal.code not in _NOT_IN_THE_PROCEDURE:
            yield refused


def _asked(act: BaseAct, command: type[Command]) -> Iterator[PossibleAct]:
    guard = guard_of(command)
    if (refusal := _refused_whatever(act, command)) is not None:
        yield PossibleAct(command, {}, refusal)
        return
    named = [tuple(subjects(act)) or (NOTHING,) for subjects in guard.about.values()]
    for each in product(*named):
        about = dict(zip(guard.about, each, strict=True))
        try:
            guard.holds(act, **about)
        except Refused as refused:
            refusal = by_its_articles(refused.refusal, act.context.pack)
        yield PossibleAct(command, {name: it for name, it in about.items() if it != NOTHING}, refusal)
        refusal = None


def _refused_whatever(act: BaseAct, command: type[Command]) -> Refusal | None:
    """Why nothing of a kind may be done, whatever it is about: as `acting` asks it, before any guard."""
    try:
        require_in_office(act.actor, act.on, act.context)
        act.require_disinterested(command.capacity)
        act.require_admitted(command)
    except Refused as refused:
        return by_its_articles(refused.refusal, act.context.pack)
    return None
