"""The Nujiang case by a pack that makes decisions public and files them, as Zhoushan's does (ZS-10, ZS-26, ZS-27)."""

from dataclasses import replace
from typing import Final

from domain.case.commands import ConcludePublicity, FileWithCommittee, RaiseObjection, StartPublicity
from domain.context import DecisionContext
from domain.pack.pack import Pack
from domain.values import Actor
from policies.packs.loader import pack_sha256
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

STEPS: Final[dict[str, dict[str, object]]] = {
    "publicity": {
        "kind": "publicity",
        "name": {"zh": "公示", "en": "publicity"},
        "body": "both",
        "needs": ["confirmed_correct"],
        "within": {"amount": 5, "unit": "working_days", "force": "window", "standing": "default", "cite": ["A-23"]},
        "leads": {"quiet": "filing", "objection": "investigation"},
        "cite": ["ZS-26"],
    },
    "filing": {
        "kind": "filing",
        "name": {"zh": "报备", "en": "filing with the committee"},
        "body": "both",
        "with": "committee",
        "within": {"amount": 5, "unit": "working_days", "from": "publicity.quiet", "force": "advisory"},
        "leads": {"filed": "settlement"},
        "cite": ["ZS-10", "ZS-27"],
    },
}
"""What stands between the feedback and the settlement."""


def with_steps(**changes: object) -> Pack:
    """The pack, checked, with changes of its publicity."""
    value = cases.PACK.model_dump(mode="json", by_alias=True)
    steps = value["tolerance"]["steps"]
    steps |= {**STEPS, "publicity": {**STEPS["publicity"], **changes}}
    steps["feedback"]["leads"] = {"served": "publicity"}
    return Pack.model_validate(value)


PACK = with_steps()
CONTEXT: DecisionContext = replace(cases.CONTEXT, pack=PACK, pack_sha256=pack_sha256(PACK))


def publicised(day: str = "2026-03-25", actor: Actor = cases.ORGANISATION) -> Deed:
    """The decision is made public."""
    return deed(actor, StartPublicity(notice=cases.document("公示"), scope=MARK), day)


def objected(day: str = "2026-03-27", actor: Actor = cases.CONTACT) -> Deed:
    """Somebody objects."""
    return deed(actor, RaiseObjection(statement=MARK, evidence=(cases.document("异议"),)), day)


def concluded(day: str = "2026-04-02", answers: int = 0, *, upheld: bool | None = None) -> Deed:
    """The organ concludes."""
    return deed(cases.ORGANISATION, ConcludePublicity(upheld=upheld, answers=(MARK,) * answers, reasons=MARK), day)


def filed(day: str = "2026-04-03", actor: Actor = cases.ORGANISATION) -> Deed:
    """The result is filed with the committee."""
    return deed(actor, FileWithCommittee(document=cases.document("备案"), remarks=MARK), day)


SERVED: Given = (
    cases.NOTHING.knowing(CONTEXT)
    .given(
        cases.filed(),
        *cases.accepted(),
        cases.denied("2026-02-05"),
        *cases.investigated(),
        *cases.determined(),
        *cases.voted(),
    )
    .given(cases.served())
)
RECEIVED = SERVED.given(cases.received())
"""On 24 February: whoever may ask for reappraisal has until 24 March."""
PUBLIC = RECEIVED.given(publicised())
"""Since 25 March, until 1 April."""
OBJECTED = PUBLIC.given(objected())
OVER = PUBLIC.given(cases.rings("publicity", "lapsed", "2026-04-02"))
QUIET = OVER.given(concluded())
