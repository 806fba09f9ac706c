"""What a person sees while the stack starts and runs: one line a part; a spinner only on a terminal."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape

from deploy.stack.supervisor import PartFailed


class Progress:
    """Writes short lines, Chinese first."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def step(self, label: str) -> Iterator[None]:
        """Show a step while it runs and, when it is done, how long it took."""
        began = time.monotonic()
        with self._console.status(f"{escape(label)} …"):
            try:
                yield
            except BaseException:
                self._line("red", "✗", label, began)
                raise
        self._line("green", "✓", label, began)

    def note(self, text: str) -> None:
        """Say something worth knowing."""
        self._console.print(f"[yellow]·[/] {escape(text)}", highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        """Say the main thing."""
        self._console.print(f"[bold]{escape(text)}[/]", highlight=False, soft_wrap=True)

    def failure(self, failed: PartFailed) -> None:
        """Name the part that failed, why, and its log's last lines."""
        self._console.print(
            f"[red]✗ {escape(failed.part)}[/]: {escape(failed.reason)}", highlight=False, soft_wrap=True
        )
        for line in failed.log_tail:
            self._console.print(f"  [dim]{escape(failed.part)} |[/] {escape(line)}", highlight=False, soft_wrap=True)

    def _line(self, colour: str, mark: str, label: str, began: float) -> None:
        elapsed_s = time.monotonic() - began
        self._console.print(
            f"[{colour}]{mark}[/] {escape(label)} [dim]{elapsed_s:.1f} s[/]", highlight=False, soft_wrap=True
        )
