"""What events enter in the registers beside the log: the registered matters, and the grants of tolerance."""

from dataclasses import dataclass
from uuid import UUID

from domain.case.decisions import Grant


@dataclass(frozen=True, slots=True)
class MergedMatter:
    """A matter that was found to be one registered earlier."""

    matter: UUID
    into: UUID


@dataclass(frozen=True, slots=True)
class RevokedGrants:
    """The grants made to a subject at a version of the case."""

    granted_version: int
    subject: UUID


@dataclass(frozen=True, slots=True)
class RegisterEntries:
    """What one event enters.

    Attributes:
        matter: A new matter.
        grants: Tolerance that begins with the event.
        merged: A matter that is none of its own any more.
        revoked: Tolerance that ends with the event.
    """

    matter: UUID | None = None
    grants: tuple[Grant, ...] = ()
    merged: MergedMatter | None = None
    revoked: RevokedGrants | None = None


NOTHING = RegisterEntries()
