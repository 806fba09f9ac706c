"""A case from the application to the answer that HR gets, by everybody who has a part in it, in the browser.

Sixteen people in ten roles: a unit's contact, the head of its party committee, handlers of two organs and of a third in
the joint team, the clerk and the seven members of the committee, HR, a supervisor, an operator, and another unit's
contact who may see nothing. One member is not impartial; the others vote three to three; the second round decides.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import pytest
from playwright.sync_api import Browser, FilePayload

from tests.e2e.filing import EVIDENCE, apply_for
from tests.e2e.outside import Outside
from tests.e2e.page_checks import NARROW, WIDE, Auditor, Watch
from tests.e2e.person import Filling, Office, Person
from tests.e2e.words import speech_of

UNIT: Final = "示例甲县综合行政执法局"
MATTER: Final = "应急抢修道路未先完成招标"
TOLD: Final = ("enforcement-contact", "organization-officer-1", "committee-member-4")
"""Who wants mail."""
MEMBERS: Final = tuple(f"committee-member-{n}" for n in range(1, 8))


@dataclass(frozen=True, slots=True)
class Way:
    """How people go through it: the language, with scripts or without, and how wide the applicant's screen is."""

    name: str
    lang: str = "zh"
    scripts: bool = True
    width: int = WIDE


WAYS: Final = (
    Way("zh"),
    Way("en", lang="en"),
    Way("without-scripts", scripts=False),
    Way("narrow", width=NARROW),
)


_LOOKS: Final = 5
"""How often somebody looks among their tasks for one that is to come."""


class Town:
    """The people of one county, each at a browser of their own."""

    def __init__(self, office: Office, way: Way) -> None:
        self._office, self._way = office, way
        self._people = dict[str, Person]()
        self.case = ""
        self.number = ""

    def __getitem__(self, position: str) -> Person:
        """Somebody, who signs in when they are needed first."""
        if position not in self._people:
            narrow = position in {"enforcement-contact", *MEMBERS}
            width = self._way.width if narrow else WIDE
            place = "" if position.startswith("prefecture-") else "county-a-"
            self._people[position] = Person(self._office, f"{place}{position}", width=width).sign_in()
        return self._people[position]

    def at_case(self, position: str) -> Person:
        """Somebody who has the file of the case before them."""
        return self[position].open(self.case)

    def leave(self) -> None:
        """Everybody goes home."""
        for person in self._people.values():
            person.leave()


@pytest.fixture(params=WAYS, ids=lambda way: way.name)
def town(
    request: pytest.FixtureRequest, address: str, browser: Browser, watch: Watch, auditor: Auditor
) -> Iterator[Town]:
    """The county, in one of the ways."""
    way: Way = request.param
    office = Office(address, browser, watch, auditor, speech_of(way.lang), way.lang, way.scripts)
    town = Town(office, way)
    yield town
    town.leave()


def test_from_application_to_the_answer_for_hr(
    town: Town, watch: Watch, auditor: Auditor, post: Outside | None
) -> None:
    """Every act is done on a page; nothing is refused that should not be, and every page is as it should be."""
    if post:
        ask_for_mail(town, post)
        tell_a_program(town, post)
    apply(town)
    accept(town)
    investigate(town)
    determine(town)
    vote(town)
    issue(town)
    tell(town)
    correct(town)
    answer(town)
    if post:
        is_told_exactly(town, post)

    assert not sorted({*watch.wrong})
    assert not sorted({*auditor.wrong})


def ask_for_mail(town: Town, post: Outside) -> None:
    """Three of them want mail of everything at once; each shows by a code that the address is theirs."""
    for position in TOLD:
        person = town[position].open("/notices/settings")
        if person.page.get_by_text(mail_of(position)).count():  # from the way before
            continue
        person.fill({"邮箱": mail_of(position)}).press("发送验证码")
        person.fill({"验证码": post.code_for(mail_of(position))}).press("验证").sees("已验证")
        person.fill({"安静时段从": "00:00", "到": "00:00", "休息日不发，到工作日再发": False})
        person.fill({"一小时内超过几条，其余合并成一封": "100"}).press("保存").sees("已保存")


