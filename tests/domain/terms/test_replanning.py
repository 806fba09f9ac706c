"""The rule of a roll-out on one term, and its preview: what publishing a calendar would do."""

from dataclasses import replace
from datetime import date

import pytest

from domain.terms.calendar import Calendar
from domain.terms.deadlines import Pause, Term, TermUnit
from domain.terms.replanning import Effect, RunningTerm, effect, replan
from tests.domain.stories import cases, clocks

RUNNING = RunningTerm(
    date(2026, 1, 20), Term(amount=15, unit=TermUnit.working_days), date(2026, 2, 10), provisional=False
)


@pytest.mark.parametrize(
    ("running", "new", "today", "expected"),
    [
        pytest.param(RUNNING, clocks.LATER, "2026-02-02", {"due_on": "2026-02-11", "moved": True}, id="moved"),
        pytest.param(RUNNING, clocks.calendar(off=["2026-05-06"]), "2026-02-02", {}, id="confirmed"),
        pytest.param(
            replace(RUNNING, reminded=True),
            clocks.LATER,
            "2026-02-06",
            {"due_on": "2026-02-11", "moved": True, "reminded": True},
            id="reminded already",
        ),
        pytest.param(
            replace(RUNNING, missed=True), clocks.LATER, "2026-02-12", {"breach_undone": True}, id="breach undone"
        ),
        pytest.param(replace(RUNNING, missed=True), clocks.EARLIER, "2026-02-12", {}, id="breach not undone"),
        pytest.param(
            RUNNING,
            clocks.MUCH_EARLIER,
            "2026-02-03",
            {"due_on": "2026-02-05", "moved": True, "newly_near": True},
            id="newly near",
        ),
        pytest.param(
            RUNNING, clocks.MUCH_EARLIER, "2026-01-29", {"due_on": "2026-02-05", "moved": True}, id="still days away"
        ),
        pytest.param(RUNNING, clocks.EARLIER, "2026-02-09", {}, id="near before"),
    ],
)
def test_the_effect_of_a_calendar_on_one_term(
    running: RunningTerm, new: Calendar, today: str, expected: dict[str, object]
) -> None:
    """Moved or confirmed, what people were told already, a breach that would not be one, a day that comes near."""
    plain = {
        "due_on": "2026-02-10",
        "provisional": False,
        "moved": False,
        "reminded": False,
        "breach_undone": False,
        "newly_near": False,
    }

    assert effect(running, new, date.fromisoformat(today)) == Effect.model_validate(
        {"was": "2026-02-10", **plain, **expected}
    )


def test_an_effect_knows_pauses_and_promises() -> None:
    """The ledger of a clock counts in the preview as it does in the act."""
    paused = replace(
        RUNNING, pauses=(Pause(since=date(2026, 1, 28), until=date(2026, 2, 6)),), due_on=date(2026, 2, 26)
    )
    promised = replace(RUNNING, not_before=date(2026, 2, 10))

    assert effect(paused, clocks.calendar(off=["2026-02-24"]), date(2026, 2, 9)).due_on == date(2026, 2, 27)
    assert effect(promised, clocks.EARLIER, date(2026, 2, 2)).due_on == date(2026, 2, 10)


def test_the_preview_says_what_the_act_does() -> None:
    """The same rule on the same term, day by day, with whatever calendar."""
    for new in (clocks.LATER, clocks.EARLIER, clocks.MUCH_EARLIER, clocks.calendar()):
        for day in range(2, 15):
            today = f"2026-02-{day:02}"
            act = clocks.by(cases.FILED, new).given(clocks.replans(today))

            assert effect(RUNNING, new, date.fromisoformat(today)).due_on == clocks.running(act, "acceptance").due_on


def test_a_subjects_window_is_previewed_as_such() -> None:
    """It never gets shorter, whatever today is."""
    window = replace(RUNNING, of_subject=True)

    assert replan(window, clocks.MUCH_EARLIER, date(2026, 2, 2)).due.due_on == date(2026, 2, 10)
    assert replan(window, clocks.LATER, date(2026, 2, 2)).due.due_on == date(2026, 2, 11)
