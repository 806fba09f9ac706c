"""Cases from a file of paper: looked over, approved by a second person, entered once, and what they answer then."""

from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pydantic import JsonValue

from api.imports.columns import COLUMNS, EXAMPLE_NUMBER, SHEET
from api.imports.views import ImportPreview, ImportState
from domain.case.events import CaseOpened, PaperCaseConcluded
from domain.identity import case_id_of_number
from eventlog.meta import Meta
from tests.api.client import ApiClient, problem_of
from tests.api.imports.sheets import Row, number, row, unheard, workbook
from tests.api.positions import CONTACT, DISCIPLINE, HR, OPERATOR, ORGANISATION, OTHER_COUNTY

SECOND = "county-a-organization-officer-2"
PATH = "/v1/imports/cases"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
async def words(api: ApiClient) -> Row:
    """What must be chosen, in the words of the pack."""
    pack = await api.read(ORGANISATION, "/v1/packs/nujiang")

    def first(part: list[JsonValue]) -> str:
        item = part[0]
        assert isinstance(item, dict)
        assert isinstance(item["name"], dict)
        return str(item["name"]["zh"])

    return {
        "情形": first(pack["assessment"]["grounds"]),
        "失误类别": first(pack["error_classes"]),
        "对象类别": first(pack["scope"]),
        "免除或减轻的责任": first(pack["liabilities"]),
    }


async def sent(api: ApiClient, content: bytes, path: str = "", who: str = ORGANISATION) -> dict[str, JsonValue]:
    """Send a file that must be taken."""
    headers = {**api.as_(who), "Content-Type": XLSX}
    answer = await api.http.post(f"{PATH}{path}?pack=nujiang", content=content, headers=headers)
    assert answer.is_success, answer.text
    return dict(answer.json())


async def preview(api: ApiClient, rows: Sequence[Row]) -> ImportPreview:
    """What would become of a file of these rows."""
    return ImportPreview.model_validate(await sent(api, workbook(rows), "/preview"))


async def entered(api: ApiClient, content: bytes) -> ImportState:
    """A file that is prepared by one, approved by another and entered whole."""
    await sent(api, content)
    path = f"{PATH}/{sha256(content).hexdigest()}"
    approved = await api.act(SECOND, f"{path}/approval", {})
    assert approved.status_code == 200, approved.text
    state = ImportState.model_validate(approved.json())
    while state.waiting:
        answer = await api.act(SECOND, f"{path}/entry?cases=2", {})
        assert answer.status_code == 200, answer.text
        state = ImportState.model_validate(answer.json())
    return state


def codes(found: ImportPreview) -> list[tuple[int, str | None, str]]:
    """The faults of a preview: row, cell, code."""
    return [(fault.row, fault.cell, fault.code) for case in found.items for fault in case.faults]


async def test_a_preview_tells_what_would_be_made_and_writes_nothing(api: ApiClient, words: Row) -> None:
    """Cases, new and known subjects; a name is looked for as the register does."""
    name, case = unheard(), number()
    found = await preview(api, [row(case, name, **words), row(number(), name, **words)])

    assert (found.counts, found.new_subjects, found.known_subjects) == ({"waiting": 2}, 1, 0)
    assert (await api.http.get("/v1/subjects", params={"name": name}, headers=api.as_(ORGANISATION))).json() == {
        "items": []
    }
    assert not await api.context.event_log.begun([case_id_of_number("county-a-organization", case)])


