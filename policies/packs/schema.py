"""The pack language as JSON Schema (draft 2020-12), made from the types that read it, so that an editor completes it.

`rongcuo policy schema` prints it; packs/pack.schema.json is the copy that editors find beside the packs.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pydantic import JsonValue
from pydantic.json_schema import GenerateJsonSchema

from domain.organs import UNITS
from domain.pack.effects import APPLICANTS, LAYERS, MET_BY
from domain.pack.fitting import OUTCOMES_OF_STEPS
from domain.pack.pack import Pack
from domain.pack.parts import PackParts
from domain.pack.routing import REAPPRAISALS
from domain.pack.steps import Route, Step
from policies.packs.key_help import key_help, value_help

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_CLOSED: Final[Mapping[tuple[str, str], tuple[str, ...]]] = MappingProxyType(
    {
        ("ReappraisalRoute", "route"): REAPPRAISALS,
        ("ItemList", "layer"): LAYERS,
        ("Results", "subjects"): APPLICANTS,
        ("RiskFilingTrack", "by"): (*sorted(UNITS),),
        ("Within", "met_by"): MET_BY,
    }
)
"""The words that a key may have, or each of its list, where the check knows them and the type does not."""
_OF_APPLICANTS: Final[dict[str, JsonValue]] = {
    "if": {"properties": {"route": {"const": "application"}}},
    "then": {"properties": {"by": {"items": {"enum": [*APPLICANTS]}}}},
}
"""Who applies is of a kind of subject; who begins a case otherwise has a role of the pack."""


def pack_schema() -> str:
    """The schema of a pack's file as JSON, ending in a line feed."""
    made: dict[str, JsonValue] = Pack.model_json_schema(by_alias=True, schema_generator=_Terse)
    types = made["$defs"]
    if isinstance(types, dict):
        for name, its in types.items():
            _help(name, its)
    _help(PackParts.__name__, made)
    return json.dumps({"$schema": _DIALECT, **made}, ensure_ascii=False, indent=1) + "\n"


def _help(of: str, its: JsonValue) -> None:  # noqa: C901 - one arm for each shape of a type
    """Say in Chinese what the keys of a type are for and what its values mean; English may be left out."""
    if not isinstance(its, dict):
        return
    match its:
        case {} if not its:
            its["description"] = "任意的值：写法同这个键在别处的写法"
        case {"enum": [*values]}:
            its["description"] = value_help(of, [str(value) for value in values])
        case {"properties": dict() as keys}:
            for key, value in keys.items():
                if isinstance(value, dict) and (said := key_help(of, key)):
                    value["description"] = said
                if isinstance(value, dict) and (words := _CLOSED.get((of, key))):
                    _close(value, words)
    match its:
        case {"required": ["zh", "en"]}:
            its["required"] = ["zh"]
    match its:
        case {"properties": {"leads": dict() as leads}} if of == Step.__name__:
            leads["propertyNames"] = {"enum": [*sorted(OUTCOMES_OF_STEPS)]}
    if of == Route.__name__:
        its.update(_OF_APPLICANTS)


def _close(value: dict[str, JsonValue], words: tuple[str, ...]) -> None:
    """Say which words a key may have: of a list each, of one that may be missing where it is there."""
    match value:
        case {"items": dict() as item}:
            item["enum"] = [*words]
        case {"anyOf": [dict() as told, *_]}:
            told["enum"] = [*words]
        case _:
            value["enum"] = [*words]


class _Terse(GenerateJsonSchema):
    """Without titles that only repeat the key."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic asks by schema
        return False
