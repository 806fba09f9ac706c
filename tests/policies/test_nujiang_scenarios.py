"""Each sample case, played through the domain alone, comes to its end and to the outcomes its story tells."""

import pytest

from deploy.demo.sample_cases import SampleCase, sample_cases
from domain.case.events import CaseApproved, DutyMet, ResultsApplied
from domain.organs import Organs
from domain.pack.pack import Pack
from tests.policies.play import Player

CASES = tuple(sample_cases())
OUTCOMES = (
    {"committee": "exempt", "government": "exempt"},
    {"county": "lighter", "office": "exempt", "he": "reduced", "pu": "reduced"},
    {"ding": "exempt"},
    {"bureau": "exempt", "zhang": "exempt"},
    {"zhong": "exempt", "yang": "exempt", "zheng": "exempt"},
    {"chi": "exempt"},
)
LATE = (set[str](), {"acceptance"}, set[str](), {"feedback"}, set[str](), set[str]())
"""The terms with a number of their own in the text that were missed on paper."""


@pytest.mark.parametrize(
    ("sample", "outcomes", "late"), [*zip(CASES, OUTCOMES, LATE, strict=True)], ids=[case.source for case in CASES]
)
def test_a_sample_case_runs_to_its_end(
    sample: SampleCase, outcomes: dict[str, str], late: set[str], nujiang: Pack, organs: Organs
) -> None:
    """Filed, accepted, investigated, determined, approved, fed back, every duty done, closed; late where told so."""
    player = Player(sample, nujiang, organs)
    case = player.play()
    found = {key: case.opinions[id_].outcome.value for key, id_ in player.ids.items()}
    steps = nujiang.tolerance.steps
    missed = {case.duties[e.duty_id].opened.duty for e in player.events if isinstance(e, DutyMet) and e.late}
    protected = {event.subject for event in player.events if isinstance(event, ResultsApplied)}

    assert (case.closed, found) == (True, outcomes)
    assert missed & steps.keys() == late
    assert protected == set(player.ids.values())


def test_the_permits_case_waives_discipline_alone(nujiang: Pack, organs: Organs) -> None:
    """The grant of the sixth case names party discipline and no other liability (YN-10)."""
    player = Player(CASES[5], nujiang, organs)
    player.play()
    approved = next(event for event in player.events if isinstance(event, CaseApproved))

    assert [grant.liability for grant in approved.grants] == ["party_discipline"]
