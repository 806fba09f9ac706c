"""Result application (结果运用, NJ-32 to NJ-36): what a tolerant outcome protects, and when that ends (A-21, A-37)."""

from uuid import UUID

from domain.act import Act, Events
from domain.events import AreaFact, OpinionFact, ResultsApplied, ResultsEnded, ToleranceRevoked


def apply_results(act: Act, opinions: tuple[OpinionFact, ...]) -> Events:
    """Open the areas for each subject the pack protects."""
    results = act.known.pack.results
    if not results.areas:  # the source says nothing of results: nothing is claimed
        return []
    kinds = {subject.subject_id: subject.kind for subject in act.case.subjects}
    areas = tuple(AreaFact(id=area.id, name=area.name, cite=area.cite) for area in results.areas)
    return [
        ResultsApplied(on=act.on, subject=opinion.subject, outcome=opinion.outcome, areas=areas)
        for opinion in opinions
        if opinion.outcome in results.outcomes and kinds[opinion.subject] in results.subjects
    ]


def end_earlier(act: Act, *subjects: UUID) -> Events:
    """End what was granted before, of some subjects or of all: a new decision takes its place (A-21)."""
    events: Events = []
    for subject, version in act.case.granted_at.items():
        if not subjects or subject in subjects:
            events.append(ToleranceRevoked(on=act.on, subject=subject, granted_version=version))
            events.append(ResultsEnded(on=act.on, subject=subject))
    return events
