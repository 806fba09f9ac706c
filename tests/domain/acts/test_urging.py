"""Urging by hand: who may, who is told, once a day, rung by rung (A-06, A-60)."""

from dataclasses import replace
from datetime import date

import pytest

from domain.acts.deadlines.urging import (
    NO_SUCH_RUNG,
    NOBODY_TOLD,
    NOT_LATE,
    NOT_URGED_NOW,
    ONLY_REMINDS,
    OWN_DUTY,
    RUNG_SKIPPED,
    SUBJECT_NOT_URGED,
    URGED_TODAY,
)
from domain.case.events import DutyUrged, EscalationRaised
from domain.pack.terms import Force
from domain.refusals import Refusal
from domain.terms.events import Recipient
from tests.domain.acts.test_refusals import NOBODY_ABOVE
from tests.domain.scenario import Deed, Given
from tests.domain.stories import cases, clocks
from tests.domain.stories.cases import MARK
from tests.domain.stories.clocks import urged

MISSED = cases.FILED.given(cases.rings("acceptance", "missed", "2026-02-11"))
"""The acceptance of the organisation department was due on 10 February; the clock reminded it (level 1)."""
OFFICER = Recipient(
    organ="county-a-organization", position=cases.ORGANISATION.position, person=cases.ORGANISATION.person
)
ASKED = cases.FILED.given(clocks.asked_for_papers("2026-01-28"))


def test_a_colleague_of_another_organ_reminds_before_the_day() -> None:
    """The rung and who is told are those of the ladder; why is in the words; the term stays as it was."""
    outcome = cases.FILED.when(urged(1, "2026-02-05", cases.DISCIPLINE))
    event = outcome.the(DutyUrged)

    assert (event.rung, event.level, event.name.zh, event.to, event.due_on) == (
        "level-1",
        1,
        "提醒",
        OFFICER,
        date(2026, 2, 10),
    )
    assert event.private is not None
    assert event.private.reasons == MARK
    assert clocks.alarms_of(outcome.given, "acceptance") == clocks.alarms_of(cases.FILED, "acceptance")


def test_a_supervisor_climbs_from_where_the_clock_is() -> None:
    """After the reminder of the clock the head of the late organ, the next day the discipline organ."""
    first = MISSED.when(urged(2, "2026-02-11"))
    second = first.given.when(urged(3, "2026-02-12"))

    head = cases.post("county-a-organization-head")
    assert first.the(DutyUrged).to == Recipient(organ=head.organ, position=head.position, person=head.person)
    assert second.the(DutyUrged).to.organ == "county-a-discipline"


def test_the_clock_raises_its_rungs_all_the_same() -> None:
    """What was done by hand takes nothing from the ladder."""
    by_hand = MISSED.given(urged(2, "2026-02-11"))

    assert by_hand.when(cases.rings("acceptance", "level-2", "2026-02-14")).the(EscalationRaised).level == 2


def test_urging_makes_nobody_stale() -> None:
    """Whoever looked before may act on the duty without looking again."""
    seen = MISSED.case.version
    before = cases.proposed_acceptance("2026-02-12")

    assert MISSED.given(urged(2, "2026-02-11")).when(replace(before, seen=seen)).events


def test_a_duty_is_urged_again_on_another_day() -> None:
    """Once a day is all."""
    given = MISSED.given(urged(2, "2026-02-11"))

    given.when(urged(2, "2026-02-11")).refused(URGED_TODAY)
    given.when(urged(3, "2026-02-11")).refused(URGED_TODAY)
    given.when(urged(2, "2026-02-12")).then_kinds("duty_urged")


_ACCEPTANCE = cases.PACK.step("acceptance")
assert _ACCEPTANCE.within is not None
ADVISORY = cases.NOTHING.knowing(
    clocks.with_step(
        "acceptance",
        _ACCEPTANCE.model_copy(update={"within": _ACCEPTANCE.within.model_copy(update={"force": Force.ADVISORY})}),
    )
).given(cases.filed(), urged(1, "2026-02-11"), urged(2, "2026-02-12"))


@pytest.mark.parametrize(
    ("given", "act", "refusal"),
    [
        pytest.param(MISSED, urged(2, "2026-02-11", cases.ORGANISATION), OWN_DUTY, id="its own organ"),
        pytest.param(
            MISSED.given(urged(2, "2026-02-11")),
            urged(3, "2026-02-12", cases.DISCIPLINE),
            ONLY_REMINDS,
            id="an officer",
        ),
        pytest.param(
            cases.FILED.given(urged(1, "2026-02-04"), urged(2, "2026-02-05")),
            urged(3, "2026-02-06"),
            NOT_LATE,
            id="before the day",
        ),
        pytest.param(ADVISORY, urged(3, "2026-02-13"), NOT_LATE, id="advisory"),
        pytest.param(MISSED, urged(3, "2026-02-11"), RUNG_SKIPPED, id="a rung is skipped"),
        pytest.param(cases.FILED, urged(2, "2026-02-05"), RUNG_SKIPPED, id="the first is skipped"),
        pytest.param(MISSED, urged(9, "2026-02-11"), NO_SUCH_RUNG, id="no such rung"),
        pytest.param(ASKED, urged(1, "2026-02-11"), NOT_URGED_NOW, id="its clock stands still"),
        pytest.param(ASKED, urged(1, "2026-02-11", duty="supplement"), SUBJECT_NOT_URGED, id="the subject's"),
        pytest.param(
            NOBODY_ABOVE.given(urged(2, "2026-02-11")), urged(3, "2026-02-12"), NOBODY_TOLD, id="nobody above"
        ),
    ],
)
def test_what_is_not_urged(given: Given, act: Deed, refusal: Refusal) -> None:
    """Each with what to do instead."""
    given.when(act).refused(refusal)
