"""Requests, answers, and when a request is sent again; nothing here opens a connection, waits, or knows the time.

What is to be done is a generator (`Doing`): it yields a request or a pause, is sent the answer, and returns the result.
Whoever drives it does the waiting (blocking.py, asynchronous.py), so both clients are one.
"""

import random
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from itertools import count
from typing import BinaryIO, Final, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from rongcuo_client.problems import ApiError, NotOurs, Problem, Unreachable, refused

KEY: Final = "Idempotency-Key"
_AGAIN: Final = frozenset({408, 425, 429, 502, 503, 504})
"""Statuses that say nothing of the request itself: too slow, too early, too many, or nobody there behind a proxy."""

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Request:
    """A request, below the address of the API.

    Attributes:
        into: Where the body of a good answer is written, from its beginning; none: it is kept in the answer.
        harmless: Whether sending it twice does no harm, though it is not the same as sending it once.
    """

    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    params: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    into: BinaryIO | None = None
    harmless: bool = False

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice is the same as sending it once (RFC 9110, 9.2.2), or made so by its key."""
        return self.method in {"GET", "HEAD", "PUT", "DELETE"} or KEY in self.headers or self.harmless


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def good(self) -> bool:
        """Whether it is what was asked for."""
        return 200 <= self.status < 300  # noqa: PLR2004 - RFC 9110, 15.3

    @property
    def retry_after(self) -> float | None:
        """In how many seconds it may be asked again (RFC 9110, 10.2.3); a date counts from that of the answer."""
        given = self.headers.get("retry-after", "").strip()
        if given.isascii() and given.isdigit():
            return float(given[:9])
        try:
            until, since = parsedate_to_datetime(given), parsedate_to_datetime(self.headers.get("date", ""))
            return max(0.0, (until - since).total_seconds())
        except (ValueError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class Lost:
    """No answer came: the connection failed, or time ran out."""

    why: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait so many seconds."""

    seconds: float


Doing = Generator[Request | Pause, Answered | Lost | None, T]
"""What is to be done, down to its result."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and for how long a request is sent again: under the same key, so that it is done once.

    Attributes:
        attempts: How often it is sent at most.
        first_seconds: The first pause; each is twice the one before, up to `most_seconds`, less up to half by chance.
        patience_seconds: How long all pauses of one request may be together. What asks for a longer one is not waited
            for: the caller is told, with the seconds.
        jitter: A number from 0 up to 1, by chance, so that many who failed together do not come back together.
    """

    attempts: int = 12
    first_seconds: float = 0.2
    most_seconds: float = 10.0
    patience_seconds: float = 60.0
    jitter: Callable[[], float] = random.random

    def pause(self, request: Request, came: Answered | Lost, sent: int, waited: float) -> float | None:
        """How long to wait before it is sent again, having been sent so often; None: it is not."""
        if not request.repeatable or sent >= self.attempts:
            return None
        if isinstance(came, Answered) and came.status not in _AGAIN:
            return None
        asked = came.retry_after if isinstance(came, Answered) else None
        seconds = self.backoff(sent) if asked is None else asked
        return seconds if waited + seconds <= self.patience_seconds else None

    def backoff(self, failed: int) -> float:
        """The pause after so many failures, where nobody says how long."""
        doubled = self.first_seconds * 2.0 ** min(failed - 1, 30)
        return min(self.most_seconds, doubled) * (1.0 - self.jitter() / 2.0)


NO_RETRY: Final = Retry(attempts=1)


def exchanged(request: Request, retry: Retry) -> Doing[Answered]:
    """Send a request until a good answer comes.

    Raises:
        Refused: the API answered with a problem that does not pass by itself, or not soon enough.
        NotOurs: what answered is not our API.
        Unreachable: no answer came.
    """
    waited = 0.0
    for sent in count(1):
        came = yield from attempted(request)
        if isinstance(came, Answered) and came.good:
            return came
        pause = retry.pause(request, came, sent, waited)
        if pause is None:
            raise failure(came, sent)
        waited += pause
        yield Pause(pause)
    raise AssertionError("counting never ends")


def attempted(request: Request) -> Doing[Answered | Lost]:
    """Send a request once."""
    came = yield request
    if came is None:
        raise TypeError("a request has an answer, or none came")
    return came


def failure(came: Answered | Lost, sent: int = 1) -> ApiError:
    """What came in place of a good answer, as an exception."""
    if isinstance(came, Lost):
        return Unreachable(came.why, sent)
    try:
        return refused(Problem.model_validate_json(came.content, extra="ignore"), came.retry_after)
    except ValidationError:
        return NotOurs(f"no answer of our API: HTTP {came.status}")


def read(answer: Answered, model: type[M]) -> M:
    """An answer as a model.

    Raises:
        NotOurs: it does not fit.
    """
    try:
        return model.model_validate_json(answer.content, extra="ignore")
    except ValidationError as error:
        raise NotOurs(f"HTTP {answer.status}, and no {model.__name__}: {error.error_count()} faults") from error


@contextmanager
def under(key: UUID) -> Iterator[None]:
    """What fails within is told with the key it was sent under."""
    try:
        yield
    except ApiError as error:
        error.command_id = key
        raise
