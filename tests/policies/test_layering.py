"""A file that extends an edition: what it changes and adds, and on which of its lines a fault is told."""

from pathlib import Path
from typing import Final

import pytest

from domain.pack.pack import Pack
from domain.pack.steps import JointBody, OrganBody
from domain.pack.terms import Standing
from policies.packs.comparing import sourced
from policies.packs.layering import Bases, Extends
from policies.packs.loader import base_in, bundled_base, bundled_pack, load_pack, pack_bytes, pack_sha256, parse_pack
from policies.packs.located import FaultyFile

NUJIANG = bundled_pack("nujiang")
HEAD: Final = "extends: {pack: nujiang, edition: undated-1}\nedition: sector-1\n"


def laid(text: str, bases: Bases | None = None) -> Pack:
    """The whole pack that a file makes of the Nujiang edition."""
    return parse_pack((HEAD + text).encode(), "sector.yaml", bases=bases)


def faults(text: str, head: str = HEAD, bases: Bases | None = None) -> list[tuple[int, str, str, str]]:
    """Line, place, kind and words of each fault; the first line of `text` is the third of the file."""
    with pytest.raises(FaultyFile) as caught:
        parse_pack((head + text).encode(), "sector.yaml", bases=bases)
    return [(fault.line, fault.where, fault.kind, fault.what) for fault in caught.value.faults]


def test_a_file_that_changes_nothing_is_the_edition_under_another_name() -> None:
    """Whole and known by its own hash, as if it had been written out."""
    pack = laid("")

    assert pack == NUJIANG.model_copy(update={"edition": "sector-1"})
    assert pack_sha256(pack) != pack_sha256(NUJIANG)
    assert b"extends" not in pack_bytes(pack)


def test_a_sector_list_adds_positive_and_negative_items() -> None:
    """New items after those of the base, one changed in its place, and nothing else touched (ZS-15)."""
    pack = laid(
        """
assessment:
  grounds:
    - id: land_1
      name: {zh: 土地领域探索, en: trial in land matters}
      standing: default
      cite: [ZS-15]
    - id: s2
      conditions:
        - {id: site_visited, name: {zh: 到过现场, en: was on site}, cite: [ZS-15]}
  criteria:
    - {id: no_red_line, name: {zh: 未触碰红线, en: no red line crossed}, cite: [ZS-15]}
"""
    )
    before, after = NUJIANG.assessment, pack.assessment
    s2, was = after.ground("s2"), before.ground("s2")

    assert [g.id for g in after.grounds] == [*(g.id for g in before.grounds), "land_1"]
    assert after.grounds[-1].standing is Standing.DEFAULT
    assert s2 is not None
    assert was is not None
    assert s2.conditions[:-1] == was.conditions
    assert (s2.conditions[-1].id, s2.name, s2.cite) == ("site_visited", was.name, was.cite)
    assert [c.id for c in after.criteria] == [*(c.id for c in before.criteria), "no_red_line"]
    assert (after.factors, pack.tolerance, pack.duties) == (before.factors, NUJIANG.tolerance, NUJIANG.duties)


def test_mappings_are_laid_over_by_key_and_plain_lists_replaced() -> None:
    """A term keeps what the file does not say; a list of names is the file's alone."""
    pack = laid(
        """
tolerance:
  steps:
    acceptance: {within: {amount: 20, cite: [ZS-01]}}
outcomes: [exempt, reduced, lighter, not_tolerated]
ban: {bars: [exempt]}
duties:
  - {duty: talk, by: discipline}
ladder: {rungs: [{level: 4, after_due: 12}]}
"""
    )
    within, was = pack.step("acceptance").within, NUJIANG.step("acceptance").within
    assert within is not None
    assert was is not None

    assert (within.amount, within.cite, within.unit, within.runs_from) == (20, ("ZS-01",), was.unit, was.runs_from)
    assert [outcome.value for outcome in pack.ban.bars] == ["exempt"]
    assert [rule.duty for rule in pack.duties] == [rule.duty for rule in NUJIANG.duties]
    assert next(rule for rule in pack.duties if rule.duty == "talk").by == "discipline"
    assert [rung.after_due for rung in pack.ladder.rungs[:-1]] == [r.after_due for r in NUJIANG.ladder.rungs[:-1]]
    assert pack.ladder.rungs[-1].after_due == 12


