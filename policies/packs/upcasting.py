"""Installed editions of an earlier pack language (上一版语言写的已装入版本): read as what they always did.

An edition is never edited once it is installed, and was held to the check of its day. What that check let pass and the
software never did would be asked for now, and nobody could give it: it is left out when the edition is read. All else
means what it says.
"""

import json
from itertools import groupby

from domain.faults import Place
from domain.pack.effects import faults_of_effect
from domain.pack.pack import Pack

_NEVER_DONE = frozenset({"from", "met_by", "extension"})
"""Keys of a term that were passed over where they have no effect."""


def installed_pack(content: bytes) -> Pack:
    """An edition from its content as it was installed."""
    pack = Pack.model_validate_json(content)
    passed_over = {fault.at for fault in faults_of_effect(pack) if _was_passed_over(fault.at)}
    return Pack.model_validate(_without(json.loads(content), passed_over)) if passed_over else pack


def _was_passed_over(at: Place) -> bool:
    return at[-1] in _NEVER_DONE or at[-2:-1] == ("needs",)


def _without(value: object, places: set[Place]) -> object:
    """A value without what stands at some places below it."""
    below = {head: {at[1:] for at in group} for head, group in groupby(sorted(places, key=_by_head), lambda at: at[0])}
    gone = {head for head, rest in below.items() if () in rest}
    if isinstance(value, dict):
        return {key: _without(each, below.get(key, set())) for key, each in value.items() if key not in gone}
    if isinstance(value, list):
        return [_without(each, below.get(n, set())) for n, each in enumerate(value) if n not in gone]
    return value


def _by_head(at: Place) -> str:
    return str(at[0])
