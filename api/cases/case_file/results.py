"""The results of a case on its page: what holds or held for each subject, in which areas."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from api.cases.case_file.sources import Sources
from api.http.language import say, told
from projections.results.result_application import Result


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A result in force or ended, with all the areas that one event named."""

    result: Result
    areas: tuple[str, ...]
    cite: tuple[str, ...]


def results(of: Sources) -> Iterator[ResultLine]:
    """What holds or held for each subject; the areas that one event named share a line."""
    read = [result for result in of.results if result.name is not None and result.outcome is not None]
    for _, group in groupby(read, key=lambda result: (result.subject_id, result.version, result.state)):
        results = list(group)
        yield ResultLine(
            results[0],
            areas=tuple(
                say(result.name)
                + (told("（适用于所在单位）", " (applies to the unit)") if result.protects == "unit" else "")
                for result in results
                if result.name
            ),
            cite=tuple(sorted({rule for result in results for rule in result.cite})),
        )
