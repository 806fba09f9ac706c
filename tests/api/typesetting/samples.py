"""A letter of each kind, as a case might have it: what the pages of documents are looked at with."""

from collections.abc import Mapping
from datetime import date

from domain.documents.kinds import OfficialDocumentKind as Kind
from domain.documents.letter import (
    Entry,
    FactTable,
    Heading,
    Letter,
    Paragraph,
    Secrecy,
    SignatureLine,
    Verification,
)

_SUPERVISION = "中共云州市纪律检查委员会"
_ORGANISATION = "中共云州市委组织部"
_COMMITTEE = "中共云州市委"
_UNIT = "云州市水务投资集团有限公司"
_DAY = date(2026, 11, 30)
_CHECK = Verification(code="7QKD-M3XW-9TRB-5HNE", address="https://rongcuo.example.cn/verify/7QKD-M3XW-9TRB-5HNE")
_MATTER = "城东水厂提标改造项目"


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    """A paragraph of each text."""
    return tuple(Paragraph(text=text) for text in texts)


def _said(label: str, text: str) -> Entry:
    return Entry(label=label, text=text)


LETTERS: Mapping[Kind, Letter] = {
    letter.kind: letter
    for letter in (
        Letter(
            kind=Kind.APPLICATION,
            organ=_UNIT,
            title="容错认定申请书",
            addressees=(_SUPERVISION,),
            body=(
                Heading(text="申请人"),
                _said("单位", _UNIT),
                _said("申请对象", "李某某，公司副总经理，分管工程建设"),
                Heading(text="申请事项"),
                Paragraph(text=f"请求对李某某在{_MATTER}中的失误作出容错认定。"),
                Heading(text="事实和理由"),
                *paragraphs(
                    "2025年3月，项目因汛期提前须在六十日内完成临时取水工程。李某某主持会议研究后，采用了尚无先例的装配式方案，"
                    "经公司党委会集体决策，并向主管部门作了报备。",
                    "施工中，因地勘资料与实际不符，局部返工，增加支出八十六万元。事发后李某某当日报告，组织抢修，未造成停水。",
                    "上述决策为公益目的，程序完备，没有谋取私利，事后主动补救，符合容错条件。",
                ),
            ),
            enclosures=("党委会会议记录", "地勘报告及复核意见", "返工费用审核表"),
            signed_for=(f"申请人：{_UNIT}",),
            dated=_DAY,
            draft=False,
        ),
        Letter(
            kind=Kind.FILING_RECEIPT,
            organ=_SUPERVISION,
            number="云纪容收〔2026〕31号",
            title="收件回执",
            body=(
                _said("提交单位", _UNIT),
                _said("申请事项", f"对李某某在{_MATTER}中的失误作容错认定"),
                _said("收到日期", "2026年11月30日"),
                _said("收到材料", "申请书一份；证据材料三件，共四十六页"),
                _said("办理期限", "自收到之日起五个工作日内决定是否受理，至2026年12月7日止"),
                _said("联系方式", "案件受理室，0877-2020202"),
                SignatureLine(label="收件人"),
                SignatureLine(label="提交人", name="王某某"),
            ),
            signed_for=(_SUPERVISION,),
            dated=_DAY,
            verification=_CHECK,
            draft=False,
        ),
        Letter(
            kind=Kind.ACCEPTANCE_NOTICE,
            organ=_SUPERVISION,
            number="云纪容受〔2026〕18号",
            title="受理通知书",
            addressees=(_UNIT,),
            body=paragraphs(
                f"你单位2026年11月30日提出的对李某某在{_MATTER}中失误的容错认定申请收悉。经审查，申请材料齐全，属于本机关管理权限，"
                "决定予以受理。",
                "调查核实期限自受理之日起三十个工作日，至2027年1月13日止。期间请保持联系畅通，并妥善保存与本事项有关的原始材料。",
                "特此通知。",
            ),
            signed_for=(_SUPERVISION,),
            dated=_DAY,
            note="联系人：案件受理室，电话：0877-2020202",
            verification=_CHECK,
            draft=False,
        ),
        Letter(
            kind=Kind.SUPPLEMENT_NOTICE,
            organ=_SUPERVISION,
            number="云纪容补〔2026〕7号",
            title="补正通知书",
            addressees=(_UNIT,),
            body=(
                Paragraph(text="你单位提出的容错认定申请，经审查尚缺下列材料："),
                FactTable(
                    headings=("序号", "材料名称", "要求", "份数"),
                    rows=(
                        ("1", "党委会会议记录", "原件或者加盖公章的复印件，须有到会人员签名", "1"),
                        ("2", "返工费用审核表", "由公司财务和审计部门共同签章", "2"),
                        ("3", "地勘单位的书面说明", "说明资料与实际不符的原因", "1"),
                    ),
                ),
                *paragraphs("请于收到本通知之日起五个工作日内一次补齐。逾期不补正的，视为撤回申请。", "特此通知。"),
            ),
            signed_for=(_SUPERVISION,),
            dated=_DAY,
            verification=_CHECK,
            draft=False,
        ),
        Letter(
            kind=Kind.DEFENCE_RECORD,
            organ=_SUPERVISION,
            number="云纪容笔〔2026〕4号",
            title="申辩笔录",
            body=(
                _said("时间", "2026年11月30日9时10分至10时40分"),
                _said("地点", "市纪委谈话室二"),
                _said("申辩人", "李某某，男，1979年4月生，公司副总经理"),
                _said("听取人", "赵某、钱某"),
                _said("记录人", "孙某"),
                _said("问", "我们是市纪委的工作人员，现依照程序听取你的陈述和申辩。你是否申请我们回避？"),
                _said("答", "不申请。"),
                *(
                    part
                    for turn in range(1, 8)
                    for part in (
                        _said("问", f"第{turn}次会议研究装配式方案时，你掌握哪些情况，提出了什么意见？"),
                        _said(
                            "答",
                            "当时离汛期只有六十天，传统方案来不及。我请设计院比选了三个方案，在会上如实说明了装配式方案没有先例、"
                            "存在风险，建议先做一个断面试验。会议同意试验，并要求每周报告进度。试验结果是好的，我们才全线铺开。",
                        ),
                    )
                ),
                _said("问", "以上记录是否与你所说一致？"),
                _said("答", "我看过，与我所说一致。"),
                SignatureLine(label="申辩人", each_page=True),
                SignatureLine(label="听取人", each_page=True),
                SignatureLine(label="记录人", each_page=True),
            ),
            secrecy=Secrecy(level="internal"),
            draft=False,
        ),
        Letter(
            kind=Kind.INVESTIGATION_REPORT,
            organ="联合调查核实组",
            title=f"关于李某某在{_MATTER}中失误有关情况的调查报告",
            addressees=(_SUPERVISION,),
            body=(
                Paragraph(
                    text="根据工作安排，调查组于2026年12月1日至18日对李某某有关情况作了调查核实。现将情况报告如下。"
                ),
                Heading(text="基本情况"),
                *paragraphs(f"李某某，{_UNIT}副总经理，2023年6月起分管工程建设。"),
                Heading(text="查明的事实"),
                Heading(text="决策过程", level=2),
                *paragraphs(
                    "2025年3月12日、19日，公司两次召开专题会议，26日由党委会集体决定采用装配式方案，会议记录完整。"
                ),
                Heading(text="后果和补救", level=2),
                *paragraphs(
                    "返工增加支出八十六万元。李某某当日报告并组织抢修，未造成停水；损失已由地勘单位赔偿四十万元。"
                ),
                Heading(text="各项条件的核查"),
                FactTable(
                    title="核查情况一览",
                    headings=("条件", "核查结果", "证据"),
                    rows=(
                        ("出于公心", "属实", "会议记录、谈话笔录"),
                        ("程序合规", "属实", "党委会会议记录、报备回执"),
                        ("没有谋取私利", "未发现", "银行流水、亲属经商情况核查"),
                        ("主动补救", "属实", "抢修记录、赔偿协议"),
                    ),
                ),
                Heading(text="调查组意见"),
                *paragraphs("李某某的失误符合容错的各项条件，建议予以认定。"),
            ),
            enclosures=("调查材料目录",),
            signed_for=("联合调查核实组",),
            dated=date(2026, 12, 18),
            secrecy=Secrecy(level="internal"),
            draft=False,
        ),
        Letter(
            kind=Kind.DETERMINATION_OPINION,
            organ=_SUPERVISION,
            joint_organs=(_ORGANISATION,),
            number="云纪容认〔2026〕9号",
            title=f"关于李某某在{_MATTER}中失误的容错认定意见",
            addressees=(_UNIT,),
            body=(
                Paragraph(text="你单位提出的容错认定申请，本机关会同有关部门调查核实，现提出以下认定意见。"),
                Heading(text="认定的事实"),
                *paragraphs(
                    "2025年3月，为确保汛期供水，公司经集体决策采用装配式方案，施工中因地勘资料失实发生返工，增加支出八十六万元。"
                ),
                Heading(text="认定的理由"),
                *paragraphs(
                    "该决策出于公心，经过集体研究和事前报备，没有谋取私利；失误发生后及时报告、主动补救，挽回了大部分损失。",
                    "按照有关规定，上述情形属于可以容错的情形。",
                ),
                Heading(text="认定意见"),
                *paragraphs("对李某某予以容错认定，免予追究责任，不影响其考核、任用。"),
            ),
            signed_for=(_SUPERVISION, _ORGANISATION),
            dated=date(2026, 12, 25),
            copies_to=("市国资委", "市审计局"),
            verification=_CHECK,
            draft=False,
        ),
        Letter(
            kind=Kind.APPROVAL_REQUEST,
            organ=_SUPERVISION,
            number="云纪报〔2026〕22号",
            signers=("周某某",),
            title="关于报请审批李某某容错认定意见的请示",
            addressees=(_COMMITTEE,),
            body=paragraphs(
                "根据管理权限，现将对李某某的容错认定意见报请审批。有关事实、证据和理由见附件。",
                "经核实，李某某的失误符合容错条件，拟予以容错认定，免予追究责任。",
                "妥否，请批示。",
            ),
            enclosures=("关于李某某的容错认定意见（送审稿）", "调查报告"),
            signed_for=(_SUPERVISION,),
            dated=date(2026, 12, 20),
            note="联系人：吴某，电话：0877-2020203",
            draft=False,
        ),
        Letter(
            kind=Kind.VOTE_RECORD,
            organ=_COMMITTEE,
            number="第14次常委会会议",
            title="表决记录",
            body=(
                _said("时间", "2026年12月26日15时"),
                _said("地点", "市委常委会会议室"),
                _said("主持人", "郑某某"),
                _said("事项", "对李某某的容错认定意见"),
                _said("应到", "十一人；实到十人，超过三分之二，可以表决"),
                FactTable(
                    title="表决情况",
                    headings=("序号", "姓名", "职务", "表决", "说明"),
                    rows=(
                        *((str(n), f"常委{n}", "市委常委", "同意", "") for n in range(1, 9)),
                        ("9", "常委九", "市委常委、宣传部部长", "弃权", "对返工损失的核算口径有疑问，建议补充审计意见"),
                        ("10", "常委十", "市委常委", "回避", "与申请单位主要负责人有亲属关系"),
                    ),
                ),
                Paragraph(text="结果：同意八票，反对零票，弃权一票，回避一人。同意票超过应到会人数的半数，通过。"),
                SignatureLine(label="主持人"),
                SignatureLine(label="监票人"),
                SignatureLine(label="记录人"),
            ),
            draft=False,
        ),
        Letter(
            kind=Kind.MINUTES,
            organ="容错纠错工作联席会议",
            number="第3期",
            title="关于研究近期容错认定事项的会议纪要",
            body=(
                Paragraph(
                    text="2026年12月22日，召集人主持召开联席会议，研究近期容错认定事项。现将会议确定的事项纪要如下。"
                ),
                Heading(text="关于李某某的容错认定事项"),
                *paragraphs(
                    "会议听取了调查组的汇报，认为事实清楚、证据充分，同意提出予以容错认定的意见，由市纪委按程序报批。"
                ),
                Heading(text="关于补充审计意见"),
                *paragraphs("请市审计局于2027年1月5日前，就返工损失的核算口径提出书面意见。"),
                _said("出席", "郑某某、周某某、吴某某"),
                _said("列席", "赵某、钱某、孙某"),
                _said("请假", "冯某某"),
            ),
            dated=date(2026, 12, 22),
            copies_to=("联席会议各成员单位",),
            printed_by="联席会议办公室",
            printed_on=date(2026, 12, 24),
            verification=_CHECK,
            draft=False,
        ),
        Letter(
            kind=Kind.FEEDBACK_LETTER,
            organ=_SUPERVISION,
            number="云纪容函〔2026〕41号",
            title="关于李某某容错认定结果的反馈函",
            addressees=(_UNIT, "李某某"),
            body=paragraphs(
                f"经研究，对李某某在{_MATTER}中的失误予以容错认定，免予追究责任。",
                "对本结果有异议的，可以自收到本函之日起十五个工作日内申请复议。请将本函内容告知本人，并做好思想工作和后续整改。",
                "特此函告。",
            ),
            signed_for=(_SUPERVISION,),
            dated=date(2026, 12, 28),
            copies_to=(_ORGANISATION,),
            verification=_CHECK,
            draft=False,
        ),
        Letter(
            kind=Kind.SERVICE_RECEIPT,
            organ=_SUPERVISION,
            number="云纪容送〔2026〕41号",
            title="送达回证",
            body=(
                _said("送达文书", "关于李某某容错认定结果的反馈函（云纪容函〔2026〕41号）"),
                _said("受送达人", f"{_UNIT}；李某某"),
                _said("送达地点", "云州市东风路88号水务大厦12层"),
                _said("送达方式", "直接送达"),
                SignatureLine(label="受送达人"),
                SignatureLine(label="代收人及理由"),
                SignatureLine(label="见证人"),
                SignatureLine(label="送达人", name="赵某、钱某"),
                _said("备注", "拒绝签收的，由见证人注明情况。"),
            ),
            draft=False,
        ),
        Letter(
            kind=Kind.CIRCULAR,
            organ=_SUPERVISION,
            number="云纪通〔2027〕2号",
            title="关于三起容错纠错典型案例的通报",
            addressees=("各县（市、区）纪委监委", "市直各部门", "市属国有企业"),
            body=(
                Paragraph(text="为鼓励干部担当作为，现将三起容错纠错典型案例通报如下。"),
                *paragraphs(
                    *(
                        f"{number}、{who}。为按期完成任务，在没有先例的情况下大胆探索，经集体决策采用新的做法，因客观条件变化出现失误。"
                        "事后主动报告、及时补救，未谋取私利。经调查核实并按程序审批，予以容错认定，免予追究责任。"
                        for number, who in (
                            ("一", f"李某某在{_MATTER}中的失误"),
                            ("二", "陈某某在老旧小区加装电梯试点中的失误"),
                            ("三", "某街道办事处在应急物资采购中的失误"),
                        )
                    ),
                    "各级各部门要准确把握政策界限，既要宽容探索中的失误，也不得借容错之名放松要求。对容错对象，要跟踪回访，"
                    "帮助放下包袱、改进工作；对诬告陷害的，要依规依纪严肃查处。",
                ),
            ),
            signed_for=(_SUPERVISION,),
            dated=date(2027, 1, 8),
            note="此件公开发布",
            copies_to=("市委办公室", "市政府办公室", "市委各部门", "各民主党派市委", "市总工会、团市委、市妇联"),
            printed_by="中共云州市纪律检查委员会办公室",
            printed_on=date(2027, 1, 9),
            verification=_CHECK,
            draft=False,
        ),
        Letter(
            kind=Kind.COPY_LETTER,
            organ=_SUPERVISION,
            number="云纪容函〔2026〕42号",
            title="关于抄送李某某容错认定结果的函",
            addressees=(_ORGANISATION, "云州市人力资源和社会保障局"),
            body=paragraphs(
                "现将李某某的容错认定结果抄送你们。请在考核评价、选拔任用、评先评优和职称评定中，按照有关规定落实。",
                "特此函告。",
            ),
            enclosures=("关于李某某容错认定结果的反馈函",),
            signed_for=(_SUPERVISION,),
            dated=date(2026, 12, 28),
            verification=_CHECK,
            draft=False,
        ),
        Letter(
            kind=Kind.PUBLICITY_NOTICE,
            organ=_SUPERVISION,
            title="关于拟予容错认定事项的公示",
            body=(
                *paragraphs(
                    "经调查核实并按程序审批，拟对下列事项予以容错认定，现予公示。公示期为五个工作日，自2026年12月28日起至2027年1月4日止。"
                ),
                FactTable(
                    headings=("序号", "单位", "事项", "拟认定意见"),
                    rows=(("1", _UNIT, f"{_MATTER}中的失误", "容错认定，免予追究责任"),),
                ),
                *paragraphs("对公示内容有异议的，请在公示期内以书面形式实名向本机关反映。", "联系电话：0877-2020202。"),
            ),
            signed_for=(_SUPERVISION,),
            dated=date(2026, 12, 28),
            verification=_CHECK,
            draft=False,
        ),
        Letter(
            kind=Kind.CORRECTION_ORDER,
            organ=_SUPERVISION,
            number="云纪容改〔2026〕6号",
            title="整改要求通知书",
            addressees=(_UNIT,),
            body=(
                Paragraph(text="李某某予以容错认定，但调查中发现你单位管理上存在不足，要求整改如下："),
                Heading(text="完善地勘资料复核制度", level=3),
                Paragraph(text="对委托形成的地勘资料，开工前须有第二家单位抽样复核。"),
                Heading(text="补办变更审批手续", level=3),
                Paragraph(text="对返工增加的支出，按规定补办变更审批，并报主管部门备案。"),
                *paragraphs("请于2027年2月28日前完成整改，并将整改情况书面报告本机关。"),
            ),
            signed_for=(_SUPERVISION,),
            dated=date(2026, 12, 29),
            verification=_CHECK,
            draft=False,
        ),
        Letter(
            kind=Kind.REAPPRAISAL_DECISION,
            organ=_SUPERVISION,
            number="云纪容复〔2027〕1号",
            title="复议决定书",
            addressees=("陈某某",),
            body=(
                _said("申请人", "陈某某，云州市住房和城乡建设局科长"),
                _said("原决定", "云纪容认〔2026〕5号，不予容错认定"),
                Heading(text="复议请求和理由"),
                *paragraphs("申请人认为原决定对其主动报告的事实没有认定，请求予以容错认定。"),
                Heading(text="复议查明"),
                *paragraphs("经复核，申请人于2026年5月8日向单位书面报告，有收文登记为证，原决定未采信不当。"),
                Heading(text="复议决定"),
                *paragraphs("撤销原决定，对申请人予以容错认定。", "本决定自送达之日起生效。"),
            ),
            signed_for=(_SUPERVISION,),
            dated=date(2027, 1, 15),
            verification=_CHECK,
            draft=False,
        ),
        Letter(
            kind=Kind.CLARIFICATION_LETTER,
            organ=_SUPERVISION,
            number="云纪澄〔2027〕3号",
            title="关于为李某某澄清正名的函",
            addressees=(_UNIT,),
            body=paragraphs(
                "近期有举报反映李某某在工程招标中收受好处。经核查，举报内容不实。现予澄清，请在适当范围内通报，消除影响。",
                "特此函告。",
            ),
            signed_for=(_SUPERVISION,),
            dated=date(2027, 1, 18),
            verification=_CHECK,
            draft=False,
        ),
        Letter(
            kind=Kind.REFERRAL_LETTER,
            organ=_SUPERVISION,
            number="云纪移〔2027〕1号",
            title="关于移送某勘察设计院有关责任问题的函",
            addressees=("云州市自然资源和规划局",),
            body=paragraphs(
                f"在调查{_MATTER}有关失误时，发现某勘察设计院提供的地勘资料失实，涉嫌违反行业管理规定。按照管理权限，现将有关材料移送你局处理。",
                "请于办结后十个工作日内，将处理结果函告本机关。",
            ),
            enclosures=("移送材料清单", "地勘报告及复核意见"),
            signed_for=(_SUPERVISION,),
            dated=date(2027, 1, 20),
            secrecy=Secrecy(level="confidential", period="3年"),
            verification=_CHECK,
            draft=False,
        ),
        Letter(
            kind=Kind.HANDOVER_LIST,
            organ=_SUPERVISION,
            number="云纪容档〔2027〕1号",
            title="归档移交清单",
            body=(
                _said("案件", f"李某某在{_MATTER}中失误的容错认定"),
                _said("移交单位", "案件受理室"),
                _said("接收单位", "市纪委档案室"),
                FactTable(
                    headings=("序号", "文书或者材料", "文号", "日期", "页数", "备注"),
                    rows=tuple(
                        (
                            str(n),
                            ("申请书", "受理通知书", "谈话笔录", "会议记录复印件（加盖公章）")[n % 4],
                            f"云纪容受〔2026〕{n}号" if n % 4 == 1 else "",
                            f"2026-12-{n % 28 + 1:02}",
                            str(n % 9 + 1),
                            "原件" if n % 3 else "复印件",
                        )
                        for n in range(1, 61)
                    ),
                ),
                SignatureLine(label="移交人"),
                SignatureLine(label="接收人"),
                SignatureLine(label="监交人"),
            ),
            dated=date(2027, 3, 1),
            draft=False,
        ),
    )
}
"""By kind, all twenty."""


def what_it_says(letter: Letter) -> list[str]:
    """Everything that is to be read in a letter, piece by piece."""
    said = [letter.title, letter.number or "", *letter.addressees, *letter.enclosures, *letter.signed_for]
    for block in letter.body:
        match block:
            case Paragraph() | Heading():
                said.append(block.text)
            case Entry():
                said += [block.label, block.text]
            case FactTable():
                said += [cell for row in (block.headings, *block.rows) for cell in row]
            case SignatureLine():
                said.append(block.label)
    return said
