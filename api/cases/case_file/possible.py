"""What the acts offered on a case are about, and the particulars of why the others are not open, in words."""

from collections.abc import Callable, Mapping
from uuid import UUID

from api.cases.case_file.appeals import next_level, stage_called
from api.cases.case_file.sources import Sources
from api.commands.possible import ActsPossible, WhyNot
from api.forms.offered import Offer, offer
from api.http.language import say, told
from domain import refusals
from domain.acts.appeals.levels import OF_SUBJECT
from domain.acts.jurisdiction.competence import HANDOVER_TOO_LATE
from domain.acts.proposals import EXCEPTION, REAPPRAISAL
from domain.values import Bilingual

_OF_A_STAGE = {refusals.WRONG_STEP.code, HANDOVER_TOO_LATE.code}
_BESIDE_THE_STEPS = {
    EXCEPTION: Bilingual(zh="例外认定", en="finding of an exception"),
}


def possible(of: Sources, acts: ActsPossible) -> Offer:
    """What the reader may do on the case of a page."""
    return offer(acts, "case", of.page.case_id, lambda about: _about(of, about), lambda why: _detail(of, why))


def _about(of: Sources, about: Mapping[str, str]) -> str:
    """What an act is about: a duty and whose it is, what was proposed where, a person, a way."""
    parts = (_named(of, field, named, about) for field, named in about.items())
    return told("，", ", ").join(filter(None, parts))


def _named(of: Sources, field: str, named: str, about: Mapping[str, str]) -> str:
    if field == "route" and "subject" in about:
        return _appealed(of, named, UUID(about["subject"]))
    words = _WORDS.get(field)
    return words(of, named) if words else ""


def _duty(of: Sources, named: str) -> str:
    duty = next((each for each in of.page.duties if str(each.duty_id) == named), None)
    if duty is None:
        return ""
    whose = told("（{}）", " ({})").format(of.names.subject(duty.subject)) if duty.subject else ""
    until = duty.due_on.isoformat()
    return say(duty.name) + whose + told(f"，{until} 到期", f", due {until}")


def _appealed(of: Sources, route: str, subject: UUID) -> str:
    """A route by which something may be asked for, as the level that the subject has come to calls it."""
    return say(of.names.route(route, next_level(of, subject) if route in OF_SUBJECT else None))


def _step(of: Sources, step: str) -> str:
    if step == REAPPRAISAL:
        called = stage_called(of, step)
        return told("{}决定", "decision on {}").format(say(called))
    return say(_BESIDE_THE_STEPS.get(step) or of.names.step(step))


def _detail(of: Sources, why: WhyNot) -> str | None:
    """A stage by its name; who is competent, and what is missing, are names already."""
    if why.detail is None or why.code not in _OF_A_STAGE:
        return why.detail
    return told("目前环节：", "now at: ") + say(stage_called(of, why.detail))


def _reappraisal(of: Sources, named: str) -> str:
    found = (each for each in of.page.reappraisals if str(each.reappraisal_id) == named)
    asked = ((of.names.route(each.route, each.level), of.names.subject(each.subject)) for each in found)
    return next((f"{say(route)}，{subject}" for route, subject in asked), "")


def _contrary_use(of: Sources, named: str) -> str:
    found = (each for each in of.page.contrary_uses if str(each.contrary_use_id) == named)
    return next((f"{of.names.area(each.area)}，{of.names.subject(each.subject)}" for each in found), "")


def _clarification(of: Sources, named: str) -> str:
    found = (each for each in of.page.clarifications if str(each.clarification_id) == named)
    return next((of.names.subject(each.subject) for each in found), "")


def _proposal(of: Sources, named: str) -> str:
    return next((_step(of, each.step) for each in of.page.proposals if str(each.proposal_id) == named), "")


_WORDS: Mapping[str, Callable[[Sources, str], str]] = {
    "duty": _duty,
    "proposal": _proposal,
    "reappraisal": _reappraisal,
    "contrary_use": _contrary_use,
    "clarification": _clarification,
    "step": _step,
    "subject": lambda of, named: of.names.subject(UUID(named)),
    "member": lambda of, named: of.names.person(named),
    "route": lambda of, named: say(of.names.route(named)),
    "digest": lambda _, named: told("记录 ", "entry ") + f"#{named}",
    "meeting": lambda _of, _named: told("更正已登记的结果", "correcting the entered result"),
}
"""What a field of a command names, in words; of a round there is one at a time, and nothing more to say."""
