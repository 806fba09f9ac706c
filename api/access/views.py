"""The answer to the question why somebody may or may not do something, for the JSON route and the page alike."""

from uuid import UUID

from fastapi import Request

from api.access.question import Question, Unknown, case_as_judged, case_id_of, explained
from api.auth.callers import Hidden, require
from api.auth.context import context_of, today_of
from api.auth.disclosure import disclose
from api.auth.explanation import AccessExplanation
from api.auth.law import procedure_of
from api.auth.policy import Resource, allowed
from api.auth.visits import credentials_of
from api.http.problems import MALFORMED, FieldFault, Particulars, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from domain.values import Frozen


class AccessExplanations(Frozen):
    """为何可以、为何不可: an answer for each post of the person."""

    case_id: UUID | None
    items: tuple[AccessExplanation, ...]


async def answer(request: Request, who: Persona, question: Question) -> AccessExplanations:
    """The answer to a question about what lies in the reader's place; it is kept that it was asked.

    Raises:
        Denied: 403.
        Hidden: 404, there is no such case, or the reader may not know of it.
        ProblemRaised: 422, the question names a person or an action that there is not.
    """
    rules = require(request, who, "explain_access")
    organs, context = await installed_of(request).organs(), context_of(request)
    offices = await credentials_of(request).offices_now(today_of(request))
    case_id, resource = None, Resource(who.jurisdiction)
    try:
        if question.case is not None:
            case_id = await case_id_of(context.pool, question.case)
            resource = await case_as_judged(context.event_log, context.pool, organs, case_id)
    except Unknown as unknown:
        raise Hidden(who, "explain_access", *([case_id] if case_id else []), exists=False) from unknown
    if not allowed(who, "explain_access", resource, organs).allow:
        raise Hidden(who, "explain_access", *([case_id] if case_id else []), exists=True, place=resource.jurisdiction)
    try:
        pack = await procedure_of(context.pool, context.event_log, case_id)
        items = explained(organs, offices.parts, question, resource if case_id else None, pack)
    except Unknown as unknown:
        fault = FieldFault(pointer=f"query:{unknown.field}", code="unknown", message=unknown.says.en, todo=unknown.says)
        raise ProblemRaised(MALFORMED, Particulars(errors=(fault,))) from unknown
    disclose(
        request,
        who,
        "explain_access",
        "access",
        *([case_id] if case_id else []),
        resource="case" if case_id else None,
        place=resource.jurisdiction,
        count=len(items),
        basis=rules,
        asked={"person": question.person, "action": question.action},
    )
    return AccessExplanations(case_id=case_id, items=items)
