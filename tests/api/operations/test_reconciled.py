"""What the last comparison of the engine with the log found, as operators read it and as programs do."""

from datetime import UTC, datetime

from temporalio.client import WorkflowExecutionStatus

from api.labels.differences import DIFFERENCES
from deploy.roles import reconciliation as engine
from eventlog import reconciliations
from eventlog.pool import Pool
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient
from tests.api.positions import OPERATOR
from workflows import reconcile as runs


async def test_operators_are_told_what_the_last_comparison_found(api_alone: ApiClient, app_pool: Pool) -> None:
    """Nothing yet, then differences in words with their number, then that all agrees: the last one counts."""
    pages = [await browse(api_alone, "/operations", OPERATOR)]
    for differed, unrepaired in (({"terminated": 3, "behind": 1}, 1), ({}, 0)):
        await reconciliations.keep(app_pool, datetime.now(UTC), 12, differed, unrepaired)
        pages.append(await browse(api_alone, "/operations", OPERATOR))
    health = (await api_alone.http.get("/health")).json()

    none, some, agrees = (Markup(page.text).text for page in pages)
    assert "还没有对照过" in none
    assert "对照 12 件在办案件和报备：4 件不一致" in some
    assert "1 件未恢复" in some
    assert DIFFERENCES["terminated"].zh in some
    assert "都与日志一致" in agrees
    assert (health["reconciled"]["compared"], health["reconciled"]["differed"]) == (12, {})


def test_whatever_may_differ_has_words() -> None:
    """How a run may have ended, the engine tells; the rest is named where it is found."""
    ended = {each.name.lower() for each in WorkflowExecutionStatus} - {"running", "paused"}
    found = {runs.MISSING, runs.STUCK, runs.SILENT, runs.FORGED, runs.BEHIND, runs.AHEAD, runs.ALTERED}
    others = {engine.DIGEST, engine.ROLL_OUT, engine.UNREADABLE, engine.READ_MODELS}

    assert {*DIFFERENCES} == ended | found | others
