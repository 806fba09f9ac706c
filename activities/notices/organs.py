"""The register of organs and people as it is published, for whoever delivers."""

from activities.law import ORGANS, NotInstalled
from domain.organs import Organs
from eventlog import reference
from eventlog.pool import Pool


class NewestOrgans:
    """The newest organs, read again once something was published."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._known: tuple[int, Organs] | None = None

    async def get(self) -> Organs:
        """The newest organs.

        Raises:
            NotInstalled: there are none.
        """
        published = await reference.publications(self._pool)
        if self._known is None or self._known[0] != published:
            found = await reference.get(self._pool, "organs", ORGANS)
            if found is None:
                raise NotInstalled(ORGANS)
            self._known = published, Organs.model_validate_json(found.content)
        return self._known[1]
