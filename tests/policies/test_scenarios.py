from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from rich.console import Console

from deploy.cli.policy import scenarios as policy_test
from domain.pack.pack import Pack
from policies.packs.comparing import sourced
from policies.packs.loader import bundled_packs
from policies.packs.located import FaultyFile
from policies.scenario_language.runs import Played, Readied, pack_of, ready, run

with as_file(files("policies") / "scenarios") as _folder:
    FOLDER = Path(_folder)
FILES = tuple(sorted(FOLDER.glob("*/*.yaml")))
SHOWN = ("nujiang", "baotou", "yunnan", "zhoushan", "nanjing-sasac")
"""The packs whose every rule a scenario shows."""

EXPECTED = "event, refused, term, alarm, stage, told, results, ban, window, outcomes, filing, record"

HEAD = """\
pack: nujiang
edition: undated-1
scenarios:
  - name: 十五个工作日
    covers: [NJ-12]
"""
FILED = HEAD + "    given:\n      - {2026-01-20: 申请}\n"


def readied(text: str) -> Readied:
    """A scenario file of that content."""
    return ready(text.encode(), "example.yaml", partial(pack_of, folder=FOLDER))


def played(text: str) -> Played:
    """What the only scenario of a file showed."""
    (only,) = run(readied(text))
    return only


def differences(text: str) -> list[str]:
    """How it differs, as compilers print it, without the column."""
    return [f"{each.line}: {each.what}" for each in played(text).differences]


def faults(text: str) -> list[str]:
    """What is wrong with a file that cannot be played."""
    with pytest.raises(FaultyFile) as refused:
        readied(text)
    return [f"{each.line}: {each.what}" for each in refused.value.faults]


def cited(pack: Pack) -> set[str]:
    """Every rule that a pack cites."""
    return {rule for _, value in sourced(pack) for rule in value.cite}


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.stem}" for path in FILES])
def test_the_bundled_scenarios_hold(path: Path) -> None:
    """Every scenario that comes with the software is what its pack does."""
    found = run(ready(path.read_bytes(), path.name, partial(pack_of, folder=path.parent)))

    assert [str(difference) for scenario in found for difference in scenario.differences] == []
    assert found


@pytest.mark.parametrize("name", SHOWN)
def test_every_rule_a_pack_cites_is_shown(name: str) -> None:
    """Each rule and each default that the pack cites is covered by a scenario, and each situation of rule is known."""
    packs: list[Pack] = [pack for pack in bundled_packs() if pack.pack == name]
    shown = {
        rule
        for path in FILES
        if path.parent.name == name
        for scenario in run(ready(path.read_bytes(), path.name, partial(pack_of, folder=path.parent)))
        for rule in scenario.covers
    }

    assert sorted(cited(packs[-1]) - shown) == []


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("{event: 不予受理}", "event application_not_accepted: expected, but there is only"),
        (
            "{event: 逾期完成, duty: acceptance}",
            "event duty_met: expected {late: true, duty: acceptance}, is {late: fal",
        ),
        ("{event: application_accepted, times: 2}", "event application_accepted: expected 2 times, is 1 times among"),
        ("{event: application_accepted, times: 0}", "event application_accepted: expected 0 times, is 1 times among"),
        ("{event: duty_met, late: 0}", "event duty_met: expected {late: 0}, is {late: false}"),
        ("{event: joint_act_proposed, awaited: []}", "expected {awaited: []}, is {awaited: [discipline]}"),
        ("{refused: wrong_step}", "expected to be refused (wrong_step), is admitted: joint_act_proposed, "),
        ("{term: 受理, due: 2026-02-09, state: open}", "due: expected 2026-02-09, is 2026-02-10; state: expected open"),
        ("{term: acceptance, provisional: true}", "term acceptance: provisional: expected true, is false"),
        ("{term: acceptance, by: discipline}", "term acceptance: by: expected discipline, is organization"),
        ("{term: acceptance, force: window}", "term acceptance: force: expected window, is statutory"),
        ("{term: talk}", "term talk: expected, but there is none"),
        ("{term: acceptance, state: none}", "term acceptance: state: expected none, is met"),
        ("{alarm: investigation, rung: due}", "alarm investigation: rung: expected due, is remind-3"),
        ("{alarm: investigation, on: 2026-03-20}", "alarm investigation: on: expected 2026-03-20, is 2026-03-"),
        ("{stage: approval}", "stage: expected approval, is investigation"),
        ("{told: [committee-head]}", "told: expected [committee-head], is []"),
        ("{results: [awards]}", "results: expected [awards], is []"),
        ("{ban: procedure_flaw}", "ban: expected procedure_flaw, is none"),
        ("{window: 2026-03-24}", "window of 甲: expected 2026-03-24, but there is none"),
        ("{outcomes: {甲: exempt}}", "outcomes: expected {甲: exempt}, is {甲: none}"),
    ],
)
def test_a_wrong_expectation_is_told_on_its_line(expected: str, said: str) -> None:
    """Each kind of expectation says what is otherwise, where it stands, and nothing else differs."""
    text = FILED + f"    when: {{2026-02-04: 受理}}\n    then:\n      - {{event: 受理}}\n      - {expected}\n"
    (found,) = differences(text)

    assert found.startswith("11: ")
    assert said in found


