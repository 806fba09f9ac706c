"""Where the form of an act stands: whoever leads to an act leads there."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlencode
from uuid import UUID

from domain.catalogue import COLLECTIONS
from domain.streams import StreamName

NEW = "new"
"""What stands in an address for a stream that an act begins."""
ADD_DOCUMENT = "add_document"
PAPERWORK = (
    "draft_document",
    "check_document",
    "countersign_document",
    "sign_document",
    "issue_document",
    "file_stamped_scan",
    "withdraw_document",
)
"""Acts on official documents, which are begun where the documents stand."""
_DOCUMENT = ("draft", "issued", "official", "revises")
"""The fields by which an act says which document it is about; that one has a page."""
_OWN_PAGES: Mapping[str, str] = MappingProxyType(
    {
        ADD_DOCUMENT: "materials#add",
        **dict.fromkeys(PAPERWORK, "official-documents"),
        "meeting_record": "entry",
        "meeting_correct": "entry",
        "meeting_change": "notice",
    }
)
"""Acts that have a page of their own: for a file, which no form made from a command takes in; for official documents,
which are looked at first; for a meeting, whose cases and members are the rows and columns of one table."""
_NOTHING: Mapping[str, object] = MappingProxyType({})


def form_path(stream: StreamName, stream_id: UUID, kind: str, about: Mapping[str, object] = _NOTHING) -> str:
    """The address of the form of an act on a stream.

    Args:
        stream: On what it is done.
        stream_id: On which one.
        kind: The kind of the command.
        about: What the act is about, by fields of the command (a duty, a round, a person): the form has them filled.
    """
    if kind in _OWN_PAGES:
        document = next((f"/{about[field]}" for field in _DOCUMENT if field in about), "")
        return f"/{COLLECTIONS[stream]}/{stream_id}/{_OWN_PAGES[kind]}{document}"
    asked = urlencode({field: str(value) for field, value in about.items()})
    return f"/{COLLECTIONS[stream]}/{stream_id}/acts/{kind}" + (f"?{asked}" if asked else "")


def beginning_path(name: str, kind: str) -> str:
    """The address of the form of an act that begins a stream, whose pages stand under a name."""
    return f"/{name}/{NEW}/acts/{kind}"
