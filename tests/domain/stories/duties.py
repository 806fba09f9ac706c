"""The Nujiang procedure where steps open duties and notices of their own, and where nothing says by when."""

from typing import Any

from domain.pack.results import StepDuty
from domain.values import Bilingual
from tests.domain.scenario import Given
from tests.domain.stories import bodies, cases


def notice(duty: str, **changes: Any) -> StepDuty:
    """A notice of the organisation department."""
    return StepDuty.model_validate(
        {"duty": duty, "name": Bilingual(zh=duty, en=duty), "by": "organization", "cite": ("NJ-13",), **changes}
    )


def telling(*rules: StepDuty, **step: Any) -> Given:
    """Filed where the acceptance opens these."""
    return bodies.under({"acceptance": {"duties": rules, **step}}).given(cases.filed())


TOLD_APART = telling(notice("welcome", after=("accepted",)), notice("reasons", after=("refused",)), notice("file"))
"""A notice of an acceptance, one of a refusal, and one of either."""
