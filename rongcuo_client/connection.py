"""What both kinds of connection share: the address, the headers of every request, the times that each part may take."""

from collections.abc import Mapping
from typing import Final, Literal

import httpx2

from rongcuo_client.exchange import Answered, Request

Language = Literal["zh", "en"]

TIMEOUT: Final = httpx2.Timeout(10.0, read=30.0, write=30.0)
"""Seconds: to connect, until something comes, until something is sent."""
STREAM_TIMEOUT: Final = httpx2.Timeout(10.0, read=60.0)
"""On a stream that nothing changes on, a comment comes every fifteen seconds."""


def base_url(given: str) -> httpx2.URL:
    """The address of an API.

    Raises:
        ValueError: it is none.
    """
    try:
        url = httpx2.URL(given)
    except httpx2.InvalidURL as error:
        raise ValueError(f"not an address: {given!r}: {error}") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError(f"not an address: {given!r}; it begins with https:// or http://")
    return url


def address(base: httpx2.URL, request: Request) -> httpx2.URL:
    """Where a request goes: always to the API itself, whatever its path says; a path may bring a query of its own.

    Raises:
        ValueError: its path does not begin with a slash.
    """
    if not request.path.startswith("/"):
        raise ValueError(f"not a path: {request.path!r}")
    url = httpx2.URL(str(base).rstrip("/") + request.path)
    return url.copy_merge_params(list(request.params)) if request.params else url


def headers_of(token: str | None, language: Language) -> Mapping[str, str]:
    """The headers of every request."""
    said = {"Accept-Language": language}
    return said if token is None else {**said, "Authorization": f"Bearer {token}"}


def answered(response: httpx2.Response, content: bytes) -> Answered:
    """An answer as the core reads it."""
    return Answered(response.status_code, {name.lower(): value for name, value in response.headers.items()}, content)


def begin_again(request: Request) -> None:
    """What an earlier attempt wrote is not kept."""
    if request.into is not None:
        request.into.seek(0)
        request.into.truncate()
