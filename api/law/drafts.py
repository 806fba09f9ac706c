"""What became of a draft, as a problem where it is not what was asked for; and the faults of a file that was sent."""

from collections.abc import Callable
from typing import assert_never

from api.http.limits import FAULTS_TOLD
from api.http.problems import DRAFT_ENDED, DRAFT_OUTDATED, FOUR_EYES, NOT_FOUND, FieldFault, Particulars, ProblemRaised
from eventlog.reference import Done, Ended, NoDraft, Outdated, Proposed, SamePerson
from policies.packs.fault_phrases import in_chinese
from policies.packs.fault_words import to_do
from policies.packs.located import FaultyFile

Called = Callable[[int], str]
"""What people call the version of a number."""


def require_proposed(answer: Proposed | Outdated, called: Called) -> Proposed:
    """The draft that stands.

    Raises:
        ProblemRaised: 409, another version was published meanwhile.
    """
    if isinstance(answer, Outdated):
        raise ProblemRaised(DRAFT_OUTDATED, Particulars(detail=called(answer.newest)))
    return answer


def require_done(answer: Done | NoDraft | Ended | Outdated | SamePerson, called: Called) -> None:
    """Go on where a draft ended as was asked for.

    Raises:
        ProblemRaised: 404 no such draft; 409 it ended before, is outdated, or is the caller's own.
    """
    match answer:
        case Done():
            return
        case NoDraft():
            raise ProblemRaised(NOT_FOUND)
        case Ended():
            raise ProblemRaised(DRAFT_ENDED, Particulars(detail=answer.end.outcome))
        case Outdated():
            raise ProblemRaised(DRAFT_OUTDATED, Particulars(detail=called(answer.newest)))
        case SamePerson():
            raise ProblemRaised(FOUR_EYES)
        case _:
            assert_never(answer)


def file_faults(faulty: FaultyFile) -> tuple[FieldFault, ...]:
    """The first faults of a file, with their lines and columns in what was sent."""
    return tuple(
        FieldFault(
            pointer="".join(f"/{part}" for part in fault.where.split(".")) if fault.where else "",
            code=fault.kind,
            message=f"{zh} / {fault.what}" if (zh := in_chinese(fault.what)) else fault.what,
            todo=to_do(fault.kind, fault.what),
            line=fault.line,
            column=fault.column,
        )
        for fault in faulty.faults[:FAULTS_TOLD]
    )
