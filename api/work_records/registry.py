"""The table of commands on work records: which body goes to which path, under which operation id."""

from api.commands.registry import Route
from domain.work_records import commands

_TAG = "work records"

WORK_RECORD = Route(
    commands.OpenRecord,
    "work_record_open",
    "/records",
    "records.open",
    "Open a work record",
    _TAG,
    seen=False,
)
WORK_RECORD_ROUTES: tuple[Route, ...] = (
    Route(commands.AddToRecord, "work_record_add", "entries", "records.add", "Add to a work record", _TAG, seen=False),
    Route(
        commands.LinkRecord,
        "work_record_link",
        "links",
        "records.link",
        "Link it to a case or filing",
        _TAG,
        seen=False,
    ),
    Route(commands.CloseRecord, "work_record_close", "closing", "records.close", "Close a work record", _TAG),
)
