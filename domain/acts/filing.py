"""Filing (申请): who may ask, whom, for whom, with what (NJ-02, NJ-09 to NJ-11)."""

from datetime import date, datetime
from uuid import UUID, uuid5

from domain import refusals
from domain.act import UNITS, Act, Events, business_date, is_unit, require_in_office
from domain.acts.grounds import require_ground
from domain.acts.terms import open_step
from domain.commands import Endorsement, FileApplication, Letter
from domain.events import CaseOpened, EndorsementFact
from domain.evolve import initial
from domain.known import Known
from domain.organs import Organ
from domain.pack import Need, Route
from domain.refusals import Refused
from domain.values import Actor, FreeText, SubjectFacts

_ROUTE = "application"
_ENDORSERS = {"signed": {"own_committee", "committee"}, "substitute": {"committee"}}


def file(case_id: UUID, command: FileApplication, letter: Letter, at: datetime, known: Known) -> Events:
    """Open a case by application; day 0 of the acceptance term is the day of receipt (A-01)."""
    on = business_date(command, at, history=command.history)
    require_in_office(letter.actor, on, known)
    route = next(route for route in known.pack.tolerance.opens if route.route == _ROUTE)
    subjects = tuple(_subject(subject, known) for subject in dict.fromkeys(command.subjects))
    _subject(command.applicant, known)
    receiver = _receiver(command, route, subjects, known)
    _require_filer(letter, receiver, command, known)
    _require_listed(command, known)
    if on < command.occurred_on:
        raise Refused(refusals.BEFORE_OPENING)
    if Need.ENDORSEMENT in route.needs:
        _require_endorsed(command.endorsement, letter.actor, receiver, on, known)
    if Need.EVIDENCE in route.needs and not command.evidence:
        raise Refused(refusals.EVIDENCE_MISSING)
    opened = CaseOpened(
        on=on,
        private=_written(command),
        pack=known.pack.pack,
        edition=known.pack.edition,
        pack_sha256=known.pack_sha256,
        route=_ROUTE,
        history=command.history,
        jurisdiction=receiver.jurisdiction,
        to_organ=receiver.id,
        applicant=command.applicant,
        subjects=subjects,
        matter_id=uuid5(case_id, "matter"),
        occurrence_id=uuid5(case_id, "occurrence"),
        occurred_on=command.occurred_on,
        ground=command.ground,
        error_class=command.error_class,
        endorsement=_endorsement(command.endorsement),
        evidence=tuple(document.sha256 for document in command.evidence),
        after_accountability=command.after_accountability,
    )
    act = Act(initial(case_id, opened), letter.actor, at, on, None, known)
    return [opened, *open_step(act, route.first)]


def _subject(subject_id: UUID, known: Known) -> SubjectFacts:
    facts = known.subjects.get(subject_id)
    if facts is None:
        raise Refused(refusals.UNKNOWN_SUBJECT, detail=str(subject_id))
    scope = {item.id for item in known.pack.scope}
    if facts.sector not in scope:
        raise Refused(refusals.OUT_OF_SCOPE, detail=facts.sector)
    return facts


def _receiver(command: FileApplication, route: Route, subjects: tuple[SubjectFacts, ...], known: Known) -> Organ:
    """The organ applied to, which must be the one with management authority over every subject (NJ-09)."""
    organ = known.organs.organ(command.to_organ)
    places = {subject.jurisdiction for subject in subjects}
    if organ is None or organ.role != route.to or places != {organ.jurisdiction}:
        competent = [known.organs.in_role(route.to, place) for place in sorted(places)]
        names = "、".join(organ.name.zh for organ in competent if organ)
        raise Refused(refusals.WRONG_LEVEL, detail=names or None)
    return organ


def _require_filer(letter: Letter, receiver: Organ, command: FileApplication, known: Known) -> None:
    """A unit's contact files; the receiving organ's counter may enter it, and alone enters a history."""
    if letter.actor.organ == receiver.id:
        return
    if command.history:
        raise Refused(refusals.HISTORY_NOT_ALLOWED)
    if not is_unit(letter.actor, receiver.jurisdiction, known):
        raise Refused(refusals.NOT_COMPETENT)


def _require_listed(command: FileApplication, known: Known) -> None:
    require_ground(command.ground, command.ground_statement, known.pack)
    if command.error_class not in {item.id for item in known.pack.error_classes}:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.error_class)


def _require_endorsed(endorsement: Endorsement | None, filer: Actor, receiver: Organ, on: date, known: Known) -> None:
    """The head of the own committee signs; else the one above, or the refusal is put on record (A-11)."""
    if endorsement is None:
        raise Refused(refusals.ENDORSEMENT_MISSING)
    if endorsement.kind == "refused":
        if endorsement.refusal_reasons is None:
            raise Refused(refusals.ENDORSEMENT_MISSING)
        return
    if endorsement.signatory is None or endorsement.signed_on is None or endorsement.document is None:
        raise Refused(refusals.ENDORSEMENT_MISSING)
    if on < endorsement.signed_on:
        raise Refused(refusals.BEFORE_OPENING)
    position = known.organs.position(endorsement.signatory)
    organ = known.organs.organ(position.organ) if position else None
    held = any(
        holding.position == endorsement.signatory and holding.covers(endorsement.signed_on)
        for holding in known.organs.holdings
    )
    if position is None or position.duty != "head" or organ is None or not held:
        raise Refused(refusals.ENDORSER_INVALID)
    if organ.role not in _ENDORSERS[endorsement.kind] or not _above_filer(organ, filer, receiver, known):
        raise Refused(refusals.ENDORSER_INVALID)


def _above_filer(endorser: Organ, filer: Actor, receiver: Organ, known: Known) -> bool:
    """Whether the endorser is the filing unit's own committee or one above; at the counter, one of the same place."""
    unit = known.organs.organ(filer.organ)
    if unit and unit.role in UNITS:
        return endorser in known.organs.above(unit.id)
    return known.organs.within(endorser.jurisdiction, receiver.jurisdiction) or known.organs.within(
        receiver.jurisdiction, endorser.jurisdiction
    )


def _endorsement(endorsement: Endorsement | None) -> EndorsementFact:
    if endorsement is None:
        return EndorsementFact(kind="refused")
    return EndorsementFact(
        kind=endorsement.kind,
        signatory=endorsement.signatory,
        signed_on=endorsement.signed_on,
        document=endorsement.document.sha256 if endorsement.document else None,
    )


def _written(command: FileApplication) -> FreeText:
    endorsement = command.endorsement
    return FreeText(
        title=command.title,
        statement=command.statement,
        reasons=endorsement.refusal_reasons if endorsement else None,
        document_titles=tuple(document.title for document in command.evidence),
        ground_statement=command.ground_statement,
    )
