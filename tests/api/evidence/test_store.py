"""The stores of files: a directory and one that speaks S3, alike; and what `evidence verify` finds in either."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from socket import socket
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.files.s3 import S3FileStore, S3Place
from eventlog.files.sealing import SEGMENT_BYTES, Changed, open_file, seal_file, sealed_size
from eventlog.files.stores import DirectoryStore, FileMissing, FileName, FileStore, StoreAway
from eventlog.files.verification import verify_files
from tests.api.client import ApiClient, http_client_of
from tests.api.evidence.samples import JPEG, PDF, Sender
from tests.api.positions import ORGANISATION

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Place]:
    """A server that speaks S3, with an empty bucket."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    code = "import sys; from moto.server import main; main(sys.argv[1:])"
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-W", "ignore", "-c", code, "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            assert any("Running on" in line for line in server.stdout)
            with urlopen(Request(f"{endpoint}/rongcuo", method="PUT"), timeout=30) as made:  # noqa: S310 - our own server
                assert made.status == 200
            yield S3Place(endpoint=endpoint, bucket="rongcuo", access_key_id="k", secret_access_key="s")  # noqa: S106 - of the test
        finally:
            server.terminate()


@pytest.fixture(params=["directory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """Either store, empty."""
    if request.param == "directory":
        return DirectoryStore(tmp_path)
    return S3FileStore(replace(request.getfixturevalue("s3"), prefix=uuid4().hex))


def name_of(number: int = 1) -> FileName:
    """A name of a file."""
    return FileName(uuid4(), f"{number:064x}")


@pytest.mark.parametrize("size", [1, SEGMENT_BYTES, 12 * 1024 * 1024 + 1])
def test_a_file_comes_back_as_it_was_put(store: FileStore, size: int) -> None:
    """Small, of one segment, of several parts; the same again changes nothing."""
    name, content = name_of(), os.urandom(size)
    for _ in range(2):
        store.put(name, seal_file(KEY, BytesIO(content)))

    assert b"".join(open_file(KEY, store.get(name))) == content
    assert [(each.name, each.size) for each in store.files()] == [(name, sealed_size(size))]


def test_a_file_that_is_not_there_is_said_to_be_missing(store: FileStore) -> None:
    """And nothing else."""
    with pytest.raises(FileMissing):
        store.get(name_of())
    assert list(store.files()) == []


def test_what_breaks_off_leaves_nothing(store: FileStore) -> None:
    """Whole or not at all."""
    name = name_of()

    def broken() -> Iterator[bytes]:
        yield b"x" * 6_000_000
        raise Changed

    with pytest.raises((Changed, StoreAway)):
        store.put(name, broken())
    assert list(store.files()) == []


def test_a_store_that_is_away_is_said_to_be(s3: S3Place) -> None:
    """Within its bounds, and not as if the file were missing."""
    away = S3FileStore(replace(s3, endpoint="http://127.0.0.1:9"))
    with pytest.raises(StoreAway):
        away.get(name_of())


@given(st.integers(0, 3 * SEGMENT_BYTES), st.integers(0, 3 * SEGMENT_BYTES + 100), st.integers(1, 255))
def test_a_byte_that_was_changed_is_found(size: int, at: int, flipped: int) -> None:
    """Wherever it is; so is whatever was cut off, or put behind."""
    content = bytes(size or 1)
    sealed = bytearray(b"".join(seal_file(KEY, BytesIO(content))))
    assert len(sealed) == sealed_size(len(content))
    at %= len(sealed)
    for bad in (
        bytes(sealed[:at]) + bytes([sealed[at] ^ flipped]) + bytes(sealed[at + 1 :]),
        bytes(sealed[:at]),
        bytes(sealed) + b"x",
    ):
        with pytest.raises(Changed):
            list(open_file(KEY, iter([bad])))
    with pytest.raises(Changed):
        list(open_file(bytes(32), iter([bytes(sealed)])))


async def test_documents_are_kept_in_s3_and_checked_there(api: ApiClient, s3: S3Place) -> None:
    """Uploaded, given out, verified; a file that is gone and one too many are found."""
    kept = S3FileStore(replace(s3, prefix=uuid4().hex))
    context = replace(api.context, files=replace(api.context.files, store=kept))
    behind = replace(api, context=context, http=http_client_of(context))
    case = await api.file()
    sends = Sender(behind, case.id, ORGANISATION)
    said = await sends.upload("扫描件.pdf", PDF)
    assert (await sends.add(said)).status_code == 201
    unfiled = await sends.upload("现场.jpg", JPEG)
    answer = await behind.get(ORGANISATION, f"/v1/cases/{case.id}/documents/{said['sha256']}")
    assert answer.content == PDF

    kept.put(name_of(), iter([b"stray"]))
    report = await verify_files(context.files, lambda _: None)
    found = {(each.name.sha256, each.fault) for each in report.found if each.name.case_id == case.id}
    assert found == {(unfiled["sha256"], "unfiled")}
    assert report.count("orphan") == 1

    wrong = replace(context.files, store=S3FileStore(replace(s3, prefix=uuid4().hex)))
    missing = await verify_files(wrong, lambda _: None)
    assert (FileName(case.id, str(said["sha256"])), "missing") in {(each.name, each.fault) for each in missing.found}
    assert not missing.whole

    away = replace(context.files, store=S3FileStore(replace(s3, endpoint="http://127.0.0.1:9")))
    context = replace(context, files=away)
    gone = replace(api, context=context, http=http_client_of(context))
    answer = await gone.get(ORGANISATION, f"/v1/cases/{case.id}/documents/{said['sha256']}")
    assert (answer.status_code, answer.json()["code"]) == (503, "documents_away")
    held = await Sender(gone, case.id, ORGANISATION).begin("b.pdf", len(PDF))
    path = held.headers["location"]
    answer = await Sender(gone, case.id, ORGANISATION).part(path, 0, PDF)
    assert answer.json()["code"] == "documents_away"
    assert (await api.act(ORGANISATION, f"{path}/check", {})).json()["state"] == "stored"
