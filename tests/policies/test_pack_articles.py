"""Rules belong to the place: a pack cites its own articles, and what is refused under it is refused by them."""

from pathlib import Path

import pytest

from domain.catalogue import REFUSALS
from domain.pack.articles import by_its_articles
from domain.pack.pack import Pack
from domain.pack.terms import Standing
from domain.refusals import Refusal, declared
from policies.packs.loader import bundled_pack, bundled_packs, load_pack, parse_pack
from policies.packs.located import FaultyFile
from policies.rules.articles import articles_page, rules_of, scenario_files

SHORT = Path(__file__).parent / "short"
LAW = (SHORT / "law.yaml").read_text("utf-8")
NUJIANG = bundled_pack("nujiang")
TEXTS = {"NJ": "nujiang", "BT": "baotou", "YN": "yunnan", "ZS": "zhoushan", "NS": "nanjing-sasac"}


def law(*changes: tuple[str, str]) -> Pack:
    """The law of one article, changed."""
    text = LAW
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return parse_pack(text.encode(), "law.yaml")


def test_an_article_that_is_not_listed_is_a_fault_where_it_is_cited() -> None:
    """Ours (A-, R-) need no list; what is listed twice is a fault as well."""
    with pytest.raises(FaultyFile) as unknown:
        law(("name: 认定,", "name: 认定, cite: [第一条, 第二条, A-16],"))
    with pytest.raises(FaultyFile) as twice:
        law(("cite: [第一条]", "  - {id: 第一条, title: 又一条}\ncite: [第一条]"))

    assert [(f.where, f.what) for f in unknown.value.faults] == [
        ("tolerance.steps.decision.cite.1", "unknown article 第二条; list it under `rules`")
    ]
    assert [f.where for f in twice.value.faults] == ["rules.1.id"]


def test_the_standing_of_an_article_is_that_of_what_cites_it() -> None:
    """Said once; a value's own standing comes first."""
    pack = law(
        ("可以免责}", "可以免责, standing: proposed}"),
        ("name: 认定,", "name: 认定, cite: [第一条],"),
        ("name: 告知,", "name: 告知, standing: default, cite: [第一条],"),
    )

    assert pack.standing_of(pack.step("decision")) is Standing.PROPOSED
    assert pack.standing_of(pack.step("feedback")) is Standing.DEFAULT
    assert pack.standing_of(pack.step("settlement")) is Standing.IN_FORCE


def test_every_refusal_that_rests_on_a_text_rests_on_the_packs_part_in_another_place() -> None:
    """No applicant is told another place's article: not of a place of its own, and not of one of the five."""
    own = law(("name: 认定,", "name: 认定, cite: [第一条],"))
    for pack in (own, *bundled_packs()):
        theirs = {text for text, name in TEXTS.items() if name == pack.pack}
        for refusal in REFUSALS:
            told = by_its_articles(refusal, pack)
            cited = {cite for value in _sourced(pack) for cite in value}
            foreign = [c for c in told.cite if c.partition("-")[0] in TEXTS.keys() - theirs and c not in cited]
            assert foreign == [], (pack.pack, refusal.code)


def test_a_refusal_cites_the_part_of_the_pack_that_says_it() -> None:
    """An endorsement missing: the article of the way in that asks for it, and ours besides."""
    pack = law(
        ("first: decision}", "first: decision, needs: [endorsement], cite: [第一条]}"),
    )
    refusal = by_its_articles(declared("endorsement_missing"), pack)

    assert refusal.cite == ("第一条", "A-11")
    assert by_its_articles(declared("endorsement_missing"), NUJIANG) == declared("endorsement_missing")
    assert by_its_articles(_cited("第一条"), NUJIANG).cite == ("第一条",)  # what an act cites itself stays


def test_every_refusal_of_a_text_has_its_part_of_a_pack() -> None:
    """What is forgotten here would cite nothing in any other place."""
    from domain.pack.articles import _RESTS_ON  # noqa: PLC0415 - the table itself is what is looked at

    ours = {"not_milder", "same_edition", "transition_impossible", "unknown_edition", "not_concluded"}
    lacking = [
        refusal.code
        for refusal in REFUSALS
        if any(cite.partition("-")[0] in TEXTS for cite in refusal.cite) and refusal.code not in {*_RESTS_ON, *ours}
    ]
    assert lacking == []
    assert _RESTS_ON.keys() <= {refusal.code for refusal in REFUSALS}


def test_no_refusal_names_the_organs_of_one_place() -> None:
    """Which organ does what, the pack says: a refusal speaks of the part that it plays."""
    named = ("组织人事部门", "纪检监察机关", "国资委", "联席会议")
    assert [r.code for r in REFUSALS if any(name in f"{r.zh}{r.todo_zh}" for name in named)] == []


def test_a_place_has_a_page_of_its_own_articles() -> None:
    """Each with what carries it and which scenarios show it."""
    pack = load_pack(SHORT / "law.yaml")
    lines = rules_of(pack, scenario_files(SHORT / "scenarios.yaml"))
    page = articles_page(pack, lines)

    assert [(line.rule.id, line.standing, line.values, len(line.scenarios)) for line in lines] == [
        ("第一条", Standing.IN_FORCE, ("程序全篇",), 1)
    ]
    assert "| 第一条 | 出于公心的失误可以免责 | 现行规定 | 程序全篇 | 申请、认定、告知，没有别的职责，即办结 |" in page
    assert articles_page(NUJIANG, rules_of(NUJIANG, {})).count("|") == 0


def _cited(*cite: str) -> Refusal:
    return declared("endorsement_missing").model_copy(update={"cite": cite})


def _sourced(pack: Pack) -> list[tuple[str, ...]]:
    from policies.packs.comparing import sourced  # noqa: PLC0415 - of this alone

    return [value.cite for _, value in sourced(pack)]
