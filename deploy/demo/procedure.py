"""A live case played part by part: the ordinary path of the Nujiang procedure (sample/procedure.yaml), in a county."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import as_file, files
from string import Template
from uuid import UUID

from pydantic import JsonValue, RootModel

from deploy.demo.cast import Cast
from deploy.demo.sample_cases import SampleAct
from deploy.demo.sample_player import Player
from domain.terms.deadlines import SHANGHAI
from policies.packs.located import read_model
from projections.cases.view import CasePage

TO_APPROVAL = ("accept", "investigate", "determine", "vote")
"""The parts between a case whose matter is clear and the end of the vote on it."""
APPROVED = "case_approved"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a live case is: a place of the sample by its short name, and the unit that applies."""

    place: str
    unit: str

    def officer(self, role: str, number: int = 1) -> str:
        """An officer of the organisation department or the discipline organ."""
        return f"{self.place}-{role}-officer-{number}"

    @property
    def secretary(self) -> str:
        """The committee's secretary, who may read the whole case."""
        return f"{self.place}-committee-secretary"


COUNTY_A = Places("county-a", "enforcement")
COUNTY_B = Places("county-b", "shuanghe")
PREFECTURE = Places("prefecture", "development")


class Procedure(RootModel[dict[str, tuple[dict[str, JsonValue], ...]]]):
    """The acts of each part, with words in them that only a scene gives."""

    def acts(self, part: str, words: Mapping[str, str]) -> tuple[SampleAct, ...]:
        """The acts of a part with the words put in; names such as `$round` stay for the player."""
        return tuple(SampleAct.model_validate(_worded(act, words)) for act in self.root[part])


@cache
def procedure() -> Procedure:
    """Read the parts that come with the software."""
    with as_file(files("deploy.demo") / "sample" / "procedure.yaml") as path:
        return read_model(Procedure, path)


class LiveCase:
    """One live case of a unit."""

    def __init__(self, cast: Cast, places: Places, subject: UUID) -> None:
        self._cast, self._places = cast, places
        self._player = Player(cast, places.secretary, {"unit": subject})

    @property
    def id(self) -> UUID:
        """The case's id, once its application is filed."""
        return self._player.streams["case"][-1]

    async def perform(self, *parts: str, **words: str) -> tuple[str, ...]:
        """Play parts of the procedure one after the other; returns the events of the last act.

        Raises:
            Refused: The API answered an act with a problem.
        """
        words |= {"place": self._places.place, "unit": self._places.unit}
        events: tuple[str, ...] = ()
        for part in parts:
            for act in procedure().acts(part, words):
                recorded = await self._player.perform(act)
                events = recorded.events if recorded else ()
        return events

    def come_to(self, places: Places) -> None:
        """The case is in another place from now on: who acts there, acts in it and reads it."""
        self._places = places
        self._player.read_as(places.secretary)

    @property
    def places(self) -> Places:
        """Where it is now."""
        return self._places

    async def page(self) -> CasePage:
        """The case as its committee's secretary sees it."""
        return await self._cast.see(self._places.secretary, self.id)


def day_ago(days: int) -> str:
    """The day so many days before today."""
    return (datetime.now(SHANGHAI).date() - timedelta(days=days)).isoformat()


def _worded(value: JsonValue, words: Mapping[str, str]) -> JsonValue:
    match value:
        case dict():
            return {key: _worded(part, words) for key, part in value.items()}
        case list():
            return [_worded(part, words) for part in value]
        case str():
            return Template(value).safe_substitute(words)
        case _:
            return value
