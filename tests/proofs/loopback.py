"""No request of the desk leaves this computer: every address that it or a process of its own names, as strace sees it.

    python tests/proofs/loopback.py [--planted]

A project is opened, its page drawn, a file dropped, understood and added, problems listed, a map saved, all of it taken
back and the desk ended. With --planted each process names an address of no network when it begins.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace

from geo.desk.guard import Keys

sys.path.append(str(Path(__file__).parents[1]))
from desk import Asked

ADDRESS = re.compile(r'sa_family=AF_INET6?, .*?(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)")')
OWN = ("127.0.0.1", "::1")
TABLE = b"id,name,area_type,lat,lon\nA,Ort,SHA,40.1,46.1\n"
PLANTED = """import socket
one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
one.connect(("192.0.2.1", 53))  # of no network (RFC 5737); connecting a datagram socket sends nothing
"""


def walked(folder: Path, *, planted: bool) -> list[str]:
    """Give the addresses that a desk named while somebody worked at it."""
    log = folder / "strace.log"
    environment = {
        **os.environ,
        "XDG_RUNTIME_DIR": str(folder),
        "XDG_CACHE_HOME": str(folder),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    if planted:  # Python runs a module of this name in every process that it begins
        (folder / "sitecustomize.py").write_text(PLANTED, encoding="utf-8")
        environment["PYTHONPATH"] += os.pathsep + str(folder)
    traced = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,bind", "-o", str(log)]
    command = [*traced, sys.executable, "-m", "geo.cli", "desk", str(folder / "project"), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as desk:
        try:
            assert desk.stdout
            link = next(found[0] for line in desk.stdout if (found := re.search(r"http://\S+", line)))
            work(entered(link))
        finally:
            desk.terminate()
    return ["".join(found) for found in ADDRESS.findall(log.read_text("utf-8", "replace"))]


def entered(link: str) -> Asked:
    """Open the link as a browser does; gives the desk, to be asked."""
    address = urllib.parse.urlsplit(link)
    connection = HTTPConnection(address.hostname or "", address.port or 0, timeout=60)
    connection.request("GET", f"{address.path}?{address.query}", headers={"Sec-Fetch-Site": "none"})
    answer = connection.getresponse()
    cookie = (answer.headers["set-cookie"] or "").partition(";")[0].partition("=")[2]
    keys = Keys(address.port or 0, path=(answer.headers["location"] or "").strip("/"), cookie=cookie)
    asked = Asked(SimpleNamespace(keys=keys))
    keys.token = json.loads(asked.ask("GET", "desk?language=en", X_Desk=None)[2])["token"]
    return asked


def work(asked: Asked) -> None:
    """Do at the desk what there is to do."""
    while b'http-equiv="refresh"' in asked.ask("GET", "", Sec_Fetch_Site="none", X_Desk=None, Origin=None)[2]:
        pass
    file = {**asked.drop("survey.csv", TABLE), "options": {"kind": "hazards"}}
    asked.answer("inspect", files=[file])
    asked.answer("add", files=[file], version=asked.version)
    asked.answer("problems")
    assert asked.answer("save")["results"]
    asked.answer("undo", version=asked.version)
    asked.ask("POST", "stop", b"{}")


def main() -> int:
    """Say what was named; fails where an address is not of this computer."""
    with tempfile.TemporaryDirectory() as folder:
        named = walked(Path(folder), planted="--planted" in sys.argv)
    others = sorted({one for one in named if one not in OWN})
    print(f"{len(named)} addresses named, {len(others)} of them of other computers{': ' if others else '.'}", *others)
    return 1 if others or not named else 0


if __name__ == "__main__":
    sys.exit(main())
