"""Every rule of the source texts is carried or explained, and what is carried is shown by a scenario."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import ValidationError

import domain
from domain.pack.terms import Standing
from domain.values import Bilingual
from policies.packs.comparing import part_at
from policies.packs.loader import bundled_pack, bundled_packs
from policies.rules.rules import (
    Elsewhere,
    InPack,
    Outside,
    RuleLine,
    State,
    Told,
    bundled_catalogue,
    bundled_outside,
    bundled_rules,
    cited_in,
    counts,
    rule_ids,
    selected,
    trace,
)
from policies.rules.text import rules_page

KEPT = Path(domain.__file__).parents[1] / "docs" / "rules.md"
LINES = bundled_rules()


def line_of(id_: str, lines: Sequence[RuleLine] = LINES) -> RuleLine:
    """The line of one rule."""
    return next(line for line in lines if line.id == id_)


def test_the_kept_page_is_current() -> None:
    """docs/rules.md is what the command prints."""
    assert KEPT.read_text(encoding="utf-8") == rules_page(LINES, bundled_catalogue()), (
        "docs/rules.md is out of date: run `rongcuo policy rules > docs/rules.md`"
    )


def test_every_rule_has_a_title_of_its_own() -> None:
    """140 rules and 16 situations, none twice, none without a title, and none that the texts do not have."""
    titles = bundled_catalogue().titles

    assert len(rule_ids()) == 156
    assert set(titles) == set(rule_ids())
    assert [line.id for line in LINES] == list(rule_ids())


def test_every_rule_is_carried_or_explained() -> None:
    """A pack's value, an act, an event, a page, or the reason why it is outside software."""
    missing = [line.id for line in LINES if line.state is State.MISSING]

    assert missing == [], "cite it where it is carried, or say in policies/rules/outside.yaml why it is not"


def test_what_is_carried_is_shown_by_a_scenario() -> None:
    """Every id with a value of a pack or an act."""
    unshown = [line.id for line in LINES if line.wants_scenario and not line.scenarios]

    assert unshown == [], "write a scenario that covers it"


def test_what_is_said_to_be_outside_is_neither_carried_nor_shown() -> None:
    """A reason stands for a whole rule; of a rule that something carries only the rest is outside."""
    told = bundled_outside().rules
    carried_or_shown = {line.id for line in LINES if line.wants_scenario or line.elsewhere or line.scenarios}
    carried = {line.id for line in LINES if line.wants_scenario or line.elsewhere}

    assert len({each.id for each in told}) == len(told), "a rule stands twice in outside.yaml"
    assert {each.id for each in told} <= set(rule_ids()), "outside.yaml names what is no rule of the source texts"
    assert {each.id for each in told if each.reason} & carried_or_shown == set()
    assert {each.id for each in told if each.rest} <= carried


def test_values_named_in_place_of_a_citation_exist() -> None:
    """A place that a pack lost would carry nothing."""
    packs = {pack.pack: pack for pack in bundled_packs()}
    named = [each.carried_by for each in bundled_outside().rules if isinstance(each.carried_by, InPack)]

    assert [each.at for each in named if part_at(packs[each.pack], each.place) is None] == []
    assert named


def test_places_are_told_in_the_words_of_the_pack() -> None:
    """The part, and the entries in it; of what cites several rules at once, the entry that cites one by itself."""
    assert line_of("NJ-12").packs[0].values == ("办理主体：会同（组织人事部门（牵头）、纪检监察机关）", "环节：受理")
    assert line_of("NJ-33").packs[0].values == ("结果运用领域：党风廉政考核不予一票否决",)
    assert line_of("NJ-31").packs[0].values == ("不予二次容错",)
    assert line_of("NJ-S3").packs[0].values == ("情形：政策界限不明或不可预知因素下的失误",)


def test_acts_and_events_carry_what_their_descriptions_cite() -> None:
    """Each word once, whether an act or its event says it; ranges are read one by one."""
    assert [act.zh for act in line_of("NJ-12").acts] == ["受理", "不予受理"]
    assert [act.zh for act in line_of("NJ-34").acts] == ["结果运用"]
    assert list(cited_in("结果运用 (NJ-32 to NJ-34, A-37): BT-18")) == ["NJ-32", "NJ-33", "NJ-34", "BT-18"]


def test_a_rule_that_nothing_names_any_more_is_missing() -> None:
    """A citation, a scenario or a line of outside.yaml that goes away shows."""
    bare = bundled_pack("nujiang").model_copy(update={"cite": ()})
    told = Outside(rules=tuple(each for each in bundled_outside().rules if each.id not in {"NS-21", "NJ-37"}))
    lines = trace((bare,), {}, bundled_catalogue(), told)

    assert line_of("NJ-01", lines).state is State.MISSING
    assert line_of("NS-21", lines).state is State.MISSING
    assert line_of("NJ-37", lines).state is State.MISSING
    assert line_of("NJ-12", lines).state is State.CARRIED
    assert line_of("NS-22", lines).state is State.OUTSIDE


def test_defaults_of_ours_are_no_rules() -> None:
    """Only the five texts are counted, whatever else a value cites."""
    pack = bundled_pack("nujiang").model_copy(update={"cite": ("A-01", "R-24"), "standing": Standing.DEFAULT})
    lines = trace((pack,), {}, bundled_catalogue(), bundled_outside())

    assert {line.source for line in lines} == {"NJ", "BT", "YN", "ZS", "NS"}


def test_figures_add_up() -> None:
    """Every rule is carried or outside, and what is shown is carried."""
    told = counts(LINES, bundled_catalogue())

    assert sum(each.rules for each in told) == len(LINES)
    assert all(each.shown <= each.carried and each.carried + each.outside == each.rules for each in told)
    assert sum(each.shown for each in told) == len(selected(LINES, None, State.SHOWN))
    assert {line.source for line in selected(LINES, "YN", None)} == {"YN"}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"reason": {"zh": "甲", "en": "a"}, "rest": {"zh": "乙", "en": "b"}},
        {"reason": {"zh": "甲", "en": "a"}, "carried_by": {"what": {"zh": "乙", "en": "b"}}},
        {"carried_by": {"pack": "nujiang"}},
    ],
)
def test_a_line_of_outside_says_one_thing(said: dict[str, object]) -> None:
    """What carries a rule and what of it remains outside; or why all of it is outside."""
    with pytest.raises(ValidationError):
        Told.model_validate({"id": "NJ-37", **said})


def test_a_page_may_carry_a_rule() -> None:
    """Without a scenario: none can show it."""
    page = Elsewhere(what=Bilingual(zh="统计", en="figures"))
    told = Outside(rules=(Told(id="NJ-37", carried_by=page),))
    line = line_of("NJ-37", trace((), {}, bundled_catalogue(), told))

    assert (line.state, line.wants_scenario) == (State.CARRIED, False)
