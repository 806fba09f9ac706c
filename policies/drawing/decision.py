"""What a pack's picture says of the decision: both conclusions (BT-08), and who changes the subjects (YN-03)."""

from collections.abc import Iterator, Sequence

from domain.pack.pack import Pack
from domain.pack.terms import Sourced
from policies.drawing.looks import source
from policies.drawing.svg import SMALL, SOFT, Paragraph, Run
from policies.packs import words


def decision_panels(pack: Pack) -> Iterator[tuple[Sourced, Sequence[Paragraph]]]:
    """A panel for each that the pack has."""
    if pack.dispositions:
        title = (Run("问责与容错同步作出", 15, bold=True), Run("  both conclusions at once", SMALL, colour=SOFT))
        lines: list[Paragraph] = [title]
        for each in pack.dispositions:
            outcomes = "、".join(words.OUTCOMES[outcome] for outcome in each.outcomes)
            lines.append((Run(f"· {outcomes}　{each.name.zh}"), *source(pack, each)))
        yield pack.dispositions[0], lines
    if rule := pack.subject_change:
        head = (Run("变更当事人", 15, bold=True), Run("  subjects regrouped", SMALL, colour=SOFT), *source(pack, rule))
        yield rule, [head, (Run(f"认定以前，由{words.actor(pack, rule.by)}列入或者撤出，至少留一名"),)]
