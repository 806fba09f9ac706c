"""A tally: how many rows of a table are alike, so that no page counts them when it is read.

The database keeps it by triggers that fire once a statement, in the transaction that changes the rows: so it is exact
whoever writes them, in a batch, stream by stream, or in bulk. What depends on the day is no part of it: it is kept by
dates, and the days that have passed are summed when it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eventlog.queries import load_queries

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True)
class Tally:
    """A tally of the rows of a table; its version is that of the table.

    Attributes:
        name: the first part of its name in the database.
        columns: what rows that count as alike have the same, in the order in which it is looked up.
        rows: the statement that gives these of some rows of the table, which it calls `rows`.
    """

    name: str
    columns: tuple[str, ...]
    rows: str

    def file(self, version: int) -> str:
        """Its name in the schema of its table."""
        return f"{self.name}_v{version}"

    def sql(self, table: str, version: int, readers: str) -> Mapping[str, str]:
        """Its statements by name, over a table of that name in the database."""
        name = self.file(version)
        words = {
            "name": name,
            "tally": f"{table.partition('.')[0]}.{name}",
            "table": table,
            "columns": ", ".join(self.columns),
            "rows": self.rows,
            "readers": readers,
        }
        return {each: statement.format(**words) for each, statement in _SQL.items()}
