"""The kinds of events, as they were when each was first recorded: a list that only grows."""

from pathlib import Path

from domain.streams import StreamName, stream_of

KINDS = tuple((Path(__file__).parent / "kinds.txt").read_text(encoding="utf-8").split())


def kinds_of(stream: StreamName) -> tuple[str, ...]:
    """Those of a case, of a risk filing, of a work record or of a meeting."""
    return tuple(kind for kind in KINDS if stream_of(kind) == stream)
