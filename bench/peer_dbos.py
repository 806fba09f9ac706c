"""DBOS as a peer (`bench/peers.py`): an act is a step of a workflow, or a short workflow; recorded as a row.

    python -m bench.peer_dbos DATABASE_URL

Reads rounds from standard input and writes what they gave (`bench/peer_rounds.py`). The row is written in the
transaction of the step, as DBOS has it for what must be exactly once; its pools are those it comes with.
"""

import sys
from itertools import count
from uuid import uuid4

import sqlalchemy as sa
from dbos import DBOS, SetWorkflowID, SQLAlchemyDatasource

from bench.peer_rounds import ROW, TABLE, WORDS, Client, serve

_PATIENCE_SECONDS = 60.0
_ON = "act"

_datasource = SQLAlchemyDatasource.create(sys.argv[1])


@_datasource.transaction(isolation_level="READ COMMITTED")
def _record(case: str, number: int, words: str) -> None:
    row = {"case": case, "number": number, "words": words}
    _datasource.sql_session().execute(sa.text(ROW), row)


@DBOS.workflow()
def _act(case: str, number: int, words: str) -> None:
    """One act, as a workflow of its own."""
    _record(case, number, words)


@DBOS.workflow()
def _case(case: str) -> None:
    """A case that receives acts, records each and says so; one that says nothing ends it."""
    for number in count():
        words = DBOS.recv(_ON, timeout_seconds=_PATIENCE_SECONDS)
        if not words:
            return
        _record(case, number, words)
        DBOS.set_event(f"{_ON}:{number}", number)


def _by_case() -> Client:
    """A client whose acts go to the workflow of its case; each is waited for."""
    case = str(uuid4())
    with SetWorkflowID(case):
        DBOS.start_workflow(_case, case)
    numbers = count()

    def act() -> None:
        number = next(numbers)
        DBOS.send(case, WORDS, _ON)
        if DBOS.get_event(case, f"{_ON}:{number}", timeout_seconds=_PATIENCE_SECONDS) != number:
            raise RuntimeError(f"act {number} of {case} was not recorded")

    return Client(act, lambda: DBOS.send(case, "", _ON))


def _by_act() -> Client:
    """A client whose acts are workflows of their own."""
    case, numbers = str(uuid4()), count()

    def act() -> None:
        with SetWorkflowID(str(uuid4())):
            _act(case, next(numbers), WORDS)

    return Client(act)


def main() -> None:
    """Prepare the tables, then serve rounds."""
    DBOS(
        config={
            "name": "bench",
            "system_database_url": sys.argv[1],
            "log_level": "ERROR",
        }
    )
    with _datasource.engine.begin() as connection:
        connection.execute(sa.text(TABLE))
    DBOS.launch()
    serve({"case": _by_case, "act": _by_act})


if __name__ == "__main__":
    main()
