"""Routes that answer in JSON, declared in a line each."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter

F = TypeVar("F", bound=Callable[..., Any])


class JsonRouter(APIRouter):
    """A router whose reads say what the description of the interface needs of them."""

    def read(self, path: str, operation: str, summary: str, answer: Any, **more: Any) -> Callable[[F], F]:
        """A GET of a path: its operation id, what it does, and the model of its answer."""
        return self.get(path, operation_id=operation, summary=summary, response_model=answer, **more)
