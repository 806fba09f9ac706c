"""What a case page shows of who has the case (管辖): what awaits an answer, and how it came where it is."""

from datetime import date
from typing import Literal

from domain.case.lifecycle import Clock, MovedBy
from domain.values import Code, Frozen


class HandoverView(Frozen):
    """移交办理中: who has to answer, since when; while it rests nobody goes on with the case.

    `by` is how it was handed over, none where a superior was asked; reasons are in the event of that version.
    """

    version: int
    awaits: Literal["receipt", "superior"]
    by: MovedBy | None = None
    organ: Code
    since: date
    rests: bool


class MoveView(Frozen):
    """管辖变更: from which organ and place it came, how, and whether its terms went on."""

    version: int
    by: MovedBy
    from_organ: Code
    from_jurisdiction: Code
    to_organ: Code
    clock: Clock
    on: date
