"""The client that waits for each answer."""

import time
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Concatenate, ParamSpec, Self, TypeVar

import httpx2
from pydantic import BaseModel

from rongcuo_client.answers import Change
from rongcuo_client.connection import (
    STREAM_TIMEOUT,
    TIMEOUT,
    Language,
    address,
    answered,
    base_url,
    begin_again,
    headers_of,
)
from rongcuo_client.exchange import Answered, Doing, Lost, Pause, Request, Retry
from rongcuo_client.following import Of
from rongcuo_client.operations import COPY_BYTES, Core, Listing

P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


def _done(doing: Callable[Concatenate[Core, P], Doing[T]]) -> "Callable[Concatenate[Client, P], T]":
    """A method that does it and returns what comes of it."""

    @wraps(doing)
    def method(client: "Client", /, *args: P.args, **given: P.kwargs) -> T:
        return client.run(doing(client.core, *args, **given))

    return method


def _each(listing: Callable[Concatenate[Core, P], Listing[M]]) -> "Callable[Concatenate[Client, P], Iterator[M]]":
    """A method that reads a list page after page, as its items are asked for."""

    @wraps(listing)
    def method(client: "Client", /, *args: P.args, **given: P.kwargs) -> Iterator[M]:
        following: Listing[M] | None = listing(client.core, *args, **given)
        while following is not None:
            page = client.run(following.page())
            yield from page.items
            following = page.following

    return method


class Client:
    """Talks to one API as one caller; a context manager.

    Args:
        url: Where the API is.
        token: A machine token; None: nobody's.
        retry: How often what failed is sent again.
        language: In which the API says what it says.
        http: A connection of one's own, for a proxy or certificates of one's own; it is not closed here.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        retry: Retry | None = None,
        language: Language = "zh",
        http: httpx2.Client | None = None,
    ) -> None:
        self._url = base_url(url)
        self._http = http or httpx2.Client(timeout=TIMEOUT, trust_env=False)
        self._owned = http is None
        self._language = language
        self._headers = headers_of(token, language)
        self.core = Core(retry or Retry())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, if it is this client's own."""
        if self._owned:
            self._http.close()

    def speaking_as(self, token: str | None) -> Self:
        """Another caller over the same connection, who has seen what this one has; this one closes it."""
        other = type(self)(str(self._url), token, language=self._language, http=self._http)
        other.core = self.core
        return other

    act = _done(Core.act)
    begin = _done(Core.begin)
    check = _done(Core.check)
    wait = _done(Core.wait)
    get = _done(Core.get)
    post = _done(Core.post)
    put = _done(Core.put)
    hand_in = _done(Core.hand_in)
    fetch = _done(Core.fetch)
    stream = _done(Core.stream)
    case = _done(Core.case)
    case_id = _done(Core.case_id)
    stream_id = _done(Core.stream_id)
    acts = _done(Core.acts)
    documents = _done(Core.documents)
    download = _done(Core.download)
    export = _done(Core.export)
    upload = _done(Core.upload)
    inbox = _each(Core.inbox)
    cases = _each(Core.cases)
    timeline = _each(Core.timeline)
    listed = _each(Core.listed)

    def changes(
        self,
        of: Of = "cases",
        *,
        since: int | None = None,
        after: int | None = None,
        patience_seconds: float | None = None,
    ) -> Iterator[Change]:
        """What changes, each once and in the order of the log, over broken connections and restarts of the API.

        Args:
            of: The cases one sees, or the subjects whose results one may ask for.
            since: Begin at this place in the log, 0 is its first; none: now.
            after: Go on after this place, the last that was dealt with; it goes before `since`.
            patience_seconds: How long nothing may come before it ends with `Unreachable`; none: for ever.

        Raises:
            Refused: the right to read is gone.
        """
        place = self.core.following(of, since, after, patience_seconds)
        while True:
            came: Answered | Lost | None = None
            try:
                with self._http.sse(
                    address(self._url, place.request),
                    headers={**self._headers, **place.request.headers},
                    timeout=STREAM_TIMEOUT,
                ) as source:
                    if not source.response.is_success:
                        came = answered(source.response, source.response.read())
                    else:
                        for event in source:
                            if (change := place.took(event)) is not None:
                                yield change
            except httpx2.TransportError as error:
                came = Lost(f"{type(error).__name__}: {error}")
            time.sleep(place.ended(came))

    def run(self, doing: Doing[T]) -> T:
        """Do what the core says."""
        came: Answered | Lost | None = None
        while True:
            try:
                wanted = doing.send(came)
            except StopIteration as done:
                result: T = done.value
                return result
            if isinstance(wanted, Pause):
                time.sleep(wanted.seconds)
                came = None
            else:
                came = self._sent(wanted)

    def _sent(self, request: Request) -> Answered | Lost:
        begin_again(request)
        try:
            with self._http.stream(
                request.method,
                address(self._url, request),
                headers={**self._headers, **request.headers},
                content=request.content or None,
            ) as response:
                if request.into is None or not response.is_success:
                    return answered(response, response.read())
                for part in response.iter_bytes(COPY_BYTES):
                    request.into.write(part)
                return answered(response, b"")
        except httpx2.RequestError as error:
            return Lost(f"{type(error).__name__}: {error}")
