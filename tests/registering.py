"""Entering a subject in the register beside the API, each under a command of its own."""

import os
from datetime import UTC, datetime
from uuid import UUID, uuid4

from eventlog.subjects import RegisterCommand, Registered, Subject, SubjectRegister


def command(command_id: UUID | None = None, digest: bytes | None = None) -> RegisterCommand:
    """A command; a new one with another body unless said otherwise."""
    return RegisterCommand(command_id or uuid4(), digest or os.urandom(32), b"{}", datetime.now(UTC))


async def enter(register: SubjectRegister, subject: Subject) -> UUID:
    """Register a subject whoever else bears its name; its id."""
    assert await register.register(subject, command(), another=True) == Registered()
    return subject.subject_id
