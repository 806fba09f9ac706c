"""`rongcuo policy draw`: a pack's file as a drawing, or what is wrong with it."""

from pathlib import Path

from rich.console import Console

from api.law.procedure_drawing import sheet
from deploy.cli.policy.check import EXIT_FAULTY, faults_of, told_faults
from deploy.cli.terminal import EXIT_REFUSED, say
from policies.drawing.picture import draw as flow
from policies.packs.loader import base_in, load_pack
from policies.packs.located import FaultyFile


def draw(file: Path, out: Path | None, console: Console, base: Path | None = None) -> int:
    """Write the drawing to a file, else to the terminal; a faulty file tells its faults. Returns the exit code.

    A file called .svg gets the flow alone. `base` is where the edition is that the file extends.
    """
    try:
        pack = load_pack(file, base_in(base) if base else None)
    except FaultyFile as faulty:
        say(console, *told_faults(str(file), faults_of(faulty)))
        return EXIT_FAULTY
    drawn = flow(pack) if out and out.suffix == ".svg" else sheet(pack)
    if out is None:
        console.out(drawn, end="", highlight=False)
        return 0
    try:
        out.write_text(drawn, "utf-8")
    except OSError as error:
        say(console, f"无法写入 {out} / cannot be written: {error.strerror}")
        return EXIT_REFUSED
    say(console, f"已写入 {out} / written")
    return 0
