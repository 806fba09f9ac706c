"""The pack language as JSON Schema (draft 2020-12), made from the types that read it, so that an editor completes it.

`rongcuo policy schema` prints it; packs/pack.schema.json is the copy that editors find beside the packs.
"""

import json
from collections.abc import Mapping
from typing import Final

from pydantic import JsonValue
from pydantic.json_schema import GenerateJsonSchema

from domain.pack.pack import Pack

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def pack_schema() -> str:
    """The schema of a pack's file as JSON, ending in a line feed."""
    made: Mapping[str, JsonValue] = Pack.model_json_schema(by_alias=True, schema_generator=_Terse)
    return json.dumps({"$schema": _DIALECT, **made}, ensure_ascii=False, indent=1) + "\n"


class _Terse(GenerateJsonSchema):
    """Without titles that only repeat the key."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic asks by schema
        return False
