"""What the sub-commands share: their common options, the width of their tables, and their exit codes."""

from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from domain.values import Bilingual

Data = Annotated[Path, typer.Option("--data", help="数据目录 / data directory")]
AsJson = Annotated[bool, typer.Option("--json", help="机器可读 / for machines")]
AsPosition = Annotated[str | None, typer.Option("--as", metavar="POSITION", help="以哪个职务 / the position that acts")]
Number = Annotated[int, typer.Argument(min=1, metavar="VERSION", help="版本号 / number of a version")]

DEFAULT_DATA: Final = Path(".rongcuo")

API_URL: Final = "RONGCUO_API_URL"
"""The variable of the environment that says where the API is, where nothing runs here."""

EXIT_UNREACHED: Final = 1
"""Nothing runs, or it does not answer."""
EXIT_REFUSED: Final = 2
"""What was asked for cannot be done as it was asked."""

_PAGE_COLUMNS = 150


def wide_console() -> Console:
    """The terminal, or lines wide enough for our tables where there is none."""
    console = Console()
    return console if console.is_terminal else Console(width=_PAGE_COLUMNS)


def both(words: Bilingual) -> str:
    """Words in Chinese and English, on one line; what has no English, once."""
    return words.zh if words.en == words.zh else f"{words.zh} {words.en}"


def say(console: Console, *lines: str) -> None:
    """Write lines as they are, in no other colour."""
    console.out("\n".join(lines), highlight=False)
