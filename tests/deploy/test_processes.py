import os
import subprocess
import sys

from deploy.stack.processes import ProcessIdentity, identity_of, is_alive


def test_process_is_known_by_its_id_and_its_start() -> None:
    """The same process is recognised again; another start under the same id, as an older stack.json has it, is not."""
    ours = identity_of(os.getpid())

    assert ours is not None
    assert is_alive(ours)
    assert not is_alive(ProcessIdentity(pid=os.getpid(), started="5c1ff0d5-31dd-4a2c-8d0f-2f6a3a9be5a1/123456"))


def test_process_that_ended_is_gone_before_it_is_fetched() -> None:
    """Who has ended and was not yet fetched by its parent runs no more."""
    child = subprocess.Popen([sys.executable, "-c", "pass"], stdout=subprocess.PIPE)
    assert child.stdout is not None
    with child.stdout:
        child.stdout.read()  # ends with the program

    try:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

        assert identity_of(child.pid) is None
    finally:
        child.wait()
