"""The risk filing of a pack: read from its file, every fault at its line, and drawn where there is one."""

from policies.packs.loader import bundled_pack
from tests.policies.nujiang_text import added_faults, with_added
from tests.policies.test_drawing import seen

TRACK = """
risk_filing:
  by: [unit, own_committee]
  to: discipline
  complex_to: committee
  reply: {amount: 10, unit: working_days, standing: default, cite: [ZS-18]}
  valid: {amount: 12, unit: months, standing: default, cite: [A-25]}
  cite: [ZS-17, ZS-18, ZS-22]
"""


def test_a_file_may_have_the_track() -> None:
    """Amendments are taken and late filings marked, where the file does not say otherwise."""
    track = with_added(TRACK).risk_filing

    assert track is not None
    assert (track.by, track.to, track.complex_to) == (("unit", "own_committee"), "discipline", "committee")
    assert (track.amend, track.late) == (True, "accepted_flagged")
    assert bundled_pack("nujiang").risk_filing is None


def test_faults_are_told_with_their_lines() -> None:
    """An unknown role and a filer that acts for no unit, both at once."""
    faulty = TRACK.replace("to: discipline", "to: court").replace("[unit, own_committee]", "[unit, discipline]")

    assert added_faults(faulty) == {
        ("risk_filing.by.1", 3),
        ("risk_filing.to", 4),
    }


def test_the_drawing_shows_what_comes_before_the_act() -> None:
    """With the words that keep it from becoming a talisman; a pack without it shows nothing of the kind."""
    with_track = seen(with_added(TRACK)).words

    assert "事前容错报备" in with_track
    assert "不是免责承诺" in with_track
    assert "事前容错报备" not in seen(bundled_pack("nujiang")).words
