"""What an answer tells of people, said while it is made, and kept before it goes out (查阅记录, A-31).

Whoever makes an answer says what it discloses. The outermost layer of a request keeps it (api/http/middleware.py): what
cannot be kept is not told. A request discloses little at once, so it costs one statement more at most, an act none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import ceil
from uuid import UUID

from starlette.requests import Request

from api.auth.context import AppContext, context_of
from api.auth.policy import Action, Resource
from api.http.problems import TOO_MANY_LOOK_UPS, Particulars, ProblemRaised
from api.identity.personas import Persona
from domain.terms.deadlines import SHANGHAI
from eventlog.read_log import Read, Reader, Result, Sensitivity, TooManyLookUps

_LISTED: Mapping[str, str] = {
    "read_risk_filings": "risk_filing",
    "read_work_records": "work_record",
    "read_meetings": "meeting",
    "read_meeting_notices": "meeting",
    "read_results": "subject",
}
"""Of what kind the things are that are listed by some actions; those of all others are cases."""
_ERROR = 400
"""From this status on an answer tells nothing of what it was asked for (RFC 9110, 15.5)."""


@dataclass(slots=True)
class Disclosures:
    """What the answer to one request tells, and what was refused to it.

    Attributes:
        purpose: what the request says it is for.
        in_error: whether it tells so although its status is that of an error: a form that comes back.
    """

    reads: list[Read] = field(default_factory=list)
    purpose: str | None = None
    in_error: bool = False


def disclose(  # noqa: PLR0913 - each is a column of the log
    request: Request,
    who: Persona,
    action: Action,
    sensitivity: Sensitivity,
    *ids: UUID,
    resource: str | None = None,
    place: str | None = None,
    count: int | None = None,
    look_ups: int = 0,
    basis: Iterable[str] | None = None,
    result: Result = "told",
    asked: dict[str, str] | None = None,
) -> None:
    """Say what the answer tells, or what was refused.

    Args:
        request: that is answered.
        who: reads.
        action: as the access rules call it.
        sensitivity: how near it goes to people.
        ids: of the things.
        resource: what kind of thing they are.
        place: the jurisdiction in which they lie.
        count: how many there are, if not all are named.
        look_ups: how many people or units were looked up.
        basis: the access rules that permit it or forbid it; what is not said is what the request rests on (`rest_on`).
        result: what became of it.
        asked: what was asked for in words.
    """
    disclosures_of(request).reads.append(
        Read(
            at=context_of(request).clock(),
            request_id=request.state.request_id,
            reader=Reader(
                person=who.person,
                position=who.position,
                organ=who.organ,
                place=who.jurisdiction,
                for_person=who.for_person,
            ),
            action=action,
            sensitivity=sensitivity,
            result=result,
            place=place,
            resource=resource,
            ids=ids,
            count=len(ids) if count is None else count,
            look_ups=look_ups,
            basis=_rested_on(request, action) if basis is None else tuple(basis),
            asked=asked,
        )
    )


def rest_on(request: Request, action: Action, rules: tuple[str, ...]) -> None:
    """Remember by which rules the request may do something: what it tells of it rests on these."""
    resting: dict[Action, tuple[str, ...]] = getattr(request.state, "rests_on", {})
    resting.pop(action, None)
    request.state.rests_on = {**resting, action: rules}


def _rested_on(request: Request, action: Action) -> tuple[str, ...]:
    """The rules of that very action; where it was let in for another one, of the one asked for last."""
    resting: dict[Action, tuple[str, ...]] = getattr(request.state, "rests_on", {})
    return resting.get(action) or next(reversed(resting.values()), ())


def disclose_case(  # noqa: PLR0913, PLR0917 - who reads what of which case
    request: Request,
    who: Persona,
    case_id: UUID,
    case: Resource,
    sensitivity: Sensitivity,
    action: Action = "read_case",
) -> None:
    """Say that the answer tells of one case."""
    disclose(request, who, action, sensitivity, case_id, resource="case", place=case.jurisdiction)


def disclose_listed(request: Request, who: Persona, action: Action, ids: Sequence[UUID]) -> None:
    """Say what a list tells of; several lists of one answer are one row of the log."""
    if not ids:
        return
    reads = disclosures_of(request).reads
    for at, read in enumerate(reads):
        if read.action == action and read.sensitivity == "list":
            several = tuple(dict.fromkeys((*read.ids, *ids)))
            reads[at] = replace(read, ids=several, count=len(several))
            return
    disclose(request, who, action, "list", *ids, resource=_LISTED.get(action, "case"), asked=dict(request.query_params))


def disclosures_of(request: Request) -> Disclosures:
    """What was said so far."""
    state = request.state
    if not hasattr(state, "disclosures"):
        state.disclosures = Disclosures()
    found: Disclosures = state.disclosures
    return found


def begin_part(request: Request) -> None:
    """Begin with the next part of an answer that goes out in parts: what the last one told is kept."""
    request.state.disclosures = Disclosures(purpose=disclosures_of(request).purpose)


async def keep(request: Request, status: int) -> None:
    """Keep what an answer of this status tells, before any of it is sent; an error tells nothing but that it refuses.

    Raises:
        ProblemRaised: 429, its reader has looked up too many people within the hour; nothing of it may be sent.
    """
    said = disclosures_of(request)
    tells = status < _ERROR or said.in_error
    reads = [replace(read, purpose=said.purpose) for read in said.reads if read.result != "told" or tells]
    if reads:
        await write_now(context_of(request), reads)


async def write_now(context: AppContext, reads: Sequence[Read]) -> None:
    """Keep what is about to be told, where what is told is kept itself and must not be without its row.

    Raises:
        ProblemRaised: 429, as above.
    """
    try:
        await context.read_log.write(reads)
    except TooManyLookUps as limited:
        wait = max(timedelta(seconds=1), limited.free_at - context.clock())
        free_at = limited.free_at.astimezone(SHANGHAI)
        raise ProblemRaised(
            TOO_MANY_LOOK_UPS,
            Particulars(detail=f"{free_at:%H:%M}", headers={"Retry-After": str(ceil(wait.total_seconds()))}),
        ) from limited
