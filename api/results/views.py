"""What may be read of a subject (结果运用), for the JSON route and the page alike: an answer, and what it rests on."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from domain.values import Frozen
from eventlog.pool import Pool
from eventlog.subjects import Subject, SubjectRegister
from projections.cases import acknowledgements
from projections.cases.acknowledgements import Acknowledgement
from projections.results import result_application
from projections.results.result_application import Result, ResultState


class SubjectResults(Frozen):
    """结果运用 of one subject: an answer, and what it rests on.

    `in_progress` and `none` say nothing for or against the subject (A-37, A-38); a result suspended by an appeal is in
    progress. `acknowledgements` tell which of the
    organs that use a result took note of it, or object (R-07, R-13).
    """

    subject_id: UUID
    name: str
    answer: Literal["in_force", "in_progress", "none"]
    results: tuple[Result, ...]
    acknowledgements: tuple[Acknowledgement, ...] = ()


async def results_of(pool: Pool, register: SubjectRegister, subjects: Sequence[Subject]) -> tuple[SubjectResults, ...]:
    """The answer for each of some subjects, under every id of each; one statement for what holds, one for who noted."""
    families = await register.families(subject.subject_id for subject in subjects)
    ids = {each for family in families.values() for each in family.ids}
    results = await result_application.of_subjects(pool, ids)
    noted = await acknowledgements.of_subjects(pool, ids)
    return tuple(
        _answered(
            subject.subject_id,
            subject.name,
            tuple(result for result in results if result.subject_id in families[subject.subject_id].ids),
            tuple(each for each in noted if each.subject_id in families[subject.subject_id].ids),
        )
        for subject in subjects
    )


def _answered(
    subject_id: UUID, name: str, results: tuple[Result, ...], noted: tuple[Acknowledgement, ...]
) -> SubjectResults:
    states = {result.state for result in results}
    answer: Literal["in_force", "in_progress", "none"] = "none"
    if ResultState.IN_FORCE in states:
        answer = "in_force"
    elif states & {ResultState.IN_PROGRESS, ResultState.SUSPENDED}:
        answer = "in_progress"
    return SubjectResults(subject_id=subject_id, name=name, answer=answer, results=results, acknowledgements=noted)
