"""What minutes say (会议纪要), and whether it adds up: who came, who stood in for whom, who recused, who voted how.

Asked twice of the same words: when minutes are entered for a meeting, and when a case takes in what was decided on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field

from domain.acts.filing import FactNumber
from domain.acts.voting.approval import Tally, result_of
from domain.case.decisions import RoundResult
from domain.context import DecisionContext
from domain.pack.steps import VoteBody
from domain.refusals import Refused, refusal
from domain.values import Code, Document, Frozen, Means, Whole

Choice = Literal["agree", "disagree", "abstain", "postpone"]
StatedResult = Literal["approved", "refused", "returned", "undecided"]
"""What minutes may say came of a vote; a meeting without a quorum decides nothing."""

MEMBERS_MAX = 200
Count = Annotated[Whole, Field(ge=0, le=MEMBERS_MAX)]


class Attendance(Frozen):
    """到会情况: whether a member came, and who stood in for one who did not (候补、替补)."""

    member: Annotated[Code, Means("person")]
    state: Annotated[Literal["present", "absent", "on_leave"], Means("attendance")]
    alternate: Annotated[Code, Means("person")] | None = None


class Votes(Frozen):
    """票数: how many of those who took part chose what."""

    agree: Count
    disagree: Count = 0
    abstain: Count = 0
    postpone: Count = 0

    @property
    def total(self) -> int:
        """How many votes that is."""
        return self.agree + self.disagree + self.abstain + self.postpone


class NamedVote(Frozen):
    """署名表决: how a member voted, where the minutes say so."""

    member: Annotated[Code, Means("person")]
    choice: Annotated[Choice, Means("choices")]


Attendances = Annotated[tuple[Attendance, ...], Field(min_length=1, max_length=MEMBERS_MAX)]
Members = Annotated[tuple[Code, ...], Field(max_length=MEMBERS_MAX)]
NamedVotes = Annotated[tuple[NamedVote, ...], Field(max_length=MEMBERS_MAX)]


class Minutes(Frozen):
    """会议纪要: its number, and the scan by its SHA-256."""

    number: FactNumber = Field(description="文号 of the minutes: a fact, kept in clear; one of an organ's is used once")
    document: Document


WRONG_ROSTER = refusal("wrong_roster", 422, "A-14").says("""
    到会情况与会议当日的委员名册不符：有的不是委员，有的重复，或者漏了人。
    The attendance is not that of the members on the day of the meeting: no member, twice, or left out.
    请按会议当日的名册逐人登记到会、缺席或请假。
    State for each member of that day whether they came, were absent or on leave.
""")
WRONG_ALTERNATE = refusal("wrong_alternate", 422, "A-14").says("""
    替补不成立：委员本人到会、名册没有列此人为其替补，或同一人替补了两人。
    That is no alternate: the member came, the organs name no such alternate for them, or one stands in for two.
    请核对到会情况和机关名册中的替补。
    Check who came, and the alternates that the organs name.
""")
NOT_PRESENT = refusal("vote_of_absent", 422, "A-14").says("""
    未到会或已回避的人不能有表决意见。
    Whoever was not present, or has recused, has no vote.
    请核对到会、回避和各人的表决。
    Check attendance, recusals and votes.
""")
VOTES_DIFFER = refusal("votes_differ", 422, "A-14").says("""
    票数与参加表决的人数不符。
    The votes are not as many as those who took part.
    请核对纪要：同意、不同意、弃权、缓议之和应等于到会而未回避的人数，与署名表决一致。
    Check the minutes: all choices together are those present and not recused, and agree with the votes by name.
""")
RESULT_DIFFERS = refusal("result_differs", 422, "A-07", "A-14").says("""
    纪要所写的结果与其票数不符。
    What the minutes say came of the vote does not follow from their own numbers.
    请核对纪要；票数无误的，按票数所得的结果登记。
    Check the minutes; where the numbers are right, enter the result that follows from them.
""")
NO_QUORUM = refusal("meeting_without_quorum", 409, "A-14").says("""
    到会人数不足，会议不能对此作出决定。
    Too few were present; the meeting cannot decide this.
    请另行召集会议。
    Call another meeting.
""")
VOTES_MISSING = refusal("votes_missing", 422, "A-14").says("""
    没有登记票数或各人的表决。
    Neither the votes nor how members voted is given.
    请登记票数，或逐人登记表决。
    Give the votes, or the vote of each member.
