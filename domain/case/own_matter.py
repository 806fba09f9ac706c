"""What a subject does in their own case (本人事项): for themselves alone, never for another subject of it (A-51).

Who among the registered subjects somebody is, whoever takes a command in says with it; a unit acts for all of its own.
"""

from uuid import UUID

from domain.case import commands
from domain.case.commands import CommandEnvelope
from domain.case.state import Case
from domain.refusals import Refused, refusal

NOT_ONES_OWN = refusal("not_ones_own", 409, "A-51").says("""
    本人只能办理自己的事项，不能替其他当事人办理。
    In one's own case one acts for oneself, and not for another subject of it.
    请只办理应由本人办理的事项；其他当事人的，由其本人或者所在单位办理。
    Do what is asked of yourself; what is asked of others they do, or their unit.
""")


def require_ones_own(case: Case, envelope: CommandEnvelope) -> None:
    """Refuse whoever acts as a subject what is another subject's to do."""
    if envelope.as_subjects and _whose(case, envelope) not in envelope.as_subjects:
        raise Refused(NOT_ONES_OWN)


def _whose(case: Case, envelope: CommandEnvelope) -> UUID | None:
    """The subject whose act it is; the papers of an application are its applicant's. None: nobody's of these."""
    command = envelope.body
    match command:
        case commands.ConfirmReceipt() | commands.RequestReappraisal() | commands.SubmitDefence():
            return command.subject
        case commands.CompleteDuty() if duty := case.open_duties.get(command.duty):
            return duty.opened.subject or case.opened.applicant
        case commands.CompleteDuty():
            return envelope.as_subjects[0]  # there is no such duty, which the act itself says
        case commands.SubmitSupplement():
            return case.opened.applicant
        case _:
            return None
