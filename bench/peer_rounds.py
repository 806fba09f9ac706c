"""How a peer is asked for rounds, as a program of its own: a line of JSON in, a line of JSON out."""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

TABLE = (
    "CREATE TABLE IF NOT EXISTS act (of_case text, number int, words text NOT NULL, recorded_at timestamptz NOT NULL"
    " DEFAULT now(), PRIMARY KEY (of_case, number))"
)
ROW = "INSERT INTO act (of_case, number, words) VALUES (:case, :number, :words)"
"""What every peer records of an act."""
WORDS = "当事人说明了当时的情况和已采取的补救措施，并提交了现场照片和会议记录。" * 2
"""What an act says: as long as that of our side."""

CLIENTS_MAX = 20


def _nothing() -> None:
    """Nothing goes on when a round is over."""


@dataclass(frozen=True, slots=True)
class Client:
    """Does one act after another on a case of its own, each recorded when it returns; then the case is over."""

    act: Callable[[], None]
    end: Callable[[], None] = _nothing


def serve(clients: Mapping[str, Callable[[], Client]]) -> None:
    """Answer rounds until the input ends; the process is left at once, whatever threads are still there."""
    threads = ThreadPoolExecutor(CLIENTS_MAX)  # the same ones in every round, each with a connection
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        made = [clients[asked["how"]]() for _ in range(asked["clients"])]
        print(json.dumps(one_round(threads, made, asked["seconds"])), flush=True)
    os._exit(0)


def one_round(threads: ThreadPoolExecutor, clients: list[Client], seconds: float) -> dict[str, object]:
    """All clients at the same time, each in a thread; acts a second, and how many there were."""
    started = time.perf_counter()

    def run(client: Client) -> int:
        acts = 0
        while not acts or time.perf_counter() < started + seconds:
            client.act()
            acts += 1
        return acts

    try:
        acts = sum(threads.map(run, clients))
        elapsed = time.perf_counter() - started
        for client in clients:
            client.end()
    except Exception as error:  # noqa: BLE001 - told to whoever asked, who ends the benchmark
        return {"failed": repr(error)}
    return {"rate": acts / elapsed, "acts": acts}
