"""A case that goes from organ to organ, told event by event: raised, handed down, transferred, declined, designated."""

from datetime import date

from domain.case import events
from domain.case.lifecycle import Clock, MovedBy
from domain.pack.steps import StepKind
from tests.projections.stories import DOCUMENT, ORGANIZATION, Story

ABOVE, BESIDE = "prefecture-organization", "other-organization"
PLACES = {ORGANIZATION: "nujiang", ABOVE: "above", BESIDE: "beside"}


def moved(story: Story, by: MovedBy, from_organ: str, to_organ: str, clock: Clock = "continues") -> None:
    """Another organ has the case from here."""
    story.tell(
        events.JurisdictionChanged(
            on=story.on,
            by=by,
            from_organ=from_organ,
            to_organ=to_organ,
            jurisdiction=PLACES[to_organ],
            clock=clock,
            organs=(to_organ,),
            pack="nujiang",
            edition="undated-1",
            pack_sha256="cd" * 32,
            ground="s1",
            error_class="procedure_flaw",
        )
    )


def sent(
    story: Story, kind: type[events.CaseTransferred] | type[events.CaseHandedDown], from_organ: str, to_organ: str
) -> None:
    """It awaits its receipt."""
    story.tell(
        kind(
            on=story.on,
            from_organ=from_organ,
            to_organ=to_organ,
            jurisdiction=PLACES[to_organ],
            restarts=kind is events.CaseTransferred,
            document=DOCUMENT,
        )
    )


def handed_about(story: Story) -> Story:
    """Raised on request, handed down, transferred, declined, designated: in the end it begins anew beside."""
    acceptance = story.opened()
    story.tell(events.ReferredToSuperior(on=story.on, organ=ABOVE, asks="elevation"))
    asked = story.duty("decide_jurisdiction", due_on=date(2026, 3, 16), responsible=ABOVE)
    story.tell(events.CaseElevated(on=story.on, organ=ABOVE, from_organ=ORGANIZATION, document=DOCUMENT))
    moved(story, "elevation", ORGANIZATION, ABOVE)
    story.met(asked)
    story.tell(events.DutyReassigned(on=story.on, duty_id=acceptance, was=ORGANIZATION, responsible=ABOVE))
    sent(story, events.CaseHandedDown, ABOVE, ORGANIZATION)
    moved(story, "hand_down", ABOVE, ORGANIZATION)
    story.tell(events.DutyReassigned(on=story.on, duty_id=acceptance, was=ABOVE, responsible=ORGANIZATION))
    sent(story, events.CaseTransferred, ORGANIZATION, BESIDE)
    story.tell(events.DutyCancelled(on=story.on, duty_id=acceptance, because="moved"))
    story.tell(events.HandoverDeclined(on=story.on, organ=BESIDE, passed_to=ABOVE))
    story.tell(
        events.OrganDesignated(
            on=story.on,
            by_organ=ABOVE,
            from_organ=ORGANIZATION,
            to_organ=BESIDE,
            jurisdiction=PLACES[BESIDE],
            restarts=True,
            document=DOCUMENT,
        )
    )
    moved(story, "designation", ORGANIZATION, BESIDE, "restarts")
    story.step("acceptance", StepKind.ACCEPTANCE, due_on=date(2026, 4, 23), responsible=BESIDE)
    return story
