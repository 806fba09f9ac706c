"""What may be recorded of subjects: in order, of what there is; no unit takes the place of one it came of (A-46)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.act import IN_FUTURE
from domain.refusals import Refusal, Refused
from domain.subjects.history import History, State, SubjectChange
from domain.subjects.rules import (
    BEFORE_IT_EXISTED,
    CHANGE_NOT_OF_KIND,
    CHANGE_OUT_OF_ORDER,
    FUNCTIONS_SHAPE,
    NOT_THE_LAST_CHANGE,
    SUBJECT_ENDED,
    SUCCESSION_LOOP,
    SUCCESSION_SHAPE,
    Kind,
    admit,
)

A, B, C, D = (UUID(int=n) for n in range(1, 5))
ANN = UUID(int=9)
KINDS: dict[UUID, Kind] = {A: "unit", B: "unit", C: "unit", D: "unit", ANN: "person"}
TODAY = date(2026, 11, 29)
AT = datetime(2026, 11, 29, 2, tzinfo=UTC)


def state(kind: State, subject: UUID, on: str = "2026-03-01") -> SubjectChange:
    """What a subject is since a day."""
    return SubjectChange(uuid4(), kind, date.fromisoformat(on), (subject,), AT)


def renamed(subject: UUID, on: str = "2026-03-01") -> SubjectChange:
    """Another name since a day."""
    return SubjectChange(uuid4(), "renamed", date.fromisoformat(on), (subject,), AT)


def succeeded(
    old: Sequence[UUID], new: Sequence[UUID], on: str = "2026-03-01", *, founds: bool = True
) -> SubjectChange:
    """Units that took the place of others."""
    return SubjectChange(
        uuid4(), "succeeded", date.fromisoformat(on), tuple(old), AT, successors=tuple(new), founds=founds
    )


def functions_moved(one: UUID, other: UUID, on: str = "2026-03-01") -> SubjectChange:
    """Some functions of a unit are another's since a day."""
    return SubjectChange(uuid4(), "functions_moved", date.fromisoformat(on), (one,), AT, successors=(other,))


def taken_back(wrong: SubjectChange) -> SubjectChange:
    """A correction."""
    return SubjectChange(uuid4(), "taken_back", wrong.on, wrong.subjects, AT, takes_back=wrong.change_id)


def refused(change: SubjectChange, *before: SubjectChange) -> Refusal | None:
    """Why a change is not admitted after others, or None."""
    try:
        admit(change, History(before), KINDS, TODAY)
    except Refused as refused_:
        return refused_.refusal
    return None


WRONG = renamed(A, "2026-05-01")
REFORM = succeeded([A], [B], "2026-05-01")


@pytest.mark.parametrize(
    ("change", "before"),
    [
        pytest.param(renamed(A), (), id="a first name"),
        pytest.param(renamed(A, "2026-03-01"), (renamed(A, "2026-03-01"),), id="twice on one day"),
        pytest.param(state("retired", ANN), (state("moved", ANN, "2020-01-01"),), id="retired after a move"),
        pytest.param(state("deceased", ANN), (state("retired", ANN, "2020-01-01"),), id="deceased after retirement"),
        pytest.param(succeeded([A], [B]), (), id="one becomes another"),
        pytest.param(succeeded([A, B], [C]), (), id="two become one"),
        pytest.param(succeeded([A], [B, C]), (), id="one becomes two"),
        pytest.param(succeeded([A], [B], founds=False), (renamed(B, "2026-10-01"),), id="into one there was"),
        pytest.param(succeeded([B, C], [D], "2026-06-01"), (succeeded([A], [B, C]),), id="what was split is joined"),
        pytest.param(state("abolished", B, "2026-05-01"), (REFORM,), id="gone the day it began"),
        pytest.param(functions_moved(A, B), (), id="functions from one to another"),
        pytest.param(functions_moved(B, A, "2026-06-01"), (functions_moved(A, B),), id="functions go back"),
        pytest.param(succeeded([B], [A], "2026-06-01", founds=False), (functions_moved(A, B),), id="and join later"),
        pytest.param(taken_back(WRONG), (WRONG,), id="a correction"),
        pytest.param(succeeded([A], [C]), (REFORM, taken_back(REFORM)), id="what was taken back counts for nothing"),
    ],
)
def test_admitted(change: SubjectChange, before: tuple[SubjectChange, ...]) -> None:
    """Each of these may be recorded."""
    assert refused(change, *before) is None


