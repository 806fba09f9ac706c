"""What was made public of a case, on its page, with the time for objections."""

from collections.abc import Iterator, Sequence

from api.cases.case_file.duties import DutyLine
from projections.cases.view import CasePage, PublicityView


def publicities(page: CasePage, duties: Sequence[DutyLine]) -> Iterator[tuple[PublicityView, DutyLine | None]]:
    """Each publicity with its own window, the latest first."""
    for at, view in reversed([*enumerate(page.publicities)]):
        windows = [line for line in duties if line.duty.duty == view.step]
        nth = sum(earlier.step == view.step for earlier in page.publicities[:at])
        yield view, windows[nth] if nth < len(windows) else None
