"""Deeds of those who are in a case for themselves: members who recuse, heads who are asked to endorse."""

from collections.abc import Mapping
from uuid import UUID

from domain.acts.endorsement import EndorseApplication, Endorsement
from domain.case.commands import AnyCommand, LiftRecusal, Recuse
from domain.case.state import Case
from domain.values import Actor
from tests.domain.scenario import Deed, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK, MEMBERS

NOBODY = UUID(int=0)
HEAD_POST = "county-a-qingshi-party-head"
HEAD, HEAD_ABOVE = cases.post(HEAD_POST), cases.post("county-a-committee-head")


def recuses(member: Actor, day: str = "2026-02-12") -> Deed:
    """A member leaves the determination."""

    def body(case: Case) -> AnyCommand:
        return Recuse(round=case.round.id if case.round else NOBODY, reasons=MARK)

    return deed(member, body, day)


def lifts(member: Actor, day: str = "2026-02-13", by: Actor = cases.SECRETARY) -> Deed:
    """The committee's office lets a member take part again."""
    return deed(by, LiftRecusal(member=member.person, reasons=MARK), day)


UNDECIDED = cases.DETERMINED.given(
    cases.opened_round(),
    *(recuses(member) for member in MEMBERS[5:]),
    *(cases.ballot(member) for member in MEMBERS[:2]),
    *(cases.ballot(member, "disagree") for member in MEMBERS[2:4]),
    cases.closed_round(),
)
"""Two members recused, and a round without a result."""


def requested(post: str = HEAD_POST) -> Deed:
    """The contact files, and asks a head to endorse."""
    return cases.filed(endorsement=Endorsement(kind="requested", signatory=post))


def endorses(actor: Actor = HEAD, day: str = "2026-01-22", told: Mapping[str, object] | None = None) -> Deed:
    """Somebody endorses, or tells otherwise."""
    return deed(actor, EndorseApplication.model_validate({"endorses": True, **(told or {})}), day)


REQUESTED = cases.NOTHING.given(requested())
ENDORSED = REQUESTED.given(endorses())