def test_all_differences_are_told_at_once() -> None:
    """One wrong expectation does not hide the next, nor one scenario the other."""
    one = "    when: {2026-02-04: 受理}\n    then:\n      - {stage: approval}\n      - {ban: procedure_flaw}\n"
    other = "  - name: 另一个\n    covers: [NJ-12]\n    when: {2026-01-20: 申请}\n    then:\n      - {stage: closed}\n"
    found = [each.line for scenario in run(readied(FILED + one + other)) for each in scenario.differences]

    assert found == [10, 11, 16]


def test_an_act_that_is_refused_unexpectedly_is_told_with_its_reason() -> None:
    """Who expects an act to be admitted learns why it was not, whether it was given or done now."""
    then = "    then:\n      - {stage: investigation}\n"
    done = differences(FILED + "    when: {2026-02-04: 书面反馈}\n" + then)
    given = differences(FILED + "      - {2026-02-04: 受理, by: related}\n    when: {2026-02-05: 时间到}\n" + then)

    assert [line.partition(" (")[0] for line in done] == ["8: serve_feedback is refused: wrong_step"]
    assert [line.partition(" (")[0] for line in given] == ["8: decide_acceptance is refused: not_competent"]


def test_the_wrong_refusal_or_article_differs() -> None:
    """A refusal is expected by its code, and by its articles where they are told."""
    when = "    when: {2026-02-04: 不予受理}\n    then:\n"

    assert differences(FILED + when + "      - {refused: wrong_step}\n") == [
        "10: refused: expected wrong_step, is refusal_ground_missing"
    ]
    assert differences(FILED + when + "      - {refused: refusal_ground_missing, cite: [NJ-13]}\n") == [
        "10: cite: expected [NJ-13], is [NJ-12]"
    ]


def test_time_passes_between_acts() -> None:
    """What comes due before an act has rung when it is done, though no scenario says so."""
    text = FILED + "    when: {2026-03-31: 受理}\n    then:\n      - {event: 受理}\n"

    steps = ("申请", "remind-3", "missed, level-1", "level-2", "level-3", "level-4", "会同提出", "会签同意")

    assert played(text).steps == len(steps)


def test_the_example_of_the_guide_holds() -> None:
    """What policies/scenarios/README.md shows a reader is a scenario file that can be played."""
    guide = (FOLDER / "README.md").read_text(encoding="utf-8")
    examples = [part.partition("```")[0] for part in guide.split("```yaml\n")[1:]]

    assert [scenario.differences for text in examples for scenario in run(readied(text))] == [(), ()]