""")


@dataclass(frozen=True, slots=True)
class Attending:
    """Who holds the seats at a meeting: the members, and for one who did not come the alternate, if one did.

    Attributes:
        roster: One for each seat.
        present: Those of them who came.
    """

    roster: tuple[str, ...]
    present: frozenset[str]


def attending(
    context: DecisionContext, committee: str, on: date, attendance: Sequence[Attendance], *, voting: bool
) -> Attending:
    """Who holds the seats of a committee at a meeting of a day.

    An organ that does not vote and has no seats (联席会议) has no roster: whoever is named, and known, took part.

    Raises:
        Refused: The attendance is not that of the members of the day, or an alternate is none.
    """
    seats = context.organs.seats_of(committee, on)
    seated = dict.fromkeys(seat.person for seat in seats)
    named = [each.member for each in attendance]
    known = set(seated) if seated or voting else {person.id for person in context.organs.people}
    wrong = {*_twice(named), *(member for member in named if member not in known), *(set(seated) - set(named))}
    if wrong:
        raise Refused(WRONG_ROSTER, detail="、".join(sorted(wrong)))
    posts = {seat.position: seat.person for seat in seats}
    may = {(posts.get(a.alternate_for or ""), a.person) for a in context.organs.alternates_of(committee, on)}
    standing_in = [(each.member, each.alternate, each.state) for each in attendance if each.alternate]
    twice = _twice([alternate for _, alternate, _ in standing_in])
    for member, alternate, state in standing_in:
        if state == "present" or (member, alternate) not in may or alternate in twice or alternate in seated:
            raise Refused(WRONG_ALTERNATE, detail=f"{alternate}→{member}")
    return Attending(
        roster=tuple(each.alternate or each.member for each in attendance),
        present=frozenset(
            each.alternate or each.member for each in attendance if each.state == "present" or each.alternate
        ),
    )


def tally_of(
    body: VoteBody,
    attended: Attending,
    out: Iterable[str],
    votes: Votes | None,
    ballots: Sequence[NamedVote],
) -> Tally:
    """Count a vote as a round of votes is counted: whoever has left it is out of the base (A-14).

    Args:
        body: Whose quorum counts.
        attended: Who holds the seats, and who came.
        out: Who has no vote: recused, a party, a proposer.
        votes: The numbers, if the minutes have some.
        ballots: The votes by name, if they have them.

    Raises:
        Refused: The numbers do not add up, somebody voted who could not, or too few were there.
    """
    left = set(out)
    base = [member for member in attended.roster if member not in left]
    voters = attended.present - left
    wrong = {*_twice([each.member for each in ballots]), *(b.member for b in ballots if b.member not in voters)}
    if wrong:
        raise Refused(NOT_PRESENT, detail="、".join(sorted(wrong)))
    needed = body.quorum_of(len(base))
    too_few = f"应到{len(base)}人，到会{len(voters)}人，须到{needed}人"
    if not voters:
        raise Refused(NO_QUORUM, detail=too_few)
    counted = _counted(ballots) if ballots else votes
    if counted is None:
        raise Refused(VOTES_MISSING)
    if counted.total != len(voters) or (votes is not None and votes != counted):
        raise Refused(VOTES_DIFFER, detail=f"{votes_words(votes or counted)}；{_taking_part(attended, left, voters)}")
    if len(voters) < needed:
        raise Refused(NO_QUORUM, detail=too_few)
    return Tally(entitled=len(base), present=len(voters), quorum_needed=needed, **dict(counted))


def require_result(tally: Tally, stated: StatedResult | None, possible: Iterable[RoundResult]) -> None:
    """Refuse minutes whose result does not follow from their numbers."""
    if stated is not None and stated not in set(possible):
        raise Refused(
            RESULT_DIFFERS, detail=f"应到{tally.entitled}人，过半数为{tally.entitled // 2 + 1}人；{_of(tally)}"
        )


def possible_results(tally: Tally) -> frozenset[RoundResult]:
    """What a tally may lead to, whether or not its case may be returned once more."""
    return frozenset({result_of(tally, returns_left=0), result_of(tally, returns_left=1)})


def votes_words(votes: Votes) -> str:
    """Numbers in words, for refusals."""
    return f"同意{votes.agree}、不同意{votes.disagree}、弃权{votes.abstain}、缓议{votes.postpone}，合计{votes.total}票"


def _of(tally: Tally) -> str:
    return votes_words(
        Votes(agree=tally.agree, disagree=tally.disagree, abstain=tally.abstain, postpone=tally.postpone)
    )


def _taking_part(attended: Attending, left: set[str], voters: frozenset[str]) -> str:
    gone = len(attended.present & left)
    return f"到会{len(attended.present)}人" + (f"，其中回避{gone}人" if gone else "") + f"，参加表决应为{len(voters)}人"


def _counted(ballots: Sequence[NamedVote]) -> Votes:
    choices = [each.choice for each in ballots]
    counts: Mapping[str, int] = {choice: choices.count(choice) for choice in get_args(Choice)}
    return Votes.model_validate(counts)


def _twice(names: Sequence[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}
