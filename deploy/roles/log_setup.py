"""How every process of ours writes its log: one JSON object a line on standard output, never personal data."""

import io
import logging
import sys
from typing import TextIO, cast

import structlog

_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)  # locals hold bodies, names and tokens
)


class LossyStream(io.TextIOBase):
    """Where log lines go: what cannot be written, as on a full disk, is lost and counted, and nobody who logs fails.

    A line that failed as an exception would end whoever said it: what it had to say was seldom worth that.
    """

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._out = out
        self._lost = 0

    def write(self, text: str) -> int:
        """Write, or lose it; once it can be written again, say how much was lost."""
        try:
            if self._lost:
                self._out.write(f'{{"event": "log writes were lost", "lost": {self._lost}, "level": "warning"}}\n')
                self._lost = 0
            self._out.write(text)
        except OSError:
            self._lost += 1
        return len(text)

    def flush(self) -> None:
        """Hand on what is buffered."""
        try:
            self._out.flush()
        except OSError:
            self._lost += 1


def configure_logging(part: str, level: str = "info", stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's logging to `stream` (standard output) as JSON lines.

    Each line has the instant in UTC, the level and the part that wrote it; what is bound in a context variable
    (request, case and command ids) comes along.

    Args:
        part: the name of the process, as `rongcuo status` shows it.
        level: the least level that is written: debug, info, warning or error.
        stream: where to, for a process whose standard output belongs to a person.
    """
    out = cast("TextIO", LossyStream(stream or sys.stdout))  # of a file it has what loggers use

    def name_the_part(
        _logger: structlog.typing.WrappedLogger, _method: str, event: structlog.typing.EventDict
    ) -> structlog.typing.EventDict:
        event["part"] = part
        return event

    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_the_part,
    ]
    structlog.configure(
        processors=[
            *shared,
            _TRACEBACKS,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(out),
    )
    # Libraries (uvicorn, temporalio, asyncio) speak through the standard library; they end in the same lines.
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _TRACEBACKS,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # one line a request, also for each look at /health
