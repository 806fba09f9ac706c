"""Cases told event by event after a result: who took note of it, a use against a subject, a clarification."""

from datetime import date
from uuid import UUID

from domain.acts.results import AreaFact, ConsumerFact
from domain.case import events
from domain.pack.results import Outcome
from domain.values import Bilingual
from tests.projections.stories import AREAS, COMMITTEE, DISCIPLINE, DOCUMENT, ORGANIZATION, Story

_NAME = Bilingual(zh="名称", en="name")
DUE = date(2026, 6, 12)
UNIT_AREA = AreaFact(id="unit_assessment", name=_NAME, cite=("ZS-06",), protects="unit")
USERS = (
    ConsumerFact(role="organization", organ=ORGANIZATION, areas=("assessments", "promotion")),
    ConsumerFact(role="discipline", organ=DISCIPLINE, areas=("promotion",)),
    ConsumerFact(role="payroll", organ=None, areas=("promotion",)),
)


def duty_of(story: Story, duty: str, organ: str, subject: UUID, *, answers: UUID | None = None) -> UUID:
    """A duty of an organ about a subject, which may answer something."""
    return story.duty(duty, due_on=DUE, responsible=organ, subject=subject, answers=answers)


def applied(story: Story, outcome: Outcome = Outcome.EXEMPT) -> tuple[UUID, UUID]:
    """A result is in force, and two organs must take note of it; returns their duties."""
    (subject, *_) = story.subjects
    story.tell(
        events.ResultsApplied(on=story.on, subject=subject, outcome=outcome, areas=(*AREAS, UNIT_AREA), consumers=USERS)
    )
    first, second = (duty_of(story, "acknowledge_results", organ, subject) for organ in (ORGANIZATION, DISCIPLINE))
    return first, second


def noted(story: Story, duty: UUID, organ: str, *, objects: bool = False) -> None:
    """An organ takes note, or objects."""
    (subject, *_) = story.subjects
    story.tell(events.ResultsAcknowledged(on=story.on, duty_id=duty, subject=subject, organ=organ, objects=objects))
    story.met(duty)


def reported(story: Story, area: str = "promotion") -> tuple[UUID, UUID]:
    """Somebody reports a use against the subject; returns the report and its duty."""
    (subject, *_) = story.subjects
    report = story.tell(events.ContraryUseReported(on=story.on, subject=subject, area=area, evidence=(DOCUMENT,)))
    return report, duty_of(story, "supervise_results", DISCIPLINE, subject, answers=report)


def clarifying(story: Story) -> tuple[UUID, UUID]:
    """A clarification is opened; returns it and its duty."""
    (subject, *_) = story.subjects
    opened = story.tell(events.ClarificationOpened(on=story.on, subject=subject, ground="untrue"))
    return opened, duty_of(story, "clarification", ORGANIZATION, subject, answers=opened)


def clarified(story: Story, clarification: UUID, duty: UUID) -> None:
    """It is issued, and who accused falsely is referred."""
    story.tell(
        events.ClarificationIssued(
            on=story.on,
            clarification=clarification,
            form="letter",
            reach="wider",
            consent=True,
            recipients=(ORGANIZATION, COMMITTEE),
            document=DOCUMENT,
        )
    )
    story.met(duty)
    story.tell(
        events.FalseAccusationReferred(
            on=story.on, clarification=clarification, to=DISCIPLINE, to_justice=True, document=DOCUMENT
        )
    )


def used(story: Story) -> Story:
    """A result, its users, a report and a clarification, to the end."""
    acceptance = story.opened()
    first, second = applied(story)
    noted(story, first, ORGANIZATION)
    noted(story, second, DISCIPLINE, objects=True)
    report, duty = reported(story)
    story.tell(events.ContraryUseDecided(on=story.on, contrary_use=report, found=True, document=DOCUMENT))
    story.met(duty)
    clarified(story, *clarifying(story))
    story.closed(acceptance)
    return story
