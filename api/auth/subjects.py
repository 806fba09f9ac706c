"""Whom a caller finds in the registers, of subjects and of officials, and whom they may enter.

Who handles cases finds everybody of their place. A unit finds its own people and itself, and the subjects of its cases;
a member of a committee those of the cases that came before it.
"""

from collections.abc import Collection, Sequence

from fastapi import Request

from api.auth.callers import require
from api.auth.context import context_of
from api.auth.policy import Reach, Resource, allowed, applicant_group, places_under, reach_of
from api.auth.scope import SCOPED, scope_of
from api.identity.personas import Persona
from api.installed import installed_of
from domain.identity import canonical_name
from domain.organs import UNITS, Organs
from eventlog.subjects import RegisteredSubject, Subject


async def found_by(request: Request, who: Persona, entries: Sequence[RegisteredSubject]) -> list[RegisteredSubject]:
    """Those of some entries of the register that a caller may find.

    Raises:
        ProblemRaised: 403, the caller finds nobody at all.
    """
    require(request, who, "read_subjects")
    organs, reach = await installed_of(request).organs(), reach_of(who, "read_subjects")
    if reach in {Reach.ANY, Reach.PLACE}:
        places = places_under(organs, who.jurisdiction)
        return [entry for entry in entries if entry.subject.jurisdiction in places]
    scope = await scope_of(request, who, "read_case")
    context = context_of(request)
    families = await context.subjects.families(entry.subject.subject_id for entry in entries)
    ids = sorted({id_ for family in families.values() for id_ in family.ids})
    rows = await context.pool.fetch(SCOPED["subjects_seen"], *scope.predicate, ids)
    seen = {row["subject_id"] for row in rows}
    names = _names(organs, who) if reach is Reach.OWN else ()

    def is_found(subject: Subject) -> bool:
        return bool(seen.intersection(families[subject.subject_id].ids)) or _is_of(subject, names)

    return [entry for entry in entries if is_found(entry.subject)]


def require_enters(request: Request, who: Persona, subject: Subject, organs: Organs) -> None:
    """Let nobody enter a subject of another place, or of another unit.

    Raises:
        ProblemRaised: 403.
    """
    own = _is_of(subject, _names(organs, who))
    resource = Resource(subject.jurisdiction, (who.organ,) if own else ())
    if reach_of(who, "register_subject") is Reach.OWN and not organs.within(who.jurisdiction, subject.jurisdiction):
        resource = Resource(subject.jurisdiction)
    require(request, who, "register_subject", resource, organs)


def own_unit_name(who: Persona, organs: Organs) -> str | None:
    """The unit that whoever a unit enters is of, unless it is said; None for who enters anybody of their place."""
    if reach_of(who, "register_subject") is not Reach.OWN:
        return None
    group = [organs.organ(each) for each in applicant_group(organs, who.organ)]
    return next((organ.name.zh for organ in group if organ and organ.role == "unit"), None)


def roster_for(who: Persona, organs: Organs) -> Organs:
    """The organs as somebody may read them: of who holds which post a unit reads its own alone.

    Who is on leave, and when, is for those who keep the register, and for each of themselves.
    """
    if not allowed(who, "read_people").allow:
        organs = organs.model_copy(
            update={"leaves": tuple(each for each in organs.leaves if each.person == who.person)}
        )
    if who.role not in UNITS:
        return organs
    group = applicant_group(organs, who.organ)
    posts = {position.id for position in organs.positions if position.organ in group}
    holdings = tuple(held for held in organs.holdings if held.position in posts)
    delegations = tuple(given for given in organs.delegations if given.position in posts)
    people = {held.person for held in holdings} | {
        each for given in delegations for each in (given.delegator, given.delegate)
    }
    return organs.model_copy(
        update={
            "holdings": holdings,
            "seats": (),
            "delegations": delegations,
            "people": tuple(person for person in organs.people if person.id in people),
        }
    )


def _names(organs: Organs, who: Persona) -> Collection[str]:
    found = (organs.organ(each) for each in applicant_group(organs, who.organ))
    return {canonical_name(organ.name.zh) for organ in found if organ}


def _is_of(subject: Subject, names: Collection[str]) -> bool:
    """Whether a subject is a person of a unit that has one of these names, or that unit itself."""
    own_name = subject.name if subject.kind == "unit" else ""
    return bool({canonical_name(subject.unit_name or ""), canonical_name(own_name)} & set(names))