def test_a_body_of_another_kind_takes_the_place_of_the_old_one() -> None:
    """Nothing of a joint body is left in one organ."""
    pack = laid(
        """
bodies:
  both: {kind: organ, organ: discipline}
"""
    )

    assert isinstance(NUJIANG.bodies["both"], JointBody)
    assert isinstance(pack.bodies["both"], OrganBody)


def test_what_is_removed_is_gone() -> None:
    """Keys, named items and plain entries, by their paths."""
    pack = laid(
        """
remove: [assessment.grounds.s3, tolerance.steps.acceptance.supplement, ban.bars.lighter, ladder.rungs.4]
"""
    )

    assert pack.assessment.ground("s3") is None
    assert pack.step("acceptance").supplement is None
    assert [outcome.value for outcome in pack.ban.bars] == ["exempt", "reduced"]
    assert [rung.level for rung in pack.ladder.rungs] == [1, 2, 3]


def test_faults_are_told_on_the_lines_of_the_file_that_has_them() -> None:
    """A wrong value on its own line, under its place in the whole; all at once."""
    found = faults(
        """duties:
  - {duty: talk, by: organization}
  - {duty: announcement, within: {amount: many, unit: months}}
tolerance:
  steps:
    acceptance:
      within: {unit: weeks}
"""
    )
    announcement = [rule.duty for rule in NUJIANG.duties].index("announcement")

    assert [(line, where) for line, where, _, _ in found] == [
        (5, f"duties.{announcement}.within.amount"),
        (9, "tolerance.steps.acceptance.within.unit"),
    ]


def test_what_no_longer_fits_together_is_told_at_the_nearest_line() -> None:
    """A role taken away that bodies of the base still use: the base has no line here, the file's `extends` has."""
    found = faults("remove:\n  - roles.discipline\n")

    assert {line for line, *_ in found} == {1}
    assert any(where == "bodies.both.organs.1" for _, where, _, _ in found)
    assert all("discipline" in what for *_, what in found)


def test_a_name_given_twice_is_told_at_the_second() -> None:
    """An item of the file does not hide another one of the same file."""
    item = "    - {id: one_more, name: {zh: 又一, en: one more}}\n"
    [fault] = faults("assessment:\n  factors:\n" + item + item)

    assert (fault[0], fault[3]) == (6, "one_more is listed twice")


@pytest.mark.parametrize(
    ("head", "text", "found"),
    [
        pytest.param("extends: {pack: nujiang, edition: none}\nedition: a\n", "", (1, "unknown_base"), id="no base"),
        pytest.param("extends: nujiang\nedition: a\n", "", (1, "model_type"), id="not a mapping"),
        pytest.param("extends: {pack: nujiang}\nedition: a\n", "", (1, "missing"), id="no edition to extend"),
        pytest.param("extends: {pack: nujiang, edition: undated-1}\n", "", (1, "missing"), id="no name of its own"),
        pytest.param(
            "extends: {pack: nujiang, edition: undated-1}\nedition: undated-1\n",
            "",
            (2, "same_edition"),
            id="same name",
        ),
        pytest.param(HEAD, "remove: [nowhere.at_all]\n", (3, "nothing_to_remove"), id="nothing to remove"),
        pytest.param(HEAD, "remove: yes\n", (3, "list_type"), id="no list of removals"),
        pytest.param(HEAD, "stepps: {}\n", (3, "extra_forbidden"), id="unknown key"),
        pytest.param(HEAD, "1: {2: 3}\n", (1, "invalid_key"), id="a key that is no text"),
    ],
)
def test_what_cannot_be_laid_over_anything_says_why(head: str, text: str, found: tuple[int, str]) -> None:
    """Each with its line and kind, for which there are words what to do."""
    assert (found[0], found[1]) in {(line, kind) for line, _, kind, _ in faults(text, head)}


def test_files_of_a_folder_extend_each_other(tmp_path: Path) -> None:
    """A sector over a city over a province: each file small, the outcome whole; the folder's own faults are its own."""
    (tmp_path / "province.yaml").write_bytes(pack_bytes(NUJIANG.model_copy(update={"pack": "province"})))
    (tmp_path / "city.yaml").write_text(
        "extends: {pack: province, edition: undated-1}\npack: city\nedition: '1'\nassessment: {effect: discretionary}\n"
    )
    (tmp_path / "notes.yaml").write_text("- no pack\n")
    sector = tmp_path / "sector.yaml"
    sector.write_text("extends: {pack: city, edition: '1'}\nedition: land\nban: {bars: [exempt]}\n")
    pack = load_pack(sector, base_in(tmp_path))

    assert (pack.pack, pack.edition, pack.assessment.effect) == ("city", "land", "discretionary")
    assert [outcome.value for outcome in pack.ban.bars] == ["exempt"]
    assert bundled_base(Extends(pack="city", edition="1")) is None


