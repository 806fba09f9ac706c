"""`rongcuo documents template FILE`: an office's own Word template begun from ours, and checked; nothing need run."""

from pathlib import Path
from typing import Final

from rich.console import Console

from api.typesetting.word import OURS, WordTemplate
from api.typesetting.word_check import faults_of
from deploy.cli.terminal import say

EXIT_GOOD: Final = 0
EXIT_FAULTS: Final = 1


def check(file: Path, console: Console) -> int:
    """Say what is wrong with a template; returns the exit code."""
    try:
        faults = faults_of(WordTemplate(file.read_bytes()))
    except OSError as error:
        faults = [f"读不出来 / cannot be read: {error}"]
    say(console, *(faults or ["可以使用：设 RONGCUO_WORD_TEMPLATE_FILE 后重启 api / it will do"]))
    return EXIT_FAULTS if faults else EXIT_GOOD


def begin(file: Path, console: Console) -> int:
    """Write our template to a file that is not there yet; returns the exit code."""
    try:
        with file.open("xb") as opened:
            opened.write(OURS.content)
    except OSError as error:
        say(console, f"写不了 / cannot be written: {error}")
        return EXIT_FAULTS
    say(console, f"已写到 / written to {file}")
    return EXIT_GOOD
