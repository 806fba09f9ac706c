"""`rongcuo policy new`: a folder with a place's first pack, a scenario that holds, and the schema for the editor."""

from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from rich.console import Console

from deploy.cli.terminal import EXIT_REFUSED, say
from domain.values import Code
from policies.packs.schema import pack_schema

_CODE: TypeAdapter[str] = TypeAdapter(Code)
_CALLED, _NAMED = "mytown", "某地"
"""What the place is called in the files that are copied."""


def begin(folder: Path, name: str | None, console: Console) -> int:
    """Write the files into a new folder, whose name is the pack's; nothing is written over. Returns the exit code."""
    code = folder.name
    try:
        _CODE.validate_python(code)
    except ValidationError:
        say(
            console,
            f"{code}：代号只用小写字母、数字、连字符，如 lanxi；中文名用 --name 写",
            f"{code}: a pack is called by a-z, 0-9 and -; its Chinese name goes into --name",
        )
        return EXIT_REFUSED
    begins = files("policies.starting")
    texts = {
        each: begins.joinpath(each).read_text("utf-8").replace(_CALLED, code).replace(_NAMED, name or _NAMED)
        for each in ("pack.yaml", "scenarios.yaml")
    }
    try:
        folder.mkdir(parents=True)
        for each, text in {**texts, "pack.schema.json": pack_schema()}.items():
            (folder / each).write_text(text, "utf-8")
    except FileExistsError:
        say(console, f"{folder} 已经存在，没有写入 / exists already, nothing was written")
        return EXIT_REFUSED
    except OSError as error:
        say(console, f"无法写入 {folder} / cannot be written: {error.strerror}")
        return EXIT_REFUSED
    say(
        console,
        f"已写入 {folder}：pack.yaml 程序包，scenarios.yaml 情景，pack.schema.json 供编辑器用。下一步 / written; next:",
        f"  rongcuo policy check {folder / 'pack.yaml'}",
        f"  rongcuo policy test {folder / 'scenarios.yaml'}",
        f"  rongcuo policy draw {folder / 'pack.yaml'} --out {code}.html",
    )
    return 0
