import asyncio
import http.client
import shutil
import socket
import subprocess
from pathlib import Path

import asyncpg
import psutil

from deploy.stack.data_directory import DataDirectory
from deploy.stack.embedded_postgres import EmbeddedPostgres
from deploy.stack.processes import is_alive
from tests.deploy.stack_process import StackProcess, Stacks, kill, rongcuo, until

PARTS = ["postgres", "temporal", "worker", "project", "api"]


def starts(data: Path) -> int:
    """How many starts the database remembers, read as the roles read it."""

    async def count() -> int:
        connection = await asyncpg.connect(EmbeddedPostgres(DataDirectory(data)).url("rongcuo_api"))
        try:
            return int(await connection.fetchval("SELECT count(*) FROM start"))
        finally:
            await connection.close()

    return asyncio.run(count())


def _copy(data: Path, to: Path) -> None:
    """Copy a directory as an administrator would, while it may be in use."""
    subprocess.run(["cp", "-a", str(data), str(to)], check=True, timeout=60)  # noqa: S603, S607 - the system's own


def test_up_starts_every_part_in_order_and_says_where(shared_stack: StackProcess) -> None:
    """A person sees one line for each part and then the address."""
    lines = [line.split()[1] for line in shared_stack.output.splitlines() if line.startswith("✓")]

    assert lines == ["PostgreSQL", "数据库迁移", "Temporal", "worker、project、api"]
    assert shared_stack.record().api_url in shared_stack.output


def test_status_asks_every_part(shared_stack: StackProcess) -> None:
    """All parts answer, and the exit code says so."""
    answer = rongcuo("status", "--json", "--data", str(shared_stack.data))

    assert answer.code == 0
    assert [(part.part, part.state) for part in answer.json().parts] == [(name, "up") for name in PARTS]


def test_nothing_is_compared_where_no_worker_listens_or_nothing_runs(
    shared_stack: StackProcess, tmp_path: Path
) -> None:
    """The stand-ins here do no work; every run would seem silent, so it is said that nobody works."""
    nobody = rongcuo("reconcile", "--data", str(shared_stack.data))
    nothing = rongcuo("reconcile", "--data", str(tmp_path))

    assert (nobody.code, "no worker runs" in nobody.text) == (1, True)
    assert (nothing.code, "not running" in nothing.text) == (1, True)


def test_no_port_of_the_engine_answers_over_http(shared_stack: StackProcess) -> None:
    """The dev server opens one for HTTP whatever it is told: whoever asks there, under whatever name, is refused."""
    server = psutil.Process(shared_stack.part("temporal").pid)
    ports = {each.laddr.port for each in server.net_connections("tcp4") if each.status == psutil.CONN_LISTEN}
    answers = [
        answer
        for port in ports
        for host in ("localhost", f"127.0.0.1:{port}", "", "no host")
        for path in ("/api/v1/namespaces/default/workflows", "/cluster/namespaces/default/search-attributes")
        if (answer := http_get(port, host, path))
    ]

    assert shared_stack.record().temporal_port in ports
    assert len(ports) > 1
    assert {403, 404, 400} >= {*answers}
    assert 403 in answers


def http_get(port: int, host: str, path: str) -> int | None:
    """The status of an answer; None: what listens there does not talk HTTP/1.1."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.putrequest("GET", path, skip_host=True)
        connection.putheader("Host", host)
        connection.endheaders()
        return connection.getresponse().status
    except (http.client.HTTPException, OSError):
        return None
    finally:
        connection.close()


def test_second_up_on_the_same_data_is_refused(shared_stack: StackProcess, stacks: Stacks) -> None:
    """It names the first one's address and process, and changes nothing of it."""
    before = shared_stack.record()

    second = stacks(shared_stack.data)

    assert second.ended() == 2
    assert before.api_url in second.output
    assert str(shared_stack.pid) in second.output
    assert shared_stack.record() == before
    assert shared_stack.status().state == "up"


def test_killed_parts_are_started_again(shared_stack: StackProcess) -> None:
    """A role and a server killed without warning come back as other processes, and all is well again."""
    killed = [shared_stack.part(name) for name in ("worker", "postgres", "temporal")]

    for process in killed:
        kill(process)
    until(
        lambda: not set(killed) & set(shared_stack.processes()) and shared_stack.status().state == "up",
        "all parts are up again",
    )

    assert starts(shared_stack.data) == 1


def test_stop_and_start_again_keeps_data_key_and_addresses(stacks: Stacks, tmp_path: Path) -> None:
    """After SIGTERM no process is left; the next start finds the same data, the same key and takes the same ports."""
    first = stacks(tmp_path).until_ready()
    before, key = first.record(), DataDirectory(tmp_path).installation_key.read_bytes()

    assert first.stop() == 0
    assert first.alive() == []
    assert rongcuo("status", "--data", str(tmp_path)).code == 3

    again = stacks(tmp_path).until_ready()

    assert (again.record().api_port, again.record().temporal_port) == (before.api_port, before.temporal_port)
    assert DataDirectory(tmp_path).installation_key.read_bytes() == key
    assert starts(tmp_path) == 2
    assert rongcuo("down", "--data", str(tmp_path)).code == 0
    assert again.alive() == []
    assert again.ended() == 0


