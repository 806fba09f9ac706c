"""A view on its way to be saved: its address in one spelling, and a name that nobody else has."""

from urllib.parse import parse_qsl
from uuid import UUID

from starlette.requests import Request

from api.http.problems import MALFORMED, FieldFault, Particulars, ProblemRaised
from api.saved_views.lists import LISTS, Owner, save

QUERY_MAX = 2_000


async def saved(request: Request, owner: Owner, name: str, query: str) -> UUID:
    """Save a view; its id.

    Raises:
        ProblemRaised: 422, somebody else has the name, or there are as many as may be.
    """
    id_ = await save(request, owner, name, query)
    if id_ is None:
        fault = FieldFault(pointer="/name", code="taken", message="somebody else has this name, or there are 100 views")
        raise ProblemRaised(MALFORMED, Particulars(detail="名称", errors=(fault,)))
    return id_


def kept_query(name: str, given: str) -> str:
    """The state of a list as it is kept.

    Raises:
        ProblemRaised: 422, written out it is too long.
    """
    query = LISTS[name].query(parse_qsl(given, keep_blank_values=True))
    if len(query) > QUERY_MAX:
        fault = FieldFault(pointer="/query", code="too_long", message=f"at most {QUERY_MAX} characters")
        raise ProblemRaised(MALFORMED, Particulars(detail="筛选条件", errors=(fault,)))
    return query
