"""The page of a procedure: its drawing, its standing and source, its terms as a table; the drawing as a file."""

import re

import pytest

from api.law.procedure_drawing import sheet
from domain.pack.steps import ReappraisalRoute
from domain.values import Bilingual
from policies.drawing.panels import panels
from policies.drawing.picture import draw
from policies.packs.loader import bundled_pack
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient

READER = "county-a-enforcement-contact"

pytestmark = pytest.mark.usefixtures("recorder")  # the read model that counts open cases is his


async def test_a_procedure_is_shown_as_a_picture_and_a_table(api_alone: ApiClient) -> None:
    """Everybody with a token sees the newest edition; nothing in it needs a script or a style of its own."""
    answer = await browse(api_alone, "/procedures/nujiang", READER)
    markup = Markup(answer.text)

    assert answer.status_code == 200
    assert draw(bundled_pack("nujiang")) in answer.text
    for said in (line for panel in panels(bundled_pack("nujiang")) for group in panel.groups for line in group.lines):
        assert said.text in markup.text
    assert "NJ-24～NJ-28" in markup.text
    assert ("a", {"class": "cite", "href": "/rules#NJ-24"}) in markup.tags
    assert "建议条款" in markup.text
    assert bundled_pack("nujiang").source in markup.text
    assert "受理环节15个工作日自实际收件次日起规定期限NJ-12建议条款" in markup.text
    assert "可延长一次，至多15个工作日，由同级党委（党组）批准" in markup.text
    assert [tag for tag, _ in markup.tags].count("h1") == 1
    markup.require_safe_and_whole("/procedures/nujiang")
    assert not [name for _, attrs in markup.tags for name in attrs if name == "style" or name.startswith("on")]


async def test_steps_are_listed_as_one_comes_to_them(api_alone: ApiClient) -> None:
    """Not in the order of keys, which an installed edition has lost."""
    text = Markup((await browse(api_alone, "/procedures/nujiang", READER)).text).text
    names = ["受理", "调查核实", "认定", "报批", "书面反馈"]
    places = [text.rindex(f"{name}环节") for name in names]

    assert places == sorted(places)


async def test_a_procedure_that_is_not_installed_is_not_found(api_alone: ApiClient) -> None:
    """And whoever has not signed in is led to do so."""
    missing = await browse(api_alone, "/procedures/atlantis", READER)
    stranger = await browse(api_alone, "/procedures/nujiang", None)

    assert missing.status_code == 404
    assert stranger.status_code == 303


def test_a_drawing_as_a_file_needs_nothing_else() -> None:
    """One page with the style in it, and nothing that is fetched from anywhere."""
    page = sheet(bundled_pack("baotou"))
    markup = Markup(page)

    assert draw(bundled_pack("baotou")) in page
    assert "问责与容错同步作出" in markup.text
    assert [tag for tag, _ in markup.tags].count("style") == 1
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in markup.tags}
    assert not [attrs for _, attrs in markup.tags if {"src", "href", "action"} & attrs.keys()]
    assert not re.search(r"url\(|@import", page)


def test_what_people_write_into_a_pack_stays_words() -> None:
    """Whoever writes a pack writes no markup into its page."""
    nujiang = bundled_pack("nujiang")
    wrote = "<script>alert('&amp;')</script>"
    name = Bilingual(zh=wrote, en=wrote)
    assert nujiang.reappraisal is not None
    again = nujiang.reappraisal.model_copy(update={"opens": (ReappraisalRoute(route="person", name=name),)})
    steps = {**nujiang.tolerance.steps, "acceptance": nujiang.step("acceptance").model_copy(update={"name": name})}
    track = nujiang.tolerance.model_copy(update={"steps": steps})
    changed = {"name": name, "source": wrote, "edition": wrote, "reappraisal": again, "tolerance": track}
    page = sheet(nujiang.model_copy(update=changed))

    assert wrote not in page
    assert all(src.startswith("/static/") for src in Markup(page).values("script", "src"))
    assert page.count("<script") == len(Markup(page).values("script", "src"))
    assert page.count("&lt;script&gt;") > len(changed)
