"""A procedure in which one organ begins, decides by itself, and settles accountability with it, on Nujiang's lists."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.acts.determination import Opinion
from domain.case.commands import BeginByOrgan, BeginWithAccountability, ChangeSubjects, ProposeDetermination
from domain.case.context import DecisionContext
from domain.pack.pack import Pack
from domain.pack.results import Disposition, DutyRule, Outcome, SubjectChange
from domain.pack.steps import Need, OrganBody, Route, RouteKind, TeamBody
from domain.pack.terms import Within
from domain.streams import CASE
from domain.terms.deadlines import TermUnit
from domain.values import Actor, Bilingual
from policies.packs.loader import pack_sha256
from tests.domain import story as s
from tests.domain.scenario import CASE_ID, Deed, Given, deed

_STEPS = s.PACK.tolerance.steps
_NAME = Bilingual(zh="意见", en="disposition")
_FILE = DutyRule(
    duty="personnel_file",
    name=Bilingual(zh="归入干部人事档案", en="into the personnel file"),
    by="discipline",
    per="case",
    outcomes=s.PACK.outcomes,
    within=Within(amount=5, unit=TermUnit.working_days),
    opens="decision",
    cite=("BT-17",),
)
DIRECT: Pack = s.PACK.model_copy(
    update={
        "bodies": {
            "organ": OrganBody(organ="discipline"),
            "team": TeamBody(members=("discipline",), lead="discipline"),
        },
        "tolerance": s.PACK.tolerance.model_copy(
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
        "duties": (*s.PACK.duties, _FILE),
        "reappraisal": s.PACK.reappraisal.model_copy(update={"body": "organ"}),
        "subject_change": SubjectChange(by="discipline"),
        "dispositions": (
            Disposition(id="waived", name=_NAME, outcomes=(Outcome.EXEMPT,)),
            Disposition(id="milder", name=_NAME, outcomes=(Outcome.REDUCED, Outcome.LIGHTER)),
            Disposition(id="pursued", name=_NAME, outcomes=(Outcome.NOT_TOLERATED,)),
        ),
    }
)
DIRECT = Pack.model_validate(DIRECT.model_dump(by_alias=True))
KNOWN: DecisionContext = replace(s.KNOWN, pack=DIRECT, pack_sha256=pack_sha256(DIRECT))
_FITTING = {each: disposition.id for disposition in DIRECT.dispositions for each in disposition.outcomes}

_OPENING = {
    "pack": "nujiang",
    "to_organ": "county-a-discipline",
    "title": s.MARK,
    "statement": s.MARK,
    "subjects": (s.ANN,),
    "ground": "s2",
    "error_class": "procedure_flaw",
    "occurred_on": date(2025, 11, 3),
    "evidence": (s.document(),),
}


def begun(day: str = "2026-02-03", actor: Actor = s.DISCIPLINE, **changes: object) -> Deed:
    """Accountability was opened, and the case begins with it."""
    body = BeginWithAccountability.model_validate({**_OPENING, "accountability": "甲问责〔2026〕1号", **changes})
    return deed(actor, body, day)


def by_organ(day: str = "2026-02-03", route: str = "own_motion", **changes: object) -> Deed:
    """The organ begins by itself, or from a clue."""
    return deed(s.DISCIPLINE, BeginByOrgan.model_validate({**_OPENING, "route": route, **changes}), day)


def subjects_changed(day: str = "2026-02-06", **changes: object) -> Deed:
    """Subjects are taken in or out."""
    return deed(s.DISCIPLINE, ChangeSubjects.model_validate({"reasons": s.MARK, **changes}), day)


def opinion(who: UUID = s.ANN, outcome: Outcome = Outcome.EXEMPT, **more: object) -> Opinion:
    """An opinion with the disposition that goes with it."""
    return s.opinion(who, outcome, **{"disposition": _FITTING[outcome], **more})


def determination(*opinions: Opinion, day: str = "2026-02-12") -> Deed:
    """The organ decides on both limbs."""
    body: ProposeDetermination = s.determination(*(opinions or (opinion(),)))
    return deed(s.DISCIPLINE, body, day)


def investigated(subjects: tuple[UUID, ...] = (s.ANN,), **results: str) -> tuple[Deed, ...]:
    """The organ's own team works, and looks for earlier matters."""
    return (
        replace(s.team_formed("2026-02-05", (s.DISCIPLINE,)), actor=s.DISCIPLINE),
        *(s.heard(each, "2026-02-09") for each in subjects),
        deed(s.DISCIPLINE, s.findings(**results), "2026-02-10"),
        replace(s.denied("2026-02-10"), actor=s.DISCIPLINE),
        replace(s.reported("2026-02-11"), actor=s.DISCIPLINE),
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

NOTHING = Given(CASE, CASE_ID, KNOWN)
BEGUN = NOTHING.given(begun())
INVESTIGATED = BEGUN.given(*investigated())
DECIDED = INVESTIGATED.given(determination())
