"""Messages to our workflows that this installation did not seal: counted, logged as their number doubles, and dropped.

Whoever reaches the engine's port can send any number of them: they get no row in the ledger and no line each in a log.
"""

import structlog

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Junk:
    """What this process has met of it. A count only: no workflow does anything else because of it."""

    def __init__(self) -> None:
        self.count = 0

    def dropped(self, workflow_id: str) -> None:
        """Count one; every one that doubles their number is told, with the workflow it came to."""
        self.count += 1
        if self.count & (self.count - 1) == 0:
            _logger.warning("messages that we did not seal are dropped", count=self.count, last_to=workflow_id)


JUNK = Junk()