def tell_a_program(town: Town, post: Outside) -> None:
    """An administrator proposes the address of another program, and a second one approves."""
    admin = town["prefecture-operations-system-admin"].open("/hooks")
    if admin.page.get_by_text(post.receiver.url).count():  # from the way before
        return
    admin.fill({"名称": "短信网关", "网址": post.receiver.url, "转发哪个地区的": "示例甲县"}).press("提出这个地址")
    town["prefecture-operations-security-admin"].open("/hooks").press("批准").looks("hooks")


def is_told_exactly(town: Town, post: Outside) -> None:
    """What stands in their list of notices came by mail and to the program: each once, and nothing else."""
    case_id = town.case.rpartition("/")[2]
    for position in TOLD:
        person = town[position].open("/notices").looks("notices")
        listed = person.page.locator("main tbody tr").filter(has=person.page.locator(f"a[href*='{case_id}']")).count()
        mails = post.come(listed, partial(post.mails, mail_of(position), case_id))
        told = post.come(listed, partial(post.told, case_id, f"county-a-{position}"))
        assert listed
        assert (len(mails), len({*mails}), len(told), len({*told})) == (listed,) * 4, position


def mail_of(position: str) -> str:
    """The address of somebody."""
    return f"{position}@example.cn"


def apply(town: Town) -> None:
    """The unit applies, puts its evidence in the file, and its party secretary endorses in person."""
    contact = town["enforcement-contact"]
    town.case = apply_for(contact, UNIT, MATTER, "示例甲县综合行政执法局党组 党组书记")
    town.number = contact.page.locator("main").get_by_text(re.compile("容〔")).first.inner_text().split()[0]
    contact.begins("材料入卷").choose_file("文件", EVIDENCE).fill({"名称": "集体研究记录"}).press("上传并入卷")
    contact.sees("已入卷", "已上传")
    town.at_case("enforcement-party-head").does("签字背书", {"是否背书": "签字背书"})


def accept(town: Town) -> None:
    """The organisation department says that the matter is new, proposes to accept, and the discipline organ signs."""
    officer = town.at_case("organization-officer-1")
    officer.does("否认同一事项", {"理由": "经查候选事项，均非同一事项。"})
    town.at_case("organization-officer-1").does(
        "受理", {"受理意见": "受理", "理由": "材料齐全，属于应纳入容错的情形。"}
    )
    signs(town, "discipline-officer-1")
    puts_in_file(town, "organization-officer-1", "受理决定通知书")
    town.at_case("organization-officer-1").does(
        "完成后续职责",
        {"证据材料 1": {"已有的材料": "受理决定通知书"}, "说明": "已书面通知申请单位。"},
        about="书面通知",
    )


def investigate(town: Town) -> None:
    """A joint team of three organs hears the defence, weighs every item, and reports."""
    officer = town.at_case("organization-officer-1").begins("成立联合调查核实组")
    for number, name in enumerate(("示例甲县委组织部 经办干部一", "示例甲县纪委监委 经办干部一", "示例甲县审计局"), 1):
        officer.press("增加一项：小组成员") if number > 1 else officer
        officer.fill({f"小组成员 {number}": {"人员和职务": name}})
    officer.press("检查").records()
    town.at_case("enforcement-contact").does("提交申辩意见", {"申辩意见": "当时情况紧急，事后已及时报告并补办手续。"})
    officer = town.at_case("audit-officer-1").begins("逐项研判")
    for result in ("符合", "有利"):
        officer.each_row("逐项研判", {"结论": result, "理由": "有会议记录和现场照片证实。"}, offering=result)
    officer.press("检查").records()
    puts_in_file(town, "organization-officer-1", "调查核实情况报告")
    town.at_case("organization-officer-1").does(
        "提交调查核实结果",
        {"调查核实报告": {"已有的材料": "调查核实情况报告"}, "摘要": "符合所申请的情形，没有谋取私利。"},
    )


