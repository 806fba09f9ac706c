"""The parts of a case page that follow from results: who took note of them, uses against a subject, clarifications."""

from collections.abc import Iterator

from api.cases.case_file.lines import AcknowledgementLine, ClarificationLine, ContraryUseLine, Sources
from api.labels.event_facts import reach_words, referred_words
from api.labels.words import CONTRARY_USE, word


def acknowledgements(of: Sources) -> Iterator[AcknowledgementLine]:
    """Every organ that uses a result; one that the place does not have is said to be missing."""
    for view in of.page.acknowledgements:
        text = of.texts.get(view.version) if view.version else None
        yield AcknowledgementLine(
            view=view,
            subject=of.names.subject(view.subject),
            organ=of.names.organ(view.organ) if view.organ else of.names.role(view.role),
            areas="、".join(of.names.area(area) for area in view.areas),
            objection=text.statement if text else None,
        )


def contrary_uses(of: Sources) -> Iterator[ContraryUseLine]:
    """Every report that a result was used against its subject."""
    for view in of.page.contrary_uses:
        text = of.texts.get(view.version)
        yield ContraryUseLine(
            view=view,
            subject=of.names.subject(view.subject),
            area=of.names.area(view.area),
            by_organ=text.organ_named if text else None,
            what_happened=text.statement if text else None,
            found=None if view.found is None else word(CONTRARY_USE, view.found).zh,
        )


def clarifications(of: Sources) -> Iterator[ClarificationLine]:
    """Every clarification, and what became of a false accusation."""
    for view in of.page.clarifications:
        issued, referral = of.texts.get(view.issued_version) if view.issued_version else None, view.referral
        yield ClarificationLine(
            view=view,
            subject=of.names.subject(view.subject),
            ground=of.names.clarification_ground(view.ground),
            form=of.names.clarification_form(view.form) if view.form else None,
            reach=reach_words(view.reach, consent=view.consent) if view.reach else None,
            scope=issued.statement if issued else None,
            recipients=of.names.organ_list(view.recipients),
            referred=referred_words(referral.to, of.names, to_justice=referral.to_justice) if referral else None,
        )
