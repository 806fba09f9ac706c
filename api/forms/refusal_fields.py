"""Which field of a form a refusal of the rules is about, where it is about one: it is told beside that field too."""

from collections.abc import Collection, Mapping

FIELDS: Mapping[str, tuple[str, ...]] = {
    "date_in_future": ("on", "signed_on", "occurred_on"),
    "date_before_predecessor": ("on",),
    "late_entry_reason_missing": ("late_entry_reason",),
    "refusal_ground_missing": ("refusal_ground",),
    "reasons_missing": ("reasons",),
    "ground_statement_missing": ("ground_statement",),
    "correction_demands_missing": ("demands", "no_correction_reasons"),
    "correction_due_too_soon": ("demands",),
    "opinions_incomplete": ("opinions",),
    "disposition_wrong": ("opinions",),
    "criterion_blocks": ("opinions",),
    "negative_list_applies": ("opinions",),
    "no_aggravation": ("opinions",),
    "endorsement_missing": ("endorsement",),
    "endorsement_not_own": ("endorsement", "endorses"),
    "endorser_not_competent": ("endorsement",),
    "evidence_missing": ("evidence",),
    "recipient_unproven": ("evidence",),
    "criterion_exception_unproven": ("findings",),
    "criterion_exception_not_admitted": ("findings",),
    "consent_missing": ("consent",),
    "consultation_not_admitted": ("form",),
    "extension_too_long": ("by",),
    "not_milder": ("choice",),
    "number_taken": ("number",),
    "minutes_number_taken": ("minutes", "number_used_because"),
    "minutes_missing": ("minutes",),
    "objections_unanswered": ("answers",),
    "objections_undecided": ("upheld",),
    "record_about": ("about",),
    "record_outcome_missing": ("outcome",),
    "unknown_record_outcome": ("outcome",),
    "record_document_missing": ("documents",),
    "referred_nowhere": ("to", "to_justice"),
    "subjects_wrong": ("add", "remove"),
    "team_incomplete": ("members",),
    "unknown_pack": ("pack",),
    "not_law_here": ("pack",),
    "wrong_roster": ("attendance",),
    "wrong_alternate": ("attendance",),
    "vote_of_absent": ("items", "ballots"),
    "votes_differ": ("items", "votes"),
    "votes_missing": ("items", "votes"),
    "result_differs": ("items", "result"),
    "not_on_agenda": ("items", "agenda"),
    "wrong_level": ("to_organ",),
    "no_such_taker": ("to_organ",),
    "handover_to_itself": ("to_organ",),
    "not_below": ("to_organ",),
}
"""By the code of a refusal, the fields it may be about, in their order."""


def field_of(code: str, names: Collection[str]) -> str | None:
    """The field of a form with these that a refusal is about."""
    return next((name for name in FIELDS.get(code, ()) if name in names), None)
