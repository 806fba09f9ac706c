"""Result application (结果运用, NJ-32 to NJ-36): what a tolerant outcome protects, and when that ends (A-21, A-37)."""

from domain.act import Act, Events
from domain.events import AreaFact, OpinionFact, ResultsApplied


def apply_results(act: Act, opinions: tuple[OpinionFact, ...]) -> Events:
    """Open the areas for each subject the pack protects."""
    results = act.known.pack.results
    kinds = {subject.subject_id: subject.kind for subject in act.case.opened.subjects}
    areas = tuple(AreaFact(id=area.id, name=area.name, cite=area.cite) for area in results.areas)
    return [
        ResultsApplied(on=act.on, subject=opinion.subject, outcome=opinion.outcome, areas=areas)
        for opinion in opinions
        if opinion.outcome in results.outcomes and kinds[opinion.subject] in results.subjects
    ]
