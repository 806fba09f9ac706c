"""Every address of the API, JSON and pages."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.app import _ROUTERS


def every_route() -> Iterator[APIRoute]:
    """Each route that somebody declared, wherever it is included."""
    for router in _ROUTERS:
        yield from _routes_of(router)


def _routes_of(router: APIRouter) -> Iterator[APIRoute]:
    for route in router.routes:
        included = getattr(route, "original_router", None)
        if isinstance(route, APIRoute):
            yield route
        elif isinstance(included, APIRouter):
            yield from _routes_of(included)
