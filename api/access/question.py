"""The question why somebody may or may not do something, and what must be read to answer it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from api.auth.explanation import AccessExplanation, explain
from api.auth.policy import ACTIONS, Action, Resource
from api.auth.visibility import OPENINGS, Telling, case_resource
from api.identity.personas import Offices, Persona
from api.streams.timeline import whole_stream
from domain.case.events import EVENT
from domain.case.evolve import fold
from domain.catalogue import COMMANDS, terms_of
from domain.identity import canonical_name
from domain.messages import kind_of
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.pack.playing import Part
from domain.values import Bilingual
from eventlog import persons
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.reading import facts_of
from projections.cases import case_page

_KINDS: Mapping[str, str] = {term: kind_of(each) for each in COMMANDS if each.endpoint for term in terms_of(each)}
"""What acts are called in Chinese, and their kinds."""


class Unknown(Exception):  # noqa: N818 - named for what it says
    """A question names something that there is not."""

    def __init__(self, field: str, says: Bilingual) -> None:
        super().__init__(says.en)
        self.field = field
        self.says = says


@dataclass(frozen=True, slots=True)
class Question:
    """Who may do what, in which case, in which post, on which day.

    Attributes:
        person: an id or a name of one who holds posts, or the id of a post.
        action: as the access rules call it, or as the procedure calls the act in Chinese.
        case: an id or a number; None: any, wherever it may lie.
        position: one of the person's posts; None: each of them.
    """

    person: str
    action: str
    on: date
    case: str | None = None
    position: str | None = None


def action_of(named: str) -> Action:
    """The action that is meant.

    Raises:
        Unknown: there is none such.
    """
    wanted = _KINDS.get(named.strip(), named.strip())
    found = next((action for action in ACTIONS if action == wanted), None)
    if found is None:
        raise Unknown(
            "action",
            Bilingual(
                zh=f"没有名为“{named[:60]}”的行为；名称见 docs/who-sees-what.md 的规则表",
                en=f"no action is called {named[:60]}; the table in docs/who-sees-what.md names them",
            ),
        )
    return found


def personas_of(offices: Offices, question: Question) -> tuple[Persona, ...]:
    """The person in each post that is meant, also in one in which they act for another (授权).

    Raises:
        Unknown: nobody such acts in a post, or in that post, on the day.
    """
    wanted, name, organs = question.person.strip(), canonical_name(question.person), offices.organs
    meant = {each.id for each in organs.people if each.id == wanted or (name and canonical_name(each.name) == name)}
    holders = {held.person for held in organs.terms_of(wanted)}
    acting = (who for person in sorted(meant | holders) for who in offices.of(person))
    found = tuple(
        who
        for who in acting
        if (who.person in meant or who.position == wanted) and question.position in {None, who.position}
    )
    if not found:
        raise Unknown(
            "person",
            Bilingual(
                zh=f"{question.on} 没有任职人员“{wanted[:60]}”，或者不任所指的职务",
                en=f"nobody called {wanted[:60]} held a post, or the post named, on {question.on}",
            ),
        )
    return found


async def case_id_of(pool: Pool, named: str) -> UUID:
    """The case that is meant.

    Raises:
        Unknown: there is none of that number.
    """
    try:
        return UUID(named)
    except ValueError:
        found = await case_page.of_number(pool, named.strip())
    if found is None:
        raise _no_case(named)
    return found


async def case_as_judged(log: EventLog, pool: Pool, organs: Organs, case_id: UUID) -> Resource:
    """All that access to a case depends on, read from the log: more than any one action asks for.

    Raises:
        Unknown: there is no such case.
    """
    stored = await whole_stream(log, case_id)
    opening = OPENINGS.read(stored)
    if opening is None:
        raise _no_case(str(case_id))
    events = [facts_of(EVENT, each) for each in stored]
    linked = await persons.of_stream(pool, case_id)
    people = {id_: person for person in linked for id_ in await persons.subjects_of(pool, person)}
    own = linked | opening.event.vouched_by(organs)
    resource = case_resource(opening, [event for event in events if isinstance(event, Telling)], own, people)
    state = fold(case_id, events)
    return replace(resource, recused=state.recused_now) if state else resource


def explained(
    organs: Organs, parts: Mapping[str, Part], question: Question, resource: Resource | None, pack: Pack | None = None
) -> tuple[AccessExplanation, ...]:
    """The answer, for each post that is meant; `parts` are what roles do in the procedures that hold.

    `pack` is the procedure of the case, if it is about one.

    Raises:
        Unknown: the question names a person or an action that there is not.
    """
    action, offices = action_of(question.action), Offices(organs, question.on, parts)
    return tuple(explain(who, action, resource, offices, pack) for who in personas_of(offices, question))


def _no_case(named: str) -> Unknown:
    return Unknown("case", Bilingual(zh=f"没有案件“{named[:60]}”", en=f"there is no case {named[:60]}"))
