"""How stories are told: a rule that breaks fails the tests of it, never the collection of a module."""

import pytest

from domain.refusals import Refused
from tests.domain.stories import cases


def test_a_story_is_played_when_its_events_are_asked_for() -> None:
    """What cannot happen may be written down at the head of a module."""
    served_too_early = cases.FILED.given(cases.served()).given(cases.received())

    with pytest.raises(Refused, match="wrong_step"):
        _ = served_too_early.events
