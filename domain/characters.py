"""Which characters a text that comes in may have, and whether it shows anything to whoever reads it.

Both are told by Unicode's properties (UAX #44), in the regular expressions that pydantic brings: they know the
properties by name, are newer than Python's own tables, and take time linear in the text.
"""

from pydantic_core import SchemaValidator, core_schema

_IDEOGRAPHS = r"\x{20000}-\x{2FFFD}\x{30000}-\x{3FFFD}"
"""The planes of rare ideographs, many of them used in names: some are assigned each year, so that to these tables, or
to those of whoever looks, a good name may be unassigned."""
_NEVER = rf"[[\p{{Cc}}\p{{Cn}}\p{{Zl}}\p{{Zp}}\p{{Bidi_Control}}]--[{_IDEOGRAPHS}]]"
"""Controls, what is unassigned, separators that no line of ours ends in, what turns the direction of writing; a lone
surrogate is no text to begin with."""
_BLANKS = r"\p{Default_Ignorable_Code_Point}\x{2800}\x{FFFC}\x{13441}\x{13442}\x{1D159}"
"""What counts as a letter or a symbol and shows nothing: Hangul fillers, empty Braille patterns, blanks of scripts."""


def _pattern(pattern: str) -> SchemaValidator:
    return SchemaValidator(core_schema.str_schema(pattern=pattern))


_LINE = _pattern(rf"^[^{_NEVER}]*$")
_LINES = _pattern(rf"^[[^{_NEVER}]\t\n]*$")
_SHOWS = _pattern(rf"[[\p{{L}}\p{{N}}\p{{P}}\p{{S}}{_IDEOGRAPHS}]--[{_BLANKS}]]")


def unfit_character(text: str, *, lines: bool) -> str | None:
    """The first character that a text may not have; None where all are fit.

    Args:
        text: What somebody wrote.
        lines: Whether it may have several lines, and with them tabs.
    """
    fit = _LINES if lines else _LINE
    if fit.isinstance_python(text):
        return None
    return next(character for character in text if not fit.isinstance_python(character))


def code_point(character: str) -> str:
    """How Unicode writes a character that had better not be shown."""
    return f"U+{ord(character):04X}"


def shown(text: str) -> str:
    """A text as it may stand in an answer or on a terminal: what it may not have stands as its code point."""
    if unfit_character(text, lines=False) is None:
        return text
    return "".join(each if _LINE.isinstance_python(each) else f"<{code_point(each)}>" for each in text)


def shown_lines(text: str) -> str:
    """The same of a text of several lines, as it stands in a form that comes back: its lines and tabs stay."""
    text = text.replace("\r\n", "\n")
    if unfit_character(text, lines=True) is None:
        return text
    return "".join(each if _LINES.isinstance_python(each) else f"<{code_point(each)}>" for each in text)


def shows_something(text: str) -> bool:
    """Whether there is a letter, a digit, a mark of punctuation or a symbol to be seen in it."""
    return _SHOWS.isinstance_python(text)
