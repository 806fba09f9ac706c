"""The pack language as JSON Schema (draft 2020-12), made from the types that read it, so that an editor completes it.

`rongcuo policy schema` prints it; packs/pack.schema.json is the copy that editors find beside the packs.
"""

import json
from typing import Final

from pydantic import JsonValue
from pydantic.json_schema import GenerateJsonSchema

from domain.pack.pack import Pack
from domain.pack.parts import PackParts
from policies.packs.key_help import key_help, value_help

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def pack_schema() -> str:
    """The schema of a pack's file as JSON, ending in a line feed."""
    made: dict[str, JsonValue] = Pack.model_json_schema(by_alias=True, schema_generator=_Terse)
    types = made["$defs"]
    if isinstance(types, dict):
        for name, its in types.items():
            _help(name, its)
    _help(PackParts.__name__, made)
    return json.dumps({"$schema": _DIALECT, **made}, ensure_ascii=False, indent=1) + "\n"


def _help(of: str, its: JsonValue) -> None:
    """Say in Chinese what the keys of a type are for and what its values mean; English may be left out."""
    if not isinstance(its, dict):
        return
    match its:
        case {"enum": [*values]}:
            its["description"] = value_help(of, [str(value) for value in values])
        case {"properties": dict() as keys}:
            for key, value in keys.items():
                if isinstance(value, dict) and (said := key_help(of, key)):
                    value["description"] = said
    match its:
        case {"required": ["zh", "en"]}:
            its["required"] = ["zh"]


class _Terse(GenerateJsonSchema):
    """Without titles that only repeat the key."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic asks by schema
        return False
