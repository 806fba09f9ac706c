"""Following the stream of changes (docs/following-changes.md): where to go on after whatever ended a connection."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import httpx2
from pydantic import ValidationError

from rongcuo_client.answers import CaseChanged, Change, ResultsChanged, UpTo
from rongcuo_client.exchange import Answered, Lost, Request, Retry, failure
from rongcuo_client.problems import NotOurs, Unreachable

Of = Literal["cases", "results"]
_PATH: Final = "/v1/stream"
_CHANGES: Final[Mapping[str, type[CaseChanged | ResultsChanged]]] = {"case": CaseChanged, "results": ResultsChanged}


@dataclass(slots=True)
class Following:
    """A reader's place in the stream, kept over any number of connections.

    It goes on for ever: the other side may be away for a night. `patience_seconds` is an end to that, for whoever
    wants one: how long the pauses may be together in which nothing comes at all.
    """

    of: Of
    since: int | None
    after: int | None
    retry: Retry
    patience_seconds: float | None = None
    _failed: int = 0
    _waited: float = 0.0

    @property
    def request(self) -> Request:
        """What asks to go on after the last place that came."""
        asked = [("of", self.of)] + ([] if self.since is None else [("since", str(self.since))])
        return Request("GET", _PATH, asked, {} if self.after is None else {"Last-Event-ID": str(self.after)})

    def took(self, event: httpx2.ServerSentEvent) -> Change | None:
        """An event of the stream; None: it was told before, or is of a kind that a later version has.

        Raises:
            NotOurs: it is none of our stream.
        """
        if not event.id:
            return None
        if not (event.id.isascii() and event.id.isdigit()):
            raise NotOurs(f"no place in the log: {event.id[:40]!r}")
        self._failed, self._waited, place = 0, 0.0, int(event.id)
        if self.after is not None and place <= self.after:
            return None
        self.after = place
        model = _CHANGES.get(event.event)
        if model is None or not event.data:
            return UpTo(log_index=place)
        try:
            return model.model_validate_json(event.data, extra="ignore")
        except ValidationError as error:
            raise NotOurs(f"no {model.__name__} at {place}: {error.error_count()} faults") from error

    def ended(self, came: Answered | Lost | None = None) -> float:
        """The seconds after which to come back; a stream ends by itself from time to time, and nothing came then.

        Raises:
            Refused: the right to read is gone, or too much was asked.
            Unreachable: patience is over.
        """
        self._failed += 1
        if came is None or isinstance(came, Lost):
            seconds = self.retry.backoff(self._failed)
        else:
            asked = self.retry.pause(self.request, came, 0, 0.0)
            if asked is None:
                raise failure(came)
            seconds = max(asked, self.retry.backoff(self._failed))
        self._waited += seconds
        if self.patience_seconds is not None and self._waited > self.patience_seconds:
            raise Unreachable(came.why if isinstance(came, Lost) else "the stream keeps ending", self._failed)
        return seconds
