"""A letter as PDF: PDF/A-3a for the file and PDF/UA-1 for the screen at once, the same bytes for the same letter.

It is set by Typst in a process of its own (press.py), of which there are few at once and each has its time.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Final

import segno
import structlog

from api.typesetting import press
from api.typesetting.fonts import Fonts, Uncovered, texts_in
from api.typesetting.layout import laid_out
from domain.documents.letter import Letter

CHARACTERS_MAX: Final = 1_500_000
"""How long a letter may be, all in all."""
_NO_DAY: Final = date(1949, 10, 1)
"""The day that stands in the file of what has no date yet: the same letter is to be the same bytes."""
_TELL: Final = 2000

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class SettingError(Exception):
    """A letter that is not set in type."""


class CharactersMissingError(SettingError):
    """No font has some of its characters (docs/documents.md)."""

    def __init__(self, uncovered: tuple[Uncovered, ...]) -> None:
        super().__init__(", ".join(f"{each.code_point} in {each.where}" for each in uncovered))
        self.uncovered = uncovered


class TooLongError(SettingError):
    """It has more characters than `CHARACTERS_MAX`."""


class PressError(SettingError):
    """It took too long, or the press broke down; the log says which."""


@dataclass(frozen=True)
class Press:
    """Where letters become PDF.

    Attributes:
        fonts: What they are set in.
        sign: What is done to a document that is no draft (signing.py); None: nothing.
        seconds: How long one may take.
        at_once: How many are set at the same time; the others wait.
    """

    fonts: Fonts
    sign: Callable[[bytes], Awaitable[bytes]] | None = None
    seconds: float = 30.0
    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    async def pdf(self, letter: Letter) -> bytes:
        """A letter as PDF.

        Raises:
            CharactersMissingError: no font has some of its characters.
            TooLongError: it has too many.
            PressError: it could not be set, or not in time.
        """
        order = await asyncio.to_thread(order_for, letter, self.fonts)
        async with self.at_once:
            try:
                async with asyncio.timeout(self.seconds):
                    pdf = await _pressed(order)
            except TimeoutError as error:
                _logger.warning("a document took too long to set", kind=letter.kind.value, seconds=self.seconds)
                raise PressError("took too long") from error
        return pdf if letter.draft or self.sign is None else await self.sign(pdf)


def order_for(letter: Letter, fonts: Fonts) -> bytes:
    """What the press is told of a letter, once it is known that it can be set."""
    refuse_too_long(letter)
    if uncovered := fonts.uncovered(letter):
        raise CharactersMissingError(tuple(uncovered))
    day = letter.dated or _NO_DAY
    inputs = {
        "layout": json.dumps(asdict(laid_out(letter)), ensure_ascii=False),
        "fonts": json.dumps(
            {**fonts.stacks, "title": {"stack": fonts.stacks["title"], "thin": fonts.thin}}, ensure_ascii=False
        ),
        "qr": qr_svg(letter.verification.address) if letter.verification else "",
    }
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return json.dumps(
        {"inputs": inputs, "folders": list(fonts.folders), "timestamp": int(midnight.timestamp())}, ensure_ascii=False
    ).encode()


def refuse_too_long(letter: Letter) -> None:
    """Set no letter that is longer than one may be.

    Raises:
        TooLongError: it is.
    """
    if sum(len(text) for _, text in texts_in(letter)) > CHARACTERS_MAX:
        raise TooLongError(f"has more than {CHARACTERS_MAX} characters")


def qr_svg(address: str) -> str:
    """An address as QR code (ISO/IEC 18004), with a seventh of it to spare against stains and stamps."""
    drawn = BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", border=0, xmldecl=False, nl=False)
    return drawn.getvalue().decode()


async def _pressed(order: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(press.__file__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={},
    )
    try:
        pdf, told = await process.communicate(order)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        _logger.error("the press broke down", code=process.returncode, told=told[-_TELL:].decode(errors="replace"))
        raise PressError("broke down")
    return pdf
