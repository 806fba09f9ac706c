"""What `rongcuo policy preview` prints of a case: its terms now and then, and why it cannot be moved."""

from datetime import date

from deploy.cli.policy.preview import told_term
from domain.terms.deadlines import TermUnit
from domain.transition.terms import TermEffect

MOVED = TermEffect(
    duty="acceptance",
    was=date(2026, 2, 10),
    was_amount=15,
    was_unit=TermUnit.working_days,
    due_on=date(2026, 2, 24),
    amount=20,
    unit=TermUnit.working_days,
    provisional=True,
)


def test_a_term_is_told_now_and_then() -> None:
    """Dates with their lengths; what ends or begins says so."""
    ends = MOVED.model_copy(update={"due_on": None, "amount": None, "unit": None, "provisional": False})
    begins = MOVED.model_copy(update={"was": None, "was_amount": None, "was_unit": None})

    assert told_term(MOVED) == (
        "acceptance: 2026-02-10 (15 个工作日 15 working days) → "
        "2026-02-24 (20 个工作日 20 working days) 暂定 provisional"
    )
    assert told_term(ends).endswith("→ 终止 ends")
    assert told_term(begins).startswith("acceptance: 无 none → 2026-02-24")
