"""`rongcuo policy draw`: a page on the terminal or in a file, or the faults of the pack's file."""

from io import StringIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from rich.console import Console

from api.law.procedure_drawing import sheet
from deploy.cli.policy.check import check
from deploy.cli.policy.draw import draw
from policies.packs.loader import bundled_pack

NUJIANG = Path(__file__).parents[2] / "policies" / "packs" / "nujiang" / "undated-1.yaml"


@pytest.fixture
def terminal() -> Console:
    """A narrow terminal that keeps what is written."""
    return Console(file=StringIO(), width=40)


def written(terminal: Console) -> str:
    """What stands on the terminal."""
    assert isinstance(terminal.file, StringIO)
    return terminal.file.getvalue()


def test_the_page_goes_to_the_terminal_unbroken(terminal: Console) -> None:
    """However narrow it is: what is redirected into a file is the page, byte for byte."""
    code = draw(NUJIANG, None, terminal)

    assert code == 0
    assert written(terminal) == sheet(bundled_pack("nujiang"))


def test_the_page_goes_to_a_file(terminal: Console, tmp_path: Path) -> None:
    """With --out the terminal says where it went."""
    out = tmp_path / "nujiang.html"
    code = draw(NUJIANG, out, terminal)

    assert code == 0
    assert out.read_text("utf-8") == sheet(bundled_pack("nujiang"))
    assert str(out) in written(terminal)


def test_a_file_for_a_picture_gets_the_flow_alone(terminal: Console, tmp_path: Path) -> None:
    """Nobody finds HTML in a file called .svg."""
    out = tmp_path / "nujiang.svg"
    code = draw(NUJIANG, out, terminal)

    assert code == 0
    assert fromstring(out.read_text("utf-8")).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own text
    assert str(out) in written(terminal)


def test_a_file_that_cannot_be_written_is_said(terminal: Console, tmp_path: Path) -> None:
    """It is no fault of the pack, so the exit code is another."""
    code = draw(NUJIANG, tmp_path / "no" / "where.html", terminal)

    assert code == 2
    assert "cannot be written" in written(terminal)


def test_a_faulty_file_tells_every_fault_as_check_does(terminal: Console, tmp_path: Path) -> None:
    """Nothing is drawn; the lines are those of `policy check`."""
    text = NUJIANG.read_text("utf-8")
    faulty, out = tmp_path / "faulty.yaml", tmp_path / "faulty.html"
    faulty.write_text(
        text.replace("body: team", "body: nobody").replace("first: acceptance", "first: nowhere"), "utf-8"
    )
    checked = Console(file=StringIO(), width=40)
    code = draw(faulty, out, terminal)

    assert (code, check([faulty], checked, as_json=False)) == (1, 1)
    assert "nobody" in written(terminal)
    assert "nowhere" in written(terminal)
    assert written(checked).startswith(written(terminal))
    assert not out.exists()
