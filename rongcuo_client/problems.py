"""What may come in place of an answer, as exceptions; `Refused` is any problem (RFC 9457) that the API tells."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from domain.values import Bilingual


class Fault(BaseModel):
    """One fault of what was sent: where (RFC 6901), what, and what to do about it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pointer: str
    code: str
    message: str
    todo: Bilingual | None = None
    line: int | None = None
    column: int | None = None


class Problem(BaseModel):
    """A problem as the API tells it (application/problem+json)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    status: int
    title: str = ""
    detail: str | None = None
    request_id: str = ""
    sentences: Bilingual
    todo: Bilingual
    clause: tuple[str, ...] = ()
    errors: tuple[Fault, ...] = ()
    earlier_case: UUID | None = None


class ApiError(Exception):
    """Anything that came in place of the answer that was asked for.

    Attributes:
        command_id: The key under which an act was sent, if one was: sent again under it, it is the same act.
    """

    command_id: UUID | None = None


class Unreachable(ApiError):  # noqa: N818 - says what is the matter
    """No answer came, however often it was tried; of an act nobody here knows whether it was done."""

    def __init__(self, why: str, attempts: int) -> None:
        super().__init__(f"{why} ({attempts} attempts)")
        self.attempts = attempts


class NotOurs(ApiError):  # noqa: N818 - says what is the matter
    """What answered is not our API: a proxy's page, or a file where JSON was expected."""


class StillPending(ApiError):  # noqa: N818 - says what is the matter
    """An act is kept and its outcome not known yet; `wait` asks once more."""


class NeverSeen(ApiError):  # noqa: N818 - says what is the matter
    """An act needs the version that its sender has seen, and this client has seen none: read first, or give `seen`."""


class Refused(ApiError):  # noqa: N818 - says what is the matter
    """The API answered with a problem.

    Attributes:
        retry_after: Seconds after which it may be asked again, where the answer said so.
    """

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        super().__init__(f"{problem.status} {problem.code}: {problem.detail or problem.sentences.en}")
        self.problem = problem
        self.retry_after = retry_after

    @property
    def code(self) -> str:
        """What is the matter, as a code."""
        return self.problem.code

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status

    @property
    def article(self) -> tuple[str, ...]:
        """The articles on which the rules refuse."""
        return self.problem.clause

    @property
    def fields(self) -> tuple[Fault, ...]:
        """The faults of what was sent, each with its field."""
        return self.problem.errors

    @property
    def request_id(self) -> str:
        """What operators find the request by."""
        return self.problem.request_id


class SignInNeeded(Refused):
    """401: there is no token, or it is good no more."""


class NotAllowed(Refused):
    """403: not with this post, or not with this token."""


class NotFound(Refused):
    """404: there is none, or the caller may not know of it."""


class RefusedByRules(Refused):
    """409: the rules do not admit it now."""


class Stale(Refused):
    """412: somebody has changed meanwhile what the act is about."""


class Malformed(Refused):
    """422: what was sent is not as it must be."""


class TooMany(Refused):
    """429: too much was asked in too short a time, and the time to wait is longer than patience."""


class Unavailable(Refused):
    """503: nobody knows yet, and patience is over."""


_BY_STATUS: dict[int, type[Refused]] = {
    401: SignInNeeded,
    403: NotAllowed,
    404: NotFound,
    409: RefusedByRules,
    412: Stale,
    422: Malformed,
    429: TooMany,
    503: Unavailable,
}


def refused(problem: Problem, retry_after: float | None = None) -> Refused:
    """A problem as its exception."""
    return _BY_STATUS.get(problem.status, Refused)(problem, retry_after)
