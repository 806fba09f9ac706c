"""What the comparison of two editions says, by its codes: what stands in the way, what is lost, what is gained."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from domain.values import Bilingual

Words = Callable[[str], Bilingual]


def _words(zh: str, en: str) -> Words:
    return lambda about: Bilingual(zh=zh.format(about), en=en.format(about))


OBSTACLES: Mapping[str, Words] = MappingProxyType(
    {
        "ground": _words("没有本案的情形 {}", "it has no ground {}"),
        "error_class": _words("没有本案的失误类别 {}", "it has no error class {}"),
        "outcome": _words("没有已提出或已作出的认定结果 {}", "it has no outcome {}, which was proposed or decided"),
        "liability": _words("没有已列入意见的责任种类 {}", "it has no liability {}, which an opinion names"),
        "measure": _words("没有已列入意见的措施 {}", "it has no measure {}, which an opinion names"),
        "route": _words("没有正在进行的复议途径 {}", "it has no route {}, on which a reappraisal runs"),
        "step": _words("没有正在办理的环节 {}，或种类不同", "it has no step {} of that kind, which is under way"),
        "body": _words("没有正在办理的主体 {}", "it has no body {}, which acts now"),
        "pending": _words("会签或表决尚未结束", "signatures or a vote are pending"),
        "shelving": _words("本案已搁置，该版本没有暂缓认定", "the case is shelved, and it knows no shelving"),
        "appeal": _words("申请复议的期间正在进行，该版本没有此期间", "a window of appeal runs, and it has none"),
        "calendar": _words("按另一个工作日历 {} 计算", "it counts by another calendar, {}"),
        "findings": _words("调查已结束，还须研判 {}", "the investigation is over, and it asks for findings on {}"),
        "clock_stands": _words("{} 的期限正在中止计时，恢复后才能改变长短", "the clock of {} stands still"),
        "extended": _words("{} 的期限已延长，该版本用另一种单位", "{} was extended, and its unit is another there"),
    }
)
LOST: Mapping[str, Words] = MappingProxyType(
    {
        "outcome": _words("不再有认定结果 {}", "outcome {} is lost"),
        "liability": _words("不再可以免除 {}", "liability {} can no longer be waived"),
        "criterion": _words("增加了不符即不得容错的 {}", "{} newly bars tolerance where it is not met"),
        "negative": _words("负面清单增加了 {}", "the negative list newly names {}"),
        "criterion_exception": _words("标准 {} 不再有例外", "the criterion {} loses its exception"),
        "ban": _words("不予二次容错增加了 {}", "the ban newly bars {}"),
        "ban_key": _words("不予二次容错不再限于同类失误", "the ban is no longer limited to the same class of error"),
        "exception": _words("不予二次容错不再有例外 {}", "the ban loses its exception {}"),
        "result": _words("结果运用不再包括 {}", "results no longer apply: {}"),
        "route": _words("不再有复议途径 {}", "route {} to reappraisal is lost"),
        "rule": _words("复议不再有规则 {}", "reappraisal loses its rule {}"),
        "window": _words("当事人的期间 {} 缩短，或换了单位", "the subject's time {} is shorter, or of another unit"),
        "effect": _words("由应当容错改为可以容错", "tolerance is no longer owed, only possible"),
    }
)
GAINED: Mapping[str, Words] = MappingProxyType(
    {
        "outcome": _words("增加了认定结果 {}", "outcome {} is new"),
        "liability": _words("增加了可以免除的 {}", "liability {} can newly be waived"),
        "criterion": _words("不符 {} 不再不得容错", "{} no longer bars tolerance"),
        "negative": _words("负面清单不再有 {}", "the negative list no longer names {}"),
        "criterion_exception": _words("标准 {} 增加了例外", "the criterion {} gains an exception"),
        "ban": _words("不予二次容错不再包括 {}", "the ban no longer bars {}"),
        "ban_key": _words("不予二次容错只限于同类失误", "the ban is limited to the same class of error"),
        "exception": _words("不予二次容错增加了例外 {}", "the ban gains an exception, {}"),
        "result": _words("结果运用增加了 {}", "results newly apply: {}"),
        "route": _words("增加了复议途径 {}", "route {} to reappraisal is new"),
        "rule": _words("复议增加了规则 {}", "reappraisal gains the rule {}"),
        "window": _words("当事人的期间 {} 延长，或换了单位", "the subject's time {} is longer, or of another unit"),
        "effect": _words("由可以容错改为应当容错", "tolerance is owed now, not only possible"),
    }
)
