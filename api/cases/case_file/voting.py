"""The open round on the page of a case (会商表决): what it needs, what of that is there, the reader's own ballot."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.cases.case_file.sources import Sources
from api.forms.offered import Offer
from api.labels.words import CHOICES, word
from domain.values import Bilingual
from policies.packs.words import word_table
from projections.cases.view import OpenRoundView

_BALLOT = "cast_ballot"
_NAMES = word_table(
    quorum=("到会人数", "attendance"),
    recusals=("回避", "recusals"),
    findings=("逐项研判", "findings"),
    legality=("合法性审查", "legality check"),
    signatures=("会签", "signatures"),
    agreement=("会同意见", "agreement of the joint organs"),
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that a result of the round needs; `met` None: it does not apply here."""

    name: Bilingual
    met: bool | None
    how: Bilingual


@dataclass(frozen=True, slots=True)
class VotePanel:
    """An open round for one reader.

    Attributes:
        entitled: How many may vote, without those who are recused.
        needed: How many of them must.
        own: What the reader voted, if they did.
        href: Where the reader votes, if they may.
    """

    entitled: int
    needed: int
    requirements: tuple[Requirement, ...]
    own: Bilingual | None
    href: str | None


def vote_panel(of: Sources, offer: Offer, own_choice: str | None) -> VotePanel | None:
    """The open round, for whoever may know who votes in it; a round at a time."""
    round_ = of.page.round
    if round_ is None or round_.sealed:
        return None
    ballots = (act.links[0].href for act in offer.acts if act.kind == _BALLOT and act.links)
    return VotePanel(
        entitled=_entitled(round_),
        needed=_needed(round_),
        requirements=tuple(_requirements(of, round_)),
        own=word(CHOICES, own_choice) if own_choice else None,
        href=next(ballots, None),
    )


def _entitled(round_: OpenRoundView) -> int:
    return len(set(round_.entitled) - set(round_.recused))


def _needed(round_: OpenRoundView) -> int:
    part, whole = (int(number) for number in round_.quorum.split("/"))
    return -(-_entitled(round_) * part // whole)


def _requirements(of: Sources, round_: OpenRoundView) -> Iterator[Requirement]:
    """Attendance first, which the round itself brings; then what it votes on."""
    page, needed, out = of.page, _needed(round_), len({*round_.recused, *(each.member for each in round_.excluded)})
    voted = (f"已投票{round_.cast}人，须到{needed}人", f"{round_.cast} have voted, {needed} must")
    yield _requirement("quorum", round_.cast >= needed, voted)
    if out:
        yield _requirement("recusals", True, (f"{out}人不参加，不计入应到", f"{out} take no part and are not counted"))
    else:
        yield _requirement("recusals", None, ("没有人回避", "nobody is recused"))
    examined = {(kind, item.id) for kind, items in of.pack.assessment.examined(page.ground).items() for item in items}
    missing = len(examined - {(each.finding.of, each.finding.item) for each in page.findings})
    some = (f"还有{missing}项没有研判", f"{missing} items are not examined")
    yield _requirement("findings", not missing, some if missing else ("都已研判", "all examined"))
    checks = page.legality_checks
    passed = checks[-1].passed if checks else None
    said = {
        None: ("没有进行", "none was held"),
        True: ("通过", "passed"),
        False: ("须更正并重新审查", "to be corrected"),
    }
    yield _requirement("legality", passed, said[passed])
    yield _requirement(
        "signatures",
        not page.proposals,
        ("还在等待会签", "signatures are awaited") if page.proposals else ("没有待会签的意见", "none awaited"),
    )
    if page.disagreements:
        settled = all(view.levels[-1].result for view in page.disagreements)
        yield _requirement("agreement", settled, ("已处理", "settled") if settled else ("处理中", "being settled"))


def _requirement(name: str, met: bool | None, how: tuple[str, str]) -> Requirement:
    return Requirement(_NAMES[name], met, Bilingual(zh=how[0], en=how[1]))
