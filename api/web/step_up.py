"""The page on which somebody shows once more who they are, with all that they had filled in (再次验证, A-52)."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import context_of
from api.auth.visits import visit_of
from api.web.frame import page
from domain.values import Bilingual

_FORM = "application/x-www-form-urlencoded"
_FIELDS_MAX = 2_000


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What somebody is about to do.

    Attributes:
        to: The address of this site at which they do it.
        sent: The form as the browser sent it; empty: none, or one of another kind.
        lost: Whether it was one that cannot be carried along, as files cannot.
    """

    to: str
    sent: str = ""
    lost: bool = False


async def asked_by(request: Request) -> AskedFor:
    """What a request that was stopped was about to do."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    to = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if media_type != _FORM:
        return AskedFor(to, lost=True)
    return AskedFor(to, (await request.body()).decode("utf-8", "replace"))


async def step_up_page(
    request: Request, asked: AskedFor, status: int = 200, *, said: Bilingual | None = None, verified: bool = False
) -> Response:
    """The page: what opens the reader's account is asked for, or was just given."""
    context, visit = context_of(request), await visit_of(request)
    provider = context.provider is not None
    return await page(
        request,
        "step_up.html",
        status,
        to=asked.to,
        sent=asked.sent,
        lost=asked.lost,
        fields=parse_qsl(asked.sent, keep_blank_values=True, max_num_fields=_FIELDS_MAX),
        said=said,
        verified=verified,
        by_password=not provider or (visit is not None and visit.break_glass),
        by_provider=provider,
        minutes=int(context.step_up.total_seconds() // 60),
    )
