"""Every colour of text is readable on every light ground of the style sheet (WCAG 2.2, 1.4.3: 4.5 to 1)."""

import re
from pathlib import Path

import pytest

import api.web

STYLE = (Path(api.web.__file__).parent / "static" / "style.css").read_text(encoding="utf-8")
NAMED = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{3,6});", STYLE))
LEAST = 4.5
WHITE = "#fff"
_LIGHT = 0.66
"""From this luminance on a ground carries any text; darker ones are shades of a map, with ink or white on them."""


def resolved(value: str) -> list[str]:
    """The colours in a value, variables looked up."""
    found = re.findall(r"var\((--[a-z-]+)\)|(#[0-9a-f]{3,6})\b", value)
    return [NAMED[name] if name else colour for name, colour in found if colour or name in NAMED]


def rules() -> list[tuple[str, dict[str, str]]]:
    """Selectors with their declarations; what is in a media query too."""
    bodies = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL))
    return [(selector.strip(), dict(re.findall(r"([a-z-]+): ([^;]+)", body))) for selector, body in bodies]


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour."""
    digits = colour[1:] if len(colour) > len("#fff") else "".join(2 * digit for digit in colour[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


GROUNDS = sorted(
    {
        colour
        for _, declared in rules()
        for name in ("background", "background-color")
        for colour in resolved(declared.get(name, ""))
        if luminance(colour) > _LIGHT
    }
)
TEXTS = [
    (selector, colour, own or GROUNDS)
    for selector, declared in rules()
    for colour in resolved(declared.get("color", ""))
    if (own := resolved(declared.get("background", ""))) or colour != WHITE
]


@pytest.mark.parametrize(("colour", "grounds"), [text[1:] for text in TEXTS], ids=[text[0] for text in TEXTS])
def test_text_is_readable_on_any_ground_it_may_stand_on(colour: str, grounds: list[str]) -> None:
    """On the ground of its own rule, or else on every light one; white text has a dark ground of its own."""
    assert {ground: round(contrast(colour, ground), 2) for ground in grounds if contrast(colour, ground) < LEAST} == {}


def test_ink_is_readable_on_every_shade_of_the_map() -> None:
    """The numbers of the heat map stand in its cells; the darkest shade has white ones."""
    shades = [
        colour
        for selector, declared in rules()
        if selector.startswith(".shade") and "color" not in declared
        for colour in resolved(declared["background"])
    ]

    assert len(shades) == 3
    assert min(contrast(NAMED["--ink"], shade) for shade in shades) >= LEAST


def test_contrast_is_what_the_standard_says() -> None:
    """Black on white is 21; the grey that just passes on white passes, one step lighter does not."""
    assert contrast("#000", WHITE) == pytest.approx(21)
    assert contrast("#767676", WHITE) >= LEAST > contrast("#777", WHITE)
