"""How every process of ours writes its log: one JSON object a line on standard output, never personal data."""

import logging
import sys
from typing import TextIO

import structlog

_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)  # locals hold bodies, names and tokens
)


def configure_logging(part: str, level: str = "info", stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's logging to `stream` (standard output) as JSON lines.

    Each line has the instant in UTC, the level and the part that wrote it; what is bound in a context variable
    (request, case and command ids) comes along.

    Args:
        part: the name of the process, as `rongcuo status` shows it.
        level: the least level that is written: debug, info, warning or error.
        stream: where to, for a process whose standard output belongs to a person.
    """
    out = stream or sys.stdout

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
