"""The articles a pack rests on (依据条文): its own, listed once under `rules`, and which of them a refusal rests on.

An id of the five source texts (NJ-12) belongs to the packs made of that text; one of ours (A-14, R-03) to everybody.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel

from domain.faults import Fault, Place
from domain.pack.parts import PackParts
from domain.pack.steps import Need, Route, Step, StepKind
from domain.pack.terms import Sourced
from domain.refusals import Refusal, Refused, declared

_OURS: Final = re.compile(r"[AR]-\d{2}")
_OF_TEXTS: Final = re.compile(r"(NJ|BT|YN|ZS|NS)-S?\d{1,2}")
_Part = Callable[[PackParts], Iterable[Sourced]]
"""Finds in a pack what says something."""
_EXAMINED = (StepKind.INVESTIGATION, StepKind.DETERMINATION)


def faults_of_articles(pack: PackParts) -> Iterator[Fault]:
    """Every article cited that a pack with `rules` of its own does not list."""
    if not pack.rules:
        return
    listed = {rule.id for rule in pack.rules}
    for at, cite in _cited(pack, ()):
        if cite not in listed and not _OURS.fullmatch(cite) and not _OF_TEXTS.fullmatch(cite):
            yield Fault(at, f"unknown article {cite}; list it under `rules`")


def _cited(value: object, at: Place) -> Iterator[tuple[Place, str]]:
    """Every article cited anywhere, with its place."""
    match value:
        case BaseModel():
            if isinstance(value, Sourced):
                yield from (((*at, "cite", index), cite) for index, cite in enumerate(value.cite))
            for name, field in type(value).model_fields.items():
                if isinstance(each := getattr(value, name), BaseModel | dict | tuple):
                    yield from _cited(each, (*at, field.alias or name))
        case dict():
            for key, each in value.items():
                yield from _cited(each, (*at, str(key)))
        case tuple():
            for index, each in enumerate(value):
                yield from _cited(each, (*at, index))
        case _:
            pass


@contextmanager
def citing(pack: PackParts) -> Iterator[None]:
    """Whatever is refused in here is refused by the articles of that pack."""
    try:
        yield
    except Refused as refused:
        refused.refusal = by_its_articles(refused.refusal, pack)
        raise


def by_its_articles(refusal: Refusal, pack: PackParts) -> Refusal:
    """A refusal by the articles of the pack it is made under, whatever text its rule was first written for.

    What the act itself has cited is of the pack already. An article of another text gives way to those of the part of
    the pack that says the same; where that cites none, to none.
    """
    if refusal.cite != declared(refusal.code).cite:
        return refusal
    own = {_text_of(cite) for cite in pack.cite}
    kept = tuple(cite for cite in refusal.cite if _OURS.fullmatch(cite) or _text_of(cite) in own)
    if len(kept) == len(refusal.cite):
        return refusal
    part = _RESTS_ON.get(refusal.code)
    its = tuple(cite for value in (part(pack) if part else ()) for cite in value.cite)
    return refusal.model_copy(update={"cite": tuple(dict.fromkeys((*its, *kept)))})


def _text_of(cite: str) -> str:
    """Which of the five texts an article is of; its own id, where of none."""
    found = _OF_TEXTS.fullmatch(cite)
    return found[1] if found else cite


def _opens(pack: PackParts) -> Iterable[Sourced]:
    return pack.tolerance.opens


def _track(pack: PackParts) -> Iterable[Sourced]:
    return (pack.tolerance,)


def _bodies(pack: PackParts) -> Iterable[Sourced]:
    return pack.bodies.values()


def _ban(pack: PackParts) -> Iterable[Sourced]:
    return (pack.ban,)


def _correction(pack: PackParts) -> Iterable[Sourced]:
    return (pack.correction,) if pack.correction else ()


def _results(pack: PackParts) -> Iterable[Sourced]:
    return (pack.results.contrary_use or pack.results,)


def _clarification(pack: PackParts) -> Iterable[Sourced]:
    return (pack.clarification,) if pack.clarification else ()


def _risk_filing(pack: PackParts) -> Iterable[Sourced]:
    return (pack.risk_filing,) if pack.risk_filing else ()


def _needing(need: Need) -> _Part:
    """The ways in and the steps that ask for something first."""

    def part(pack: PackParts) -> Iterator[Route | Step]:
        yield from (route for route in pack.tolerance.opens if need in route.needs)
        yield from (step for step in pack.tolerance.steps.values() if need in (*step.needs, *step.anew))

    return part


def _steps(*kinds: StepKind) -> _Part:
    return lambda pack: (step for step in pack.tolerance.steps.values() if step.kind in kinds)


def _each(part: _Part, *codes: str) -> Mapping[str, _Part]:
    return dict.fromkeys(codes, part)


_RESTS_ON: Mapping[str, _Part] = MappingProxyType(
    {
        **_each(lambda pack: pack.scope, "out_of_scope"),
        **_each(_track, "wrong_level", "not_its_unit", "not_law_here", "handover_too_late", "no_such_taker"),
        **_each(_track, "not_above", "case_is_own", "transferred_before", "restate_for_procedure"),
        **_each(_opens, "other_procedure_unstated", "not_alongside", "applied_too_early", "applied_too_late"),
        **_each(_opens, "already_decided", "not_applied_for", "applicant_not_admitted"),
        **_each(_bodies, "already_proposed", "same_person", "no_such_proposal", "roles_not_played"),
        **_each(_bodies, "not_put_forward"),
        **_each(_needing(Need.EVIDENCE), "evidence_missing"),
        **_each(_needing(Need.ENDORSEMENT), "endorsement_missing", "endorser_not_competent", "endorsement_not_own"),
        **_each(_needing(Need.ENDORSEMENT), "endorsement_awaited", "no_endorsement_awaited"),
        **_each(_needing(Need.TEAM_FORMED), "team_incomplete"),
        **_each(_needing(Need.DEFENCE_HEARD), "defence_not_heard"),
        **_each(_needing(Need.FACTORS_WEIGHED), "factors_not_weighed"),
        **_each(_needing(Need.FINDINGS_COMPLETE), "findings_incomplete"),
        **_each(_needing(Need.SAME_MATTER_CHECKED), "same_matter_not_checked"),
        **_each(_needing(Need.LEGALITY_CHECKED), "legality_not_checked", "legality_check_failed"),
        **_each(_needing(Need.CORRECTION_DEMANDS), "correction_demands_missing", "paper_correction_runs"),
        **_each(_steps(StepKind.ACCEPTANCE), "refusal_ground_missing"),
        **_each(_steps(*_EXAMINED), "consultation_not_admitted", "minutes_missing"),
        **_each(_steps(StepKind.DETERMINATION), "opinions_incomplete"),
        **_each(_steps(StepKind.APPROVAL), "round_already_open", "no_open_round", "approved_by_vote"),
        **_each(_steps(StepKind.SERVICE), "nothing_to_receive"),
        **_each(_steps(StepKind.PUBLICITY), "already_public", "not_public", "publicity_over", "publicity_runs"),
        **_each(_steps(StepKind.PUBLICITY), "objections_unanswered", "objections_undecided"),
        **_each(_steps(StepKind.PUBLICITY), "needs_appeal_over", "needs_reappraisal_decided", "needs_receipt"),
        **_each(lambda pack: (pack.assessment,), "tolerance_owed"),
        **_each(lambda pack: pack.assessment.criteria or (pack.assessment,), "criterion_blocks"),
        **_each(lambda pack: pack.assessment.negative or (pack.assessment,), "negative_list_applies"),
        **_each(lambda pack: pack.dispositions, "disposition_wrong"),
        **_each(lambda pack: (rule for rule in pack.duties if rule.recipients), "recipient_unproven"),
        **_each(_ban, "second_tolerance", "not_barred", "paper_exception_without_matter"),
        **_each(_correction, "not_a_correction", "correction_not_under_evaluation", "no_correction_measures"),
        **_each(_correction, "no_correction_orders"),
        **_each(_results, "result_not_in_force", "no_such_contrary_use_report"),
        **_each(_clarification, "already_referred", "no_clarification_rule", "clarification_already_open"),
        **_each(_clarification, "no_such_clarification", "referred_nowhere"),
        **_each(_risk_filing, "no_coordination_group", "no_risk_filing", "not_accountability_organ"),
        **_each(_risk_filing, "no_risk_stages", "risk_not_filed"),
        **_each(_needing(Need.RISK_FILED), "risk_filing_needed"),
        **_each(_risk_filing, "risk_filing_late", "risk_filing_wrong_stage"),
        **_each(lambda pack: (pack.shelving,) if pack.shelving else (), "shelved"),
    }
)
"""The part of a pack that says what a refusal rests on, by the code of the refusal."""
