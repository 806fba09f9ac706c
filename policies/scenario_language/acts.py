"""From an act as a scenario tells it to the domain's command: what is not told gets its default.

The command's own type checks what was told, with names in place of ids, documents by their titles, and a few shorter
ways to tell opinions, demands and findings. What exists only once a case runs (a round, a proposal, a duty) is looked
up by the player and comes as `ids`.
"""

from collections.abc import Mapping
from uuid import UUID

from domain.case.state import DISAGREEMENT
from domain.messages import Command
from domain.streams import stream_of
from policies.scenario_language.actors import OPEN_RECORD
from policies.scenario_language.defaults import defaults
from policies.scenario_language.facts import SENTENCE, read
from policies.scenario_language.scenarios import Act, CalendarChoice
from policies.scenario_language.scene import OPENED_BY, Scene, record_kind, track_of
from policies.scenario_language.words import CLOCK, COMMANDS, ORDINARY, REPLAN, ROUND

LOOKED_UP: Mapping[str, str] = {
    "sign_off": "proposal",
    "settle_disagreement": "step",
    "cast_ballot": "round",
    "recuse": "round",
    "close_round": "round",
    "decide_reappraisal": "reappraisal",
    "decide_appeal_acceptance": "reappraisal",
    "complete_duty": "duty",
    "extend_term": "duty",
    "urge_duty": "duty",
    "evaluate_correction": "duty",
    "escalate_correction": "duty",
    "approve_digest": "digest",
    "withdraw_digest": "digest",
    "acknowledge_results": "duty",
    "decide_contrary_use": "contrary_use",
    "issue_clarification": "clarification",
    "refer_false_accusation": "clarification",
}
"""What only a running case has: an id, the version of a digest, the step that joint organs disagree in."""


def nothing(looked_up: str) -> UUID | int | str:
    """What stands for something that is looked up where there is none; the domain refuses it."""
    if looked_up == "digest":
        return 1
    return DISAGREEMENT if looked_up == "step" else UUID(int=0)


CHOICES = ("agree", "disagree", "abstain", "postpone")
BY_NUMBER = frozenset({*CHOICES, "recused"})
"""What is told of a vote by the members' numbers."""
ENTER_MEETING = "enter_meeting_result"
_EXTRA: Mapping[str, frozenset[str]] = {
    "sign_off": frozenset({"of"}),
    "complete_duty": frozenset({"subject"}),
    "extend_term": frozenset({"days"}),
    "record_findings": frozenset({"met", "not_met", "excepted", "missing", "grades"}),
    "evaluate_correction": frozenset({"subject"}),
    "escalate_correction": frozenset({"subject"}),
    "acknowledge_results": frozenset({"subject"}),
    REPLAN: frozenset(CalendarChoice.model_fields),
    "conclude_publicity": frozenset({"objections"}),
    ROUND: BY_NUMBER,
    ENTER_MEETING: BY_NUMBER,
    ORDINARY: frozenset({"to"}),
    CLOCK: frozenset(),
}
"""What may be told of an act beside the fields of its command."""
_TOLD_OTHERWISE = frozenset({(OPEN_RECORD, "record"), (ENTER_MEETING, "recused")})
"""What is told of an act otherwise than its command has it: a kind of record, members by their numbers."""
ALONG = (*OPENED_BY, "record_findings", "propose_determination")
"""The acts of an ordinary path that facts may be told of."""
_NOT_TOLD = frozenset(
    {
        *("kind", "on", "calendar_version", "pack_sha256"),
        *("proposal", "round", "reappraisal", "digest", "contrary_use", "clarification", "step"),
    }
)
"""Fields that the act itself gives, or that are looked up; of a duty the name is told."""
_NOT_TOLD_BESIDE = _NOT_TOLD | {"pack", "case_id", "target"}
"""The same of a risk filing or a work record, which names its pack and its case or filing by itself."""


def compose(scene: Scene, act: Act, ids: Mapping[str, UUID | int | str]) -> Command:
    """Make the command that an act tells.

    Raises:
        CannotTell: A name is unknown, nothing is known by default, or the pack has no such risk filing or work record.
        ValidationError: The command's own type does not admit it.
    """
    kind, stream = COMMANDS[act.what], stream_of(act.what)
    if stream == "risk_filing":
        track_of(scene)  # a pack without risk filings has no act on them, whatever is told of it
    elif stream == "work_record":
        record_kind(scene, act)
    value = defaults(scene, act, kind.model_fields)
    if act.recorded:
        value["late_entry_reason"] = SENTENCE
    return kind.model_validate({**value, **_told(scene, act), **ids, "on": act.on, "kind": act.what})


def admitted_facts(scene: Scene, what: str) -> frozenset[str]:
    """The names of the facts that may be told of an act."""
    kind = COMMANDS.get(what)
    not_told = _NOT_TOLD if stream_of(what) == "case" else _NOT_TOLD_BESIDE
    fields = frozenset(kind.model_fields if kind else ()) - not_told | _EXTRA.get(what, frozenset())
    if what == "extend_term":
        fields -= {"by"}  # who acts; by how much is told as `days`
    if what == ORDINARY:
        fields |= scene.place.pack.tolerance.steps.keys()
        fields |= frozenset().union(*(admitted_facts(scene, each) for each in ALONG)) - {"reasons", "late_entry_reason"}
    return fields


def _told(scene: Scene, act: Act) -> dict[str, object]:
    """The facts told, with ids for names and documents for titles; those that only shorten are read elsewhere."""
    fields = COMMANDS[act.what].model_fields
    told: dict[str, object] = {}
    for name, fact in act.facts.items():
        if name == "days" and act.what == "extend_term":
            told["by"] = fact
        elif name in fields and (act.what, name) not in _TOLD_OTHERWISE and name != LOOKED_UP.get(act.what):
            told[name] = read(scene, name, fact)
    return told
