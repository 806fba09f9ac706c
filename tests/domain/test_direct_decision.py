"""Cases that an organ begins, and decides by itself with both limbs (BT-04, BT-08, BT-17, YN-03, YN-05, ZS-11)."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.determination import DISPOSITION_WRONG
from domain.acts.filing import NO_SUCH_ROUTE, OUT_OF_SCOPE
from domain.acts.investigation import NO_TEAM
from domain.acts.subjects import NO_SUBJECT_CHANGE, SUBJECTS_WRONG
from domain.case.events import CaseDecided, CaseOpened, DutyOpened, JointActProposed, ResultsApplied, SubjectsChanged
from domain.pack.results import Outcome
from domain.values import accountability_case_id
from tests.domain import direct_story as d
from tests.domain import story as s
from tests.domain.scenario import deed


def test_a_case_begins_with_an_accountability() -> None:
    """No applicant, no endorsement, the number on record, the first step open (BT-04)."""
    outcome = d.NOTHING.when(d.begun())
    opened = outcome.the(CaseOpened)

    assert outcome.kinds == ["case_opened", "step_opened"]
    assert (opened.route, opened.applicant, opened.endorsement) == ("accountability", None, None)
    assert (opened.reference, opened.to_organ) == ("甲问责〔2026〕1号", "county-a-discipline")


def test_one_number_of_an_organ_is_one_case() -> None:
    """Whoever sends it again comes to the same case; another organ's equal number is another."""
    one = accountability_case_id("county-a-discipline", "甲问责〔2026〕1号")

    assert one == accountability_case_id("county-a-discipline", "甲问责〔2026〕1号")
    assert one != accountability_case_id("county-b-discipline", "甲问责〔2026〕1号")
    assert one != accountability_case_id("county-a-discipline", "甲问责〔2026〕2号")


def test_a_case_does_not_begin_twice() -> None:
    """The second report of the same accountability is refused."""
    d.BEGUN.when(d.begun()).refused(refusals.CASE_EXISTS)


@pytest.mark.parametrize("route", ["own_motion", "clue_transfer"])
def test_an_organ_begins_of_its_own(route: str) -> None:
    """Of its own motion, or from a clue, whose number is kept and whose sender is words (YN-03, YN-05, ZS-11)."""
    opened = d.NOTHING.when(d.by_organ(route=route, clue="线索7号", clue_from="专项稽查组")).the(CaseOpened)

    assert (opened.route, opened.reference) == (route, "线索7号")
    assert opened.private is not None
    assert opened.private.source == "专项稽查组"


def test_who_may_not_begin_is_refused() -> None:
    """The organisation department does not begin here, nor does an organ of another county."""
    d.NOTHING.when(d.begun(actor=s.ORGANISATION)).refused(refusals.NOT_COMPETENT)
    d.NOTHING.when(d.begun(actor=s.post("county-b-discipline-officer-1"))).refused(refusals.NOT_COMPETENT)


def test_a_way_the_pack_does_not_have_is_refused() -> None:
    """Nobody applies here; and in Nujiang nothing begins by itself."""
    d.NOTHING.when(s.filed(to_organ="county-a-discipline")).refused(NO_SUCH_ROUTE)
    s.NOTHING.when(d.begun(to_organ="county-a-organization")).refused(NO_SUCH_ROUTE)


def test_one_organ_decides_by_itself() -> None:
    """The opinion is put forward and carried out at once: decided, granted, in force, and the file duty runs."""
    outcome = d.INVESTIGATED.when(d.determination())
    filed = next(duty for duty in outcome.all(DutyOpened) if duty.duty == "personnel_file")

    assert outcome.kinds == [
        "joint_act_proposed",
        "determination_issued",
        "case_decided",
        "results_applied",
        "duty_opened",
        "step_opened",
    ]
    assert outcome.the(JointActProposed).awaited == ()
    assert [grant.liability for grant in outcome.the(CaseDecided).grants] == ["accountability"]
    assert outcome.the(ResultsApplied).subject == s.ANN
    assert (filed.due_on, filed.cite) == (date(2026, 2, 26), ("BT-17",))
    assert s.DISCIPLINE.person in outcome.given.case.handlers


