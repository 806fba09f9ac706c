"""Which errors say something of what was to be written, and which of the server."""

import asyncpg
import pytest

from eventlog.pool import Pool
from projections.projector.isolation import is_of_the_data

OF_THE_DATA = ["22001", "22003", "22P02", "22P05", "23502", "23505", "23514", "54000"]
OF_THE_SERVER = ["08006", "25006", "40001", "42P01", "53100", "53200", "55000", "57014", "57P01", "58030", "XX000"]


@pytest.mark.parametrize("state", [*OF_THE_DATA, *OF_THE_SERVER])
async def test_the_server_says_which_it_is(app_pool: Pool, state: str) -> None:
    """By its own classes: data, constraints and limits blame the stream, all else is waited out."""
    with pytest.raises(asyncpg.PostgresError) as raised:
        await app_pool.execute(f"DO $$ BEGIN RAISE EXCEPTION 'fault' USING ERRCODE = '{state}'; END $$")

    assert is_of_the_data(raised.value) is (state in OF_THE_DATA)


async def test_an_argument_that_fits_no_column_is_of_the_data(app_pool: Pool) -> None:
    """The client refuses it before the server sees it, in the server's words."""
    with pytest.raises(asyncpg.DataError) as raised:
        await app_pool.execute("SELECT $1::int", 2**40)

    assert is_of_the_data(raised.value)


@pytest.mark.parametrize(
    ("error", "of_the_data"),
    [
        (KeyError("x"), True),
        (ValueError("x"), True),
        (TypeError("x"), True),
        (RecursionError("x"), True),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogate"), True),
        (OSError("x"), False),
        (TimeoutError("x"), False),
        (ConnectionResetError("x"), False),
        (MemoryError("x"), False),
        (asyncpg.InterfaceError("connection is closed"), False),
        (asyncpg.InternalClientError("cut off"), False),
    ],
    ids=repr,
)
def test_a_fold_that_fails_is_of_the_data_and_a_lost_server_is_not(error: Exception, of_the_data: bool) -> None:
    """What Python raises is told apart too."""
    assert is_of_the_data(error) is of_the_data
