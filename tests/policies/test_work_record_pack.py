"""The work records of a pack: read from its file, every fault at its line, and drawn where there are some."""

from policies.packs.loader import bundled_pack, bundled_packs
from tests.policies.nujiang_text import added_faults, with_added
from tests.policies.test_drawing import seen

RECORDS = """
records:
  - id: consultation
    name: {zh: 沟通会商, en: consultation}
    by: discipline
    every: {amount: 3, unit: months, standing: default}
    documents_needed: true
    cite: [ZS-21]
  - id: pre_consultation
    name: {zh: 保密咨询, en: confidential pre-consultation}
    by: discipline
    asked_by: [unit]
    confidential: true
    outcomes:
      - {id: answered, name: {zh: 已答复, en: answered}}
    standing: default
    cite: [R-15]
"""


def test_a_file_may_list_kinds_of_records() -> None:
    """What is not written is open, about nothing, and comes round never."""
    consultation, asked = with_added(RECORDS).records

    assert consultation.every is not None
    assert (consultation.every.amount, consultation.every.unit) == (3, "months")
    assert (consultation.about, consultation.confidential, consultation.outcomes) == ("none", False, ())
    assert (asked.confidential, asked.asked_by, asked.every) == (True, ("unit",), None)
    assert bundled_pack("nujiang").records == ()


def test_faults_are_told_with_their_lines() -> None:
    """Unknown roles, an id given twice, and something confidential that comes round: all at once."""
    faulty = (
        RECORDS.replace("    by: discipline\n    every", "    by: court\n    every")
        .replace("[unit]", "[village]")
        .replace("id: pre_consultation", "id: consultation")
        .replace("confidential: true", "confidential: true\n    every: {amount: 1, unit: months}")
    )

    assert added_faults(faulty) == {
        ("records.0.by", 5),
        ("records.1.id", 9),
        ("records.1.asked_by.0", 12),
        ("records.1.every", 14),
    }


def test_the_drawing_lists_them() -> None:
    """Who keeps them, how often, what is confidential; a pack without them shows nothing of the kind."""
    drawn = seen(with_added(RECORDS)).words

    assert "沟通会商" in drawn
    assert "每3个月一次" in drawn
    assert "保密" in drawn
    assert "工作记录" not in seen(bundled_pack("nujiang")).words


def test_every_pack_but_the_pinned_one_takes_confidential_questions() -> None:
    """R-15 is ours, and is said to be (default)."""
    kinds = {pack.pack: pack.record_kind("pre_consultation") for pack in bundled_packs()}

    assert kinds.pop("nujiang") is None
    assert all(kind is not None and kind.confidential and kind.standing == "default" for kind in kinds.values())