@pytest.mark.parametrize(
    ("change", "before", "why"),
    [
        pytest.param(renamed(A, "2026-11-30"), (), IN_FUTURE, id="tomorrow"),
        pytest.param(state("retired", A), (), CHANGE_NOT_OF_KIND, id="a unit retires"),
        pytest.param(state("abolished", ANN), (), CHANGE_NOT_OF_KIND, id="a person is abolished"),
        pytest.param(succeeded([A], [ANN]), (), CHANGE_NOT_OF_KIND, id="a person succeeds a unit"),
        pytest.param(succeeded([A], [A]), (), SUCCESSION_LOOP, id="itself"),
        pytest.param(succeeded([A], [A, B]), (), SUCCESSION_LOOP, id="itself among others"),
        pytest.param(succeeded([B], [A], "2026-06-01"), (REFORM,), SUCCESSION_LOOP, id="back to what it was"),
        pytest.param(
            succeeded([C], [A], "2026-07-01"),
            (REFORM, succeeded([B], [C], "2026-06-01")),
            SUCCESSION_LOOP,
            id="round three",
        ),
        pytest.param(succeeded([A, B], [C, D]), (), SUCCESSION_SHAPE, id="several by several"),
        pytest.param(succeeded([A, A], [C]), (), SUCCESSION_SHAPE, id="one twice"),
        pytest.param(functions_moved(A, A), (), FUNCTIONS_SHAPE, id="functions to itself"),
        pytest.param(functions_moved(A, ANN), (), CHANGE_NOT_OF_KIND, id="functions to a person"),
        pytest.param(functions_moved(C, A, "2026-06-01"), (REFORM,), SUBJECT_ENDED, id="to one that is no more"),
        pytest.param(functions_moved(A, C, "2026-06-01"), (REFORM,), SUBJECT_ENDED, id="of one that is no more"),
        pytest.param(functions_moved(C, B, "2026-04-30"), (REFORM,), BEFORE_IT_EXISTED, id="functions before it was"),
        pytest.param(renamed(B, "2026-04-30"), (REFORM,), BEFORE_IT_EXISTED, id="renamed before it was there"),
        pytest.param(
            succeeded([C], [B], "2026-04-30", founds=False), (REFORM,), BEFORE_IT_EXISTED, id="joined before it was"
        ),
        pytest.param(renamed(A, "2026-06-01"), (REFORM,), SUBJECT_ENDED, id="renamed after its end"),
        pytest.param(succeeded([A], [C], "2026-06-01"), (REFORM,), SUBJECT_ENDED, id="succeeded twice"),
        pytest.param(
            succeeded([C], [D], founds=False), (state("abolished", D),), SUBJECT_ENDED, id="by one that is no more"
        ),
        pytest.param(state("retired", ANN), (state("deceased", ANN, "2020-01-01"),), SUBJECT_ENDED, id="after death"),
        pytest.param(renamed(A, "2026-04-30"), (WRONG,), CHANGE_OUT_OF_ORDER, id="before the last one"),
        pytest.param(succeeded([C], [A]), (WRONG,), CHANGE_OUT_OF_ORDER, id="founds one that has a history"),
        pytest.param(taken_back(WRONG), (), NOT_THE_LAST_CHANGE, id="none such"),
        pytest.param(taken_back(WRONG), (WRONG, renamed(A, "2026-06-01")), NOT_THE_LAST_CHANGE, id="not the last"),
        pytest.param(taken_back(REFORM), (REFORM, renamed(B, "2026-06-01")), NOT_THE_LAST_CHANGE, id="built upon"),
        pytest.param(taken_back(WRONG), (WRONG, taken_back(WRONG)), NOT_THE_LAST_CHANGE, id="twice"),
    ],
)
def test_refused(change: SubjectChange, before: tuple[SubjectChange, ...], why: Refusal) -> None:
    """Each with what to do."""
    assert refused(change, *before) == why


def test_a_lineage_goes_up_and_down_and_not_across() -> None:
    """Of two that came of one neither is the other's; both are that one's."""
    history = History((succeeded([A], [B, C]), succeeded([C], [D], "2026-06-01")))

    assert (history.before(D), history.after(A), history.before(B)) == (
        frozenset({C, A}),
        frozenset({B, C, D}),
        frozenset({A}),
    )
    assert (history.after(B), history.ended_on(B), history.founded_on(D)) == (frozenset(), None, date(2026, 6, 1))


def test_who_gave_functions_is_what_it_was() -> None:
    """Neither came of the other; both are looked at together, and nothing further off."""
    history = History((functions_moved(A, B), functions_moved(C, D)))

    assert (history.before(B), history.after(A), history.state(A)) == (frozenset(), frozenset(), None)
    assert (history.shared(A), history.shared(B)) == (frozenset({A, B}), frozenset({A, B}))


def test_the_state_is_the_last_that_stands() -> None:
    """A name is no state; what was taken back is none either."""
    moved, retired = state("moved", ANN, "2020-01-01"), state("retired", ANN, "2026-01-01")
    history = History((moved, retired, renamed(ANN, "2026-02-01")))

    assert history.state(ANN) == retired
    assert History((*history.recorded, taken_back(retired))).state(ANN) == moved
    assert History().state(ANN) is None


_UNITS = st.sampled_from([A, B, C, D])
_ANY = st.one_of(
    st.builds(renamed, _UNITS, st.dates(date(2026, 1, 1), date(2026, 1, 9)).map(str)),
    st.builds(
        succeeded,
        st.lists(_UNITS, min_size=1, max_size=2),
        st.lists(_UNITS, min_size=1, max_size=2),
        st.dates(date(2026, 1, 1), date(2026, 1, 9)).map(str),
        founds=st.booleans(),
    ),
)


@given(st.lists(st.tuples(_ANY, st.booleans()), max_size=12))
def test_whatever_is_recorded_no_unit_comes_of_itself(wanted: list[tuple[SubjectChange, bool]]) -> None:
    """Nor has it a change before it began or after it ended; whatever came of the wrong ones."""
    recorded: list[SubjectChange] = []
    for change, wrong in wanted:
        for each in (change, *(taken_back(earlier) for earlier in recorded if wrong)):
            if refused(each, *recorded) is None:
                recorded.append(each)
    history = History(tuple(recorded))

    for unit in (A, B, C, D):
        assert unit not in history.after(unit)
        began, ended = history.founded_on(unit), history.ended_on(unit)
        for change in history.befell(unit):
            assert began is None or began <= change.on
            assert ended is None or change.on <= ended