def test_a_file_is_refused_with_all_its_faults() -> None:
    """Unknown words, rules, dates and keys are each told on their line, with what was perhaps meant."""
    text = """\
pack: nujiang
scenarios:
  - name: 一
    covers: [NJ-40, X-1]
    given:
      - {2026-01-20: 申情}
      - {2026-02-30: 受理}
      - {受理: 2026-01-20}
    when: {2026-02-09: 受理}
    then:
      - {event: 受里}
      - {refused: secnd_tolerance}
      - {terms: acceptance}
      - {term: acceptance, dew: 2026-02-10}
  - name: 二
    covers: [A-01]
    when: {2026-02-09: 受理}
    then: []
"""

    assert faults(text) == [
        "4: no such rule: NJ-40",
        "6: no such act: 申情; did you mean 申请?",
        "7: Input should be a valid date or datetime, day value is outside expected range",
        "8: an act has one date as a key, this has 0",
        "11: no such event: 受里; did you mean 受理?",
        "12: no such refusal: secnd_tolerance; did you mean second_tolerance?",
        f"13: expects nothing known: one of {EXPECTED}",
        "14: Extra inputs are not permitted",
        "18: at least one must stand here",
    ]


def test_names_that_nobody_has_are_faults_before_anything_is_played() -> None:
    """A misspelt name would make an expectation hold by mistake, so it is refused."""
    text = """\
pack: nujiang
scenarios:
  - name: 一
    covers: [NJ-12]
    given:
      - {2026-01-20: 申请, subjects: [乙], colour: red}
      - {2026-01-19: 确认同一事项, earlier_matter: 老街}
      - {2026-02-04: 正常办理, to: nowhere, acceptance: soon, opinions: {甲: great}}
    when: {2026-02-09: 受理, by: [organisation], accepted: maybe}
    then:
      - {event: 受理, colour: red}
      - {event: 期限终止, duty: acceptanc, times: 0}
      - {term: acceptanc, state: none}
      - {term: talk, subject: 乙, state: none}
      - {alarm: acceptance}
      - {outcomes: {乙: exempt}}
  - name: 一
    covers: [A-01]
    given:
      - {2026-02-09: 完成后续职责, duty: tlak}
      - {2026-02-09: 结束表决, round: 1}
    when: {2026-02-09: 一轮表决, agree: [9]}
    then:
      - {stage: end}
"""
    found = [line.partition(";")[0].partition(" one of")[0] for line in faults(text)]

    assert found == [
        "6: no subject is called 乙",
        "6: file_application has no such fact",
        "7: comes after what was entered on 2026-01-20: acts stand in the order of their days",
        "7: no matter called 老街 stands under `known`",
        "8: the path leads to",
        "8: the day on which this step was done, as 2026-02-10",
        "8: Input should be 'exempt', 'reduced', 'lighter' or 'not_tolerated'",
        "9: nobody is called organisation",
        "9: Input should be a valid boolean",
        "11: application_accepted has no such fact",
        "12: no term or duty is called acceptanc",
        "13: no term or duty is called acceptanc",
        "14: no subject is called 乙",
        "15: say its rung, or the day on which it rings",
        "16: no subject is called 乙",
        "17: another scenario has this name",
        "20: no term or duty is called tlak",
        "21: close_round has no such fact",
        "22: members are numbered 1 to 7",
    ]


def test_a_pack_that_is_not_there_is_a_fault() -> None:
    """Unknown packs, editions and files are told at the pack's line."""
    rest = "scenarios:\n  - {name: 一, covers: [NJ-12], when: {2026-01-20: 申请}, then: [{stage: acceptance}]}\n"

    assert faults("pack: nowhere\n" + rest)[0].startswith("1: no pack is called nowhere; there are ")
    assert faults("pack: nujiang\nedition: undated-9\n" + rest)[0].startswith("1: nujiang has no edition undated-9")
    assert faults("pack: missing.yaml\n" + rest)[0].startswith("1: the pack cannot be used: missing.yaml:1:1: cannot")


