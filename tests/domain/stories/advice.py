"""The Nujiang procedure where others are asked for their advice, and where others decide than those who handle it."""

from domain.acts.evidence.advice import GiveAdvice
from domain.pack.steps import JointBody, OrganBody, Step, StepKind
from domain.values import Actor, Bilingual
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import bodies, cases
from tests.domain.stories.cases import MARK

ASKED = JointBody(organs=("discipline", "committee"), lead="discipline")
"""Who is asked."""


def _consulting() -> Given:
    """Between the investigation and the determination two organs are asked."""
    track = cases.PACK.tolerance
    consult = Step(
        kind=StepKind.ADVICE,
        name=Bilingual(zh="征求意见", en="advice"),
        body="asked",
        leads={"advised": "determination"},
    )
    reports = track.steps["investigation"].model_copy(update={"leads": {"reported": "consult"}})
    determination = track.steps["determination"].model_copy(update={"within": None})
    changed_steps = {"investigation": reports, "consult": consult, "determination": determination}
    changed = track.model_copy(update={"steps": {**track.steps, **changed_steps}})
    return bodies.under({}, tolerance=changed, bodies={**cases.PACK.bodies, "asked": ASKED})


def advises(actor: Actor = cases.DISCIPLINE, day: str = "2026-02-11", *, favourable: bool = True) -> Deed:
    """An organ says what it thinks."""
    return deed(actor, GiveAdvice(favourable=favourable, statement=MARK), day)


CONSULTED = _consulting().given(cases.filed(), *cases.accepted(), cases.denied("2026-02-05"), *cases.investigated())
"""Investigated, and two organs are asked."""


def decided_by(body: str, **bodies_: object) -> Given:
    """A determination that the organisation department puts forward and another body decides."""
    changed = {
        **cases.PACK.bodies,
        "alone": OrganBody(organ="organization"),
        "another": OrganBody(organ="discipline"),
        **bodies_,
    }
    given = bodies.under({"determination": {"body": "alone", "decided_by": body}}, bodies=changed)
    return given.given(cases.filed(), *cases.accepted(), cases.denied("2026-02-05"), *cases.investigated())


def put_forward(day: str = "2026-02-11") -> Deed:
    """The organisation department puts a determination forward."""
    return deed(cases.ORGANISATION, cases.determination(), day)


BY_ANOTHER = decided_by("another").given(put_forward())
"""Put forward, and the discipline organ decides."""
BY_VOTE = decided_by("meeting").given(put_forward())
"""Put forward, and a committee votes."""
OF_BOTH_BY_VOTE = (
    bodies.under({"determination": {"decided_by": "meeting"}})
    .given(cases.filed(), *cases.accepted(), cases.denied("2026-02-05"), *cases.investigated())
    .given(put_forward())
)
"""Put forward by one of two organs that handle it jointly; the other has yet to sign before a committee votes."""