def test_taken_ports_and_a_path_too_long_for_a_socket_are_no_obstacle(stacks: Stacks, tmp_path: Path) -> None:
    """Other ports are chosen, the socket goes to a short directory, and what a broken first start left is ignored."""
    data = tmp_path / ("d" * 100)
    (data / "postgres.new").mkdir(parents=True)
    (data / "postgres.new" / "PG_VERSION").write_text("half")
    with socket.socket() as api, socket.socket() as temporal:
        for taken, port in ((api, 8080), (temporal, 7233)):
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                taken.bind(("127.0.0.1", port))
            except OSError:
                continue  # somebody else has it: taken all the same
            taken.listen()

        stack = stacks(data).until_ready()

    assert stack.record().api_port != 8080
    assert stack.record().temporal_port != 7233
    assert stack.status().state == "up"
    assert starts(data) == 1


def test_wanted_port_that_is_taken_is_refused(stacks: Stacks, tmp_path: Path) -> None:
    """A port asked for by number is not silently another one."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        stack = stacks(tmp_path, port=port)

        assert stack.ended() == 1
        assert f"port {port} is taken" in stack.output


def test_killed_supervisor_takes_its_parts_along_and_up_recovers(stacks: Stacks, tmp_path: Path) -> None:
    """After kill -9 of `up` nothing stays; the next one starts on the same data."""
    first = stacks(tmp_path).until_ready()

    first.kill()
    until(lambda: first.alive() == [], "all parts are gone")
    again = stacks(tmp_path).until_ready()

    assert again.status().state == "up"
    assert starts(tmp_path) == 2


def test_failing_part_is_named_with_the_end_of_its_log(stacks: Stacks, tmp_path: Path) -> None:
    """The exit code is 1, the last twenty lines are shown, and what had started is stopped."""
    stack = stacks(tmp_path, fail="project")

    assert stack.ended() == 1
    assert "✗ project" in stack.output
    assert "no such luck" in stack.output
    assert "line 11" in stack.output
    assert "line 10\n" not in stack.output
    assert stack.alive() == []


def test_part_that_keeps_dying_is_started_again_and_the_stack_goes_on(stacks: Stacks, tmp_path: Path) -> None:
    """A role that dies again and again is started each time, while all others run on."""
    stack = stacks(tmp_path).until_ready()
    others = [stack.part(name) for name in PARTS if name != "worker"]

    for _ in range(7):
        killed = stack.part("worker")
        kill(killed)
        until(lambda gone=killed: stack.part("worker") != gone, "it is started again")  # type: ignore[misc] # a default binds the loop's value
    until(lambda: stack.status().state == "up", "all is well again")

    assert [stack.part(name) for name in PARTS if name != "worker"] == others


def test_a_hot_copy_is_refused_and_touches_nothing_of_its_original(
    shared_stack: StackProcess, stacks: Stacks, tmp_path: Path
) -> None:
    """Its record names processes that live: they belong to another directory, and nothing here may end them."""
    before, copy = shared_stack.record(), tmp_path / "copy"
    _copy(shared_stack.data, copy)

    refused = stacks(copy)

    assert refused.ended() == 2
    assert str(shared_stack.data) in refused.output
    assert "--adopt-copy" in refused.output
    assert rongcuo("status", "--data", str(copy)).code == 3
    assert rongcuo("down", "--data", str(copy)).code == 0
    assert shared_stack.record() == before
    assert shared_stack.alive() == PARTS


def test_a_copy_that_was_adopted_runs_beside_its_original(stacks: Stacks, tmp_path: Path) -> None:
    """With the same data and key, on other ports, and from then on without being told again."""
    first, copy = stacks(tmp_path / "first").until_ready(), tmp_path / "copy"
    _copy(first.data, copy)

    adopted = stacks(copy, adopt_copy=True).until_ready()
    both = [stack.status().state for stack in (first, adopted)]
    ports = adopted.record().ports()
    stopped = adopted.stop()
    again = stacks(copy).until_ready()

    assert both == ["up", "up"]
    assert not ports & first.record().ports()
    assert stopped == 0
    assert again.status().state == "up"
    assert first.alive() == PARTS
    assert (starts(first.data), starts(copy)) == (1, 3)


def test_a_moved_directory_and_a_backup_put_back_in_its_place_are_no_copies(stacks: Stacks, tmp_path: Path) -> None:
    """Neither needs to be told anything."""
    stacks(tmp_path / "data").until_ready().stop()
    (tmp_path / "data").rename(tmp_path / "moved")

    moved = stacks(tmp_path / "moved").until_ready()
    moved.stop()
    _copy(moved.data, tmp_path / "backup")
    shutil.rmtree(moved.data)
    (tmp_path / "elsewhere").mkdir()  # takes the inode that became free
    _copy(tmp_path / "backup", moved.data)
    put_back = stacks(moved.data).until_ready()

    assert put_back.status().state == "up"
    assert starts(moved.data) == 3


def test_lost_key_is_not_replaced(stacks: Stacks, tmp_path: Path) -> None:
    """Data without its key is not given a new key, which could never read it."""
    data = DataDirectory(tmp_path)
    data.postgres.mkdir(parents=True)

    stack = stacks(tmp_path)

    assert stack.ended() == 1
    assert "restore keys/" in stack.output
    assert not data.installation_key.exists()


def test_left_over_server_is_stopped_before_a_new_one_starts(stacks: Stacks, tmp_path: Path) -> None:
    """Where a server outlives a killed `up`, the next one ends it first: a stack.json with a live process shows how."""
    stack = stacks(tmp_path).until_ready()
    stack.stop()
    data = DataDirectory(tmp_path)
    bystander = stacks(tmp_path / "other").until_ready()
    left_over = stack.record().parts[0].model_copy(update={"process": bystander.part("worker")})
    data.write_record(stack.record().model_copy(update={"parts": (left_over,)}))

    again = stacks(tmp_path).until_ready()

    assert not is_alive(left_over.process)
    assert "left by a killed run" in again.output
