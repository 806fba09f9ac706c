"""What the changes of a subject are called (当事人沿革), and what each means for its cases (A-46)."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.subjects.history import ChangeKind
from domain.values import Bilingual

CHANGES: Mapping[ChangeKind, Bilingual] = MappingProxyType(
    {
        "renamed": Bilingual(zh="更名", en="Renamed"),
        "moved": Bilingual(zh="调动", en="Moved to another unit"),
        "retired": Bilingual(zh="退休", en="Retired"),
        "left": Bilingual(zh="离开公职", en="Left the public service"),
        "deceased": Bilingual(zh="去世", en="Deceased"),
        "abolished": Bilingual(zh="撤销", en="Abolished"),
        "succeeded": Bilingual(zh="机构改革", en="Succeeded"),
        "functions_moved": Bilingual(zh="职能划转", en="Functions moved to another unit"),
        "taken_back": Bilingual(zh="更正", en="Taken back"),
    }
)
MEANS: Mapping[ChangeKind, Bilingual] = MappingProxyType(
    {
        "moved": Bilingual(
            zh="案件由原办理机关继续办理；结果随人，由新单位一并运用。",
            en="The case goes on where it is; results go with the person, to the new unit.",
        ),
        "retired": Bilingual(
            zh="案件继续办理；不再有考核、提任的，结果照实登记，无从运用的由运用机关写明。",
            en="The case goes on; where nothing is left to apply a result to, whoever applies it says so.",
        ),
        "left": Bilingual(
            zh="案件继续办理，或由申请人撤回；结果照实登记。",
            en="The case goes on, or the applicant withdraws; results stay on record.",
        ),
        "deceased": Bilingual(
            zh="继续办理还是由申请人撤回，由办理机关与其单位、近亲属商定；已作出的认定不变。",
            en="Whether it goes on or is withdrawn is for the organ to settle with unit and family; decisions stand.",
        ),
        "abolished": Bilingual(
            zh="继续办理还是由申请人撤回，由办理机关决定；已作出的认定不变。",
            en="Whether it goes on or is withdrawn is for the organ to decide; decisions stand.",
        ),
        "succeeded": Bilingual(
            zh="整改、签收等由承继单位办理；当事人是否变更为承继单位，由办理机关决定。事项不变，二次容错随事项。",
            en="The successor does what is owed; the organ decides whether it becomes the subject. Bans stay.",
        ),
        "functions_moved": Bilingual(
            zh="本案随职能划转，整改、签收等由接收职能的单位办理；当事人是否变更，由办理机关决定。二次容错随事项，两个单位一并核对。",
            en="The case went with the functions: the unit that took them does what is owed. Bans go with the matter.",
        ),
    }
)
NOTHING_BY_ITSELF = Bilingual(
    zh="登记本身不终止、不中止、不改变任何案件，也不撤销任何结果；由人决定。",
    en="No record of this kind ends, pauses or changes a case or a result by itself; people decide.",
)


def succession_words(predecessors: int, successors: int, *, founds: bool) -> str:
    """How so many units were succeeded by so many, in a word."""
    if predecessors > 1:
        return "合并"
    if successors > 1:
        return "分设"
    return "改设" if founds else "并入"
