"""The flow of `bench/peer_viewflow.py`; read once Django is set up, and named by the rows of its tasks."""

from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock


class CaseFlow(flow.Flow):  # type: ignore[misc]  # the library has no types
    """A case: it begins, and then one act follows another."""

    lock_impl = lock.select_for_update_lock
    start = flow.StartHandle(this.begin).Next(this.act)
    act = flow.View(None).Next(this.act)

    def begin(self, activation: Any) -> Any:
        """Nothing happens but the beginning."""
        return activation.process
