"""What stands in the picture of a pack about preventive work outside any case (工作记录)."""

from collections.abc import Iterator, Sequence

from domain.pack.pack import Pack, RecordKind
from policies.drawing.looks import source
from policies.drawing.svg import SMALL, SOFT, Paragraph, Run
from policies.packs import words


def records(pack: Pack) -> Sequence[Paragraph]:
    """The lines of the panel, its title first."""
    return [
        (Run("工作记录", 15, bold=True), Run("  preventive work outside any case", SMALL, colour=SOFT)),
        *(line for kind in pack.records for line in _kind(pack, kind)),
    ]


def _kind(pack: Pack, kind: RecordKind) -> Iterator[Paragraph]:
    secret = "，保密" if kind.confidential else ""
    yield (Run(f"{kind.name.zh}：{words.actor(pack, kind.by)}{secret}"), *source(pack, kind))
    asked = "、".join(words.actor(pack, role) for role in kind.asked_by)
    if asked:
        yield (Run(f"　可由{asked}提出", SMALL + 1, colour=SOFT),)
    if kind.every:
        length = f"{kind.every.amount}{'个月' if kind.every.unit == 'months' else '日'}"
        yield (Run(f"　每{length}一次，逾期只提醒", SMALL + 1, colour=SOFT), *source(pack, kind.every, kind))
    if kind.outcomes:
        yield (Run(f"　结果：{'、'.join(each.name.zh for each in kind.outcomes)}", SMALL + 1, colour=SOFT),)
    if kind.documents_needed:
        yield (Run("　须附材料才能办结", SMALL + 1, colour=SOFT),)
