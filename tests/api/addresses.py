"""Every address of the API, JSON and pages."""

from collections.abc import Iterator

from fastapi.routing import APIRoute

from api.app import _ROUTERS


def every_route() -> Iterator[APIRoute]:
    """Each route that somebody declared; they stand in one list, and no router includes another (api/app.py)."""
    for router in _ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute), route
            yield route
