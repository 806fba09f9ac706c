"""Reading is total: whatever bytes come in, faults or a pack go out, and never a traceback."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from deploy.cli.main import app
from domain.pack.pack import Pack
from policies.packs.json_text import read_json
from policies.packs.loader import pack_bytes, parse_pack
from policies.packs.located import FaultyFile

SHORT = Path(__file__).parent / "short"
LAW, SCENARIOS = (SHORT / "law.yaml").read_bytes(), (SHORT / "scenarios.yaml").read_bytes()
PIECES = (
    *(
        b"\t",
        b"\r\n",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"&a ",
        b"*a",
        b"!!int ",
        b"<<: ",
        b"---\n",
        b"...\n",
    ),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b"- ",
        b": ",
        b"? ",
        b"|\n",
        b">\n",
        b"'",
        b'"',
        b"%YAML 9.9\n",
        b"~",
        b"null",
        b"true",
        b"1e999",
    ),
    *(
        "：，“”｛｝".encode(),
        b"9" * 400,
        b"-1",
        b"2026-02-30",
        b"{}",
        b"[]",
        b"end",
        b"[" * 200,
        b"free_text",
        b"opened",
    ),
)


@st.composite
def mangled(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file in which lines were lost, doubled and moved, and pieces came in between."""
    text = whole
    for _ in range(draw(st.integers(1, 4))):
        lines = text.splitlines(keepends=True) or [b""]
        at, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 4)):
            case 0:
                del lines[at]
            case 1:
                lines.insert(other, lines[at])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                cut = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:cut] + draw(st.sampled_from(PIECES)) + lines[at][cut:]
            case _:
                words = lines[at].split(b" ")
                words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(PIECES))
                lines[at] = b" ".join(words)
        text = b"".join(lines)
    return text


def read(raw: bytes, *, as_json: bool = False) -> Pack | tuple[object, ...]:
    """A pack, or its faults."""
    try:
        return parse_pack(raw, "any", read=read_json) if as_json else parse_pack(raw, "any")
    except FaultyFile as faulty:
        return faulty.faults


@given(raw=st.one_of(st.binary(max_size=400), mangled(LAW)))
@settings(max_examples=400, deadline=None)
def test_any_bytes_are_a_pack_or_have_faults(raw: bytes) -> None:
    """And what is read back from what would be installed is the same."""
    found = read(raw)

    assert found
    if isinstance(found, Pack):
        assert Pack.model_validate_json(pack_bytes(found)) == found


@given(raw=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_as_json_too(raw: bytes) -> None:
    """The door takes both."""
    assert read(raw, as_json=True)


@given(raw=st.one_of(st.binary(max_size=300), mangled(SCENARIOS)))
@settings(max_examples=150, deadline=None)
def test_scenarios_of_any_bytes_are_played_or_have_faults(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """`policy test` tells what is wrong and exits by it, whatever it is given."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "law.yaml").write_bytes(LAW)
    (folder / "scenarios.yaml").write_bytes(raw)
    done = CliRunner().invoke(app, ["policy", "test", str(folder / "scenarios.yaml")])

    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code in {0, 1}
    assert done.output


@given(law=mangled(LAW))
@settings(max_examples=150, deadline=None)
def test_scenarios_over_any_pack_are_played_or_have_faults(
    law: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A pack that was accepted may be any: playing it ends in words."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "law.yaml").write_bytes(law)
    (folder / "scenarios.yaml").write_bytes(SCENARIOS)
    done = CliRunner().invoke(app, ["policy", "test", str(folder / "scenarios.yaml")])

    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    """No traceback for a path that does not exist, or a folder called like a file."""
    (tmp_path / "odd.yaml").mkdir()

    for path in (tmp_path / "none", tmp_path, tmp_path / "odd.yaml"):
        done = CliRunner().invoke(app, ["policy", "test", str(path)])
        assert done.exit_code == 1
        assert isinstance(done.exception, SystemExit)
