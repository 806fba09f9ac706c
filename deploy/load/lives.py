"""Which life a case of the data set has, by its number: where it is, when it begins, whose it is, what it is called."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.resources import as_file, files

from pydantic import NonNegativeInt, PositiveInt

from deploy.demo.procedure import Places, Procedure, procedure
from deploy.demo.sample_cases import SampleCase, sample_cases, sample_lives
from domain.values import Code, Frozen
from policies.packs.located import read_model

PLACES = (
    *(Places("county-a", unit) for unit in ("enforcement", "qingshi", "baiyan")),
    *(Places("county-b", unit) for unit in ("shuanghe", "relocation", "government")),
    *(Places("city-c", unit) for unit in ("chaosheng", "permits")),
    Places("prefecture", "development"),
)
SAMPLES = ("baotou", "nanjing-sasac", "yunnan", "zhoushan")
"""The packs whose sample lives are loaded as histories, beside the sample cases."""

_DAYS = 640
"""How long ago the first cases begin: two years of business, in which the calendar knows every day."""
_AGO_MIN = 3
"""A life that begins on a weekend begins on the Monday after it, and has begun when it is loaded."""
_BEGINNINGS = 30
"""How many days cases of one life and place begin on. Each is decided once, and copied."""
_SURNAMES = "和李杨普施段赵余张王木茶罗密褚何周熊胡桑"
_GIVEN = "建文丽春志永秀国海梅晓云正荣学芳光玉军才燕明忠红林琼金德福慧"
_WORKS = ("村道", "安置点", "集镇管网", "产业园", "河道", "老旧市场", "校舍", "林下种植", "冷链仓储", "护坡")
_ERRORS = ["未先完成招标", "手续补办滞后", "设计变更未报批", "预估偏差", "论证不足", "未按期完工"]


class LoadedLife(Frozen):
    """A life of the procedure: of a thousand cases about so many, and how many days each part comes after the last.

    What comes before the first part has happened on paper.
    """

    share: PositiveInt
    parts: dict[Code, NonNegativeInt]


class Lives(Frozen):
    """The content of lives.yaml; `histories` of a thousand cases are the samples' finished ones."""

    parts: Procedure
    lives: dict[Code, LoadedLife]
    histories: NonNegativeInt

    @cached_property
    def procedure(self) -> Procedure:
        """All parts that a life may name."""
        return Procedure({**procedure().root, **self.parts.root})


@dataclass(frozen=True, slots=True)
class Course:
    """A life of the procedure in a place, from the day it begins."""

    life: str
    places: Places
    begins: date


@dataclass(frozen=True, slots=True)
class History:
    """A sample's finished case, entered afterwards."""

    label: str


@dataclass(frozen=True, slots=True)
class Lot:
    """What a case of the data set is: how it goes, what it is called, and the name of whom it is about."""

    course: Course | History
    title: str
    name: str


@cache
def lives() -> Lives:
    """Read the lives that come with the software."""
    with as_file(files("deploy.load") / "lives.yaml") as path:
        return read_model(Lives, path)


@cache
def histories() -> dict[str, SampleCase]:
    """The samples that are cases and nothing else, by their labels."""
    samples = [*sample_cases(), *(life for pack in SAMPLES for life in sample_lives(pack))]
    alone = [each for each in samples if all(act.stream == "case" and not act.moves for act in each.acts)]
    return {each.label: each for each in alone}


def lot(number: int, as_of: date) -> Lot:
    """What the case of a number is, as it stands on a day; the same whenever it is asked."""
    chance = random.Random(number)  # noqa: S311 - a data set, and the same one every time
    name = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2))))
    title = f"{chance.choice(_WORKS)}{chance.choice(_ERRORS)}（第{number}件）"
    shares = {life: each.share for life, each in lives().lives.items()}
    (life,) = chance.choices([*shares, None], [*shares.values(), lives().histories])
    if life is None:
        return Lot(History(chance.choice([*histories()])), title, name)
    places = chance.randrange(len(PLACES))
    spread = _DAYS // _BEGINNINGS
    ago = chance.randrange(_BEGINNINGS) * spread + (places * 5 + [*shares].index(life) * 3) % spread + _AGO_MIN
    on_paper = next(iter(lives().lives[life].parts.values()))
    return Lot(Course(life, PLACES[places], as_of - timedelta(days=ago + on_paper)), title, name)
