"""What is said with each answer to a query of results, on pages, receipts and in files."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, get_args

from api.labels.subject_changes import CHANGES
from domain.result_queries.answer import Answer, AnswerKind, Remark, StateRemark
from domain.values import Bilingual
from policies.packs.words import word_table

_STATES: Final[tuple[StateRemark, ...]] = get_args(StateRemark)

ANSWERS: Final = word_table(
    in_force=("有生效认定", "a determination is in force"),
    in_progress=("办理中，尚无结论", "in progress, without conclusion"),
    none=("无记录", "no record"),
    no_right=("无权查看", "not for this reader to see"),
)
MEANS: Final[Mapping[AnswerKind, Bilingual]] = MappingProxyType(
    {
        AnswerKind.IN_FORCE: Bilingual(
            zh="认定在所列领域内有效，至撤销或者重新认定时止，没有另外的失效日期。",
            en="It holds in the areas named until it is revoked or decided anew; no other day ends it.",
        ),
        AnswerKind.IN_PROGRESS: Bilingual(
            zh="有案件正在办理，没有结论。既不视为有利，也不视为不利，不作为取舍的依据。",
            en="A case is open and nothing is concluded: neither for nor against, and no ground to decide by.",
        ),
        AnswerKind.NONE: Bilingual(
            zh="在本地区及其下级管理的人员和单位中，没有可以运用的生效认定，也没有在办的案件。这不说明其有无失误、是否被追责，也不说明别的地区有无记录；"
            "管理权限不在本地区的，请向有管理权限的组织人事部门查询。",
            en="Among those whom this place and those below manage, nothing is in force and no case is open. That says "
            "nothing of whether anybody erred or was held to account, nor of other places: ask who manages them.",
        ),
        AnswerKind.NO_RIGHT: Bilingual(
            zh="所填单位不在本地区及其下级，本查询岗无权查看。没有查询该人员有无记录；请向该单位所在地有管理权限的组织人事部门申请。",
            en="The unit lies in another place, which this post may not look into. Whether there is a record was not "
            "looked up: apply to the personnel organ of that place.",
        ),
    }
)
INFLUENCES: Final = word_table(
    barred=("不得因该事项影响本用途", "must not bear on this purpose"),
    not_named=(
        "程序没有把本用途列入结果运用领域，不得超出所列领域引用本答复",
        "the procedure does not name this purpose",
    ),
)
REMARKS: Final[Mapping[Remark, Bilingual]] = MappingProxyType(
    {
        "chosen": Bilingual(
            zh="同名或者编号、单位不尽一致，由查询人核对后选定",
            en="chosen by the reader among namesakes, or although unit or number differ",
        ),
        "none_of_them": Bilingual(
            zh="登记簿中另有同名的，查询人核对后确认都不是",
            en="others of that name are registered; the reader says that it is none of them",
        ),
        "renamed": Bilingual(zh="登记簿载有更名", en="the register knows another name"),
        **{
            state: Bilingual(zh=f"登记簿载明：{CHANGES[state].zh}", en=f"by the register: {CHANGES[state].en}")
            for state in _STATES
        },
    }
)
TO_CHOOSE: Final = Bilingual(
    zh="登记簿中有同名的，单位或者编号不能确定是哪一个；请用单人查询核对后选定。",
    en="Several of that name may be meant; ask for this one alone and choose.",
)
WAITING: Final = Bilingual(zh="尚未查询。", en="Not asked yet.")
VERDICTS: Final = word_table(
    stands=("回执属实，现在的答复与当时相同", "genuine, and the answer is the same today"),
    changed=(
        "回执属实，但情况已有变化，现在的答复与当时不同；请重新查询",
        "genuine, but the answer would be another today",
    ),
    unknown=("没有这份回执，或者编号、校验码不符", "there is no such receipt, or number and code do not go together"),
)
BATCH_ENDS: Final = word_table(
    cancelled=("已由上传人取消", "taken back by its sender"),
    stopped=("上传人已不在查询岗，不再继续", "its sender may not ask any more"),
)


def remarks_said(answer: Answer, *, elsewhere: bool = False) -> str:
    """The remarks of an answer in one line of a file; of who may not be looked at, where to ask."""
    said = [REMARKS[each].zh for each in answer.remarks]
    return "；".join([*said, *([MEANS[AnswerKind.NO_RIGHT].zh] if elsewhere else [])])