async def test_faults_are_told_with_cell_and_code(api: ApiClient, words: Row) -> None:
    """All of a file at once; the other rows are not held back by them."""
    rows = [
        row(number(), unheard(), **words),
        row(number(), unheard(), **{**words, "情形": "不存在的情形"}),
        row(number(), unheard(), **{**words, "收到日期": "2021.3", "标题": None}),
        row(number(), unheard(), **{**words, "结论日期": "=TODAY()"}),
        row("", unheard(), **words),
        row(number(), unheard(), **{**words, "认定结论": "从轻发落"}),
        row(number(), unheard(), **{**words, "整改要求": "完善制度"}),
        row(number(), unheard(), **{**words, "处理情况": "在办"}),
    ]
    found = await preview(api, rows)
    places = {column.heading: index for index, column in enumerate(COLUMNS)}

    def cell(heading: str, line: int) -> str:
        index = places[heading]
        letters = chr(ord("A") + index) if index < 26 else "A" + chr(ord("A") + index - 26)
        return f"{letters}{line}"

    assert codes(found) == [
        (3, cell("情形", 3), "not_in_list"),
        (4, cell("收到日期", 4), "date_incomplete"),
        (4, cell("标题", 4), "missing"),
        (5, cell("结论日期", 5), "formula"),
        (6, cell("纸质案号", 6), "missing"),
        (7, cell("认定结论", 7), "not_in_list"),
        (8, None, "paper_correction_runs"),
        (9, cell("处理情况", 9), "invalid"),
    ]
    assert found.counts["waiting"] == 1


async def test_rows_of_one_number_are_one_case(api: ApiClient, words: Row) -> None:
    """The second row may leave what is said of the case empty, and may not contradict it."""
    case, one, other = number(), unheard(), unheard()
    follows: Row = {
        "姓名或名称": other, "对象类型": "个人", "工作单位": "示例甲县财政局", "认定结论": "免责",
        "对象类别": words["对象类别"], "免除或减轻的责任": words["免除或减轻的责任"],
    }  # fmt: skip
    found = await preview(api, [row(case, one, **words), follows])
    contradicting = await preview(
        api, [row(case, one, **words), {**follows, "纸质案号": case, "收到日期": "2021-03-03"}]
    )

    assert [(each.rows, each.subjects, each.state) for each in found.items] == [((2, 3), 2, "waiting")]
    assert [code for _, _, code in codes(contradicting)] == ["differs_from_first"]


async def test_two_people_of_one_name_are_told_apart_by_people(api: ApiClient, words: Row) -> None:
    """The candidates are named; the unit or the identifier tells, or that it is another is said outright."""
    name = unheard()
    await api.register(ORGANISATION, name, unit_name="示例甲县财政局")
    other_unit = await preview(api, [row(number(), name, **words)])
    unknown_unit = await preview(api, [row(number(), name, **{**words, "工作单位": None})])
    same_unit = await preview(api, [row(number(), name, **{**words, "工作单位": "示例甲县财政局"})])
    outright = await preview(api, [row(number(), name, **{**words, "工作单位": None, "同名另一人": "是"})])
    (fault,) = unknown_unit.items[0].faults

    assert (other_unit.new_subjects, same_unit.known_subjects, outright.new_subjects) == (1, 1, 1)
    assert (fault.code, fault.column) == ("duplicate_person", "姓名或名称")
    assert "示例甲县财政局" in (fault.detail or "")


async def test_an_approved_file_is_entered_and_answers(api: ApiClient, words: Row) -> None:
    """The case is there with the days of the paper, closed; whoever reads results is answered; the log says how."""
    name, case = unheard(), number()
    state = await entered(api, workbook([row(case, name, **words)]))
    case_id = case_id_of_number("county-a-organization", case)
    first, *events = await api.context.event_log.read_stream(case_id)
    page = await api.read(ORGANISATION, f"/v1/cases/{case_id}?seen={events[-1].version}")
    subject = page["subjects"][0]["facts"]["subject_id"]
    answer = (await api.read(HR, f"/v1/results?subject={subject}"))["items"][0]
    meta = Meta.model_validate_json(first.meta)

    assert state.counts == {"entered": 1}
    assert (page["history"], page["history_open"], page["closed"], page["closed_on"]) == (
        True, False, True, "2021-04-23",
    )  # fmt: skip
    assert (page["opened_on"], page["approved_on"], page["reference"]) == ("2021-03-02", "2021-04-20", case)
    assert (answer["answer"], answer["name"]) == ("in_force", name)
    assert (meta.door, meta.actor.position) == ("import", ORGANISATION)
    assert meta.request_id.startswith("import:")


