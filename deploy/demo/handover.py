"""The scene of a transfer: a county's head is away, their delegate sends a case on, the prefecture decides it."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from api.registers.subjects import RegisterSubject
from deploy.demo.cast import Cast
from deploy.demo.procedure import APPROVED, COUNTY_A, PREFECTURE, TO_APPROVAL, LiveCase, day_ago
from deploy.demo.sample_player import NotAsExpected
from domain.people.acts import Delegate
from domain.values import Actor, Frozen
from rongcuo_client import Refused

_OFFICER = COUNTY_A.officer("organization")
_HEAD, _DEPUTY = f"{COUNTY_A.place}-organization-head", COUNTY_A.officer("organization", 2)
_LASTS_DAYS = 14
_SUBJECT = RegisterSubject(
    name="和向阳",
    kind="person",
    sector="government_organ",
    jurisdiction="demo-county-a",
    another_person=True,  # whoever bears the name elsewhere is nobody of this scene
)


class _Event(Frozen):
    kind: str
    actor: Actor


class _History(Frozen):
    events: tuple[_Event, ...]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A case that was transferred by a delegate, and decided in the place it came to.

    Attributes:
        given: The delegation.
        signed: Who transferred the case, as its event names them.
    """

    case: UUID
    given: Delegate
    signed: Actor

    @property
    def names_both(self) -> bool:
        """Whether the event says who acted, and for whom."""
        return (self.signed.person, self.signed.for_person) == (self.given.delegate, self.given.delegator)


async def hand_over(cast: Cast) -> HandedOver:
    """A subject comes under the prefecture: the head's delegate transfers the case, which begins anew there.

    Before the head has delegated, nobody acts in that post for them.
    """
    subject = await cast.register(_OFFICER, _SUBJECT)
    case = LiveCase(cast, COUNTY_A, subject)
    await case.perform("file", title="抢修便道未先报批的申请，当事人改由州管", occurred=day_ago(25))
    await cast.move_subject(_OFFICER, subject, "demo-prefecture")
    given = _delegation(cast.actor(_HEAD), cast.actor(_DEPUTY))
    delegate = await cast.acting_for(_HEAD, given.delegate)
    await _require_stopped(case, delegate)
    await cast.delegate(given)
    await case.perform("hand_over", by=delegate)
    case.come_to(PREFECTURE)
    if APPROVED not in await case.perform("receive", "new_matter", *TO_APPROVAL, "close_round"):
        raise NotAsExpected("the case that was transferred was not approved")
    history = await cast.get(PREFECTURE.secretary, f"/v1/cases/{case.id}/events", _History)
    return HandedOver(case.id, given, next(each.actor for each in history.events if each.kind == "case_transferred"))


def _delegation(head: Actor, delegate: Actor) -> Delegate:
    """From today on, for two weeks."""
    said = {
        "position": head.position,
        "delegator": head.person,
        "delegate": delegate.person,
        "since": day_ago(0),
        "until": day_ago(-_LASTS_DAYS),
        "basis": "外出学习期间代行职务",
    }
    return Delegate.model_validate(said)


async def _require_stopped(case: LiveCase, delegate: str) -> None:
    """Nobody acts in a post of somebody else without their word."""
    try:
        await case.perform("hand_over", by=delegate)
    except Refused as refused:
        if refused.problem.status == HTTPStatus.UNAUTHORIZED:
            return
        raise
    raise NotAsExpected("somebody acted for another without a delegation")
