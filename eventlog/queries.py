"""Named SQL statements from .sql files.

A statement starts with a line `-- name: <name>`; the comment lines under it describe it.
"""

import re
from collections.abc import Mapping
from pathlib import Path

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def load_queries(path: Path) -> Mapping[str, str]:
    """Read the statements of a file by their names.

    Raises:
        ValueError: two statements share a name.
    """
    _, *parts = _NAME.split(path.read_text(encoding="utf-8"))
    names, statements = parts[::2], parts[1::2]
    if len(set(names)) != len(names):
        raise ValueError(f"{path.name} names a statement twice")
    return {name: statement.strip() for name, statement in zip(names, statements, strict=True)}
