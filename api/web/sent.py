"""What a browser sends: the fields of forms, whether a page of ours sent them, and where they lead afterwards."""

import re
from urllib.parse import parse_qs

from starlette.requests import Request

from api.auth.context import context_of
from api.http.problems import FORBIDDEN, MALFORMED, Particulars, ProblemRaised

HOME = "/"
_SAME_SITE = frozenset({"same-origin", "none"})
FIELDS_MAX = 10
_ADDRESS = re.compile(r"/(?![/\\])[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*")
"""A path with its query (RFC 3986, 3.3 and 3.4): no scheme, no host, and no blank, control character or backslash,
which browsers take out or for a slash."""
_NOT_AFTERWARDS = ("/sign-", "/set-up", "/step-up", "/invitation", "/position")


def require_own_page(request: Request) -> None:
    """Refuse a form that another site sent: Sec-Fetch-Site where there is one, else Origin.

    Raises:
        ProblemRaised: 403.
    """
    site = request.headers.get("sec-fetch-site")
    own = site in _SAME_SITE if site is not None else request.headers.get("origin") == context_of(request).public_url
    if not own:
        raise ProblemRaised(FORBIDDEN, Particulars(detail="这个表单不是从本系统的页面发出的。"))


async def fields_of(request: Request, fields_max: int = FIELDS_MAX) -> dict[str, str]:
    """The fields of a form, each as it stands first.

    Raises:
        ProblemRaised: 422, there are more than any form of ours has.
    """
    content = (await request.body()).decode("utf-8", "replace")
    try:
        return {name: given[0] for name, given in parse_qs(content, max_num_fields=fields_max).items()}
    except ValueError:
        raise ProblemRaised(MALFORMED) from None


def wanted_page(wanted: str | None) -> str:
    """An address of this site to go on to after signing in, or home."""
    if wanted is None or not _ADDRESS.fullmatch(wanted) or wanted.startswith(_NOT_AFTERWARDS):
        return HOME
    return wanted
