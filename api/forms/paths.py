"""Where the form of an act stands: whoever leads to an act leads there."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlencode
from uuid import UUID

from domain.streams import StreamName

_PAGES: Mapping[StreamName, str] = MappingProxyType(
    {"case": "cases", "risk_filing": "risk-filings", "work_record": "records", "meeting": "meetings"}
)
_NOTHING: Mapping[str, object] = MappingProxyType({})


def form_path(stream: StreamName, stream_id: UUID, kind: str, about: Mapping[str, object] = _NOTHING) -> str:
    """The address of the form of an act on a stream.

    Args:
        stream: On what it is done.
        stream_id: On which one.
        kind: The kind of the command.
        about: What the act is about, by fields of the command (a duty, a round, a person): the form has them filled.
    """
    asked = urlencode({field: str(value) for field, value in about.items()})
    return f"/{_PAGES[stream]}/{stream_id}/acts/{kind}" + (f"?{asked}" if asked else "")
