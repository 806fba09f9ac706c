"""Pages in English: templates are written in Chinese, and each of their texts has its English in a table.

The table is that of the room, `templates/english.yaml`: Chinese, and what it is in English. It is put in its place when
a template is compiled, once for a process, so no page is slower for it, and a page in Chinese holds no English. A text
is what stands between two tags or blocks, or in an attribute, or a string within an expression; `{}` stands for an
expression in it, `{0}` and `{1}` where English has another order. What has no English stays Chinese, which a test of
all templates does not allow.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

import yaml
from jinja2.ext import Extension

from api.http.language import Words, say, spoken

_API = Path(__file__).parents[1]
_HAN = re.compile(r"[\u3400-\u9fff]")
_PIECE = re.compile(r'\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}|<|>|"|[^<>"{]+|\{', re.DOTALL)
_STRING = re.compile(r'"([^"]*)"')
_PLACE = re.compile(r"\{(\d*)\}")
_PUNCTUATION = str.maketrans(
    {"，": ", ", "。": ". ", "：": ": ", "；": "; ", "、": ", ", "（": " (", "）": ")", "　": " "}
)
_BOUNDS: Mapping[tuple[bool, bool], str] = {(False, False): "<", (True, False): '">', (True, True): '"'}
"""What ends a text, or what stands between two: outside a tag, in it, and in an attribute."""
LookUp = Callable[[str], str | None]


@cache
def english() -> Mapping[str, str]:
    """What each Chinese text of the templates is in English."""
    return _tables("*/templates/english.yaml")


@cache
def _labels() -> Mapping[str, str]:
    """What labels of facts, which are written in Python, are in English."""
    return _tables("*/english.yaml")


def _tables(pattern: str) -> Mapping[str, str]:
    table: dict[str, str] = {}
    for path in sorted(_API.glob(pattern)):
        table |= yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return table


def said(words: str | Words) -> str:
    """Words in the language of the reader; a label of ours that is Chinese alone, by the tables.

    What people wrote is never passed here: it is shown as they wrote it.
    """
    if not isinstance(words, str):
        return say(words)
    if spoken() != "en":
        return words
    return _labels().get(words) or english().get(words, words)


class InEnglish(Extension):
    """Compiles templates in English."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's
        """The template with its texts in English."""
        return translated(source, english().get)


def texts_of(source: str) -> list[str]:
    """The Chinese texts of a template."""
    found: list[str] = []
    translated(source, found.append)
    return found


def translated(source: str, look_up: LookUp) -> str:
    """A template with each text replaced by what is looked up for it, if anything is found."""
    written: list[str] = []
    pending: list[str] = []
    pieces = _PIECE.findall(source)
    tag = quoted = False
    for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
        within = quoted or not tag
        if piece.startswith("{%") or (piece.startswith("{{") and not within):
            _write(written, pending, look_up, inline=not tag, before=piece)
            written.append(_STRING.sub(partial(_string, look_up), piece))
        elif piece.startswith("{#") or piece in _BOUNDS[tag, quoted]:
            opens = piece == "<" and not following.startswith("/")
            _write(written, pending, look_up, inline=not tag, before=piece if opens else "")
            written.append(piece)
            if not piece.startswith("{#"):
                tag, quoted = piece != ">", piece == '"' and not quoted
        elif within:
            pending.append(piece)
        else:
            written.append(piece)
    _write(written, pending, look_up, inline=not tag, before="")
    return "".join(written)


def _write(written: list[str], pending: list[str], look_up: LookUp, *, inline: bool, before: str) -> None:
    """Write a text that has come to its end; beside what goes on in the line, English needs a blank."""
    if not pending:
        return
    expressions = [_STRING.sub(partial(_string, look_up), piece) for piece in pending if piece.startswith("{{")]
    whole = "".join("{}" if piece.startswith("{{") else piece for piece in pending)
    pending.clear()
    text = whole.strip()
    found = look_up(text) if _HAN.search(text) else text.translate(_PUNCTUATION)
    if not found:
        written.append(_filled(whole, expressions))
        return
    lead, _, trail = whole.partition(text)
    closed = written[-1:] and (written[-1].endswith("%}") or (written[-1] == ">" and written[-2].startswith("/")))
    if inline and not lead and closed and found[:1].isalnum():
        lead = " "
    if inline and not trail and before and (found[-1] in ",;:." or (before == "<" and found[-1].isalnum())):
        trail = " "
    written.append(_filled(lead.translate(_PUNCTUATION) + found + trail.translate(_PUNCTUATION), expressions))


def _string(look_up: LookUp, found: re.Match[str]) -> str:
    """A string in a block or an expression."""
    text = found[1]
    return f'"{(look_up(text) or text) if _HAN.search(text) else text.translate(_PUNCTUATION)}"'


def _filled(text: str, expressions: Sequence[str]) -> str:
    following = iter(range(len(expressions)))
    return _PLACE.sub(lambda found: expressions[int(found[1]) if found[1] else next(following)], text)
