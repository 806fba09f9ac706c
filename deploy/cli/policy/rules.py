"""`rongcuo policy rules` and `policy defaults`: rules of the source texts, and what no text decides."""

from pathlib import Path

import typer
from pydantic import TypeAdapter
from rich.console import Console

from deploy.cli.policy.check import EXIT_FAULTY, faults_of, told_faults
from deploy.cli.terminal import say
from policies.packs.loader import base_in, load_pack
from policies.packs.located import FaultyFile
from policies.rules.articles import ArticleLine, articles_page, rules_of, scenario_files
from policies.rules.defaults import bundled_defaults
from policies.rules.rules import RuleLine, bundled_catalogue, bundled_rules
from policies.rules.text import defaults_page, rules_page

_ARTICLES: TypeAdapter[tuple[ArticleLine, ...]] = TypeAdapter(tuple[ArticleLine, ...])
_LINES: TypeAdapter[tuple[RuleLine, ...]] = TypeAdapter(tuple[RuleLine, ...])


def print_rules(*, as_json: bool) -> None:
    """Write the page, or the same as JSON, to standard output."""
    lines = bundled_rules()
    told = _LINES.dump_json(lines, indent=1).decode() + "\n" if as_json else rules_page(lines, bundled_catalogue())
    typer.echo(told, nl=False)


def print_place_rules(
    file: Path, scenarios: Path | None, console: Console, base: Path | None = None, *, as_json: bool
) -> int:
    """Write the articles of a pack's file, by `scenarios` too where some are named; returns the exit code."""
    try:
        pack = load_pack(file, base_in(base) if base else None)
        shown = scenario_files(scenarios) if scenarios else {}
    except FaultyFile as faulty:
        say(console, *told_faults(str(file if faulty.source == file.name else faulty.source), faults_of(faulty)))
        return EXIT_FAULTY
    lines = rules_of(pack, shown)
    told = _ARTICLES.dump_json(lines, indent=1).decode() + "\n" if as_json else articles_page(pack, lines)
    typer.echo(told, nl=False)
    return 0


def print_defaults() -> None:
    """Write the page of what the texts leave open and of what is demanded of a system."""
    typer.echo(defaults_page(bundled_defaults()), nl=False)
