"""A pack whose assessment has grown, made of the Nujiang one: a negative list, an exception, checks, consultations.

And one whose lists are not known. Both are made up for tests.
"""

from dataclasses import replace

from domain.acts.investigation import FindingEntry
from domain.case.commands import RecordConsultation, RecordFindings, RecordLegalityCheck
from domain.context import DecisionContext
from domain.pack.assessment import (
    FREE_TEXT,
    Assessment,
    Criterion,
    CriterionException,
    ItemList,
    NegativeItem,
    ReviewBy,
    Unavailable,
    UnavailableList,
)
from domain.pack.pack import Pack
from domain.pack.steps import ConsultationForm, Need
from domain.pack.terms import Item, Standing
from domain.terms.deadlines import TermUnit
from domain.values import Actor, Bilingual
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK


def named(zh: str, en: str = "x") -> Bilingual:
    """A name."""
    return Bilingual(zh=zh, en=en)


LIST = ItemList(
    id="county-2016",
    name=named("某县容错清单"),
    layer="county",
    edition="2016",
    review_by=ReviewBy(amount=12, unit=TermUnit.months, standing=Standing.DEFAULT, cite=("R-01",)),
    owner="discipline",
    source="虚构",
    cite=("ZS-02",),
)
ACCIDENT = NegativeItem(id="safety_accident", name=named("安全生产责任事故"), list="county-2016", cite=("ZS-03",))
MASS_INCIDENT = NegativeItem(id="mass_incident", name=named("群体性事件处置不当"), cite=("ZS-03",))
EXCEPTION = CriterionException(
    when=Item(id="emergency", name=named("应急处置")),
    instead=Item(id="report", name=named("事后报告")),
    cite=("R-03",),
)
COLLECTIVE = "not_arbitrary"
"""The criterion of collective decision, too strict in an emergency (R-03)."""


def grown(**changes: object) -> Pack:
    """The Nujiang pack with an assessment that has everything but lists not known; its steps check and consult."""
    criteria = tuple(
        Criterion.model_validate({**dict(each), "exception": EXCEPTION}) if each.id == COLLECTIVE else each
        for each in cases.PACK.assessment.criteria
    )
    assessment = cases.PACK.assessment.model_copy(
        update={"criteria": criteria, "negative": (ACCIDENT, MASS_INCIDENT), "lists": (LIST,), **changes}
    )
    return examining(cases.PACK.model_copy(update={"assessment": assessment}))


def examining(pack: Pack) -> Pack:
    """The same pack, where others may be consulted and legality is checked before anything is determined."""
    investigation, determination = pack.step("investigation"), pack.step("determination")
    steps = {
        **pack.tolerance.steps,
        "investigation": investigation.model_copy(
            update={"may": (ConsultationForm.HEARING, ConsultationForm.EXPERT_OPINION)}
        ),
        "determination": determination.model_copy(
            update={
                "may": (ConsultationForm.GROUP_MEETING,),
                "needs": (*determination.needs, Need.LEGALITY_CHECKED),
            }
        ),
    }
    track = pack.tolerance.model_copy(update={"steps": steps})
    return Pack.model_validate(dict(pack.model_copy(update={"tolerance": track})))


UNKNOWN = UnavailableList(reason=named("原文点名的清单没有附文", "the list is named, not attached"), cite=("BT-05",))


def hidden(*, items: int | None = None) -> Pack:
    """The Nujiang pack with none of its lists known."""
    unknown = UNKNOWN.model_copy(update={"items": items})
    assessment = Assessment(
        effect="discretionary",
        unavailable=Unavailable(grounds=unknown, criteria=unknown, factors=unknown, negative=unknown),
    )
    return Pack.model_validate(dict(cases.PACK.model_copy(update={"assessment": assessment})))


GROWN = grown()
GROWN_CONTEXT: DecisionContext = replace(cases.CONTEXT, pack=GROWN)
HIDDEN = hidden()
HIDDEN_CONTEXT: DecisionContext = replace(cases.CONTEXT, pack=HIDDEN)
STATED = {"ground": FREE_TEXT, "ground_statement": MARK}


def found(pack: Pack, day: str = "2026-02-09", **results: str) -> Deed:
    """A finding on every item of a pack, as it should be for tolerance but for those named; none where it says so."""
    ground = FREE_TEXT if pack.assessment.unavailable.grounds else "s2"
    entries = [
        {"of": of, "item": item.id, "result": result, "reasons": MARK, "evidence": evidence(result)}
        for of, items in pack.assessment.examined(ground).items()
        for item in items
        if (result := told(results, of, item.id)) != "missing"
    ]
    return deed(cases.AUDIT, RecordFindings(findings=tuple(map(FindingEntry.model_validate, entries))), day)


def told(results: dict[str, str], of: str, item: str) -> str:
    """What is found on an item: told by its id, or by what it is of."""
    usual = "not_met" if of == "negative" else "met"
    return results.get(item, results.get(of, usual))


def evidence(result: str) -> tuple[object, ...]:
    """The report that an exception rests on."""
    return (cases.document("事后报告"),) if result == "excepted" else ()


def checked(day: str, *, passed: bool = True, actor: Actor = cases.ORGANISATION) -> Deed:
    """Somebody checks the legality."""
    return deed(actor, check(passed=passed), day)


def check(*, passed: bool) -> RecordLegalityCheck:
    """A check that ended so."""
    return RecordLegalityCheck(passed=passed, opinion=cases.document("审查意见"), reasons=MARK)


def consulted(form: str, day: str, actor: Actor = cases.ORGANISATION) -> Deed:
    """Others are consulted."""
    return deed(actor, consultation(form), day)


def consultation(form: str) -> RecordConsultation:
    """A consultation in that form."""
    return RecordConsultation.model_validate({"form": form, "record": cases.document("会议记录"), "summary": MARK})


def investigated(given: Given, pack: Pack, **results: str) -> Given:
    """The team works and reports, with these findings."""
    return given.given(
        cases.denied("2026-02-05"),
        cases.team_formed("2026-02-05"),
        cases.heard(cases.ANN, "2026-02-06"),
        found(pack, **results),
        cases.reported("2026-02-10"),
    )


ACCEPTED = cases.NOTHING.knowing(GROWN_CONTEXT).given(cases.filed(), *cases.accepted())
TEAM = ACCEPTED.given(cases.team_formed("2026-02-05"))
INVESTIGATED = investigated(ACCEPTED, GROWN)
STATED_CASE = cases.NOTHING.knowing(HIDDEN_CONTEXT).given(cases.filed(**STATED), *cases.accepted())
CHECKED = INVESTIGATED.given(consulted("group_meeting", "2026-02-11"), checked("2026-02-11"))
