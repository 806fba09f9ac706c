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
from domain.identity import case_id_of_number
from domain.pack.results import Outcome
from tests.domain.scenario import deed
from tests.domain.stories import cases, direct_decisions


def test_a_case_begins_with_an_accountability() -> None:
    """No applicant, no endorsement, the number on record, the first step open (BT-04)."""
    outcome = direct_decisions.NOTHING.when(direct_decisions.begun())
    opened = outcome.the(CaseOpened)

    assert outcome.kinds == ["case_opened", "step_opened"]
    assert (opened.route, opened.applicant, opened.endorsement) == ("accountability", None, None)
    assert (opened.reference, opened.to_organ) == ("甲问责〔2026〕1号", "county-a-discipline")


def test_one_number_of_an_organ_is_one_case() -> None:
    """Whoever sends it again comes to the same case; another organ's equal number is another."""
    one = case_id_of_number("county-a-discipline", "甲问责〔2026〕1号")

    assert one == case_id_of_number("county-a-discipline", "甲问责〔2026〕1号")
    assert one != case_id_of_number("county-b-discipline", "甲问责〔2026〕1号")
    assert one != case_id_of_number("county-a-discipline", "甲问责〔2026〕2号")


def test_a_case_does_not_begin_twice() -> None:
    """The second report of the same accountability is refused."""
    direct_decisions.BEGUN.when(direct_decisions.begun()).refused(refusals.CASE_EXISTS)


@pytest.mark.parametrize("route", ["own_motion", "clue_transfer"])
def test_an_organ_begins_of_its_own(route: str) -> None:
    """Of its own motion, or from a clue, whose number is kept and whose sender is words (YN-03, YN-05, ZS-11)."""
    opened = direct_decisions.NOTHING.when(
        direct_decisions.by_organ(route=route, clue="线索7号", clue_from="专项稽查组")
    ).the(CaseOpened)

    assert (opened.route, opened.reference) == (route, "线索7号")
    assert opened.private is not None
    assert opened.private.source == "专项稽查组"


def test_who_may_not_begin_is_refused() -> None:
    """The organisation department does not begin here, nor does an organ of another county."""
    direct_decisions.NOTHING.when(direct_decisions.begun(actor=cases.ORGANISATION)).refused(refusals.NOT_COMPETENT)
    direct_decisions.NOTHING.when(direct_decisions.begun(actor=cases.post("county-b-discipline-officer-1"))).refused(
        refusals.NOT_COMPETENT
    )


def test_a_way_the_pack_does_not_have_is_refused() -> None:
    """Nobody applies here; and in Nujiang nothing begins by itself."""
    direct_decisions.NOTHING.when(cases.filed(to_organ="county-a-discipline")).refused(NO_SUCH_ROUTE)
    cases.NOTHING.when(direct_decisions.begun(to_organ="county-a-organization")).refused(NO_SUCH_ROUTE)


def test_one_organ_decides_by_itself() -> None:
    """The opinion is put forward and carried out at once: decided, granted, in force, and the file duty runs."""
    outcome = direct_decisions.INVESTIGATED.when(direct_decisions.determination())
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
    assert outcome.the(ResultsApplied).subject == cases.ANN
    assert (filed.due_on, filed.cite) == (date(2026, 2, 26), ("BT-17",))
    assert cases.DISCIPLINE.person in outcome.given.case.handlers


def test_an_organ_investigates_without_a_team() -> None:
    """Its officers hear, find and report; there is no team to form, and who handled the case does not reappraise it."""
    alone = direct_decisions.NOTHING.knowing(replace(direct_decisions.CONTEXT, pack=direct_decisions.ALONE)).given(
        direct_decisions.begun()
    )
    _, *investigated = direct_decisions.investigated()
    reported = alone.given(*investigated)

    alone.when(replace(cases.team_formed("2026-02-05"), actor=cases.DISCIPLINE)).refused(NO_TEAM)
    alone.when(cases.heard(cases.ANN, "2026-02-05")).then_kinds("defence_recorded")
    alone.when(replace(cases.heard(cases.ANN, "2026-02-05"), actor=cases.AUDIT)).refused(refusals.NOT_COMPETENT)
    assert reported.case.handlers == {cases.DISCIPLINE.person}
    assert list(reported.case.open_steps) == ["determination"]


