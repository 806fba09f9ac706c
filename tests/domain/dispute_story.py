"""A procedure that says where a disagreement of joint organs goes: to the finance bureau, then to a vote (A-13)."""

from dataclasses import replace

from domain.case.commands import SettleDisagreement, WithdrawApplication
from domain.case.context import DecisionContext
from domain.pack.pack import Pack
from domain.pack.steps import Disagreement, JointBody, OrganBody
from domain.values import Actor
from policies.packs.loader import pack_sha256
from tests.domain import story as s
from tests.domain.scenario import Deed, deed

RULE = Disagreement(to=("conference", "meeting"), cite=("A-13", "NS-06"))
_BOTH = s.PACK.bodies["both"]
assert isinstance(_BOTH, JointBody)
PACK: Pack = s.PACK.model_copy(
    update={
        "bodies": {
            **s.PACK.bodies,
            "both": _BOTH.model_copy(update={"on_disagreement": RULE}),
            "conference": OrganBody(organ="related", cite=("NS-06",)),
        }
    }
)
PACK = Pack.model_validate(PACK.model_dump(by_alias=True))
"""Held against its own rules, which a mere copy is not."""
KNOWN: DecisionContext = replace(s.KNOWN, pack=PACK, pack_sha256=pack_sha256(PACK))
_CONFERENCE = KNOWN.organs.in_role("related", "demo-county-a")
assert _CONFERENCE is not None
CONFERENCE: Actor = s.post(f"{_CONFERENCE.id}-officer-1")

NOTHING = s.NOTHING.knowing(KNOWN)
FILED = NOTHING.given(s.filed())


def disputed(day: str, key: str = "acceptance") -> Deed:
    """The discipline organ disputes what was proposed."""
    return s.signs(s.DISCIPLINE, day, key, consents=False)


def settled(day: str, *, agreed: bool, step: str = "acceptance", actor: Actor = CONFERENCE) -> Deed:
    """The conference says that all agree now, or passes it on."""
    body = SettleDisagreement(step=step, agreed=agreed, reasons=s.MARK, minutes=s.document("会议纪要"))
    return deed(actor, body, day)


def withdrawn(day: str, actor: Actor = s.CONTACT) -> Deed:
    """The applicant's unit takes the application back."""
    return deed(actor, WithdrawApplication(reasons=s.MARK), day)


DISPUTED = FILED.given(s.proposed_acceptance("2026-01-22"), disputed("2026-01-26"))
"""The organisation department would accept, the discipline organ would not; the conference is asked."""
VOTING = DISPUTED.given(settled("2026-01-28", agreed=False))
"""The conference did not bring them together; the committee votes."""
DETERMINING = NOTHING.given(s.filed(), *s.accepted(), s.denied("2026-02-05"), *s.investigated())
