import time, cProfile, pstats, json
from uuid import uuid4
from api import door, commands
from api.app import create_app
from tests.api.desk import *
from tests.api.conftest import *
from tests.conftest import *

async def test_prof(closed_office, monkeypatch):
    async def fake(here, case_id, letter): return door.Done(1,3,("a","b"))
    app = create_app(closed_office.around)
    monkeypatch.setattr(commands.door, "file", fake)
    body = json.dumps(dict(closed_office.application())).encode()
    hdr = [(b"authorization", closed_office.as_(CONTACT)["Authorization"].encode()), (b"content-type", b"application/json"), (b"idempotency-key", str(uuid4()).encode()), (b"host", b"x")]
    async def one():
        sent=[]
        got=False
        async def receive():
            return {"type":"http.request","body":body,"more_body":False}
        async def send(m): sent.append(m)
        await app({"type":"http","asgi":{"version":"3.0"},"http_version":"1.1","method":"POST","scheme":"http","path":"/v1/cases","raw_path":b"/v1/cases","query_string":b"","root_path":"","headers":hdr,"client":("127.0.0.1",1),"server":("x",80)}, receive, send)
        return sent
    r = await one(); assert r[0]["status"]==201, r
    t=time.perf_counter()
    for _ in range(500): await one()
    print("per request us", (time.perf_counter()-t)/500*1e6)
    p=cProfile.Profile(); p.enable()
    for _ in range(500): await one()
    p.disable()
    pstats.Stats(p).sort_stats("cumtime").print_stats(38)
    assert 0
