"""`rongcuo import cases FILE.xlsx`: the template, a preview, four eyes, and the entry with its progress and report.

The server reads the file and keeps how far it is; this asks for one batch after another. So it may be ended at any
moment, and called again with --enter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from api.imports.reading import RowFault
from api.imports.views import ImportedCases, ImportPreview, ImportState
from api.labels.words import IMPORT_STATES, word
from deploy.cli.api_client import Caller, NoApi, speaking, told
from deploy.cli.terminal import EXIT_REFUSED, EXIT_UNREACHED, both, say
from domain.terms.deadlines import SHANGHAI
from eventlog.imports import RowState
from rongcuo_client import Client, Refused

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PATH: Final = "/v1/imports/cases"
_BATCH: Final = 50
_PATIENCE_SECONDS: Final = 180.0
"""Ten thousand cases are looked over in some ten seconds, on a busy machine in more."""
_FAULTS_SHOWN: Final = 40
_PLACES_SHOWN: Final = 20


class Wish(Enum):
    """What is to be done with the file."""

    TEMPLATE = auto()
    PREVIEW = auto()
    PREPARE = auto()
    APPROVE = auto()
    ENTER = auto()
    WITHDRAW = auto()


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done with which file, under which procedure."""

    file: Path
    wish: Wish
    pack: str


