"""`rongcuo demo --pack NAME`: the scripted lives of a pack's cases, each act told as it is done, then read back."""

from collections import Counter

from rich.console import Console

from deploy.demo.cast import Cast
from deploy.demo.report import show_cases, show_filings, show_records
from deploy.demo.sample_cases import SampleCase
from deploy.demo.sample_player import NotAsExpected, Played, play
from deploy.stack.progress import Progress
from domain.pack.pack import Pack
from domain.values import Frozen


class LifeFigures(Frozen):
    """The figures of the last line; `events` counts what was recorded, `refused` what had to be refused and was.

    `closed` counts cases, `filings` risk filings and `records` work records; a life may have any of them.
    """

    pack: str
    lives: int
    acts: int
    refused: int
    closed: int
    filings: int
    records: int
    events: int
    kinds: int

    @property
    def all_held(self) -> bool:
        """What does not hold is raised where it is played, and counted nowhere."""
        return True


async def play_lives(cast: Cast, lives: tuple[SampleCase, ...], progress: Progress) -> dict[str, Played]:
    """Play every life, telling each act that has something to say; returns how each stands, by label.

    Raises:
        NotAsExpected: An act came to something else than it says, or a life did not end.
        Refused: An act was refused that should not be.
    """
    all_played: dict[str, Played] = {}
    for life in lives:
        progress.say(f"—— {life.label}")
        played = await play(cast, life, say=progress.say)
        if played.page and not played.page.closed:
            raise NotAsExpected(f"{life.label}: still open at {played.page.stage}")
        all_played[life.label] = played
    return all_played


def report(console: Console, pack: Pack, lives: tuple[SampleCase, ...], played: dict[str, Played]) -> LifeFigures:
    """Show how the cases ended and how the risk filings stand, and count."""
    pages = {label: life.page for label, life in played.items() if life.page}
    filings = {label: life.filing for label, life in played.items() if life.filing}
    records = [row for life in played.values() for row in life.records]
    show_cases(console, pages, pack)
    if filings:
        show_filings(console, filings)
    if records:
        show_records(console, records)
    foretold = Counter(kind for life in lives for act in life.acts for kind in act.then)
    return LifeFigures(
        pack=f"{pack.pack} {pack.edition}",
        lives=len(lives),
        acts=sum(len(life.acts) for life in lives),
        refused=sum(act.refusal is not None for life in lives for act in life.acts),
        closed=sum(page.closed for page in pages.values()),
        filings=len(filings),
        records=len(records),
        events=sum(page.version for page in pages.values())
        + sum(row.version for row in filings.values())
        + sum(row.version for row in records),
        kinds=len(foretold),
    )
