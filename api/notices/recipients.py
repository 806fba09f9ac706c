"""Who is told of what an event asks: the posts that do it, by the register of posts and the rules of the inbox."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import assert_never

from api.auth.policy import Action, CommandName, Reach, allowed, applicant_group, reaches_of
from api.identity.personas import Offices, Persona
from domain.acts.terms import SUBJECT
from domain.notices.kinds import OBLIGED, Asked, NoticeKind
from domain.organs import UNITS
from domain.people.duties import APPLICANT
from projections.cases.procedure import position_mark

_HANDLING: tuple[Action, ...] = tuple(
    map(CommandName, ("complete_duty", "close_round", "settle_disagreement", "decide_contrary_use"))
)
"""Acts that end what an organ owes, as the inbox has them (api/inbox/desk.py)."""
_SIGNING: tuple[Action, ...] = (CommandName("sign_off"),)
_ENDORSING: tuple[Action, ...] = (CommandName("endorse_application"),)
_RECORDING: tuple[Action, ...] = (CommandName("work_record_add"),)
_REPORTING: tuple[Action, ...] = (CommandName("work_record_report"),)
_RECEIVING: tuple[Action, ...] = tuple(map(CommandName, ("confirm_receipt", "complete_duty")))


class Register:
    """The people in office on a day, found by their organ, their post, or themselves."""

    def __init__(self, offices: Offices) -> None:
        self._organs = offices.organs
        self._of_organ: Mapping[str, list[Persona]] = defaultdict(list)
        self._of_position: Mapping[str, list[Persona]] = defaultdict(list)
        self._of_person: Mapping[str, list[Persona]] = defaultdict(list)
        for persona in offices.everyone():
            self._of_organ[persona.organ].append(persona)
            self._of_position[persona.position].append(persona)
            self._of_person[persona.person].append(persona)

    def told(
        self, asked: Asked, concerned: Iterable[str], subjects: Iterable[str], doers: Iterable[str]
    ) -> tuple[Persona, ...]:
        """Whom an event tells, each once.

        Args:
            asked: what it asks.
            concerned: who has to do with the case, as its page has it.
            subjects: the persons whose own matter the case is.
            doers: who did what it tells of: they know, and are told only what the procedure has everyone told.
        """
        did = frozenset() if asked.kind in OBLIGED else frozenset(doers)
        did |= frozenset(asked.apart)
        found = (each for each in self._found(asked, concerned, subjects) if asked.duty in {None, each.duty})
        return tuple({(each.person, each.position): each for each in found if each.person not in did}.values())

    def told_of_stream(
        self, asked: Iterable[Asked], sees: Callable[[Persona], bool], doers: Iterable[str]
    ) -> Iterable[tuple[Asked, Persona]]:
        """Whom an event of a risk filing, a work record or a meeting tells, each once, whatever posts they hold.

        Who is told as one who sits in a meeting is not told of being invited to it.

        Args:
            asked: what it asks.
            sees: who may know of it; whoever is named is told that it waits for them, and no more.
            doers: as above.
        """
        told: dict[str, tuple[Asked, Persona]] = {}
        for one in asked:
            did = frozenset() if one.kind in OBLIGED else frozenset(doers)
            for each in self._of_stream(one, sees):
                if each.person not in did:
                    told.setdefault(each.person, (one, each))
        return told.values()

    def _of_stream(self, asked: Asked, sees: Callable[[Persona], bool]) -> Iterator[Persona]:
        if asked.position is not None:
            yield from self._of_position[asked.position]
        elif asked.people:
            for person in asked.people:
                posts = (each for each in self._of_person[person] if each.for_person is None)
                yield from sorted(posts, key=lambda each: each.organ != asked.organ)[:1]
        else:
            organ = self._organs.organ(asked.organ)
            group = applicant_group(self._organs, asked.organ) if organ and organ.role in UNITS else (asked.organ,)
            found = (each for one in group for each in self._of_organ[one])
            yield from (each for each in found if _takes_part(each, asked.kind) and sees(each))

    def _found(self, asked: Asked, concerned: Iterable[str], subjects: Iterable[str]) -> Iterator[Persona]:
        if asked.position is not None:
            yield from self._of_position[asked.position]
        elif asked.people:
            named = (each for person in asked.people for each in self._of_person[person])
            yield from (each for each in named if each.organ == asked.organ)
        elif asked.organ == SUBJECT:
            yield from self._of_applicants(concerned)
            yield from (each for who in subjects for each in self._of_person[who] if each.duty == APPLICANT)
        else:
            doing = _doing(asked.kind)
            yield from (each for each in self._of_organ[asked.organ] if _may(each, doing))

    def _of_applicants(self, concerned: Iterable[str]) -> Iterator[Persona]:
        marks = frozenset(concerned)
        units = {each.id for each in self._organs.organs if each.role in UNITS and each.id in marks}
        units |= {each.organ for each in self._organs.positions if position_mark(each.id) in marks}
        group = {each for unit in units for each in applicant_group(self._organs, unit)}
        for organ in sorted(group):
            yield from (each for each in self._of_organ[organ] if each.role in UNITS and _may(each, _RECEIVING))


def _takes_part(who: Persona, kind: NoticeKind) -> bool:
    """Whether what comes to an organ comes to somebody in it; who supervises the place does not sit in its meetings."""
    if kind in {NoticeKind.MEETING, NoticeKind.MINUTES}:
        return Reach.PART in reaches_of(who, "read_meetings")
    return _may(who, _doing(kind))


def _doing(kind: NoticeKind) -> tuple[Action, ...]:  # noqa: PLR0911 - one arm for each that is told alike
    """The acts by which what is asked is done: whoever of an organ may do one of them is told."""
    match kind:
        case NoticeKind.SIGN:
            return _SIGNING
        case NoticeKind.ENDORSE:
            return _ENDORSING
        case NoticeKind.DUTY | NoticeKind.CONFIRM | NoticeKind.REMINDER | NoticeKind.ESCALATION:
            return _HANDLING
        case NoticeKind.MOVED | NoticeKind.PAUSED | NoticeKind.RESUMED | NoticeKind.FILING | NoticeKind.ANSWER:
            return _HANDLING
        case NoticeKind.RECORD:
            return _RECORDING
        case NoticeKind.REPORT:
            return _REPORTING
        case NoticeKind.MEETING | NoticeKind.MINUTES:
            return ("read_meetings",)
        case NoticeKind.RECEIPT | NoticeKind.VOTE:
            return _RECEIVING
        case (
            NoticeKind.REDRAFT
            | NoticeKind.CHECK
            | NoticeKind.COUNTERSIGN
            | NoticeKind.SIGN_DOCUMENT
            | NoticeKind.ISSUE
            | NoticeKind.FILE_SCAN
        ):
            return (CommandName(kind.value),)
        case _:
            assert_never(kind)


def _may(who: Persona, actions: tuple[Action, ...]) -> bool:
    return who.duty != APPLICANT and any(allowed(who, each).allow for each in actions)
