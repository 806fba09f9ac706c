"""Packs made at random: a procedure that leads somewhere, and then some edits as people make them by mistake."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

Value = dict[str, Any]
"""A pack as it stands in a file."""

_OUTCOMES = ("exempt", "reduced", "lighter", "not_tolerated")
_NEEDS = (
    *("endorsement", "evidence", "team_formed", "defence_heard", "factors_weighed", "findings_complete"),
    *("same_matter_checked", "correction_demands", "confirmed_correct", "legality_checked"),
)
_INVESTIGATED = ("defence_heard", "factors_weighed", "findings_complete")
_DECIDED_BY = {"organ": ("other", "meeting"), "other": ("organ", "meeting")}
"""Who may decide what another organ puts forward."""
_MAIN = frozenset({"accepted", "reported", "advised", "proposed", "decided", "approved", "served"})
"""The outcomes that every walk but an odd one comes to."""
_BODIES = ("organ", "other", "both", "team", "meeting")
_OF_ORGANS: tuple[Value, ...] = ({"route": "superior_order", "name": {"zh": "责令", "en": "责令"}},)
_UNITS = ("working_days", "calendar_days", "months", "promptly")


def name(zh: str) -> Value:
    """Something in both languages."""
    return {"zh": zh, "en": zh}


def listed(*ids: str) -> list[Value]:
    """Entries of a list."""
    return [{"id": each, "name": name(each)} for each in ids]


@st.composite
def terms(draw: st.DrawFn, /, *moments: str, **fixed: object) -> Value:
    """A term that runs from one of some moments, or from the opening."""
    begins = draw(st.sampled_from(("", *moments)))
    term = {"amount": draw(st.integers(1, 20)), "unit": draw(st.sampled_from(_UNITS))} | fixed
    force = draw(st.sampled_from(("", "statutory", "advisory")))
    longer = draw(_extensions())
    term |= {"extension": longer} if longer and "extended" in fixed else {}
    term.pop("extended", None)
    return term | ({"from": begins} if begins else {}) | ({"force": force} if force and "force" not in fixed else {})


@st.composite
def _extensions(draw: st.DrawFn) -> Value | None:
    """How a term may be extended, if it may."""
    many: tuple[object, ...] = ("unlimited", draw(st.integers(1, 9)))
    told = {"at_most": draw(st.sampled_from(many)), "by": "committee"}
    times = draw(st.sampled_from((None, 2, "unlimited")))
    return draw(st.sampled_from((None, told | ({"times": times} if times else {}))))


@st.composite
def _graded(draw: st.DrawFn, item: Value) -> Value:
    """An item that is found by grade, or as met or not."""
    if draw(st.booleans()):
        return item
    bars = st.lists(st.sampled_from(_OUTCOMES[:3]), unique=True)
    grades = [{**each, "bars": draw(bars)} for each in listed("first", "second", "third")]
    grades[draw(st.integers(0, 2))]["bars"] = []
    return {**{key: each for key, each in item.items() if key != "blocking"}, "grades": grades}


@st.composite
def sound_packs(draw: st.DrawFn) -> Value:
    """A procedure of any of the shapes that the language has, with nothing wrong in it."""
    steps, opens = draw(_steps())
    accepts = "acceptance" in steps
    told = {"duty": "notice", "name": name("通知"), "by": "organization", "per": "case", "outcomes": list(_OUTCOMES)}
    conditions = draw(st.integers(0, 2))
    criteria = [
        draw(_graded({**each, "blocking": draw(st.booleans())}))
        for each in listed(*(f"c{n}" for n in range(draw(st.integers(1, 2)))))
    ]
    return {
        "pack": "made",
        "edition": "1",
        "name": name("生成的程序"),
        "standing": "default",
        "source": "生成",
        "calendar": "cn",
        "scope": [{**listed("organ")[0], **draw(st.sampled_from(({}, {"subjects": ["person", "unit"]})))}],
        "error_classes": listed("slip"),
        "liabilities": listed("accountability"),
        "measures": [],
        "outcomes": list(_OUTCOMES),
        "roles": {
            each: name(each)
            for each in ("organization", "discipline", "committee", "own_committee", "related", "unit", "conference")
        },
        "bodies": _bodies(draw),
        "assessment": {
            "effect": draw(st.sampled_from(("obligatory", "discretionary"))),
            "grounds": [
                {
                    **listed("g")[0],
                    "conditions": [draw(_graded(k)) for k in listed(*(f"k{n}" for n in range(conditions)))],
                    **draw(st.sampled_from(({}, {"scope": ["organ"]}))),
                }
            ],
            "criteria": criteria,
            "factors": [draw(_graded(each)) for each in listed("f")],
        },
        "tolerance": {"opens": opens, "steps": steps},
        "told": {"acceptance": told} if accepts else {},
        **draw(_appeals(accepts=accepts)),
        **draw(_duties(steps)),
        "results": {"outcomes": ["exempt"], "subjects": ["person", "unit"], "areas": listed("awards")},
        "ban": {"key": ["matter", "error_class"], "bars": ["exempt"], "exceptions": []},
        "ladder": {"remind_before": [], "rungs": []},
        "risk_filing": _risk_filing(draw),
    }


@st.composite
def _appeals(draw: st.DrawFn, *, accepts: bool) -> Value:
    """A reappraisal, or two levels of appeal, heard by whoever is found in any of the ways."""
    body = draw(st.sampled_from(("organ", "other", "both")))
    heard = draw(
        st.sampled_from(({"body": body}, {"body": "conference", "heard_by": "another"}, {"heard_by": "above"}))
    )
    several = draw(st.booleans())
    first = {**heard, **draw(_level("review", several=several)), "opens": [] if several else [*_OF_ORGANS]}
    if several or draw(st.booleans()):
        first["opens"].append(_window(draw, "request", "feedback.received"))
    if accepts and draw(st.booleans()):
        first["opens"].append({"route": "not_accepted", "name": name("对不予受理申请复议")})
    if not several:
        return {"reappraisal": first} if draw(st.booleans()) else {"appeals": [first]}
    again = (
        draw(st.sampled_from(({"heard_by": "same"}, {"body": "other"})))
        if heard == {"heard_by": "above"}
        else {"heard_by": draw(st.sampled_from(("same", "above")))}
    )
    second = {**again, **draw(_level("complaint", several=True)), "opens": [_window(draw, "request", "review.decided")]}
    return {"appeals": [first, second]}


@st.composite
def _level(draw: st.DrawFn, called: str, *, several: bool) -> Value:
    """What a level has beside its ways in and who hears it."""
    moments: list[str] = []
    level: Value = {"id": called, "name": name(called)}
    stay = draw(st.sampled_from(("no_stay", "stays_results")))
    level["rules"] = [*([] if several else ["other_handlers"]), "no_aggravation", stay]
    if draw(st.booleans()):
        level["acceptance"] = {"within": draw(terms()), "grounds": listed("late")}
        moments.append(f"{called}.accepted")
    if draw(st.booleans()):
        level["needs"] = ["new_evidence"]
    if draw(st.booleans()):
        told = {"duty": f"told_of_{called}", "name": name("告知"), "by": "organization", "per": "subject"}
        level["told"] = {**told, "outcomes": list(_OUTCOMES), "within": draw(terms())}
    return {**level, "within": draw(terms(*moments))}


def _window(draw: st.DrawFn, route: str, begins: str) -> Value:
    within = {"amount": draw(st.integers(1, 3)), "unit": "months", "from": begins}
    return {"route": route, "name": name("申请复议"), "within": within}


def _bodies(draw: st.DrawFn) -> Value:
    both: Value = {"kind": "joint", "organs": ["organization", "discipline"], "lead": "organization"}
    if draw(st.booleans()):
        to = draw(st.sampled_from((["conference", "meeting"], ["meeting"])))
        both["on_disagreement"] = {"to": to, "within": draw(terms())}
    members = ["organization", "discipline", "related"]
    return {
        "organ": {"kind": "organ", "organ": "organization"},
        "other": {"kind": "organ", "organ": "discipline"},
        "both": both,
        "team": {"kind": "team", "members": members, "lead": "organization"},
        "conference": {"kind": "organ", "organ": "conference"},
        "meeting": {
            "kind": "vote",
            "committee": "committee",
            "quorum": draw(st.sampled_from(("1/2", "2/3", "1/1"))),
            "passes": "more_than_half_of_entitled",
        },
    }


def _decides(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(("organ", "other", "both", "meeting")))


@st.composite
def _steps(draw: st.DrawFn) -> tuple[Value, list[Value]]:  # noqa: C901 - one condition for each thing a step may have
    """The steps in their order, and the ways in."""
    acts = st.sampled_from(("organ", "other", "both"))
    steps: Value = {}
    if draw(st.booleans()):
        steps["acceptance"] = {
            "kind": "acceptance",
            "body": _decides(draw),
            "leads": {"accepted": "investigation", "refused": draw(st.sampled_from(("settlement", "end")))},
            "within": draw(terms("application.received")),
        }
        if draw(st.booleans()):
            window = {"amount": 5, "unit": "working_days", "force": "window"}
            steps["acceptance"]["supplement"] = {"by": "organization", "within": window}
    team = draw(st.booleans())
    needs = draw(st.lists(st.sampled_from((*_INVESTIGATED, *(["team_formed"] if team else []))), unique=True))
    steps["investigation"] = {
        "kind": "investigation",
        "body": "team" if team else draw(acts),
        "needs": needs,
        "leads": {"reported": "determination"},
        "within": draw(terms(*(["acceptance.accepted"] if steps else []), extended=True)),
        "anew": draw(st.lists(st.sampled_from(_INVESTIGATED), unique=True, max_size=1)),
    }
    _once(steps["investigation"])
    _consult(draw, steps)
    approved = draw(st.booleans())
    asked = (*_INVESTIGATED, "same_matter_checked", "legality_checked", "correction_demands")
    after = draw(st.sampled_from(("feedback", "early_filing")))
    steps["determination"] = {
        "kind": "determination",
        "body": _decides(draw),
        "needs": draw(st.lists(st.sampled_from(asked), unique=True)),
        "leads": {"proposed": "approval"} if approved else {"decided": after},
        "within": draw(terms("consult.advised" if "consult" in steps else "investigation.reported", extended=True)),
    }
    if steps["determination"]["body"] != "meeting":
        steps["determination"]["anew"] = draw(
            st.lists(st.sampled_from((*_INVESTIGATED, "legality_checked")), unique=True, max_size=2)
        )
        _once(steps["determination"])
    if approved:
        leads = {"approved": after, "refused": "feedback"}
        returns = draw(st.integers(0, 2))
        if returns:
            leads["returned"] = draw(st.sampled_from(("determination", "investigation")))
        steps["approval"] = {
            "kind": "approval",
            "body": _decides(draw),
            "needs": draw(st.lists(st.sampled_from(_INVESTIGATED), unique=True, max_size=1)),
            "leads": leads,
            "within": draw(terms("determination.proposed")),
            **({"returns_max": returns} if returns else {}),
        }
        if steps["approval"]["body"] != "meeting":
            steps["approval"]["anew"] = draw(st.lists(st.sampled_from(_INVESTIGATED), unique=True, max_size=1))
            _once(steps["approval"])
    if after == "early_filing":
        steps[after] = _filing(draw, "feedback")
    public = draw(st.booleans())
    received = {"met_by": draw(st.sampled_from(("dispatched", "received")))} if draw(st.booleans()) else {}
    steps["feedback"] = {
        "kind": "service",
        "body": draw(acts),
        "leads": {"served": "publicity" if public else "settlement"},
        "within": draw(terms(*(["approval.decided_on"] if approved and after == "feedback" else []))) | received,
    }
    if public:
        steps["publicity"] = {
            "kind": "publicity",
            "body": draw(acts),
            "needs": draw(st.sampled_from(([], ["confirmed_correct"]))),
            "within": {"amount": 5, "unit": "working_days", "force": "window"},
            "leads": {"quiet": "filing", "objection": "investigation"},
        }
        steps["filing"] = _filing(draw, "settlement")
    steps["settlement"] = {"kind": "settlement"}
    opens: list[Value] = [
        {
            "route": "application",
            "by": draw(st.sampled_from((["person"], ["unit"], ["unit", "person"]))),
            "to": "organization",
            "needs": draw(st.lists(st.sampled_from(("endorsement", "evidence")), unique=True)),
            "first": "acceptance" if "acceptance" in steps else "investigation",
            **_documents(draw),
        }
    ]
    if draw(st.booleans()):
        moments = draw(st.sampled_from((("begins",), ("ends",), ("begins", "ends"))))
        rule: Value = {"name": name("问责程序"), **{each: name(each) for each in moments}}
        if draw(st.booleans()):
            rule["within"] = {"amount": draw(st.integers(1, 60)), "unit": draw(st.sampled_from(_UNITS[:3]))}
        opens[0]["alongside"] = rule
    if draw(st.booleans()):
        route = draw(st.sampled_from(("accountability", "own_motion", "clue_transfer", "risk_filing")))
        opens.append({"route": route, "by": ["organization"], "to": "organization", "first": "investigation"})
    return {each: {"name": name(each), **step, **_more(draw, each, step)} for each, step in steps.items()}, opens


def _more(draw: st.DrawFn, each: str, step: Value) -> Value:
    """What any step may have: documents asked for by name, and a decision by another than who handles it."""
    more: Value = _documents(draw) if each != "settlement" else {}
    if each in {"acceptance", "determination", "approval"} and step["body"] in _DECIDED_BY and draw(st.booleans()):
        more["decided_by"] = draw(st.sampled_from(_DECIDED_BY[step["body"]]))
    after = [outcome for outcome in step.get("leads", {}) if outcome in _MAIN]
    if draw(st.booleans()) and after:
        rule: Value = {
            "duty": f"after_{each}",
            "name": name("告知"),
            "by": draw(st.sampled_from(("organization", "subject"))),
        }
        rule |= {"per": "subject"} if draw(st.booleans()) else {}
        rule |= {"after": after[:1]} if draw(st.booleans()) else {}
        rule |= {"within": draw(terms(f"{each}.{after[0]}"))} if draw(st.booleans()) else {}
        more["duties"] = [rule]
    return more


def _documents(draw: st.DrawFn) -> Value:
    """What is asked for by name, now and then."""
    listed_ = listed(*draw(st.sampled_from(((), (), (), ("letter",), ("letter", "proof")))))
    return {"documents": [{**each, "required": draw(st.booleans())} for each in listed_]} if listed_ else {}


def _consult(draw: st.DrawFn, steps: Value) -> None:
    """Others may be asked for their advice before the determination."""
    if draw(st.booleans()):
        steps["investigation"]["leads"] = {"reported": "consult"}
        within = {"within": draw(terms("investigation.reported"))} if draw(st.booleans()) else {}
        body = draw(st.sampled_from(("organ", "other", "both")))
        steps["consult"] = {"kind": "advice", "body": body, "leads": {"advised": "determination"}, **within}


def _once(step: Value) -> None:
    """What a step asks for anew it does not ask for besides."""
    step["needs"] = [need for need in step["needs"] if need not in step["anew"]]


def _risk_filing(draw: st.DrawFn) -> Value:
    """A filing before the act, with stages or none before its reply."""
    stages = [{**each, "by": draw(st.sampled_from(("organization", "discipline")))} for each in listed("one", "two")]
    return {
        "by": ["unit"],
        "to": "discipline",
        "stages": stages[: draw(st.integers(0, 2))],
        "reply": {"amount": 10, "unit": "working_days"},
        "valid": {"amount": 12, "unit": "months"},
    }


def _filing(draw: st.DrawFn, then: str) -> Value:
    body = draw(st.sampled_from(("organ", "other")))
    return {"kind": "filing", "body": body, "with": "committee", "leads": {"filed": then}, "within": draw(terms())}


@st.composite
def _duties(draw: st.DrawFn, steps: Value) -> Value:
    found: list[Value] = []
    decided = "approval.decided_on" if "approval" in steps else "determination.decided"
    for number in range(draw(st.integers(0, 3))):
        outcomes = draw(st.lists(st.sampled_from(_OUTCOMES), unique=True, min_size=1))
        per = draw(st.sampled_from(("case", "subject", "demand")))
        rule: Value = {"duty": f"duty{number}", "name": name(f"职责{number}"), "per": per, "outcomes": outcomes}
        rule["by"] = draw(st.sampled_from(("organization", "discipline", "subject")))
        if per == "demand":
            rule["outcomes"] = list(_OUTCOMES[:3])
        if per != "demand" and draw(st.booleans()):
            del rule["outcomes"]
        if draw(st.booleans()):
            rule |= {"opens": "decision"} | ({"within": draw(terms(decided))} if draw(st.booleans()) else {})
        elif draw(st.booleans()):
            received = [] if per == "case" else ["feedback.received"]
            rule["within"] = draw(terms("feedback.dispatched", *received))
        found.append(rule)
    if [each["per"] for each in found].count("demand") != 1 or draw(st.booleans()):
        return {"duties": found}
    evaluated = {"evaluated_by": "organization"} if draw(st.booleans()) else {}
    return {"duties": found, "correction": {"ordered_by": "discipline", **evaluated}}


@st.composite
def edited_packs(draw: st.DrawFn) -> Value:
    """A sound pack after a few edits, most of which make nonsense of it."""
    pack = deepcopy(draw(sound_packs()))
    for _ in range(draw(st.integers(1, 3))):
        _edit(draw, pack)
    return pack


def _edit(draw: st.DrawFn, pack: Value) -> None:  # noqa: C901, PLR0912 - one arm for each kind of slip
    steps = pack["tolerance"]["steps"]
    step = steps[draw(st.sampled_from(sorted(steps)))]
    match draw(st.integers(0, 11)):
        case 0:
            for outcome in sorted(step.get("leads", {}))[:1]:
                step["leads"][outcome] = draw(st.sampled_from((*sorted(steps), "end")))
        case 1:
            for outcome in sorted(step.get("leads", {}))[1:2]:
                step["leads"][outcome] = draw(st.sampled_from((*sorted(steps), "end")))
        case 2:
            step["body"] = draw(st.sampled_from(_BODIES))
        case 3:
            step["needs"] = [draw(st.sampled_from(_NEEDS))]
        case 4:
            step.pop(draw(st.sampled_from(("needs", "within", "body", "leads", "returns_max"))), None)
        case 5:
            at = sorted(steps)
            moment = (
                f"{draw(st.sampled_from(at))}.{draw(st.sampled_from(('received', 'decided', 'reported', 'refused')))}"
            )
            if "within" in step:
                step["within"]["from"] = moment
        case 6:
            if "within" in step:
                step["within"]["force"] = draw(st.sampled_from(("window", "advisory")))
        case 7:
            key = draw(st.sampled_from(("scope", "error_classes", "liabilities", "outcomes")))
            pack[key] = pack[key][:-1]
        case 8:
            opens = pack["tolerance"]["opens"]
            opens[0]["first"] = draw(st.sampled_from(sorted(steps)))
        case 9:
            level = pack["reappraisal"] if "reappraisal" in pack else pack["appeals"][-1]
            level["body"] = draw(st.sampled_from(_BODIES))
        case 10:
            pack["results"]["subjects"] = draw(st.sampled_from(([], ["persons"], ["unit"])))
        case _:
            del steps[draw(st.sampled_from(sorted(steps)))]
