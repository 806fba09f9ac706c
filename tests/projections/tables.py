"""Whole read-model tables, for comparing."""

from eventlog.pool import Pool
from projections.projector.projector import READ_MODELS
from projections.projector.table import Row

TABLES = tuple(f"{table.name}_v{table.version}" for model in READ_MODELS for table in model.tables)
OF_CASES = tuple(
    f"{table.name}_v{table.version}" for model in READ_MODELS for table in model.tables if issubclass(table.row, Row)
)


async def contents(pool: Pool) -> dict[str, list[str]]:
    """Every row of every read model, in one order."""
    return {
        table: [row[0] for row in await pool.fetch(f"SELECT r::text FROM read_model.{table} r ORDER BY 1")]  # noqa: S608 - our own names
        for table in TABLES
    }
