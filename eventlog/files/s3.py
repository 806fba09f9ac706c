"""Files in a store that speaks S3 (obstore, MIT): the same names and the same sealed bytes as in a directory.

What is sent is whole or not there: large files go up in parts, which the store puts together at the end. Every call has
a time-out, and a bound on how often and how long it is tried again.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from eventlog.files.stores import FileMissing, FileName, KeptFile, StoreAway, named

if TYPE_CHECKING:  # obstore has them for the type checker only
    from obstore.store import ClientConfig, RetryConfig

_PART_BYTES: Final = 5 * 1024 * 1024
"""The least part that S3 takes."""
_READ_BYTES: Final = 1024 * 1024
_AT_ONCE: Final = 2
_RETRIES: Final["RetryConfig"] = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Place:
    """Which bucket of which store, and as whom; `prefix` is where in the bucket the files of this installation lie."""

    endpoint: str
    bucket: str
    access_key_id: str
    secret_access_key: str
    region: str = "us-east-1"
    prefix: str = "documents"
    ca: Path | None = None


class S3FileStore:
    """The files of one installation in a bucket."""

    def __init__(self, place: S3Place) -> None:
        options: ClientConfig = {
            "allow_http": place.endpoint.startswith("http:"),
            "connect_timeout": timedelta(seconds=5),
            "timeout": timedelta(seconds=60),
        }
        if place.ca is not None:
            options["root_certificate"] = place.ca.read_bytes()
        self._store = S3Store(
            place.bucket,
            prefix=place.prefix,
            config={
                "endpoint": place.endpoint,
                "access_key_id": place.access_key_id,
                "secret_access_key": place.secret_access_key,
                "region": place.region,
                "virtual_hosted_style_request": False,
            },
            client_options=options,
            retry_config=_RETRIES,
        )

    def put(self, name: FileName, sealed: Iterator[bytes]) -> None:
        """Send it in parts; nobody sees it before the last has come."""
        with _away():
            obstore.put(self._store, name.path, sealed, chunk_size=_PART_BYTES, max_concurrency=_AT_ONCE)

    def get(self, name: FileName) -> Generator[bytes, None, None]:
        """Ask for it now, so that what is missing is known before anything is answered."""
        with _away():
            found = obstore.get(self._store, name.path).stream(min_chunk_size=_READ_BYTES)

        def parts() -> Generator[bytes, None, None]:
            with _away():
                for part in found:
                    yield bytes(part)

        return parts()

    def remove(self, name: FileName) -> None:
        """Ask that it be removed; what is not there is removed already."""
        with suppress(FileMissing), _away():
            obstore.delete(self._store, name.path)

    def files(self) -> Iterator[KeptFile]:
        """Those whose names are ours."""
        with _away():
            for page in obstore.list(self._store):
                for each in page:
                    if name := named(each["path"]):
                        yield KeptFile(name, each["size"])


@contextmanager
def _away() -> Iterator[None]:
    """Tell what is missing from what cannot be reached."""
    try:
        yield
    except FileNotFoundError:
        raise FileMissing from None
    except BaseError as error:
        raise StoreAway(type(error).__name__) from error