def test_an_organ_investigates_without_a_team() -> None:
    """Its officers hear, find and report; there is no team to form, and who handled the case does not reappraise it."""
    alone = d.NOTHING.knowing(replace(d.KNOWN, pack=d.ALONE)).given(d.begun())
    _, *investigated = d.investigated()
    reported = alone.given(*investigated)

    alone.when(replace(s.team_formed("2026-02-05"), actor=s.DISCIPLINE)).refused(NO_TEAM)
    alone.when(s.heard(s.ANN, "2026-02-05")).then_kinds("defence_recorded")
    alone.when(replace(s.heard(s.ANN, "2026-02-05"), actor=s.AUDIT)).refused(refusals.NOT_COMPETENT)
    assert reported.case.handlers == {s.DISCIPLINE.person}
    assert list(reported.case.open_steps) == ["determination"]


def test_a_duty_of_the_decision_does_not_wait_for_the_feedback() -> None:
    """It runs from the decision, and the feedback does not open it again."""
    served = d.DECIDED.when(replace(s.served(), actor=s.DISCIPLINE))

    assert "personnel_file" not in [duty.duty for duty in served.all(DutyOpened)]


def test_both_limbs_must_go_together() -> None:
    """An exemption with accountability pursued, or with none named, is refused (BT-08 to BT-11)."""
    for wrong in ("pursued", "unheard_of", None):
        d.INVESTIGATED.when(d.determination(d.opinion(disposition=wrong))).refused(DISPOSITION_WRONG)
    decided = d.INVESTIGATED.when(d.determination(d.opinion(outcome=Outcome.NOT_TOLERATED))).the(CaseDecided)

    assert decided.opinions[0].disposition == "pursued"
    assert decided.grants == ()


def test_a_pack_without_dispositions_takes_none() -> None:
    """In Nujiang accountability is not decided with tolerance."""
    with_one = s.determination(s.opinion(disposition="waived"))

    s.INVESTIGATED.when(deed(s.ORGANISATION, with_one, "2026-02-11")).refused(DISPOSITION_WRONG)


def test_subjects_are_taken_in_and_out() -> None:
    """Accountability of a person is put onto the unit: from then on the unit is heard and decided on (YN-03)."""
    changed = d.BEGUN.when(d.subjects_changed(add=[s.TOWN], remove=[s.ANN]))
    decided = changed.given.given(*d.investigated((s.TOWN,))).when(d.determination(d.opinion(s.TOWN)))

    assert changed.kinds == ["subjects_changed"]
    assert changed.the(SubjectsChanged).removed == (s.ANN,)
    assert [grant.subject for grant in decided.the(CaseDecided).grants] == [s.TOWN]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="nothing changes"),
        pytest.param({"remove": [s.ANN]}, id="nobody is left"),
        pytest.param({"add": [s.ANN]}, id="already in it"),
        pytest.param({"remove": [s.TOWN]}, id="not in it"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    """One subject at least remains, nobody twice, nobody unknown to the case."""
    d.BEGUN.when(d.subjects_changed("2026-02-06", **change)).refused(SUBJECTS_WRONG)


def test_subjects_change_only_before_the_decision_and_where_the_pack_says_so() -> None:
    """Afterwards there is reappraisal; in Nujiang the text knows no such change."""
    d.DECIDED.when(d.subjects_changed("2026-02-13", add=[s.TOWN])).refused(refusals.WRONG_STEP)
    s.ACCEPTED.when(d.subjects_changed(add=[s.TOWN])).refused(NO_SUBJECT_CHANGE)


def test_a_subject_outside_the_scope_is_not_taken_in() -> None:
    """A private company is nobody the procedure applies to (NJ-02)."""
    d.BEGUN.when(d.subjects_changed(add=[s.OUTSIDER])).refused(OUT_OF_SCOPE)
