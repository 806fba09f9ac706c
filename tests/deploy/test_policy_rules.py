"""`rongcuo policy rules` and `policy defaults`: the pages that docs/ keeps, and the rules as JSON."""

from pathlib import Path

import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner

import domain
from deploy.cli.main import app
from policies.rules.rules import RuleLine, bundled_rules


@pytest.mark.parametrize("page", ["rules", "defaults"])
def test_the_command_prints_the_kept_page(page: str) -> None:
    """Byte for byte, so that its output may be kept as the file."""
    result = CliRunner().invoke(app, ["policy", page])

    assert result.exit_code == 0
    assert result.stdout == (Path(domain.__file__).parents[1] / "docs" / f"{page}.md").read_text(encoding="utf-8")


def test_the_command_prints_the_rules_as_json() -> None:
    """Every rule with what carries it."""
    result = CliRunner().invoke(app, ["policy", "rules", "--json"])

    assert TypeAdapter(tuple[RuleLine, ...]).validate_json(result.stdout) == bundled_rules()
