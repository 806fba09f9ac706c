"""A browser, the demonstration, and whoever watches; without a browser nothing here runs, and says so."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.browser import ARGUMENTS, MISSING, chromium
from tests.e2e.outside import Outside, outside
from tests.e2e.page_checks import Auditor, Watch
from tests.e2e.stack import demonstration

_PICTURES = Path(__file__).parents[2] / "docs" / "screens"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of this machine."""
    program = chromium()
    if program is None:
        pytest.exit(MISSING, returncode=2)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS])
        yield running
        running.close()


@pytest.fixture(scope="session")
def post() -> Iterator[Outside | None]:
    """The mail server and the other program; none where a demonstration runs already, which knows of neither."""
    if os.environ.get("RONGCUO_URL"):
        yield None
        return
    with outside() as there:
        yield there


@pytest.fixture(scope="session")
def address(post: Outside | None) -> Iterator[str]:
    """The address of a demonstration: one that runs already where RONGCUO_URL names it, else a fresh one.

    Not in a folder of pytest's: whoever starts pytest again closes these to others, and so to PostgreSQL's own user.
    """
    if url := os.environ.get("RONGCUO_URL"):
        yield url
        return
    with (
        tempfile.TemporaryDirectory(prefix="rongcuo-e2e-") as data,
        demonstration(Path(data) / "data", post.settings if post else {}) as url,
    ):
        yield url


@pytest.fixture(scope="session")
def auditor(browser: Browser) -> Auditor:
    """Who looks at every page; SCREENS=1 has it take the pictures of the documentation."""
    return Auditor(browser, _PICTURES if os.environ.get("SCREENS") else None)


@pytest.fixture
def watch(address: str) -> Watch:
    """Who watches the browsers of a test."""
    return Watch(address)