async def test_the_same_file_twice_and_the_same_case_in_another_file_do_nothing(api: ApiClient, words: Row) -> None:
    """The first by its bytes, the second by its number, however it is written."""
    case = number()
    content = workbook([row(case, unheard(), **words)])
    await entered(api, content)
    again = await api.http.post(
        f"{PATH}?pack=nujiang", content=content, headers={**api.as_(ORGANISATION), "Content-Type": XLSX}
    )
    written = case.replace("〔", "[").replace("〕", "]").replace("号", "")
    other = await preview(api, [row(written, unheard(), **words)])

    assert (again.status_code, again.json()["counts"]) == (200, {"entered": 1})
    assert other.counts == {"known": 1}


async def test_a_second_tolerance_in_the_old_data_is_told_and_not_lost(api: ApiClient, words: Row) -> None:
    """Whatever the order of the rows: what was concluded earlier comes first, and bars the other (NJ-31)."""
    first, second = number(), number()
    name = unheard()
    rows = [
        row(second, name, **{**words, "结论日期": "2021-04-21", "同一事项的前案": first}),
        row(first, name, **words),
    ]
    found = await preview(api, rows)
    state = await entered(api, workbook(rows))
    path = f"{PATH}/{state.file_sha256}/rows"
    report = (await api.read(ORGANISATION, path))["items"]

    assert [(case.row, case.state) for case in found.items] == [(2, "refused"), (3, "waiting")]
    assert codes(found) == [(2, None, "second_tolerance")]
    assert state.counts == {"entered": 1, "refused": 1}
    assert [(each["row"], each["state"], [f["code"] for f in each["faults"]]) for each in report] == [
        (2, "refused", ["second_tolerance"]),
        (3, "entered", []),
    ]


async def test_the_ban_counts_what_was_entered(api: ApiClient, words: Row) -> None:
    """A later case of the matter finds the slot taken, also in a file of its own."""
    first, name = number(), unheard()
    await entered(api, workbook([row(first, name, **words)]))
    barred = await preview(api, [row(number(), name, **{**words, "同一事项的前案": first})])
    unknown = await preview(api, [row(number(), name, **{**words, "同一事项的前案": number()})])

    assert [code for _, _, code in codes(barred)] == ["second_tolerance"]
    assert [code for _, _, code in codes(unknown)] == ["earlier_case_unknown"]


async def test_a_running_case_is_opened_with_its_clock_held_and_goes_on_by_hand(api: ApiClient, words: Row) -> None:
    """No run begins with it; the next act begins one, and the entry is closed by hand."""
    case = number()
    running = row(case, unheard(), **{**words, "处理情况": "在办", "结论日期": None, "决定机关": None, "反馈日期": None,
                                      "认定结论": None, "免除或减轻的责任": None})  # fmt: skip
    await entered(api, workbook([running]))
    case_id = case_id_of_number("county-a-organization", case)
    version = len(await api.context.event_log.read_stream(case_id))
    agenda = await api.get(ORGANISATION, f"/v1/cases/{case_id}/agenda")
    closed = await api.act(ORGANISATION, f"/v1/cases/{case_id}/history-closure", {}, seen=version)
    kinds = [event.type for event in await api.context.event_log.read_stream(case_id)]

    assert agenda.status_code == 404
    assert closed.status_code == 201, closed.text
    assert kinds == ["case_opened", "step_opened", "duty_opened", "history_closed"]


async def test_whoever_prepared_a_file_does_not_approve_it(api: ApiClient, words: Row) -> None:
    """And nothing is entered before it is approved; once taken back, never."""
    content = workbook([row(number(), unheard(), **words)])
    await sent(api, content)
    path = f"{PATH}/{sha256(content).hexdigest()}"
    own = await api.act(ORGANISATION, f"{path}/approval", {})
    early = await api.act(SECOND, f"{path}/entry", {})
    withdrawn = await api.act(ORGANISATION, f"{path}/withdrawal", {})
    late = await api.act(SECOND, f"{path}/approval", {})

    assert (own.status_code, problem_of(own).code) == (409, "four_eyes")
    assert (early.status_code, problem_of(early).code) == (409, "import_not_approved")
    assert withdrawn.json()["ended"] == "withdrawn"
    assert (late.status_code, problem_of(late).code) == (409, "draft_ended")


