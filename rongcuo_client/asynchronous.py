"""The client that is awaited."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
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


def _done(doing: Callable[Concatenate[Core, P], Doing[T]]) -> "Callable[Concatenate[AsyncClient, P], Awaitable[T]]":
    """A method that does it and returns what comes of it."""

    @wraps(doing)
    async def method(client: "AsyncClient", /, *args: P.args, **given: P.kwargs) -> T:
        return await client.run(doing(client.core, *args, **given))

    return method


def _each(
    listing: Callable[Concatenate[Core, P], Listing[M]],
) -> "Callable[Concatenate[AsyncClient, P], AsyncIterator[M]]":
    """A method that reads a list page after page, as its items are asked for."""

    @wraps(listing)
    async def method(client: "AsyncClient", /, *args: P.args, **given: P.kwargs) -> AsyncIterator[M]:
        following: Listing[M] | None = listing(client.core, *args, **given)
        while following is not None:
            page = await client.run(following.page())
            for item in page.items:
                yield item
            following = page.following

    return method


class AsyncClient:
    """What `Client` does, awaited; an asynchronous context manager."""

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        retry: Retry | None = None,
        language: Language = "zh",
        http: httpx2.AsyncClient | None = None,
    ) -> None:
        self._url = base_url(url)
        self._http = http or httpx2.AsyncClient(timeout=TIMEOUT, trust_env=False)
        self._owned = http is None
        self._language = language
        self._headers = headers_of(token, language)
        self.core = Core(retry or Retry())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection, if it is this client's own."""
        if self._owned:
            await self._http.aclose()

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

    async def changes(
        self,
        of: Of = "cases",
        *,
        since: int | None = None,
        after: int | None = None,
        patience_seconds: float | None = None,
    ) -> AsyncIterator[Change]:
        """As `Client.changes` says."""
        place = self.core.following(of, since, after, patience_seconds)
        while True:
            came: Answered | Lost | None = None
            try:
                async with self._http.sse(
                    address(self._url, place.request),
                    headers={**self._headers, **place.request.headers},
                    timeout=STREAM_TIMEOUT,
                ) as source:
                    if not source.response.is_success:
                        came = answered(source.response, await source.response.aread())
                    else:
                        async for event in source:
                            if (change := place.took(event)) is not None:
                                yield change
            except httpx2.TransportError as error:
                came = Lost(f"{type(error).__name__}: {error}")
            await asyncio.sleep(place.ended(came))

    async def run(self, doing: Doing[T]) -> T:
        """Do what the core says."""
        came: Answered | Lost | None = None
        while True:
            try:
                wanted = doing.send(came)
            except StopIteration as done:
                result: T = done.value
                return result
            if isinstance(wanted, Pause):
                await asyncio.sleep(wanted.seconds)
                came = None
            else:
                came = await self._sent(wanted)

    async def _sent(self, request: Request) -> Answered | Lost:
        begin_again(request)
        try:
            async with self._http.stream(
                request.method,
                address(self._url, request),
                headers={**self._headers, **request.headers},
                content=request.content or None,
            ) as response:
                if request.into is None or not response.is_success:
                    return answered(response, await response.aread())
                async for part in response.aiter_bytes(COPY_BYTES):
                    request.into.write(part)
                return answered(response, b"")
        except httpx2.RequestError as error:
            return Lost(f"{type(error).__name__}: {error}")
