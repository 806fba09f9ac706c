"""Failed attempts to sign in, counted by address and by token: whoever failed too often has to wait."""

import time
from collections import deque
from collections.abc import Callable
from hashlib import sha256
from math import ceil

from api.http.limits import SIGN_IN_FAILURES_OF_ADDRESS, SIGN_IN_FAILURES_OF_TOKEN, SIGN_IN_SECONDS

_REMEMBERED_MAX = 10_000


class Attempts:
    """The failures of the last minute in this process; what is remembered of a token is its digest."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[tuple[str, bytes], deque[float]] = {}

    def wait_seconds(self, address: str, token: str) -> int:
        """How long it is until another attempt is looked at; 0: at once."""
        return max(self._wait(*each) for each in _counted(address, token))

    @property
    def remembered(self) -> int:
        """How many addresses and tokens."""
        return len(self._failures)

    def failed(self, address: str, token: str) -> None:
        """Count one more failure."""
        for key, limit in _counted(address, token):
            failures = self._failures.pop(key, deque(maxlen=limit))
            failures.append(self._clock())
            self._failures[key] = failures
            if len(self._failures) > _REMEMBERED_MAX:  # the longest untouched makes room
                del self._failures[next(iter(self._failures))]

    def _wait(self, key: tuple[str, bytes], limit: int) -> int:
        """Until the oldest of as many failures as are allowed is a minute old."""
        failures = self._failures.get(key)
        if failures is None or len(failures) < limit:
            return 0
        return max(0, ceil(failures[0] + SIGN_IN_SECONDS - self._clock()))


def _counted(address: str, token: str) -> tuple[tuple[tuple[str, bytes], int], ...]:
    return (
        (("address", address.encode()), SIGN_IN_FAILURES_OF_ADDRESS),
        (("token", sha256(token.encode()).digest()), SIGN_IN_FAILURES_OF_TOKEN),
    )
