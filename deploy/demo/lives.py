"""`rongcuo demo --pack NAME`: the scripted lives of a pack's cases, each act told as it is done, then read back."""

from collections import Counter

from rich.console import Console

from deploy.demo.client import Client
from deploy.demo.report import show_cases
from deploy.demo.sample_player import NotAsExpected, play
from deploy.progress import Progress
from deploy.sample_cases import SampleCase
from domain.pack import Pack
from domain.values import Frozen
from projections.case_view import CasePage


class LifeFigures(Frozen):
    """The figures of the last line; `events` counts what was recorded, `refused` what had to be refused and was."""

    pack: str
    lives: int
    acts: int
    refused: int
    closed: int
    events: int
    kinds: int


async def play_lives(client: Client, lives: tuple[SampleCase, ...], progress: Progress) -> dict[str, CasePage]:
    """Play every life, telling each act that has something to say; returns the pages by label.

    Raises:
        NotAsExpected: An act came to something else than it says, or a life did not end.
        Refused: An act was refused that should not be.
    """
    pages: dict[str, CasePage] = {}
    for life in lives:
        progress.say(f"—— {life.label}")
        page = await play(client, life, registrar=life.acts[0].position, say=progress.say)
        if not page.closed:
            raise NotAsExpected(f"{life.label}: still open at {page.stage}")
        pages[life.label] = page
    return pages


def report(console: Console, pack: Pack, lives: tuple[SampleCase, ...], pages: dict[str, CasePage]) -> LifeFigures:
    """Show how the cases ended, and count."""
    show_cases(console, pages, pack)
    foretold = Counter(kind for life in lives for act in life.acts for kind in act.then)
    return LifeFigures(
        pack=f"{pack.pack} {pack.edition}",
        lives=len(lives),
        acts=sum(len(life.acts) for life in lives),
        refused=sum(act.refusal is not None for life in lives for act in life.acts),
        closed=sum(page.closed for page in pages.values()),
        events=sum(page.version for page in pages.values()),
        kinds=len(foretold),
    )
