"""Read models that cannot take some streams, each for another reason."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Literal
from uuid import UUID

from domain.case.official_documents import Paperwork
from projections.projector.logged import Logged, Reason
from projections.projector.read_model import ReadModel
from projections.projector.table import Rows

How = Literal["raises", "nul", "surrogate", "overflow"]
REASONS: Mapping[How, Reason] = {
    "raises": "not_folded",
    "nul": "not_written",
    "surrogate": "not_folded",
    "overflow": "not_written",
}
TEXT: Mapping[str, str] = {
    "case_page": "route",
    "inbox": "code",
    "result_application": "protects",
    "bans": "ground",
    "own_matters": "who",
    "precedents": "ground",
    "risk_filings": "stage",
    "work_records": "about",
    "meetings": "organ",
    "dispatches": "mark",
    "paperwork": "paperwork",
}
"""For each read model a column of text, or one with text in it."""
NUMBER: Mapping[str, str] = {
    "case_page": "serial",
    "inbox": "level",
    "result_application": "version",
    "precedents": "digest",
    "risk_filings": "version",
    "work_records": "entries",
    "meetings": "corrected",
    "dispatches": "serial",
}
"""For each read model that has one a column of four bytes."""
_OVERFLOW = 2**40


def _with(row: Any, column: str, said: str) -> object:
    """What a column holds that has some text in it."""
    kept = getattr(row, column)
    return replace(kept, occasions={1: said}) if isinstance(kept, Paperwork) else said


def choking(model: ReadModel[Any], how: How, bad: Collection[UUID], *, since: int = 1) -> ReadModel[Any]:
    """A read model that cannot take some streams, from a version of theirs on."""

    def fold(rows: Rows[Any], logged: Logged[Any]) -> None:
        model.fold(rows, logged)
        if logged.case_id not in bad or logged.version < since:
            return
        if how == "raises":
            raise KeyError("words that somebody wrote")
        if how == "overflow":
            rows.put(*(row.model_copy(update={NUMBER[model.name]: _OVERFLOW}) for row in rows))
            return
        said = "a\x00b" if how == "nul" else "a\ud800b"
        rows.put(*(row.model_copy(update={TEXT[model.name]: _with(row, TEXT[model.name], said)}) for row in rows))

    return replace(model, fold=fold)
