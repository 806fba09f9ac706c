"""What each key of a pack is for, in Chinese: what an editor shows beside it by the JSON Schema.

A key that means something else in another place is named with the type it stands in. tests/policies/test_schema.py
fails for a key without words.
"""

from collections.abc import Mapping
from types import MappingProxyType

from domain.pack.results import Outcome
from domain.pack.steps import ConsultationForm, Need, RouteKind, StepKind
from domain.pack.terms import Force, Standing
from domain.terms.deadlines import TermUnit
from policies.packs import words

_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "about": "涉及什么：matter 事项、unit 单位、person 人员、none 不涉及",
        "after_due": "到期以后第几个工作日",
        "again": "评估未通过的，多久内再次整改；不写即原期限",
        "amend": "重大变化是否须变更报备",
        "amount": "多少；单位写在 unit",
        "areas": "领域",
        "article": "第几条",
        "asked_by": "还有谁可以提出",
        "assessment": "认定的依据：情形、标准、综合因素、负面清单",
        "at_most": "至多延长多少，单位同期限",
        "ban": "不予二次容错：以什么认定为同一事项同样失误，禁止哪些结果，有何例外",
        "bars": "禁止哪些结果",
        "blocking": "不符合即不得容错；false 的，不符合仍可容错",
        "bodies": "办理主体：一个机关、会同、联合组、集体表决",
        "body": "由哪个主体办理",
        "by": "由谁（机关角色）",
        "Route.by": "谁可以启动：申请写 unit 单位、person 个人；其他写机关角色",
        "DutyRule.by": "由谁办：机关角色，或 subject 当事人",
        "RiskFilingTrack.by": "谁可以报备：unit 单位、own_committee 单位党委（党组）",
        "calendar": "按哪个工作日历计算；不写即全国 cn",
        "cite": "依据的条文编号，一条或几条",
        "clarification": "澄清正名：由谁、哪些事由、哪些方式",
        "clocks": "案件转到另一机关时各期限：restarts 重新计算，continues 继续",
        "committee": "哪个角色表决",
        "complex_to": "复杂的提交谁会商",
        "conditions": "这一情形须具备的条件，逐项研判",
        "confidential": "保密：只有承担机关和提出者看得到",
        "consumers": "须知悉结果的机关",
        "contrary_use": "结果被违反时由谁处理；不写即不受理这类报告",
        "correction": "纠错评估：由谁评估，未通过的怎样，拒不整改的怎样",
        "criteria": "标准；不符合其一的，不得容错",
        "Unavailable.criteria": "原文点名而没有附上的标准清单",
        "decide": "多久内由上级决定管辖",
        "designation": "指定管辖：期限重新计算还是继续",
        "dispositions": "问责处理意见，与容错结论同时作出",
        "documents_needed": "须附材料才能办结",
        "duties": "后续职责：哪种结果产生，由谁办",
        "Reappraisal.duties": "复议改变结果以后的职责",
        "duty": "职责的代号",
        "edition": "版本名；公布以后内容不再改，要改就另取",
        "effect": "obligatory 应当容错，discretionary 可以容错（不写即是）",
        "effective_from": "施行日期",
        "elevation": "提级：期限重新计算还是继续",
        "en": "英文；不写即用中文",
        "error_classes": "失误类别，用来辨认同样的失误；不写即不分类",
        "evaluated_by": "由谁评估整改；不写即办完就算",
        "every": "每隔多久",
        "exception": "标准的例外：符合 when 的，以 instead 代替",
        "exceptions": "例外：因这些原因再次发生的，不受禁止",
        "extension": "延长：至多多少、由谁批准，只一次",
        "factors": "综合因素，逐项权衡",
        "Unavailable.factors": "原文点名而没有附上的综合因素清单",
        "fallback": "兜底情形",
        "first": "启动以后进入哪一步",
        "for": "保护谁：subject 当事人（不写即是）、unit 所在单位",
        "force": "statutory 规定期限（不写即是），advisory 参考、只提醒，window 当事人自己的期间",
        "forms": "澄清的方式",
        "from": "自何时起算：opened 本步骤开始（不写即是），或“步骤.结果”",
        "grounds": "情形清单；不写的，申请人用自己的话写明",
        "Clarification.grounds": "澄清的事由",
        "Unavailable.grounds": "原文点名而没有附上的情形清单",
        "hand_down": "交办：期限重新计算还是继续",
        "handover": "管辖变更：多久内接收、多久内决定，期限怎样算；不写即本系统默认",
        "id": "代号：小写字母、数字、下划线、连字符",
        "Article.id": "条文的编号，cite 照这个写，如 第六条",
        "inquiry": "哪些查询须先写明目的",
        "instead": "以何代替",
        "items": "据说共有多少项",
        "jurisdiction": "在哪个地区及其下级施行；不写即全系统",
        "key": "以什么认定为再次：[matter] 同一事项，[matter, error_class] 同一事项的同类失误",
        "kind": "种类",
        "ladder": "逾期督办：第几个工作日告知谁",
        "late": "开工后才报的：accepted_flagged 受理并标明，refused 不受理",
        "layer": "层级：province 省、city 市、county 县、sector 行业",
        "lead": "由谁牵头",
        "leads": "每个结果进入哪一步；end 即结束",
        "level": "第几级",
        "liabilities": "责任的种类，容错的须写明免除或者减轻哪一种；不写即不分种类",
        "list": "出自 lists 中的哪一份",
        "lists": "清单：谁发布，哪一版，何时施行，多久复核",
        "may": "可以组织哪些会商",
        "measures": "措施",
        "Correction.measures": "对整改不力采取的措施，由轻到重",
        "members": "由哪些角色的人员组成",
        "met_by": "以什么为完成：dispatched 以发出为准",
        "name": "名称；可以只写中文，如 name: 受理",
        "needs": "先要做到什么，才能办结这一步",
        "Route.needs": "启动时须有什么",
        "negative": "负面清单：存在其一的，不得容错",
        "Unavailable.negative": "原文点名而没有附上的负面清单",
        "of": "哪些查询：results 结果运用，register 当事人登记",
        "on_disagreement": "会同机关意见不一致的，依次提交谁",
        "opens": "怎样启动",
        "DutyRule.opens": "何时开始：feedback 随书面反馈（不写即是），decision 自作出决定",
        "Reappraisal.opens": "复议的途径",
        "organ": "哪个角色的机关",
        "organs": "哪些角色会同，都须同意",
        "outcomes": "适用于哪些结果",
        "PackParts.outcomes": "认定可以有哪些结果",
        "RecordKind.outcomes": "可以有哪些结果；写了的，办结时须选一项",
        "owner": "由谁维护",
        "pack": "程序的代号：小写字母、数字、连字符",
        "passes": "怎样算通过：同意过应到半数",
        "per": "按什么各一份：case 案件、subject 当事人、demand 整改要求",
        "proposer_votes": "提出意见的人是否参加表决；不写即不参加",
        "purposes": "可以选的目的",
        "quorum": "到会人数须达应到的几分之几，写作 2/3",
        "reappraisal": "复议：途径、由谁、多久；不写即没有复议",
        "reason": "为什么没有附上",
        "receive": "多久内接收",
        "recipients": "送交谁；每个对象有一份凭证才算办完",
        "records": "工作记录：案件之外的预防工作",
        "referral": "拒不整改的，移送谁办什么",
        "refers": "采取其中哪些措施时，虽只是整改不力，也移送",
        "remind_before": "到期前第几个工作日提醒，可以几个",
        "repeats": "完成后隔多久再办，共几次",
        "reply": "反馈期限，自收到起算",
        "reports": "定期报告：由谁报、多久一次；不写即本系统默认",
        "results": "结果运用：哪些领域不受影响，谁须知悉",
        "returns_max": "可以退回几次",
        "review_by": "多久内复核更新",
        "risk_filing": "事前容错报备",
        "role": "哪个角色",
        "roles": "机关角色：在程序中起什么作用；可以只写中文名",
        "route": "启动方式，每种至多一次",
        "ReappraisalRoute.route": "途径的代号：request 当事人申请，not_accepted 对不予受理，其他自取",
        "rules": "本地自己的条文，各列一次，供 cite 引用",
        "Reappraisal.rules": "规则：other_handlers 另行指定人员，no_aggravation 不得加重，no_stay 不停止执行",
        "rungs": "各级督办",
        "scope": "适用于哪些类别的单位；不写即不限",
        "shelving": "暂缓认定（搁置）：谁决定，多久内再次决定",
        "source": "来源：哪个文件",
        "standing": "性质：in_force 现行规定，proposed 建议，default 自己补的，inherited 沿用外地；不写即同上一层",
        "steps": "每一步",
        "subject_change": "谁可以在认定前变更当事人",
        "subjects": "保护哪些当事人：person 个人、unit 单位",
        "supervised_by": "由谁对整改不力采取措施；不写即评估的机关",
        "supplement": "补正：由谁一次性告知，申请人多久内补齐；其间停钟",
        "times": "共几次，第一次也算",
        "title": "自拟的短标题，不抄原文",
        "to": "提交、报告、告知谁",
        "Route.to": "由哪个角色的机关收",
        "RiskFilingTrack.to": "报给谁",
        "Disagreement.to": "依次提交哪些主体，最后一个须是集体表决",
        "told": "受理与否告知谁；不写即不另行告知",
        "tolerance": "容错程序：怎样启动，分几步",
        "transfer": "移送：期限重新计算还是继续",
        "unavailable": "原文点名而没有附上的清单，不得自拟",
        "unit": "单位：working_days 工作日、calendar_days 日、months 月、same_day 当日、promptly 及时",
        "valid": "报备至多有效多久",
        "when": "什么情况下适用例外",
        "with": "告知哪个角色",
        "within": "期限",
        "without_consent": "未经当事人同意可以到什么范围：unit 所在单位，wider 更广",
        "zh": "中文",
        "acceptance": "受理与否告知谁",
    }
)

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "acceptance": "受理",
        "investigation": "调查核实",
        "determination": "认定",
        "approval": "报批（集体表决）",
        "service": "书面反馈",
        "publicity": "公示",
        "filing": "报备",
        "settlement": "办结",
    }
)
_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "working_days": "工作日",
        "calendar_days": "日",
        "months": "月",
        "same_day": "当日（amount: 0）",
        "promptly": "及时，数字只作提醒",
    }
)
_VALUES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        Standing.__name__: {code: said.zh for code, said in words.STANDINGS.items()},
        Outcome.__name__: {code: said.zh for code, said in words.OUTCOMES.items()},
        RouteKind.__name__: {code: said.zh for code, said in words.ROUTES.items()},
        ConsultationForm.__name__: {code: said.zh for code, said in words.CONSULTATIONS.items()},
        Need.__name__: {need.value: said for need, said in words.NEEDS.items()},
        Force.__name__: {force.value: said for force, said in words.FORCES.items()},
        StepKind.__name__: _KINDS,
        TermUnit.__name__: _UNITS,
    }
)
"""The Chinese of each value of the closed words, by the name of their type."""


def key_help(of: str, key: str) -> str | None:
    """What a key of a type is for; None where nobody has said it."""
    return _KEYS.get(f"{of}.{key}") or _KEYS.get(key)


def value_help(of: str, values: list[str]) -> str:
    """What the values of a closed word mean, in their order."""
    told: Mapping[str, str] = _VALUES.get(of, {})
    return "；".join(f"{value} {told[value]}" if value in told else value for value in values)
