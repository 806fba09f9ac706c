"""A kind of stream that holds every decision against what was offered just before: for plays of any length."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from domain import refusals
from domain.context import DecisionContext
from domain.guards import is_guarded
from domain.possible import possible_acts
from domain.refusals import Refusal, Refused
from domain.streams import E, L, S, StreamKind

COMPETENCE_OR_STEP = {
    each.code
    for each in (
        refusals.NOT_COMPETENT,
        refusals.WRONG_STEP,
        refusals.SHELVED,
        refusals.HANDOVER_PENDING,
        refusals.NO_DUTY,
        refusals.RISK_FILING_STAGE,
    )
}


def _refusal_of(decided: Callable[[], object]) -> Refusal | None:
    try:
        decided()
    except Refused as refused:
        return refused.refusal
    return None


def held_against_the_offer(kind: StreamKind[S, E, L]) -> StreamKind[S, E, L]:
    """The same kind of stream, where what is admitted was offered, and what was offered is refused for other reasons.

    What a command links to and the edition it names are known once there is a command: no offer depends on them.
    """

    def decide(id_: UUID, state: S | None, envelope: L, at: datetime, context: DecisionContext) -> list[E]:
        command = envelope.body
        if state is None or not is_guarded(type(command)):
            return kind.decide(id_, state, envelope, at, context)
        before = replace(context, linked=None, other_pack=None)
        asked = possible_acts(kind, state, envelope.actor, at, before, (type(command),), command.on)
        offered = any(each.offered and each.is_done_by(command) for each in asked)
        decided = partial(kind.decide, id_, state, envelope, at, context)
        refusal = _refusal_of(decided)
        # Of a work record and a filing it may depend on a field: only the keeper states an outcome.
        misled = kind.name == "case" and refusal is not None and refusal.code in COMPETENCE_OR_STEP
        assert offered if refusal is None else not (offered and misled), (command, asked)
        return decided()

    return replace(kind, decide=decide)