def determine(town: Town) -> None:
    """Both organs determine: exempt, with a demand to correct."""
    officer = town.at_case("organization-officer-1").begins("认定意见")
    officer.fill(
        {
            "逐人意见 1": {"认定结论": "免责", "免除或减轻的责任": ("问责",), "第几种形态": "1"},
            "理由": "符合情形和各项界限，建议予以容错。",
        }
    )
    officer.press("增加一项：整改要求").fill({"整改要求 1": {"要求": "完善项目审批和集体决策台账。"}})
    officer.press("检查").records()
    signs(town, "discipline-officer-1")


def vote(town: Town) -> None:
    """Three to three with one recused: nothing is decided; the second round decides."""
    town.at_case("committee-secretary").does("开启表决")
    town.at_case(MEMBERS[6]).does("回避", {"理由": "系申请单位负责人的近亲属。"})
    for member in MEMBERS[:3]:
        votes(town, member, "同意")
    for member in MEMBERS[3:6]:
        votes(town, member, "不同意")
    town.at_case("committee-secretary").does("结束表决")
    town.at_case("committee-secretary").follow("会商与表决").sees("同意3人", "未超过")

    town.at_case("committee-secretary").does("开启表决")
    for member in MEMBERS[:4]:
        votes(town, member, "同意")
    for member in MEMBERS[4:6]:
        votes(town, member, "弃权")
    town.at_case("committee-secretary").does("结束表决")


def issue(town: Town) -> None:
    """The opinion goes out in the name of both organs, its stamped scan is filed, and its code says that it stands."""
    opinion = f"关于{MATTER}的认定意见"
    goes_out(town, "认定意见", opinion)
    puts_in_file(town, "organization-officer-1", "盖章的认定意见")
    scan = {"盖章件的扫描件": {"已有的材料": "盖章的认定意见"}}
    handles(town, "organization-officer-1", opinion, "盖章件归卷", scan)
    holder = papers_of(town, "organization-officer-1").follow(opinion).looks("official-document")
    code = holder.page.get_by_role("link", name=re.compile(r"^(\w{4}-){5}\w{4}$")).inner_text()
    holder.open(f"/verify/{code}").sees("仍然有效").looks("verify")


def goes_out(town: Town, name: str, title: str) -> None:
    """A document is drafted, checked by a colleague, countersigned by the other organ, signed by the head, issued."""
    drafts(town, name)
    takes_up(town, "organization-officer-2", "核稿", {"核稿结果": "通过"})
    takes_up(town, "discipline-officer-1", "文书会签", {"会签意见": "同意"})
    takes_up(town, "organization-head", "签发")
    handles(town, "organization-officer-1", title, "印发")


def on_a_form(town: Town, name: str) -> None:
    """A form that people sign by hand is drafted and printed."""
    drafts(town, name)
    handles(town, "organization-officer-1", name, "印发")


def drafts(town: Town, name: str) -> None:
    """The officer drafts a document in the words of the procedure, which have the facts of the case in them."""
    officer = papers_of(town, "organization-officer-1")
    row = officer.page.get_by_role("row", name=officer.starts(name)).first
    with officer.page.expect_navigation():
        row.get_by_role("link", name=officer.say("拟稿")[0]).click()
    officer.looks("draft").press("检查").records()


def papers_of(town: Town, position: str) -> Person:
    """Somebody who has the official documents of the case before them."""
    return town[position].open(f"{town.case}/official-documents")


def handles(town: Town, position: str, title: str, act: str, filling: Mapping[str, Filling] | None = None) -> None:
    """Do with an official document what its page offers."""
    papers_of(town, position).follow(title).follow(act).fill(filling or {}).press("检查").records()


