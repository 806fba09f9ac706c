"""What is done only by somebody who has lately shown who they are, and in person (再次验证, A-52; RFC 9470).

Which acts these are stands in rules.yaml. A machine token votes and signs nowhere; a session does so for some minutes
after its person gave what opens their account. In a demonstration nobody has an account, and nothing is asked.
"""

from typing import Final

from starlette.requests import Request

from api.auth.context import context_of
from api.auth.policy import FRESH, IN_PERSON, Action
from api.auth.visits import known_visit
from api.http.problems import STEP_UP_NEEDED, Particulars, ProblemRaised
from api.identity.credentials import Machine

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""What changes nothing (RFC 9110, 9.2.1)."""
_CHALLENGE = {
    "WWW-Authenticate": (
        'Bearer realm="rongcuo", error="insufficient_user_authentication", '
        'error_description="a person has to do this in a session of their own"'
    )
}
"""What a program is told (RFC 9470, 3): no token of ours ever meets it."""
_BY_TOKEN = "程序接口令牌不能表决、签字。 A machine token neither votes nor signs."  # noqa: S105 - words


def only_fills_in(request: Request) -> None:
    """Say of a request that it fills in a form or has it checked: nothing is recorded, so nobody is asked anew."""
    request.state.records_nothing = True


def require_fresh(request: Request, action: Action) -> None:
    """Stop an act that asks for somebody in person who has lately shown who they are.

    Raises:
        ProblemRaised: 401 `insufficient_user_authentication` (RFC 9470).
    """
    if action not in FRESH or request.method in SAFE or getattr(request.state, "records_nothing", False):
        return
    machine: Machine | None = getattr(request.state, "machine", None)
    if machine is not None:
        if action in IN_PERSON and not machine.demonstrates:
            raise ProblemRaised(STEP_UP_NEEDED, Particulars(detail=_BY_TOKEN, headers=_CHALLENGE))
        return
    visit = known_visit(request)
    if visit is None or not (visit.demonstrates or visit.verified_ago <= context_of(request).step_up):
        raise ProblemRaised(STEP_UP_NEEDED)