def import_cases(order: Order, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Do one thing with a file of paper cases; returns the exit code: 0 when every case is, or would be, entered."""
    if order.wish is Wish.APPROVE and not caller.named():
        say(console, "请用 --as 指明由谁批准，不得是准备文件的人 / name who approves with --as; not who prepared it")
        return EXIT_REFUSED
    try:
        with speaking(caller, _PATIENCE_SECONDS) as api:
            return _done(api, order, console, as_json=as_json)
    except NoApi as missing:
        say(console, str(missing))
        return EXIT_UNREACHED
    except Refused as refused:
        say(console, told(refused))
        return EXIT_REFUSED
    except OSError as error:
        say(console, f"{order.file}: 不能读写 / cannot be read or written: {error.strerror}")
        return EXIT_REFUSED


def _done(api: Client, order: Order, console: Console, *, as_json: bool) -> int:
    file, wish, query = order.file, order.wish, urlencode({"pack": order.pack})
    if wish is Wish.TEMPLATE:
        content = api.fetch(f"{_PATH}/template?{query}")
        with file.open("xb") as written:  # never over a file that somebody has filled in
            written.write(content)
        say(console, f"模板已写入 / the template is in {file}")
        return 0
    content = file.read_bytes()
    path = f"{_PATH}/{sha256(content).hexdigest()}"
    if wish is Wish.PREVIEW:
        preview = api.hand_in(f"{_PATH}/preview?{query}", ImportPreview, content, _XLSX)
        return _shown_preview(preview, console, as_json=as_json)
    if wish is Wish.PREPARE:
        name = quote(file.name)
        state = api.hand_in(f"{_PATH}?{query}&name={name}", ImportState, content, _XLSX)
        _show_state(state, console, as_json=as_json)
        if not as_json:
            say(console, "下一步：另一人核对同一个文件后批准 / next, another person, with the very same file:")
            say(console, f"  rongcuo import cases {file} --approve --as POSITION")
        return 0
    if wish is Wish.WITHDRAW:
        _show_state(api.hand_in(f"{path}/withdrawal", ImportState), console, as_json=as_json)
        return 0
    state = api.get(path, ImportState)
    if wish is Wish.APPROVE and state.ended != "approved":
        state = api.hand_in(f"{path}/approval", ImportState)
    state = _entered(api, path, state, console, quiet=as_json)
    report = file.with_name(f"{file.stem}-结果.xlsx")
    report.write_bytes(api.fetch(f"{path}/rows?format=xlsx"))
    _show_state(state, console, as_json=as_json)
    if not as_json:
        _show_faults(_faults(api, path), console)
        say(console, f"每一行的结果 / what became of each row: {report}")
    return 0 if not (state.counts.get("faulty") or state.counts.get("refused")) else EXIT_REFUSED


def _entered(api: Client, path: str, state: ImportState, console: Console, *, quiet: bool) -> ImportState:
    """Enter all that waits, a batch at a time."""
    total = sum(state.counts.values())
    shown = Progress(
        TextColumn("录入 entering"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=console,
        disable=quiet,
    )
    with shown as progress:
        task = progress.add_task("", total=total, completed=total - state.waiting, rate="")
        while state.waiting:
            state = api.hand_in(f"{path}/entry?cases={_BATCH}", ImportState)
            speed = progress.tasks[0].finished_speed or progress.tasks[0].speed
            progress.update(task, completed=total - state.waiting, rate=f"{speed:.0f}/s" if speed else "")
    return state


def _faults(api: Client, path: str) -> Iterable[RowFault]:
    """What kept cases from being entered, page by page."""
    following: str | None = ""
    while following is not None:
        page = api.get(f"{path}/rows" + (f"?next={following}" if following else ""), ImportedCases)
        yield from (fault for case in page.items for fault in case.faults)
        following = page.next


def _shown_preview(preview: ImportPreview, console: Console, *, as_json: bool) -> int:
    faults = [*preview.faults, *(fault for case in preview.items for fault in case.faults)]
    if as_json:
        say(console, preview.model_dump_json())
        return EXIT_REFUSED if faults else 0
    say(
        console,
        f"文件 / file SHA-256 {preview.file_sha256}",
        "只是预览，什么也没有写入 / only looked over; nothing was written",
    )
    _show_counts(preview.counts, console)
    say(console, f"当事人：新登记 {preview.new_subjects}，已登记 {preview.known_subjects} / subjects: new, known")
    if preview.hidden_rows:
        say(console, f"隐藏的行也会录入 / hidden rows are read too: {_listed(preview.hidden_rows)}")
    if preview.merged:
        say(console, f"合并的单元格只有左上角有内容 / merged cells: {_listed(preview.merged)}")
    _show_faults(faults, console)
    return EXIT_REFUSED if faults else 0


def _show_state(state: ImportState, console: Console, *, as_json: bool) -> None:
    if as_json:
        say(console, state.model_dump_json())
        return
    say(console, f"{state.file_name or '文件'} {state.file_sha256}")
    say(console, f"准备 prepared: {state.prepared_by} {state.prepared_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    if state.ended and state.ended_at:
        how = "批准 approved" if state.ended == "approved" else "撤回 withdrawn"
        say(console, f"{how}: {state.ended_by} {state.ended_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    _show_counts(state.counts, console)


def _show_counts(counts: Mapping[RowState, int], console: Console) -> None:
    say(console, *(f"  {both(word(IMPORT_STATES, state))}: {count}" for state, count in counts.items() if count))


def _show_faults(faults: Iterable[RowFault], console: Console) -> None:
    """The first faults as a table; the report has all of them."""
    told = list(faults)
    if not told:
        return
    table = Table(
        "行 row", "单元格 cell", "列 column", "问题 what is wrong", "怎么办 what to do", box=SIMPLE, padding=(0, 1)
    )
    for fault in told[:_FAULTS_SHOWN]:
        says = escape(f"{fault.says.zh} {fault.detail or ''} [{fault.code}]\n{fault.says.en}")
        table.add_row(str(fault.row), fault.cell or "", fault.column or "", says, f"{fault.todo.zh}\n{fault.todo.en}")
    console.print(table)
    if len(told) > _FAULTS_SHOWN:
        say(console, f"还有 {len(told) - _FAULTS_SHOWN} 处 / and so many more")


def _listed(places: tuple[int, ...] | tuple[str, ...]) -> str:
    first = "、".join(map(str, places[:_PLACES_SHOWN]))
    return first + (f" 等 {len(places)} 处" if len(places) > _PLACES_SHOWN else "")
