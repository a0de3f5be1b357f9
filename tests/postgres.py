"""A PostgreSQL server of a test's own, on loopback, in a folder that goes with it; skipped where none is installed."""

import getpass
import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
USER, PASSWORD = "zm_admin", "Sesam-0815"


def _as_postgres(*words):
    """A command as the user who may run the server: it refuses root."""
    return (
        ["runuser", "-u", "postgres", "--", *map(str, words)] if getpass.getuser() == "root" else list(map(str, words))
    )


@contextmanager
def server(folder):
    """Start a server with PostGIS in a new database `zm`; gives its address, and lets its password be found."""
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql-postgis")
    programs, data = PROGRAMS[-1].parent, folder / "data"
    folder.chmod(0o755)
    data.mkdir()
    if getpass.getuser() == "root":
        shutil.chown(data, "postgres", "postgres")
        for above in folder.parents:
            if above.stat().st_uid == os.getuid() and above != Path("/"):
                above.chmod(above.stat().st_mode | 0o011)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    word = folder / "password"
    word.write_text(PASSWORD)
    word.chmod(0o644)
    run = {"check": True, "capture_output": True, "cwd": "/"}
    subprocess.run(_as_postgres(programs / "initdb", "-D", data, "-U", USER, "-A", "scram-sha-256", f"--pwfile={word}",
                                "--no-sync", "--locale=C.UTF-8"), **run)  # fmt: skip
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    start = [programs / "pg_ctl", "-D", data, "-o", options, "-l", data / "log", "-w", "-t", "300", "start"]
    subprocess.run(_as_postgres(*start),
                   **{**run, "capture_output": False, "stdout": subprocess.DEVNULL})  # fmt: skip
    passes = folder / "pgpass"
    passes.write_text(f"127.0.0.1:{port}:*:{USER}:{PASSWORD}\n")
    passes.chmod(0o600)
    before = {name: os.environ.get(name) for name in ("PGPASSFILE", "PGUSER")}
    os.environ |= {"PGPASSFILE": str(passes), "PGUSER": USER}
    try:
        import psycopg

        with psycopg.connect(host="127.0.0.1", port=port, dbname="postgres", autocommit=True) as one:
            one.execute("CREATE DATABASE zm")
        with psycopg.connect(host="127.0.0.1", port=port, dbname="zm", autocommit=True) as one:
            one.execute("CREATE EXTENSION postgis")
        yield f"postgresql://127.0.0.1:{port}/zm"
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)
        subprocess.run(
            _as_postgres(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"), cwd="/", capture_output=True
        )
