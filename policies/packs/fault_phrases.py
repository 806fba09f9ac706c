"""What is wrong with a file, in the Chinese of whoever wrote it: the sentences of pydantic, of YAML and of our checks.

Whoever finds a fault says it in English, and here stands the Chinese of each such sentence; tests/policies/
test_fault_phrases.py finds those that have none. Knows no file.
"""

import re
from collections.abc import Iterator
from typing import Final

_PHRASES: Final = (
    # ---- the shape of a value (pydantic) ----
    (r"Field required", "缺少这一项"),
    (r"Extra inputs are not permitted", "没有这个项目"),
    (r"Input should be a valid string", "应为文字"),
    (r"Input should be a valid integer.*", "应为整数"),
    (r"Input should be a valid boolean.*", "应为 true 或 false"),
    (r"Input should be a valid (?:tuple|list)", "应为列表"),
    (r"Input should be (?:a valid dictionary|an object).*", "应为若干“名称: 值”"),
    (r"Input should be a valid date.*", "应为日期"),
    (r"Input should be greater than or equal to (.*)", "不得小于 {}"),
    (r"Input should be less than or equal to (.*)", "不得大于 {}"),
    (r"Input should be ('.*)", "应为以下之一：{}"),
    (r"String should match pattern '.*/\[.*", "应写成分数"),
    (r"String should match pattern '.*opened\|.*", "应为 opened 或“步骤.时刻”"),
    (r"String should match pattern .*", "写法不对"),
    (r"String should have at least (\d+) characters?", "至少要有 {} 个字"),
    (r"String should have at most (\d+) characters?", "至多 {} 个字"),
    (r"\w+ should have at least (\d+) items? after validation, not (\d+)", "至少要有 {} 项，现有 {} 项"),
    (r"\w+ should have at most (\d+) items? after validation, not .*", "至多 {} 项"),
    (
        r"Input tag '(.*)' found using '?(.*?)'? does not match any of the expected tags: (.*)",
        "{1} 没有 {0} 这一种，有：{2}",
    ),
    (r"Unable to extract tag using discriminator '?(.*?)'?", "没有写明是哪一种（{}）"),
    (r"must be a date, written like 2027-01-01", "应为日期，写作 2027-01-01"),
    (r"must lie between (\S+) and (\S+)", "应在 {} 至 {} 之间"),
    (r"has the character (.*)", "含有字符 {}"),
    (r"shows nothing", "看不到任何文字"),
    (r"stands twice in one mapping", "同一层内写了两次"),
    (r"is nested too deeply", "层次过深"),
    (r"Value error, what is repeated needs a time .*", "每隔多久须是一段时间，不能是同日"),
    (r"Value error, (.*)", "值不对：{}"),
    # ---- the file ----
    (r"is not UTF-8", "不是 UTF-8 编码"),
    (r"larger than (\d+) bytes", "超过 {} 字节"),
    (r"cannot be read: (.*)", "读不到：{}"),
    (r"has a full-width colon after (.*)", "“{}”后面是全角冒号（：）"),
    (r"has a full-width comma", "括号里有全角逗号（，）"),
    (r"has a tab in the indentation", "缩进用了制表符（Tab）"),
    (r"has no value", "没有值"),
    (r"is no plain YAML: mapping values are not allowed.*", "冒号的位置不对：这里不能再写“名称: 值”"),
    (r"is no plain YAML: could not find expected ':'", "这一行或上一行缺少冒号"),
    (r"is no plain YAML: did not find expected ',' or '\}'", "花括号 {{}} 没有合上，或者少了逗号"),
    (r"is no plain YAML: did not find expected ',' or '\]'", "方括号 [] 没有合上，或者少了逗号"),
    (r"is no plain YAML: did not find expected (?:key|'-' indicator)", "缩进没有对齐，或者列表少了“- ”"),
    (r"is no plain YAML: did not find expected <document start>", "一个文件里只能有一份内容，缩进须从头对齐"),
    (r"is no plain YAML: did not find expected node content", "这里缺少值"),
    (
        r"is no plain YAML: found character that cannot start any token",
        "这里有不能开头的字符，含特殊符号的文字须加引号",
    ),
    (r"is no plain YAML: found unexpected end of stream", "引号没有合上"),
    (r"is no plain YAML: found (?:unknown escape character|.*escap.*)", "双引号里的反斜线 \\ 不对"),
    (r"is no plain YAML: found undefined (?:alias|tag).*", "不用 *、& 和 !，请把值写出来"),
    (r"is no plain YAML: aliases are not allowed.*", "不用 * 和 &，请把值写出来"),
    (r"is no plain YAML: tags are not allowed.*", "不用 ! 标签，值看上去是什么就是什么"),
    (r"is no plain YAML: is nested too deeply", "层次过深"),
    (r"is no plain YAML: has more than (\d+) keys and values", "超过 {} 个项目和值"),
    (r"is no plain YAML: .*?: (U\+[0-9A-F]+)", "含有不允许的字符 {}"),
    (r"is no plain YAML: .*", "不是合格的 YAML"),
    (r"is no JSON: .*", "不是合格的 JSON"),
    # ---- a layer over another edition ----
    (r"no edition (\S+) of (\S+) to lay this over", "没有可以延伸的 {1} {0}"),
    (r"a file that extends an edition needs a name of its own", "延伸其他版本的文件须有自己的版本名"),
    (r"(\S+) is the edition it extends", "{} 就是所延伸的版本"),
    (r"nothing is called (\S+)", "没有 {} 这一项可以去掉"),
    # ---- between the parts of a pack ----
    (r"unknown name (\S+); known are (.*)", "没有声明过 {}；已声明的有 {}"),
    (r"unknown article (\S+); list it under `rules`", "rules 里没有 {} 这一条"),
    (r"(\S+) is listed twice", "{} 重复"),
    (r"(\S+) is the name of .*", "{} 是系统自动开始的职责的名称，不能另用"),
    (r"(\S+) leads a body it is not part of", "牵头的 {} 不在这个主体之内"),
    (r"(\S+) is no single organ: .*", "{} 不是单一机关：最后一层之前，由一个机关处理分歧"),
    (r"(\S+) does not vote: .*", "{} 不是集体表决：意见不一致的，最后须由集体表决"),
    (r"the term of an organ's own duty is no window", "机关自己的职责不能是当事人的期间（window）"),
    (r"the step needs a body that acts in it", "没有写由谁办理（body）"),
    (
        r"a determination is either proposed or decided, not both",
        "认定要么报批（proposed），要么自己决定（decided），不能都写",
    ),
    (r"outcome (\S+) leads nowhere", "结果 {} 没有去向"),
    (r"a step of kind (\S+) has no such outcome, or may not use it", "{} 这种环节没有这个结果"),
    (r"(\S+) is asked before a publicity, in no other step", "{} 只能用于公示环节"),
    (r"a publicity needs a term: how long it lasts", "公示须写明多长时间（within）"),
    (r"the time for objections is a window", "公示的时间须为 force: window"),
    (r"a publicity runs from the day it begins: .*", "公示自开始之日起算：写 opened，或者不写"),
    (r"a filing names the role that is told", "报备须写明告知哪个角色（with）"),
    (r"only a filing is made with somebody", "只有报备环节写 with"),
    (r"(\S+) does not begin this term; it may run from (.*)", "{} 不能作为这个期限的起点；可以从 {} 起算"),
    (r"what is due the same day cannot be extended", "当日办理的不能延长"),
    (r"a shelved case must be decided in time: .*", "搁置的期限须为规定期限（statutory）"),
    (r"papers are completed before acceptance, in no other step", "补正只能在受理环节"),
    (r"the applicant's own time to complete papers is a window", "补正的期限是申请人的期间，须为 force: window"),
    (r"a duty that opens with the decision needs a term of its own", "随决定开始的职责须写明期限"),
    (r"(\S+) does not act for a unit; those that do are (.*)", "{} 不代表单位；代表单位的有 {}"),
    (r"the organ owes the reply: .*", "反馈是机关的职责，不能是当事人的期间（window）"),
    (r"the term of a reply is not extended; .*", "反馈期限不能延长；复杂的提交会商"),
    (r"what comes round is late in the digest, .*", "保密的记录不能定期：逾期会列入简报"),
    (r"(\S+) acts for a unit, and figures are of places: name an organ", "{} 代表单位，报告须由机关报送"),
    (r"the organ owes the report: .*", "报告是机关的职责，不能是当事人的期间（window）"),
    (r"the term of a report is not extended", "报告的期限不能延长"),
    (r"(\S+) owes a report every (\S+) already", "{} 已经每 {} 报送一份"),
    (r"no disposition goes with the outcome (\S+)", "结果 {} 没有相配的处理意见"),
    (r"a correction is done again when it failed, not every so often", "整改未通过的再次整改，不能定期重复"),
    (
        r"it is about the one duty that is opened per demand, of which there are (\d+)",
        "纠错评估针对唯一一项 per: demand 的职责，现有 {} 项",
    ),
    (r"only the duties that the feedback opens are of a correction demand", "只有反馈时开始的职责可以 per: demand"),
    (r"a term to evaluate or to correct again needs somebody who evaluates", "写了评估或再次整改的期限，须写由谁评估"),
    (r"measures need somebody who takes them", "写了措施，须写由谁采取"),
    (r"a referral follows a measure against refusing: there is none", "移送须有对拒不整改的措施在前"),
    (r"a referral is of one subject", "移送按当事人：per: subject"),
    (r"measures refer to a referral: there is none", "refers 所指的移送没有写"),
    (r"(\S+) are given, and said to be unavailable", "{} 既列出又说没有公开"),
    (r"(\S+) stands for an entry of a list not known", "{} 是保留代号"),
    (r"nobody is consulted in a step of kind (\S+)", "{} 环节没有会商（may）"),
    (r"legality is not checked in a (\S+) step", "{} 环节没有合法性审查"),
    (r"nothing asks for these findings: .*", "没有环节要求这些研判"),
    (
        r"areas, users or reports of results are given, and no outcome that has them",
        "写了结果运用，没有写适用于哪些结果（outcomes）",
    ),
    # ---- scenarios ----
    (r"no such act: (\S+)", "没有“{}”这个办理"),
    (r"no such event: (\S+)", "没有“{}”这个事件"),
    (r"no such refusal: (\S+)", "没有 {} 这个拒绝"),
    (r"no such rule: (\S+)", "没有 {} 这一条"),
    (r"no pack is called (\S+); there are (.*)", "没有 {} 这个程序包；有 {}"),
    (r"(\S+) has no edition (\S+); it has (.*)", "{} 没有 {} 这个版本；有 {}"),
    (r"the pack cannot be used: (.*)", "程序包有误，不能使用：{}"),
    (r"at least one must stand here", "至少要写一项"),
    (r"an act is written \{2026-01-20: 申请, \.\.\.\}", "办理写作 {{2026-01-20: 申请, …}}"),
    (r"an act has one date as a key, this has (\d+)", "一个办理须有且只有一个日期，这里有 {} 个"),
    (r"expects nothing known: one of (.*)", "不认识的预期；有 {}"),
    (r"another scenario has this name", "另一个情景用了这个名称"),
    (r"before the day it is of", "录入的日子早于办理的日子"),
    (
        r"comes after what was entered on (\S+): acts stand in the order of their days",
        "排在 {} 录入的之后：办理须按日期先后",
    ),
    (r"there is no post (\S+)", "没有 {} 这个职务"),
    (r"say its rung, or the day on which it rings", "须写明哪一级（rung）或者哪一天（on）"),
    (r"no subject is called (\S+?)(?:; there are (.*))?", "没有叫“{}”的当事人|；有 {}"),
    (r"no matter called (\S+) stands under `known`", "known 里没有“{}”这个事项"),
    (r"no subject and no matter under `known` is called (\S+); there are (.*)", "没有叫“{}”的当事人或事项；有 {}"),
    (r"(\S+) has no such fact; it has (.*)", "{} 没有这一项；有 {}"),
    (r"nobody is called (\S+); say a role, or a post like (\S+)", "没有“{}”；请写角色，或职务如 {}"),
    (r"nobody is called (\S+)", "没有叫“{}”的人"),
    (r"members are numbered 1 to (\d+)", "委员按 1 至 {} 编号"),
    (r"the path leads to one of (.*)", "正常办理只能到：{}"),
    (r"the day on which this step was done, as 2026-02-10", "应为办理这一环节的日期，写作 2026-02-10"),
    (r"the ordinary path stops at (\S+) and does not come to (\S+)", "正常办理停在 {}，到不了 {}"),
    (r"no term or duty is called (\S+); there are (.*)", "没有叫 {} 的期限或职责；有 {}"),
    (r"no work record is called (\S+); there are (.*)", "没有叫 {} 的工作记录；有 {}"),
    (r"nobody votes in this pack", "本程序没有集体表决"),
    (r"the file names no other edition .*", "文件没有写可以改按的另一版本（later）"),
    (r"the pack has no item called (\S+)", "程序包没有 {} 这一项"),
    (r"a case of this pack does not begin by (\S+)", "本程序的案件不能这样启动：{}"),
    (r"the pack has no step of the kind (\S+)", "程序包没有 {} 这种环节"),
    (r"the pack has no reappraisal", "程序包没有复议"),
    (r"the pack has no risk filing", "程序包没有事前报备"),
    (r"the pack has no work records", "程序包没有工作记录"),
    (r"nobody finds exceptions in this pack", "本程序无人认定例外"),
    (r"(?:the pack has no (\S+): )?say who does this: by", "请写明由谁办理（by）"),
    (r"the pack has no (.*)", "程序包没有这一项：{}"),
    (r"true, if it goes with the risk filing of the scenario", "与本情景的报备有关的，写 true"),
    (r"(\S+) is refused: (\S+) \((.*)\)", "{0} 被拒绝：{2}（{1}）"),
    (r"expected to be refused \((\S+)\), is admitted: (.*)", "应当被拒绝（{}），却办成了：{}"),
    (r"event (\S+): expected (\d+) times, is (\d+) times among (.*)", "事件 {} 应有 {} 次，实有 {} 次，共有：{}"),
    (r"event (\S+): expected, but there is only (.*)", "应有事件 {}，实际只有：{}"),
    (r"event (\S+): expected (.*), is (.*)", "事件 {} 应为 {}，实为 {}"),
    (r"term (\S+): expected, but there is none", "应有期限 {}，实际没有"),
    (r"window of (\S+): expected (\S+), but there is none", "{} 的复议期间应至 {}，实际没有"),
    (r"(?:(\S.*?): )?(\w+): expected (.*), is (.*)", "{0} {1} 应为 {2}，实为 {3}"),
    (r"(?:(\S.*?): )?expected (.*), is (.*)", "{0} 应为 {1}，实为 {2}"),
)
_MEANT: Final = re.compile(r"; did you mean (.*?)\?$")
_COMPILED: Final = tuple((re.compile(pattern, re.DOTALL), zh) for pattern, zh in _PHRASES)


def in_chinese(what: str) -> str | None:
    """What is wrong, in Chinese; None where nobody has said it yet."""
    said, meant, _ = _MEANT.split(what, 1) if _MEANT.search(what) else (what, "", "")
    for pattern, zh in _COMPILED:
        if found := pattern.fullmatch(said):
            return "".join(_filled(zh, found)).strip() + (f"；是不是 {meant}？" if meant else "")
    return None


def _filled(zh: str, found: re.Match[str]) -> Iterator[str]:
    """A phrase with what was named in it; what stands after a bar is said only where its own was named."""
    named, (sure, _, perhaps) = found.groups(), zh.partition("|")
    many = len(named) - 1 if perhaps else len(named)
    yield sure.format(*((each or "").replace("' or '", "', '") for each in named[:many]))
    if perhaps and named[-1]:
        yield perhaps.format(named[-1])
