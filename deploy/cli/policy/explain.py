"""`rongcuo policy explain`: what happens in a step of a pack's file, in plain Chinese."""

from pathlib import Path

from rich.console import Console

from deploy.cli.policy.check import EXIT_FAULTY, faults_of, told_faults
from deploy.cli.terminal import say
from policies.packs.explaining import NoSuchStep, explained
from policies.packs.layering import Bases
from policies.packs.loader import load_pack
from policies.packs.located import FaultyFile


def explain(file: Path, step: str, console: Console, bases: Bases) -> int:
    """Say what happens there, or which steps there are; a faulty file tells its faults. Returns the exit code."""
    try:
        say(console, *explained(load_pack(file, bases), step))
    except FaultyFile as faulty:
        say(console, *told_faults(str(file), faults_of(faulty)))
        return EXIT_FAULTY
    except NoSuchStep as missing:
        say(console, f"没有“{step}”这个环节，有：{missing} / no such step; there are those named")
        return EXIT_FAULTY
    return 0
