"""What a log line holds, and what it must never hold."""

import errno
import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from deploy.roles.log_setup import configure_logging


@pytest.fixture(autouse=True)
def _restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("logger", [structlog.get_logger(), logging.getLogger("a library")])
def test_an_exception_is_logged_without_the_values_at_hand(logger: logging.Logger) -> None:
    """A traceback names places, never what the variables held: they may be names, bodies or tokens."""
    out = io.StringIO()
    configure_logging("test", stream=out)

    try:
        _fail("a name nobody may read")
    except ValueError:
        logger.exception("failed")
    line = out.getvalue()

    assert json.loads(line)["event"] == "failed"
    assert "_fail" in line
    assert "a name nobody may read" not in line


class FullDisk(io.StringIO):
    """A log on a disk that is full for a while."""

    full = True

    def write(self, text: str) -> int:
        """Refuse while full."""
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(text)


@pytest.mark.parametrize("logger", [structlog.get_logger(), logging.getLogger("a library")])
def test_a_log_that_cannot_be_written_fails_nobody(logger: logging.Logger) -> None:
    """What is said on a full disk is lost and counted; who said it goes on, and is heard again afterwards."""
    out = FullDisk()
    configure_logging("test", stream=out)

    logger.warning("lost")
    out.full = False
    logger.warning("heard")
    told = [json.loads(line) for line in out.getvalue().splitlines()]

    assert [line["event"] for line in told] == ["log writes were lost", "heard"]
    assert told[0]["lost"] > 0


def _fail(secret: str) -> None:
    raise ValueError(f"{len(secret)} characters")