def test_a_duty_of_the_decision_does_not_wait_for_the_feedback() -> None:
    """It runs from the decision, and the feedback does not open it again."""
    served = direct_decisions.DECIDED.when(replace(cases.served(), actor=cases.DISCIPLINE))

    assert "personnel_file" not in [duty.duty for duty in served.all(DutyOpened)]


def test_both_limbs_must_go_together() -> None:
    """An exemption with accountability pursued, or with none named, is refused (BT-08 to BT-11)."""
    for wrong in ("pursued", "unheard_of", None):
        direct_decisions.INVESTIGATED.when(
            direct_decisions.determination(direct_decisions.opinion(disposition=wrong))
        ).refused(DISPOSITION_WRONG)
    decided = direct_decisions.INVESTIGATED.when(
        direct_decisions.determination(direct_decisions.opinion(outcome=Outcome.NOT_TOLERATED))
    ).the(CaseDecided)

    assert decided.opinions[0].disposition == "pursued"
    assert decided.grants == ()


def test_a_pack_without_dispositions_takes_none() -> None:
    """In Nujiang accountability is not decided with tolerance."""
    with_one = cases.determination(cases.opinion(disposition="waived"))

    cases.INVESTIGATED.when(deed(cases.ORGANISATION, with_one, "2026-02-11")).refused(DISPOSITION_WRONG)


def test_subjects_are_taken_in_and_out() -> None:
    """Accountability of a person is put onto the unit: from then on the unit is heard and decided on (YN-03)."""
    changed = direct_decisions.BEGUN.when(direct_decisions.subjects_changed(add=[cases.TOWN], remove=[cases.ANN]))
    decided = changed.given.given(*direct_decisions.investigated((cases.TOWN,))).when(
        direct_decisions.determination(direct_decisions.opinion(cases.TOWN))
    )

    assert changed.kinds == ["subjects_changed"]
    assert changed.the(SubjectsChanged).removed == (cases.ANN,)
    assert [grant.subject for grant in decided.the(CaseDecided).grants] == [cases.TOWN]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="nothing changes"),
        pytest.param({"remove": [cases.ANN]}, id="nobody is left"),
        pytest.param({"add": [cases.ANN]}, id="already in it"),
        pytest.param({"remove": [cases.TOWN]}, id="not in it"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    """One subject at least remains, nobody twice, nobody unknown to the case."""
    direct_decisions.BEGUN.when(direct_decisions.subjects_changed("2026-02-06", **change)).refused(SUBJECTS_WRONG)


def test_a_duplicate_in_the_case_is_who_it_stands_for() -> None:
    """Found to be the same since it came in: the other is not taken in beside it, but may take its place."""
    context = direct_decisions.BEGUN.context
    same = context.subjects[cases.ANN].model_copy(update={"subject_id": cases.TOWN})
    begun = direct_decisions.BEGUN.knowing(replace(context, subjects={**context.subjects, cases.ANN: same}))
    instead = begun.when(direct_decisions.subjects_changed(add=[cases.TOWN], remove=[cases.ANN]))

    begun.when(direct_decisions.subjects_changed(add=[cases.TOWN])).refused(SUBJECTS_WRONG)
    assert instead.kinds == ["subjects_changed"]


def test_subjects_change_only_before_the_decision_and_where_the_pack_says_so() -> None:
    """Afterwards there is reappraisal; in Nujiang the text knows no such change."""
    direct_decisions.DECIDED.when(direct_decisions.subjects_changed("2026-02-13", add=[cases.TOWN])).refused(
        refusals.WRONG_STEP
    )
    cases.ACCEPTED.when(direct_decisions.subjects_changed(add=[cases.TOWN])).refused(NO_SUBJECT_CHANGE)


def test_a_subject_outside_the_scope_is_not_taken_in() -> None:
    """A private company is nobody the procedure applies to (NJ-02)."""
    direct_decisions.BEGUN.when(direct_decisions.subjects_changed(add=[cases.OUTSIDER])).refused(OUT_OF_SCOPE)
