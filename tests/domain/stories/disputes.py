"""A procedure that says where a disagreement of joint organs goes: to the finance bureau, then to a vote (A-13)."""

from dataclasses import replace

from domain.case.commands import SettleDisagreement, WithdrawApplication
from domain.context import DecisionContext
from domain.pack.pack import Pack
from domain.pack.steps import Disagreement, JointBody, OrganBody
from domain.values import Actor
from policies.packs.loader import pack_sha256
from tests.domain.scenario import Deed, deed
from tests.domain.stories import cases

RULE = Disagreement(to=("conference", "meeting"), cite=("A-13", "NS-06"))
_BOTH = cases.PACK.bodies["both"]
assert isinstance(_BOTH, JointBody)
PACK: Pack = cases.PACK.model_copy(
    update={
        "bodies": {
            **cases.PACK.bodies,
            "both": _BOTH.model_copy(update={"on_disagreement": RULE}),
            "conference": OrganBody(organ="related", cite=("NS-06",)),
        }
    }
)
PACK = Pack.model_validate(PACK.model_dump(by_alias=True))
"""Held against its own rules, which a mere copy is not."""
CONTEXT: DecisionContext = replace(cases.CONTEXT, pack=PACK, pack_sha256=pack_sha256(PACK))
_CONFERENCE = CONTEXT.organs.in_role("related", "demo-county-a")
assert _CONFERENCE is not None
CONFERENCE: Actor = cases.post(f"{_CONFERENCE.id}-officer-1")

NOTHING = cases.NOTHING.knowing(CONTEXT)
FILED = NOTHING.given(cases.filed())


def disputed(day: str, key: str = "acceptance") -> Deed:
    """The discipline organ disputes what was proposed."""
    return cases.signs(cases.DISCIPLINE, day, key, consents=False)


def settled(day: str, *, agreed: bool, step: str = "acceptance", actor: Actor = CONFERENCE) -> Deed:
    """The conference says that all agree now, or passes it on."""
    body = SettleDisagreement(step=step, agreed=agreed, reasons=cases.MARK, minutes=cases.document("会议纪要"))
    return deed(actor, body, day)


def withdrawn(day: str, actor: Actor = cases.CONTACT) -> Deed:
    """The applicant's unit takes the application back."""
    return deed(actor, WithdrawApplication(reasons=cases.MARK), day)


DISPUTED = FILED.given(cases.proposed_acceptance("2026-01-22"), disputed("2026-01-26"))
"""The organisation department would accept, the discipline organ would not; the conference is asked."""
VOTING = DISPUTED.given(settled("2026-01-28", agreed=False))
"""The conference did not bring them together; the committee votes."""
DETERMINING = NOTHING.given(cases.filed(), *cases.accepted(), cases.denied("2026-02-05"), *cases.investigated())
