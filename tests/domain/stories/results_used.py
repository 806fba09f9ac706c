"""Deeds on results and clarifications, under the Nujiang pack with the rules of another place on both."""

from dataclasses import replace
from uuid import UUID

from domain.case.commands import (
    AcknowledgeResults,
    AnyCommand,
    DecideContraryUse,
    IssueClarification,
    OpenClarification,
    ReferFalseAccusation,
    ReportContraryUse,
)
from domain.case.state import Case
from domain.context import DecisionContext
from domain.pack.pack import Pack
from domain.pack.results import Clarification, Consumer, DutyRule, Outcome, ResultArea
from domain.pack.terms import Item, Within
from domain.values import Actor, Bilingual
from tests.domain.scenario import Deed, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

NOBODY = UUID(int=0)
_NAME = Bilingual(zh="名称", en="name")
UNIT_AREA = ResultArea(
    id="unit_assessment", name=Bilingual(zh="单位考核一般不扣分", en="no deduction for the unit"), protects="unit"
)
CONSUMERS = (
    Consumer(role="organization", cite=("BT-14",)),
    Consumer(
        role="discipline",
        areas=("no_veto",),
        within=Within.model_validate({"amount": 5, "unit": "working_days", "force": "advisory"}),
        cite=("R-07",),
    ),
)
CONTRARY_USE = DutyRule(
    duty="supervise_results",
    name=Bilingual(zh="监督结果运用，责令整改", en="supervise and order rectification"),
    by="discipline",
    per="subject",
    outcomes=(Outcome.EXEMPT, Outcome.REDUCED, Outcome.LIGHTER),
    cite=("NJ-39",),
)
CLARIFICATION = Clarification(
    by="organization",
    grounds=(Item(id="untrue", name=_NAME), Item(id="false_accusation", name=_NAME)),
    forms=(Item(id="letter", name=_NAME), Item(id="meeting", name=_NAME)),
    cite=("NJ-29",),
)
BARE: Pack = cases.PACK.model_copy(
    update={"results": cases.PACK.results.model_copy(update={"contrary_use": None}), "clarification": None}
)
"""Neither follows up how results are used nor clarifies."""
PACK: Pack = cases.PACK.model_copy(
    update={
        "results": cases.PACK.results.model_copy(
            update={
                "areas": (*cases.PACK.results.areas, UNIT_AREA),
                "consumers": CONSUMERS,
                "contrary_use": CONTRARY_USE,
            }
        ),
        "clarification": CLARIFICATION,
    }
)
CONTEXT: DecisionContext = replace(cases.CONTEXT, pack=PACK)


def knowing(pack: Pack) -> DecisionContext:
    """What is known under another pack."""
    return replace(cases.CONTEXT, pack=pack)


def acknowledged(actor: Actor, day: str, objection: str | None = None) -> Deed:
    """An organ takes note of the oldest result it has not taken note of yet."""

    def body(case: Case) -> AnyCommand:
        id_ = next(
            (
                id_
                for id_, duty in case.open_duties.items()
                if (duty.opened.duty, duty.opened.responsible) == ("acknowledge_results", actor.organ)
            ),
            NOBODY,
        )
        return AcknowledgeResults(duty=id_, objection=objection)

    return deed(actor, body, day)


def reported(day: str, area: str = "promotion", actor: Actor = cases.CONTACT, who: UUID = cases.ANN) -> Deed:
    """Somebody reports that a result was used against its subject."""
    body = ReportContraryUse(subject=who, area=area, by_organ=MARK, what_happened=MARK, evidence=(cases.document(),))
    return deed(actor, body, day)


def decided(day: str, actor: Actor = cases.DISCIPLINE, *, found: bool = True) -> Deed:
    """The newest report is decided."""

    def body(case: Case) -> AnyCommand:
        id_ = next(reversed([*case.contrary_uses]), NOBODY)
        return DecideContraryUse(contrary_use=id_, found=found, reasons=MARK, document=cases.document("整改通知"))

    return deed(actor, body, day)


def clarifying(day: str, ground: str = "untrue", actor: Actor = cases.CONTACT, who: UUID = cases.ANN) -> Deed:
    """Somebody has a clarification opened."""
    return deed(actor, OpenClarification(subject=who, ground=ground, statement=MARK), day)


def _on_newest_clarification(
    actor: Actor, day: str, command: type[IssueClarification | ReferFalseAccusation], told: dict[str, object]
) -> Deed:
    def body(case: Case) -> AnyCommand:
        id_ = next(reversed([*case.clarifications]), NOBODY)
        return command.model_validate({"clarification": id_, **told})

    return deed(actor, body, day)


def clarified(day: str, actor: Actor = cases.ORGANISATION, /, **more: object) -> Deed:
    """The newest clarification is issued to the own unit, unless told otherwise."""
    letter = {"form": "letter", "document": cases.document("澄清函"), "recipients": ("county-a-qingshi",)}
    return _on_newest_clarification(actor, day, IssueClarification, {**letter, "scope": MARK, **more})


def referred(day: str, actor: Actor = cases.ORGANISATION, /, **more: object) -> Deed:
    """Whoever accused falsely is referred to the discipline organ, unless told otherwise."""
    letter = {"to": "county-a-discipline", "reasons": MARK, "document": cases.document("移送函")}
    return _on_newest_clarification(actor, day, ReferFalseAccusation, {**letter, **more})


FILED = cases.NOTHING.knowing(CONTEXT).given(cases.filed())
DETERMINED = FILED.given(*cases.accepted(), cases.denied("2026-02-05"), *cases.investigated(), *cases.determined())
APPROVED = DETERMINED.given(*cases.voted())
RECEIVED = APPROVED.given(cases.served(), cases.received())
CLOSED = RECEIVED.given(
    acknowledged(cases.ORGANISATION, "2026-02-24"),
    acknowledged(cases.DISCIPLINE, "2026-02-24"),
    *(cases.done(duty, actor, "2026-02-25") for duty, actor in (*cases.DUTIES, ("tracking", cases.ORGANISATION))),
    cases.done("correction", cases.CONTACT, "2026-02-25"),
)
EVERYTHING = CLOSED.given(
    reported("2026-03-02"),
    decided("2026-03-04"),
    clarifying("2026-03-05"),
    clarified("2026-03-06"),
    referred("2026-03-09"),
)
UNRULED = cases.CLOSED.knowing(knowing(BARE))
"""Closed under a pack that has no such rules."""
SENDING = cases.SERVED.knowing(
    knowing(
        cases.PACK.model_copy(
            update={
                "duties": tuple(
                    rule.model_copy(
                        update={"recipients": tuple(Item(id=each, name=_NAME) for each in ("unit", "area"))}
                    )
                    for rule in cases.PACK.duties
                )
            }
        )
    )
)
"""Every duty sends something to two."""