def test_a_pack_of_ones_own_is_found_beside_the_scenarios(tmp_path: Path) -> None:
    """An official tests a pack that is still a file, by its path from the scenario file."""
    with as_file(files("policies") / "packs" / "nujiang" / "undated-1.yaml") as bundled:
        own = bundled.read_text(encoding="utf-8").replace(
            "amount: 15, unit: working_days", "amount: 5, unit: working_days"
        )
    (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
    text = "pack: own.yaml\n" + FILED.partition("\n")[2] + "    when: {2026-01-20: 时间到}\n    then:\n"
    text += "      - {term: acceptance, due: 2026-01-27}\n"
    found = run(ready(text.encode(), "example.yaml", partial(pack_of, folder=tmp_path)))

    assert [scenario.differences for scenario in found] == [()]


def test_an_article_is_one_of_the_pack_or_of_the_texts() -> None:
    """What a scenario shows and what a refusal cites; a scenario need not say that it shows any."""
    when = "    when: {2026-02-04: 受理}\n    then:\n      - {stage: investigation}\n"
    unknown = FILED.replace("covers: [NJ-12]", "covers: [NJ-12, X-1]") + when
    cited = FILED + when.replace("{stage: investigation}", "{refused: wrong_step, cite: [X-1]}")

    assert [fault.partition(": ")[2] for fault in faults(unknown)] == ["no such rule: X-1"]
    assert [fault.partition(": ")[2] for fault in faults(cited)] == ["no such rule: X-1"]
    assert played(FILED.replace("    covers: [NJ-12]\n", "") + when).differences == ()


def test_the_command_tells_files_scenarios_and_lines(tmp_path: Path) -> None:
    """`policy test` shows what holds, what differs and what is faulty, exits 1 for either, and 0 when all holds."""
    good = FILED + "    when: {2026-02-04: 受理}\n    then:\n      - {stage: investigation}\n"
    console = Console(width=150, record=True)
    (tmp_path / "1.yaml").write_text(good, encoding="utf-8")
    alone = policy_test.test(tmp_path, Console(quiet=True), as_json=False)
    (tmp_path / "2.yaml").write_text(good.replace("stage: investigation", "stage: approval"), encoding="utf-8")
    (tmp_path / "3.yaml").write_text("pack: nowhere\n", encoding="utf-8")
    code = policy_test.test(tmp_path, console, as_json=False)
    shown = console.export_text()

    assert (alone, code) == (0, 1)
    assert "✓ 十五个工作日  NJ-12" in shown
    told = "scenarios.0.then.0: stage 应为 approval，实为 investigation / stage: expected approval"
    assert f"2.yaml:10:9: {told}" in shown
    assert "3.yaml:1:1: scenarios: 缺少这一项 / Field required" in shown
    assert "2 个场景 scenarios · 1 个不符 differ · 1 个文件有误 faulty files · 6 步 steps" in shown


def test_the_command_speaks_json(tmp_path: Path) -> None:
    """What machines read says the same; an empty directory is no success; a pack beside its scenarios is none."""
    (tmp_path / "1.yaml").write_text(
        FILED + "    when: {2026-02-04: 受理}\n    then:\n      - {stage: approval}\n", encoding="utf-8"
    )
    console = Console(width=150, record=True)
    code = policy_test.test(tmp_path, console, as_json=True)
    shown = policy_test.TestShown.model_validate_json(console.export_text())
    (tmp_path / "empty").mkdir()
    with as_file(files("policies") / "packs" / "nujiang" / "undated-1.yaml") as bundled:
        (tmp_path / "own.yaml").write_bytes(bundled.read_bytes())
    own = FILED.replace("pack: nujiang", "pack: own.yaml") + "    when: {2026-02-04: 受理}\n    then: [{event: 受理}]\n"
    (tmp_path / "1.yaml").write_text(own, encoding="utf-8")

    assert (code, shown.ok, shown.scenarios, shown.failed, shown.steps) == (1, False, 1, 1, 3)
    assert [each.line for each in shown.files[0].scenarios[0].differences] == [10]
    assert policy_test.test(tmp_path / "empty", Console(quiet=True), as_json=True) == 1
    assert policy_test.test(tmp_path, Console(quiet=True), as_json=True) == 0