async def test_only_the_organ_that_takes_cases_in_imports_them(api: ApiClient, words: Row) -> None:
    """Neither a unit, an operator nor another county; another's file does not exist."""
    content = workbook([row(number(), unheard(), **words)])
    await sent(api, content)
    path = f"{PATH}/{sha256(content).hexdigest()}"
    for who, status in ((CONTACT, 403), (OPERATOR, 403), (HR, 403), (DISCIPLINE, 409)):
        headers = {**api.as_(who), "Content-Type": XLSX}
        answer = await api.http.post(f"{PATH}/preview?pack=nujiang", content=content, headers=headers)
        assert answer.status_code == status, (who, answer.text)
    assert (await api.get(OTHER_COUNTY, path)).status_code == 404
    assert (await api.get(ORGANISATION, f"{PATH}/{'0' * 64}")).status_code == 404


async def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(api: ApiClient) -> None:
    """The file itself, its headings, its size."""
    headers = {**api.as_(ORGANISATION), "Content-Type": XLSX}
    answers = [
        await api.http.post(f"{PATH}{path}?pack=nujiang", content=content, headers=headers)
        for path, content in (("/preview", b"no workbook"), ("", workbook([], ["纸质案号"])))
    ]
    large = await api.http.post(f"{PATH}/preview?pack=nujiang", content=b"PK\x03\x04" * 3_000_000, headers=headers)

    assert [(answer.status_code, problem_of(answer).code) for answer in answers] == [(422, "import_file_faulty")] * 2
    assert problem_of(answers[0]).errors[0].code == "not_xlsx"
    assert {fault.code for fault in problem_of(answers[1]).errors} == {"heading_missing"}
    assert large.status_code == 413


async def test_the_template_offers_what_the_pack_has_and_its_example_is_not_imported(
    api: ApiClient, words: Row
) -> None:
    """Chinese headings, lists for closed choices, an example row that says what it is."""
    answer = await api.get(ORGANISATION, f"{PATH}/template?pack=nujiang")
    book = load_workbook(BytesIO(answer.content))
    sheet = book[SHEET]
    empty = await sent(api, answer.content, "/preview")
    sheet.append([row("甲容〔2021〕99号", unheard(), **words).get(column.heading) for column in COLUMNS])
    filled = BytesIO()
    book.save(filled)
    found = ImportPreview.model_validate(await sent(api, filled.getvalue(), "/preview"))

    assert [str(cell.value).rstrip("*") for cell in sheet[1]] == [column.heading for column in COLUMNS]
    assert sheet["A2"].value == EXAMPLE_NUMBER
    assert len(sheet.data_validations.dataValidation) >= 10
    assert book.sheetnames == [SHEET, "说明", "可选内容"]
    assert [fault["code"] for fault in empty["faults"]] == ["empty"]  # type: ignore[call-overload, index, union-attr]
    assert found.counts == {"waiting": 1}


async def test_events_of_an_import_are_those_of_the_act(api: ApiClient, words: Row) -> None:
    """What people wrote is sealed; the facts name nobody."""
    name, case = unheard(), number()
    await entered(api, workbook([row(case, name, **{**words, "案情摘要": "绝密的经过"})]))
    stored = await api.context.event_log.read_stream(case_id_of_number("county-a-organization", case))

    assert [event.type for event in stored][:2] == ["case_opened", "paper_case_concluded"]
    assert all(name not in event.payload.decode() and "绝密" not in event.payload.decode() for event in stored)
    assert CaseOpened.model_validate_json(stored[0].payload).history
    assert PaperCaseConcluded.model_validate_json(stored[1].payload).grants
    assert await waiting_contents(api) == 0


async def waiting_contents(api: ApiClient) -> int:
    """How many settled rows still hold what they said."""
    count: int = await api.context.pool.fetchval(
        "SELECT count(*) FROM case_import_row WHERE state <> 'waiting' AND content IS NOT NULL"
    )
    return count
