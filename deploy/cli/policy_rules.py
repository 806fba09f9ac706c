"""`rongcuo policy rules`: every rule of the source texts, what carries it and what shows it."""

import typer
from pydantic import TypeAdapter

from policies.rules.rules import RuleLine, bundled_catalogue, bundled_rules
from policies.rules.text import rules_page

_LINES: TypeAdapter[tuple[RuleLine, ...]] = TypeAdapter(tuple[RuleLine, ...])


def print_rules(*, as_json: bool) -> None:
    """Write the page, or the same as JSON, to standard output."""
    lines = bundled_rules()
    told = _LINES.dump_json(lines, indent=1).decode() + "\n" if as_json else rules_page(lines, bundled_catalogue())
    typer.echo(told, nl=False)