def test_an_edition_that_extends_itself_in_the_end_has_no_base(tmp_path: Path) -> None:
    """Round in a circle nothing is whole; it is told, and does not run on."""
    (tmp_path / "a.yaml").write_text("extends: {pack: x, edition: b}\npack: x\nedition: a\n")
    (tmp_path / "b.yaml").write_text("extends: {pack: x, edition: a}\npack: x\nedition: b\n")
    with pytest.raises(FaultyFile) as caught:
        load_pack(tmp_path / "a.yaml", base_in(tmp_path))

    assert "unknown_base" in {fault.kind for fault in caught.value.faults}


def test_a_base_with_faults_is_named(tmp_path: Path) -> None:
    """The lines told are those of the base, under its name."""
    base = tmp_path / "base.yaml"
    base.write_text("pack: x\nedition: a\n")
    (tmp_path / "over.yaml").write_text("extends: {pack: x, edition: a}\nedition: b\n")
    with pytest.raises(FaultyFile) as caught:
        load_pack(tmp_path / "over.yaml", base_in(tmp_path))

    assert caught.value.source == str(base)


OWN_PLACE: Final = "extends: {pack: nujiang, edition: undated-1}\npack: lanxi\nedition: '1'\nstanding: in_force\n"


def of_another_place(text: str, head: str = OWN_PLACE) -> Pack:
    """The pack of a place that takes over Nujiang's."""
    return parse_pack((head + text).encode(), "lanxi.yaml")


def test_what_is_in_force_in_another_place_is_taken_over_and_no_law_here() -> None:
    """Marked as such value by value; our own defaults stay ours, and nothing says `in_force` that the file did not."""
    pack = of_another_place("")
    acceptance, investigation = pack.step("acceptance"), pack.step("investigation")

    assert pack.standing is Standing.IN_FORCE
    assert acceptance.within is not None
    assert pack.standing_of(acceptance.within, acceptance) is Standing.INHERITED
    assert pack.standing_of(acceptance.supplement) is Standing.DEFAULT
    assert pack.standing_of(investigation.within, investigation) is Standing.DEFAULT
    assert pack.standing_of(pack.assessment.criteria[0], pack.assessment) is Standing.INHERITED
    found = [value.standing for _, value in sourced(pack) if value is not pack]
    assert Standing.PROPOSED not in found
    assert Standing.IN_FORCE not in found


def test_what_the_file_says_itself_has_its_own_standing_and_article() -> None:
    """What is added and what is changed is the place's own; a changed number no longer cites the other place."""
    pack = of_another_place(
        """
assessment:
  criteria: [{id: honest, name: 如实报告}]
tolerance:
  steps:
    acceptance: {within: {amount: 5}}
    feedback: {within: {amount: 3, cite: [A-16], standing: default}}
"""
    )
    acceptance, feedback = pack.step("acceptance").within, pack.step("feedback").within
    honest = next(item for item in pack.assessment.criteria if item.id == "honest")

    assert acceptance is not None
    assert feedback is not None
    assert (acceptance.amount, acceptance.standing, acceptance.cite) == (5, Standing.IN_FORCE, ())
    assert (feedback.amount, feedback.standing, feedback.cite) == (3, Standing.DEFAULT, ("A-16",))
    assert pack.standing_of(honest, pack.assessment) is Standing.IN_FORCE
    assert pack.standing_of(pack.step("acceptance")) is Standing.INHERITED


def test_a_place_that_says_no_standing_has_that_of_a_place_that_takes_over() -> None:
    """As a whole it is taken over; what it adds without saying more is of its own making."""
    pack = of_another_place("ban: {bars: [exempt]}\n", OWN_PLACE.replace("standing: in_force\n", ""))

    assert (pack.standing, pack.ban.standing) == (Standing.INHERITED, Standing.DEFAULT)


def test_a_new_edition_of_the_same_place_inherits_as_its_own() -> None:
    """Nothing is marked: it is the same place's text."""
    assert laid("ban: {bars: [exempt]}\n").standing_of(NUJIANG.step("acceptance")) is NUJIANG.standing
    assert Standing.INHERITED not in [value.standing for _, value in sourced(laid(""))]