def takes_up(town: Town, position: str, act: str, filling: Mapping[str, Filling] | None = None) -> None:
    """Find among one's tasks what a document of the case waits for, read it, and do that."""
    person = town[position]
    of_case = person.page.locator(f"a[href*='{town.case.rpartition('/')[2]}']")
    task = person.page.get_by_role("row").filter(has=of_case).get_by_role("link", name=person.starts(act))
    for _ in range(_LOOKS):  # what was just done by another comes a moment later
        person.open("/inbox?view=unclaimed")
        if task.count():
            break
    with person.page.expect_navigation():
        task.first.click()
    person.looks().follow(act).fill(filling or {}).press("检查").records()


def tell(town: Town) -> None:
    """The written feedback goes out with its letter, which the unit finds, and the unit confirms that it has it."""
    puts_in_file(town, "organization-officer-1", "认定结果反馈书")
    town.at_case("organization-officer-1").does("书面反馈", {"书面反馈": {"已有的材料": "认定结果反馈书"}})
    goes_out(town, "反馈函", f"关于{MATTER}容错认定结果的反馈函")
    papers_of(town, "enforcement-contact").follow("关于").sees("已印发")
    on_a_form(town, "送达回证")
    town.at_case("enforcement-contact").does("签收")


def correct(town: Town) -> None:
    """The unit corrects, the department announces, talks and keeps track; then the case is closed."""
    puts_in_file(town, "enforcement-contact", "集体决策台账")
    town.at_case("enforcement-contact").does(
        "完成后续职责", {"证据材料 1": {"已有的材料": "集体决策台账"}, "说明": "台账已经建立。"}, about="纠错整改"
    )
    for duty in ("通报", "谈心谈话", "跟踪管理"):
        puts_in_file(town, "organization-officer-1", f"{duty}记录")
        town.at_case("organization-officer-1").does(
            "完成后续职责", {"证据材料 1": {"已有的材料": f"{duty}记录"}, "说明": "已办理。"}, about=duty
        )
    town.at_case("organization-officer-1").sees("已办结")
    on_a_form(town, "归档移交清单")


def answer(town: Town) -> None:
    """HR asks for the unit with a purpose: what is in force and the receipt, and nothing of who voted how."""
    reader = town["prefecture-organization-hr"].open("/hr")
    asked = reader.page.get_by_role("region", name=reader.starts("查询一人或一个单位"))
    reader.fill({"姓名或单位名称": UNIT, "所在单位": UNIT, "人事编号或证件号码": "8888"}, asked)
    reader.fill({"查询用途": "提拔", "文号": "州组函〔2026〕9号"}, asked).press("查询")
    meant = reader.page.get_by_role("region", name=reader.starts("请核对是哪一个"))
    if meant.count():  # nobody has registered a credential of the unit
        meant.get_by_role("radio").first.check()
        reader.press("按所选答复")
    reader.sees("有生效认定").sees_not("不同意").looks("hr-receipt", printed=True)
    town["discipline-supervisor"].open("/reads").sees("查阅")
    town["prefecture-operations-operator"].open("/operations")


def puts_in_file(town: Town, position: str, title: str) -> None:
    """Upload a document into the file of the case."""
    file = FilePayload(name=f"{title}.txt", mimeType="text/plain", buffer=f"{title}\n{town.number}\n".encode())
    person = town.at_case(position).begins("材料入卷").choose_file("文件", file)
    person.fill({"名称": title}).press("上传并入卷").sees("已入卷")


def signs(town: Town, position: str) -> None:
    """An organ signs what the other has put forward."""
    town.at_case(position).does("会签", {"是否同意": "同意"})


def votes(town: Town, member: str, choice: str) -> None:
    """A member casts a ballot."""
    reasons: dict[str, Filling] = {"理由": "整改还不到位。"} if choice == "不同意" else {}
    town.at_case(member).does("表决", {"您的表决": choice, **reasons})
