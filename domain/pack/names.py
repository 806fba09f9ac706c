"""Names in a pack: those that are used must be known, those that are given must be given once.

A path says where something stands, `*` for every entry of a list or a table. No procedure is known here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Self

from domain.faults import Fault, Place
from domain.pack.documents import ADDRESSEES, JOINTLY
from domain.pack.parts import PackParts
from domain.people.duties import APPROVERS

LEVELS = ("reappraisal", "appeals.*")
"""Where a level of appeal stands: the one there is, or one of several."""
TOLD_OF_APPEALS = tuple(f"{level}.told" for level in LEVELS)
LATER_RULES = (*(f"{level}.duties.*" for level in LEVELS), *TOLD_OF_APPEALS, "correction.referral")
"""The duties that no feedback opens."""
DUTY_RULES = ("duties.*", "told.*", *LATER_RULES)
STEP_DUTIES = "tolerance.steps.*.duties.*"
"""The duties and notices that the end of a step opens."""
_OWED = (*DUTY_RULES, STEP_DUTIES)

PROMPT_WITHINS = ("results.consumers.*.within", "results.contrary_use.within", "clarification.within")
"""The terms of duties that answer something: a result, a report, a clarification."""
WITHINS = (
    "bodies.*.on_disagreement.within",
    "tolerance.steps.*.within",
    "tolerance.steps.*.supplement.within",
    "duties.*.within",
    f"{STEP_DUTIES}.within",
    *(f"{rule}.within" for rule in LATER_RULES),
    "correction.within",
    "correction.again",
    *(f"{level}.{within}" for level in LEVELS for within in ("within", "acceptance.within")),
    "shelving.within",
    *PROMPT_WITHINS,
)
"""Every term of a pack that may be extended."""

ROLES = (
    *(f"bodies.*.{members}" for members in ("organs.*", "members.*", "committee", "organ")),
    *("tolerance.opens.*.to", "tolerance.steps.*.with", "tolerance.steps.*.supplement.by"),
    *(f"{within}.extension.by" for within in WITHINS),
    *("shelving.by", "subject_change.by", "clarification.by", "correction.evaluated_by", "correction.supervised_by"),
    "correction.ordered_by",
    *("results.consumers.*.role", "results.contrary_use.by", "assessment.lists.*.owner"),
    *("risk_filing.to", "risk_filing.stages.*.by", "risk_filing.complex_to"),
    *("records.*.by", "records.*.asked_by.*"),
    *("reports.*.by", "reports.*.to", "documents.*.by"),
)
GRADED = ("assessment.criteria.*", "assessment.factors.*", "assessment.grounds.*.conditions.*")
"""The items that may be found by grade."""
_OUTCOMES = (
    *(f"{rule}.outcomes.*" for rule in DUTY_RULES),
    *("results.outcomes.*", "ban.bars.*", "dispositions.*.outcomes.*"),
    *(f"{item}.grades.*.bars.*" for item in GRADED),
)
_BODIES = (
    *("bodies.*.on_disagreement.to.*", *(f"{level}.body" for level in LEVELS)),
    *(f"tolerance.steps.*.{body}" for body in ("body", "decided_by")),
)
_SUBJECT = frozenset({"subject"})
_WITHIN_ORGAN = frozenset({"responsible_officer", "organ_head"})
"""Rungs that stay inside the late organ (A-06); all others name a role."""
_END = frozenset({"end"})

_GIVEN = (
    *(
        (lists, "id")
        for lists in ("rules", "scope", "error_classes", "liabilities", "measures", "dispositions", "records")
    ),
    *((f"assessment.{lists}", "id") for lists in ("grounds", "criteria", "factors", "negative", "lists")),
    *((lists, "id") for lists in ("assessment.grounds.*.conditions", "results.areas", "ban.exceptions")),
    *((lists, "id") for lists in ("correction.measures", "clarification.grounds", "clarification.forms")),
    *((lists, "id") for lists in ("records.*.outcomes", *(f"{rule}.recipients" for rule in _OWED))),
    *(("inquiry.purposes", "id"), ("reports", "id"), ("documents", "id"), ("risk_filing.stages", "id")),
    *((f"{item}.grades", "id") for item in GRADED),
    *(("tolerance.opens.*.documents", "id"), ("tolerance.steps.*.documents", "id")),
    ("tolerance.steps.*.duties", "duty"),
    *(("results.consumers", "role"), ("duties", "duty"), ("tolerance.opens", "route"), ("appeals", "id")),
    *(
        (f"{level}.{lists}", key)
        for level in LEVELS
        for lists, key in (("opens", "route"), ("acceptance.grounds", "id"))
    ),
)
"""The lists of a pack, and by what their entries are known."""

_NEAREST_MAX, _AMONG_MAX = 20, 200
"""Faults that are told with the nearest name, and among how many it is looked for."""
_TOLD_MAX = 30
"""Names that one fault tells; a file may have tens of thousands of both."""

_ATTRIBUTES = {"with": "filed_with"}
"""What is called otherwise in code, because Python keeps the word."""


@dataclass(frozen=True, slots=True)
class Known:
    """The names that may be used somewhere, and how a fault tells them."""

    names: frozenset[str]
    told: str
    looked_up: Iterator[int] = field(default_factory=lambda: iter(range(_NEAREST_MAX)), compare=False)

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        """Some names, in any order."""
        known_names = frozenset(names)
        return cls(known_names, either(known_names))

    def meant(self, name: str) -> str:
        """The nearest of them, as a fault asks after it; to look for it takes time, so only of the first few faults."""
        if len(self.names) > _AMONG_MAX or next(self.looked_up, None) is None:
            return ""
        near = get_close_matches(name, sorted(self.names), 1, 0.5)
        return f"; did you mean {near[0]}?" if near else ""


def found(pack: PackParts, *paths: str) -> Iterator[tuple[Place, Any]]:
    """What stands at some paths, each with its place; what is left out or has no such part is passed over."""
    for path in paths:
        yield from _found(pack, path.split("."), ())


def faults_of_names(pack: PackParts) -> Iterator[Fault]:
    """Every name that is unknown, or given twice."""
    steps, lists = pack.tolerance.steps, [each.id for each in pack.assessment.lists]
    measures = [each.id for each in pack.correction.measures] if pack.correction else []
    used: tuple[tuple[Iterable[str], Iterable[str], frozenset[str]], ...] = (
        (ROLES, pack.roles, frozenset()),
        ((f"{rule}.by" for rule in _OWED), pack.roles, _SUBJECT),
        (("ladder.rungs.*.to",), pack.roles, _WITHIN_ORGAN),
        (("documents.*.to.*", "documents.*.copies.*"), pack.roles, ADDRESSEES),
        (("documents.*.countersigned_by.*",), pack.roles, frozenset({JOINTLY})),
        (("documents.*.signed_by",), APPROVERS, frozenset()),
        (_BODIES, pack.bodies, frozenset()),
        (("tolerance.opens.*.first",), steps, frozenset()),
        (("tolerance.steps.*.leads.*",), steps, _END),
        (_OUTCOMES, pack.outcomes, frozenset()),
        (("results.contrary_use.outcomes.*",), pack.results.outcomes, frozenset()),
        (
            ("results.consumers.*.areas.*", "inquiry.purposes.*.areas.*"),
            [area.id for area in pack.results.areas],
            frozenset(),
        ),
        ((f"assessment.{name}.*.list" for name in ("grounds", "criteria", "negative")), lists, frozenset()),
        (("correction.refers.*",), measures, frozenset()),
        (("assessment.grounds.*.scope.*",), [each.id for each in pack.scope], frozenset()),
    )
    for paths, names, beside in used:
        among = Known.of(names)
        for at, name in found(pack, *paths):
            if name not in beside:
                yield from known(at, name, among)
    for path, key in _GIVEN:
        for at, entries in found(pack, path):
            yield from _given_once(at, [getattr(entry, key) for entry in entries], key)


def known(at: Place, name: str, among: Known) -> Iterator[Fault]:
    """A fault where a name is none of those there are."""
    if name not in among.names:
        yield Fault(at, f"unknown name {name}; known are {among.told}{among.meant(name)}")


def either(names: Iterable[str]) -> str:
    """Names, in order; of very many the first."""
    first = sorted(names)
    return ", ".join((*first[:_TOLD_MAX], *(["…"] if len(first) > _TOLD_MAX else [])))


def _found(value: Any, path: list[str], place: Place) -> Iterator[tuple[Place, Any]]:
    if value is None:
        return
    if not path:
        yield place, value
        return
    key, *rest = path
    if key == "*":
        for name, entry in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _found(entry, rest, (*place, name))
    else:
        yield from _found(getattr(value, _ATTRIBUTES.get(key, key), None), rest, (*place, key))


def _given_once(at: Place, names: list[str], key: str) -> Iterator[Fault]:
    before: set[str] = set()
    for index, name in enumerate(names):
        if name in before:
            yield Fault((*at, index, key), f"{name} is listed twice")
        before.add(name)
