"""The page of a case (案卷): what is worked out for it; all else its template takes from the read model as it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from api.cases.case_file.about import about, documents
from api.cases.case_file.appeals import appeal_labels, appeals_called, next_level, stage_called
from api.cases.case_file.corrections import corrected_words, corrections
from api.cases.case_file.duties import DutyLine, duty_lines
from api.cases.case_file.examination import findings
from api.cases.case_file.listed import listed_documents
from api.cases.case_file.possible import possible
from api.cases.case_file.publicity import publicities
from api.cases.case_file.results import results
from api.cases.case_file.sources import Sources
from api.cases.case_file.stage_bar import stage_bar
from api.cases.case_file.voting import vote_panel
from api.commands.possible import ActsPossible
from api.http.language import told
from domain.acts.standstill import SHELVING, SUPPLEMENT
from domain.acts.terms import DECISION_ON_JURISDICTION, RECEIPT
from domain.case.state import DISAGREEMENT
from domain.pack.steps import roles_of
from projections.cases.view import ConsultationView, LegalityView
from projections.matters.bans import Occurrence
from projections.results.result_application import ResultState


def case_file(of: Sources, acts: ActsPossible, own_choice: str | None) -> Mapping[str, object]:
    """The values of the template, by their names in it; `own_choice` is how the reader voted in the open round."""
    of = replace(of, names=replace(of.names, pack=of.pack))
    page, masked = of.page, replace(of.names, unmasked=False)
    offer, duties = possible(of, acts), list(duty_lines(of))
    running = [line for line in duties if not line.settled]
    examinations: list[LegalityView | ConsultationView] = [*page.legality_checks, *page.consultations]
    return {
        "of": of,
        "page": page,
        "offer": offer,
        "vote": vote_panel(of, offer, own_choice),
        "names": of.names,
        "title": of.title,
        "opening": of.texts.get(1),
        "place": masked.place(page.jurisdiction),
        "subjects_in_brief": in_brief([masked.subject(view.facts.subject_id) for view in page.subjects]),
        "next_duty": None if page.history_open else _following(running),
        "shelving": _of_kind(running, SHELVING) if page.shelved_on else None,
        "handed_over": _of_kind(running, RECEIPT) or _of_kind(running, DECISION_ON_JURISDICTION),
        "disputed": _of_kind(running, DISAGREEMENT),
        "supplement_window": _of_kind(duties, SUPPLEMENT),
        "bar": stage_bar(page, of.pack, of.calendar, of.today),
        "about": list(about(of)),
        "documents": list(documents(of)),
        "deciders": lambda body: told("、", ", ").join(of.names.role(role) for role in roles_of(of.pack.bodies[body])),
        "listed": list(listed_documents(of)),
        "open_duties": running,
        "settled_duties": [line for line in duties if line.settled],
        "defences": {heard.subject: heard for heard in page.defences},
        "stage": stage_called(of, page.stage),
        "appeals": appeals_called(of),
        "appeal_names": {
            view.facts.subject_id: of.names.appeal(next_level(of, view.facts.subject_id)) for view in page.subjects
        },
        "appeal_labels": appeal_labels(of),
        "corrections": list(corrections(of)),
        "findings": list(findings(of)),
        "examinations": sorted(examinations, key=lambda held: held.version),
        "results": list(results(of)),
        "in_progress": any(result.state is ResultState.IN_PROGRESS for result in of.results),
        "related": list(_related(of)),
        "publicities": list(publicities(page, duties)),
    }


def _following(running: Sequence[DutyLine]) -> DutyLine | None:
    """What is due next; where every clock stands still, the first of them."""
    return next((line for line in running if line.stopped is None), running[0] if running else None)


def _of_kind(lines: Sequence[DutyLine], duty: str) -> DutyLine | None:
    return next((line for line in lines if line.duty.duty == duty), None)


def in_brief(names: Sequence[str]) -> str:
    """Several subjects in a few words: the first two, and how many there are."""
    shown = told("、", ", ").join(names[:2])
    more = told(f"等{len(names)}个", f" and others, {len(names)} in all")
    return shown + more if len(names) > 2 else shown  # noqa: PLR2004 - the first two


def _related(of: Sources) -> Iterator[tuple[Occurrence, str]]:
    """The other cases of the matter, what was tolerated in them is what bars; and how each was corrected."""
    for occurrence in of.matter.occurrences if of.matter else ():
        if occurrence.case_id != of.page.case_id:
            yield occurrence, corrected_words(occurrence.corrections)
