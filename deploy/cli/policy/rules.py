"""`rongcuo policy rules` and `policy defaults`: rules of the source texts, and what no text decides."""

import typer
from pydantic import TypeAdapter

from policies.rules.defaults import bundled_defaults
from policies.rules.rules import RuleLine, bundled_catalogue, bundled_rules
from policies.rules.text import defaults_page, rules_page

_LINES: TypeAdapter[tuple[RuleLine, ...]] = TypeAdapter(tuple[RuleLine, ...])


def print_rules(*, as_json: bool) -> None:
    """Write the page, or the same as JSON, to standard output."""
    lines = bundled_rules()
    told = _LINES.dump_json(lines, indent=1).decode() + "\n" if as_json else rules_page(lines, bundled_catalogue())
    typer.echo(told, nl=False)


def print_defaults() -> None:
    """Write the page of what the texts leave open and of what is demanded of a system."""
    typer.echo(defaults_page(bundled_defaults()), nl=False)
