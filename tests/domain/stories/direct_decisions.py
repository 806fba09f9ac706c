"""A procedure in which one organ begins, decides by itself, and settles accountability with it, on Nujiang's lists."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.acts.determination import Opinion
from domain.case.commands import BeginByOrgan, BeginWithAccountability, ChangeSubjects, ProposeDetermination
from domain.context import DecisionContext
from domain.pack.pack import Pack
from domain.pack.results import Disposition, DutyRule, Outcome, SubjectChange
from domain.pack.steps import Need, OrganBody, Route, RouteKind, TeamBody
from domain.pack.terms import Within
from domain.streams import CASE
from domain.terms.deadlines import TermUnit
from domain.values import Actor, Bilingual
from policies.packs.loader import pack_sha256
from tests.domain.scenario import CASE_ID, Deed, Given, deed
from tests.domain.stories import cases

_STEPS = cases.PACK.tolerance.steps
_NAME = Bilingual(zh="意见", en="disposition")
_FILE = DutyRule(
    duty="personnel_file",
    name=Bilingual(zh="归入干部人事档案", en="into the personnel file"),
    by="discipline",
    per="case",
    outcomes=cases.PACK.outcomes,
    within=Within(amount=5, unit=TermUnit.working_days),
    opens="decision",
    cite=("BT-17",),
)
DIRECT: Pack = cases.PACK.model_copy(
    update={
        "bodies": {
            "organ": OrganBody(organ="discipline"),
            "team": TeamBody(members=("discipline",), lead="discipline"),
        },
        "tolerance": cases.PACK.tolerance.model_copy(
            update={
                "opens": tuple(
                    Route(route=kind, by=("discipline",), to="discipline", first="investigation")
                    for kind in (RouteKind.ACCOUNTABILITY, RouteKind.OWN_MOTION, RouteKind.CLUE_TRANSFER)
                ),
                "steps": {
                    "investigation": _STEPS["investigation"].model_copy(update={"within": None}),
                    "determination": _STEPS["determination"].model_copy(
                        update={"body": "organ", "leads": {"decided": "feedback"}, "within": None}
                    ),
                    "feedback": _STEPS["feedback"].model_copy(update={"body": "organ", "within": None}),
                    "settlement": _STEPS["settlement"],
                },
            }
        ),
        "told": {},
        "duties": (*cases.PACK.duties, _FILE),
        "reappraisal": cases.reappraising(body="organ"),
        "subject_change": SubjectChange(by="discipline"),
        "dispositions": (
            Disposition(id="waived", name=_NAME, outcomes=(Outcome.EXEMPT,)),
            Disposition(id="milder", name=_NAME, outcomes=(Outcome.REDUCED, Outcome.LIGHTER)),
            Disposition(id="pursued", name=_NAME, outcomes=(Outcome.NOT_TOLERATED,)),
        ),
    }
)
DIRECT = Pack.model_validate(DIRECT.model_dump(by_alias=True))
CONTEXT: DecisionContext = replace(cases.CONTEXT, pack=DIRECT, pack_sha256=pack_sha256(DIRECT))
_FITTING = {each: disposition.id for disposition in DIRECT.dispositions for each in disposition.outcomes}

_OPENING = {
    "pack": "nujiang",
    "to_organ": "county-a-discipline",
    "title": cases.MARK,
    "statement": cases.MARK,
    "subjects": (cases.ANN,),
    "ground": "s2",
    "error_class": "procedure_flaw",
    "occurred_on": date(2025, 11, 3),
    "evidence": (cases.document(),),
}


def begun(day: str = "2026-02-03", actor: Actor = cases.DISCIPLINE, **changes: object) -> Deed:
    """Accountability was opened, and the case begins with it."""
    body = BeginWithAccountability.model_validate({**_OPENING, "accountability": "甲问责〔2026〕1号", **changes})
    return deed(actor, body, day)


def by_organ(day: str = "2026-02-03", route: str = "own_motion", **changes: object) -> Deed:
    """The organ begins by itself, or from a clue."""
    return deed(cases.DISCIPLINE, BeginByOrgan.model_validate({**_OPENING, "route": route, **changes}), day)


def subjects_changed(day: str = "2026-02-06", **changes: object) -> Deed:
    """Subjects are taken in or out."""
    return deed(cases.DISCIPLINE, ChangeSubjects.model_validate({"reasons": cases.MARK, **changes}), day)


def opinion(who: UUID = cases.ANN, outcome: Outcome = Outcome.EXEMPT, **more: object) -> Opinion:
    """An opinion with the disposition that goes with it."""
    return cases.opinion(who, outcome, **{"disposition": _FITTING[outcome], **more})


def determination(*opinions: Opinion, day: str = "2026-02-12") -> Deed:
    """The organ decides on both limbs."""
    body: ProposeDetermination = cases.determination(*(opinions or (opinion(),)))
    return deed(cases.DISCIPLINE, body, day)


def investigated(subjects: tuple[UUID, ...] = (cases.ANN,), **results: str) -> tuple[Deed, ...]:
    """The organ's own team works, and looks for earlier matters."""
    return (
        replace(cases.team_formed("2026-02-05", (cases.DISCIPLINE,)), actor=cases.DISCIPLINE),
        *(cases.heard(each, "2026-02-09") for each in subjects),
        deed(cases.DISCIPLINE, cases.findings(**results), "2026-02-10"),
        replace(cases.denied("2026-02-10"), actor=cases.DISCIPLINE),
        replace(cases.reported("2026-02-11"), actor=cases.DISCIPLINE),
    )


ALONE = Pack.model_validate(
    DIRECT.model_copy(
        update={
            "tolerance": DIRECT.tolerance.model_copy(
                update={
                    "steps": {
                        **DIRECT.tolerance.steps,
                        "investigation": DIRECT.step("investigation").model_copy(
                            update={"body": "organ", "needs": (Need.DEFENCE_HEARD,)}
                        ),
                    }
                }
            )
        }
    ).model_dump(by_alias=True)
)
"""The same, but the organ investigates without a team (BT-07)."""

NOTHING = Given(CASE, CASE_ID, CONTEXT)
BEGUN = NOTHING.given(begun())
INVESTIGATED = BEGUN.given(*investigated())
DECIDED = INVESTIGATED.given(determination())
