"""When a role is ready: what it has loaded by then stays, and it says so."""

import gc

from deploy.roles.settings import Settings

_YOUNG_OBJECTS = 10_000
"""How many objects are made before the young ones are looked through: some requests' worth, not a part of one."""


def ready(settings: Settings) -> None:
    """Take what start-up made out of every later garbage collection, and say that the role is ready.

    Modules, types and law stay as long as the process, and looking through them takes the interpreter 200 ms, in which
    nobody is answered.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)
    settings.mark_ready()
