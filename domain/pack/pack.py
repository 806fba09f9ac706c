"""The procedure pack (程序包): its parts, once they fit together."""

from typing import Self

from pydantic import model_validator

from domain.faults import refuse_faults
from domain.pack.fitting import faults
from domain.pack.parts import PackParts


class Pack(PackParts):
    """One edition of a locality's procedure; immutable once installed, known by its content hash."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        refuse_faults("Pack", faults(self))
        return self
