"""What a look-up of people is for, asked where a procedure says so (查询目的, A-31)."""

from dataclasses import dataclass
from typing import Literal

from fastapi import Request

from api.auth.disclosure import disclosures_of
from api.http.language import language_of
from api.http.problems import MALFORMED, PURPOSE_MISSING, FieldFault, Particulars, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from domain.pack.terms import Item

LookUp = Literal["results", "register"]
HEADER, PARAMETER = "X-Purpose", "purpose"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a look-up says it is for, and what it may be for; nothing is asked where there are no choices."""

    given: str | None
    choices: tuple[Item, ...]

    @property
    def missing(self) -> bool:
        """Whether nothing may be answered."""
        return bool(self.choices) and self.given not in {item.id for item in self.choices}


async def purpose_of(request: Request, who: Persona, look_up: LookUp) -> Purpose:
    """What a look-up is for, which the log of reads then keeps; the choices are those of the procedures in force.

    A procedure is in force for a reader in whose place it holds.
    """
    organs = await installed_of(request).organs()
    packs = (await installed_of(request).newest_packs()).values()
    asking = [
        pack.inquiry
        for pack in packs
        if pack.inquiry is not None
        and look_up in pack.inquiry.of
        and (pack.jurisdiction is None or organs.within(who.jurisdiction, pack.jurisdiction))
    ]
    choices = {item.id: item for inquiry in asking for item in inquiry.purposes}
    given = request.headers.get(HEADER) or request.query_params.get(PARAMETER) or None
    if given in choices:
        disclosures_of(request).purpose = given
    return Purpose(given, tuple(choices.values()))


async def require_purpose(request: Request, who: Persona, look_up: LookUp) -> None:
    """Answer no look-up that does not say what it is for, where it must.

    Raises:
        ProblemRaised: 422, it is missing, or none of those there are.
    """
    purpose = await purpose_of(request, who, look_up)
    if not purpose.missing:
        return
    language = language_of(request)
    named = "; ".join(f"{item.id} ({item.name.zh if language == 'zh' else item.name.en})" for item in purpose.choices)
    if purpose.given is None:
        raise ProblemRaised(PURPOSE_MISSING, Particulars(detail=named))
    fault = FieldFault(pointer=f"query:{PARAMETER}", code="unknown", message=f"is none of {named}")
    raise ProblemRaised(MALFORMED, Particulars(detail=named, errors=(fault,)))
