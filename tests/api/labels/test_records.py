"""Words for records that cannot be shown: none is missing where a read model comes to those there are."""

from api.labels.records import READ_MODELS
from projections.projector.projector import READ_MODELS as FOLDED


def test_every_read_model_has_a_name() -> None:
    """Pages and commands for operators call each of them by it; what is set aside by all is called the log."""
    assert set(READ_MODELS) == {"log", *(model.name for model in FOLDED)}
