"""What the source texts leave open (A-) with our default, and what is demanded of a system (R-) with what it does.

defaults.yaml says it in words; which values of packs and which acts cite an id is found as for the rules of the texts.
`rongcuo policy defaults` prints it, docs/defaults.md keeps it, the page /rules shows it.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files

from domain.pack.pack import Pack
from domain.values import Bilingual, Frozen
from policies.packs.loader import bundled_packs
from policies.packs.located import read_model
from policies.rules.rules import Act, PackValues, citing_acts, citing_values, of_sources
from policies.scenario_language.words import RULE_COUNTS, RuleId

DEFAULTS = ("A", "R")
"""What no source text decides: open questions and demands."""


class Explained(Frozen):
    """An id in words.

    Attributes:
        about: the question that the texts leave open, or what is demanded.
        does: what this software does.
        code: the files where it is done, of an id that no value and no act cites.
    """

    about: Bilingual
    does: Bilingual
    code: tuple[str, ...] = ()


class Explanations(Frozen):
    """defaults.yaml."""

    explained: dict[RuleId, Explained]


class DefaultLine(Explained):
    """An id with what cites it."""

    id: str
    packs: tuple[PackValues, ...]
    acts: tuple[Act, ...]


def default_ids() -> tuple[str, ...]:
    """The open questions, then the demands."""
    return tuple(f"{kind}-{number:02}" for kind in DEFAULTS for number in range(1, RULE_COUNTS[kind] + 1))


@cache
def bundled_defaults() -> tuple[DefaultLine, ...]:
    """Every id by the packs that come with this software."""
    return explained(tuple(bundled_packs()), bundled_explanations())


@cache
def bundled_explanations() -> Explanations:
    """The words of defaults.yaml."""
    with as_file(files("policies.rules") / "defaults.yaml") as path:
        return read_model(Explanations, path)


def explained(packs: Sequence[Pack], told: Explanations) -> tuple[DefaultLine, ...]:
    """Every id that is explained, with what cites it."""
    values, acts = citing_values(packs, of_sources(DEFAULTS)), citing_acts(DEFAULTS)
    return tuple(
        DefaultLine(
            id=id_,
            about=said.about,
            does=said.does,
            code=said.code,
            packs=tuple(values.get(id_, ())),
            acts=tuple(acts.get(id_, ())),
        )
        for id_, said in told.explained.items()
    )
