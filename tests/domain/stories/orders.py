"""Correction that is ordered while a case runs, whatever is determined in it."""

from domain.acts.correction import OrderCorrection
from domain.pack.results import Correction
from domain.values import Actor
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import bodies, cases
from tests.domain.stories.cases import MARK


def under(**correction: object) -> Given:
    """The Nujiang procedure where the discipline organ may order correction."""
    return bodies.under({}, correction=Correction.model_validate({"ordered_by": "discipline", **correction}))


def ordered(day: str = "2026-02-05", actor: Actor = cases.DISCIPLINE, due_on: str | None = None) -> Deed:
    """The subject is to put something right."""
    body = OrderCorrection.model_validate({"subject": cases.ANN, "demand": MARK, "due_on": due_on})
    return deed(actor, body, day)


def done(day: str = "2026-02-06") -> Deed:
    """It is put right."""
    return cases.done("correction", cases.CONTACT, day)


BEGUN = under().given(cases.filed(), *cases.accepted())
"""Accepted, with nothing determined."""
ORDERED = BEGUN.given(ordered())
"""Something is to be put right meanwhile."""
