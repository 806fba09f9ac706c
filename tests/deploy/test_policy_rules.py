"""`rongcuo policy rules`: the page of docs/rules.md, or the same as JSON."""

from pathlib import Path

from pydantic import TypeAdapter
from typer.testing import CliRunner

import domain
from deploy.cli.main import app
from policies.rules.rules import RuleLine, bundled_rules


def test_the_command_prints_the_kept_page() -> None:
    """Byte for byte, so that its output may be kept as the file."""
    result = CliRunner().invoke(app, ["policy", "rules"])

    assert result.exit_code == 0
    assert result.stdout == (Path(domain.__file__).parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")


def test_the_command_prints_the_rules_as_json() -> None:
    """Every rule with what carries it."""
    result = CliRunner().invoke(app, ["policy", "rules", "--json"])

    assert TypeAdapter(tuple[RuleLine, ...]).validate_json(result.stdout) == bundled_rules()
