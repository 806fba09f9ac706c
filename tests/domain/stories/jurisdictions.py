"""A case of county A that turns out to be another place's: who hands it over, who takes it, who says so."""

from dataclasses import replace

from domain.acts.jurisdiction.arrival import Restated
from domain.case.commands import (
    AnswerHandover,
    DesignateOrgan,
    ElevateCase,
    HandDownCase,
    ReferToSuperior,
    TransferCase,
)
from domain.context import DecisionContext
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.values import Actor
from policies.packs.loader import pack_sha256
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases

A, B, PREFECTURE, PROVINCE = (
    "county-a-organization",
    "county-b-organization",
    "prefecture-organization",
    "province-organization",
)
HEAD_A, HEAD_B, HEAD_PREFECTURE, HEAD_PROVINCE = (cases.post(f"{organ}-head") for organ in (A, B, PREFECTURE, PROVINCE))
PLACES = {A: "demo-county-a", B: "demo-county-b", PREFECTURE: "demo-prefecture", PROVINCE: "demo-province"}


def managed_in(place: str, context: DecisionContext = cases.CONTEXT) -> DecisionContext:
    """What is known where the register says that Ann is managed in a place."""
    moved = context.subjects[cases.ANN].model_copy(update={"jurisdiction": place})
    return replace(context, subjects={**context.subjects, cases.ANN: moved})


def without_superior(place: str, context: DecisionContext) -> DecisionContext:
    """What is known where nothing lies above a place."""
    organs: Organs = context.organs
    places = tuple(
        each.model_copy(update={"superior": None}) if each.id == place else each for each in organs.jurisdictions
    )
    return replace(context, organs=organs.model_copy(update={"jurisdictions": places}))


RISEN, GONE_TO_B = managed_in("demo-prefecture"), managed_in("demo-county-b")
ALONE = without_superior("demo-county-a", GONE_TO_B)
"""Ann is managed in county B, which has no superior in common with county A."""


def transferred(day: str, to_organ: str = PREFECTURE, actor: Actor = HEAD_A) -> Deed:
    """The organ that has the case transfers it."""
    return deed(actor, TransferCase(to_organ=to_organ, reasons=cases.MARK, document=cases.document("移送函")), day)


def handed_down(day: str, to_organ: str = A, actor: Actor = HEAD_PREFECTURE) -> Deed:
    """A higher organ hands one of its own cases down."""
    return deed(actor, HandDownCase(to_organ=to_organ, reasons=cases.MARK, document=cases.document("交办函")), day)


def received(day: str, actor: Actor = HEAD_PREFECTURE, restated: Restated | None = None) -> Deed:
    """The organ it went to takes it."""
    return deed(actor, AnswerHandover(accepts=True, restated=restated or Restated()), day)


def declined(day: str, actor: Actor = HEAD_PREFECTURE, reasons: str | None = cases.MARK) -> Deed:
    """The organ it went to, or was asked, says no."""
    return deed(actor, AnswerHandover(accepts=False, reasons=reasons), day)


def referred(day: str, asks: str = "elevation", actor: Actor = HEAD_A) -> Deed:
    """The organ that has the case asks its superior."""
    return deed(actor, ReferToSuperior.model_validate({"asks": asks, "reasons": cases.MARK}), day)


def elevated(day: str, actor: Actor = HEAD_PREFECTURE, restated: Restated | None = None) -> Deed:
    """A higher organ takes the case."""
    body = ElevateCase(reasons=cases.MARK, document=cases.document("提级决定"), restated=restated or Restated())
    return deed(actor, body, day)


def designated(day: str, to_organ: str = B, actor: Actor = HEAD_PREFECTURE) -> Deed:
    """A higher organ says who has the case."""
    return deed(actor, DesignateOrgan(to_organ=to_organ, reasons=cases.MARK, document=cases.document("指定决定")), day)


FILED = cases.FILED.knowing(RISEN)
"""Applied for in county A on 20 January; Ann is managed by the prefecture by now."""
SENT = FILED.given(transferred("2026-01-27"))
TAKEN = SENT.given(received("2026-01-30"))
SENT_TO_B = cases.FILED.knowing(GONE_TO_B).given(transferred("2026-01-27", B))
DISPUTED = SENT_TO_B.given(declined("2026-01-30", HEAD_B))
"""Neither county takes it for its own; the prefecture has to say."""
RAISED = cases.FILED.given(elevated("2026-01-27"))


def local(place: str, name: str, **changes: object) -> Pack:
    """A procedure that holds in one place alone."""
    return cases.PACK.model_copy(update={"pack": name, "jurisdiction": place, **changes})


PACK_A = local("demo-county-a", "nujiang")
PACK_PREFECTURE = local("demo-prefecture", "prefecture-law")
FEWER_GROUNDS = local(
    "demo-prefecture",
    "prefecture-law",
    assessment=cases.PACK.assessment.model_copy(
        update={"grounds": tuple(each for each in cases.PACK.assessment.grounds if each.id != "s2")}
    ),
)
"""The law of the prefecture, without the ground that the case rests on."""


def under(*published: Pack, context: DecisionContext = cases.CONTEXT) -> DecisionContext:
    """What is known where county A has a law of its own, and these are published beside it."""
    every = {pack_sha256(pack): pack for pack in (PACK_A, *published)}
    return replace(context, pack=PACK_A, pack_sha256=pack_sha256(PACK_A), published=every)


def filed_under(*published: Pack) -> Given:
    """The same case, where places have their own law."""
    return cases.NOTHING.knowing(under(*published)).given(cases.filed())
