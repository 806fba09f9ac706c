"""What stands above a form: what the act is about, as far as the case tells it; and the particulars of a refusal."""

import re
from collections.abc import Callable, Iterator, Mapping

from api.forms.asked import Asked
from api.http.language import say, told
from api.labels.event_facts import Fact, decision_facts, opinion_words, quorum_words
from api.labels.naming import Names
from domain.acts.proposals import JointActProposed
from domain.case.state import Case

_CODE = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
_LEFT = re.compile(r"[a-z]{2,}|[0-9a-f]{8}-")

About = Callable[[Asked, Case], Iterator[Fact]]


def about(asked: Asked) -> tuple[Fact, ...]:
    """What somebody should have before them who does this act."""
    tell = _ABOUT.get(asked.route.kind)
    return tuple(tell(asked, asked.state)) if tell is not None and isinstance(asked.state, Case) else ()


def _proposed(asked: Asked, case: Case) -> Iterator[Fact]:
    """What awaits the signature of one's organ, and why it was proposed."""
    awaited = [each for each in case.proposals.values() if asked.who.organ in each.awaited]
    for proposal in awaited:
        yield from decision_facts(proposal.decision, asked.names)
    for entry in reversed(asked.read.entries if asked.read else ()):
        if awaited and isinstance(entry.facts, JointActProposed):
            yield Fact("提出机关", asked.names.organ(entry.actor.organ))
            if entry.words and entry.words.reasons:
                yield Fact("理由", entry.words.reasons)
            return


def _opinions(asked: Asked, case: Case) -> Iterator[Fact]:
    for subject, opinion in case.opinions.items():
        yield Fact(asked.names.subject(subject), opinion_words(opinion, asked.names))


def _voted_on(asked: Asked, case: Case) -> Iterator[Fact]:
    if case.round is not None:
        yield Fact("环节", say(asked.names.step(case.round.step)))
        yield Fact("到会要求", quorum_words(case.round.quorum))
    yield from _opinions(asked, case)


def _demanded(asked: Asked, case: Case) -> Iterator[Fact]:
    """What was to be put right, in the words of the decision where they may be read."""
    words = [each.words for each in (asked.read.entries if asked.read else ()) if each.words]
    texts = next((each.demands for each in reversed(words) if getattr(each, "demands", ())), ())
    for demand, text in zip(case.demands, texts, strict=False):
        whose = asked.names.subject(demand.subject)
        yield Fact(told(f"第{demand.number}项（{whose}）", f"Demand {demand.number} ({whose})"), text)


_ABOUT: Mapping[str, About] = {
    "sign_off": _proposed,
    "cast_ballot": _voted_on,
    "close_round": _voted_on,
    "serve_feedback": _opinions,
    "decide_reappraisal": _opinions,
    "evaluate_correction": _demanded,
}
"""By the kinds of commands."""


def particular(detail: str | None, names: Names) -> str | None:
    """What a refusal says in particular, in names; nothing where it says it in codes that nobody reads."""
    if not detail:
        return None
    said = _CODE.sub(lambda found: _name(found[0], names), detail)
    return None if _LEFT.search(said) else said


def _name(code: str, names: Names) -> str:
    """What a code is called, whatever it is the code of."""
    tried = (names.person, names.organ, names.position, lambda id_: say(names.step(id_)), names.assessed, names.ground)
    return next((called for name in tried if (called := name(code)) != code), code)
