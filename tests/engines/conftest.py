"""A PostgreSQL server of the tests' own."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_up import PASSWORD


def _bin() -> Path | None:
    """Where Debian keeps the server's programs, which are on nobody's path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    which = shutil.which("initdb")
    return found[-1].parent if found else Path(which).parent if which else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server that has just been started, as user `postgres` where this one is root."""
    programs = _bin()
    if programs is None:
        pytest.fail("PostgreSQL is not on this machine (.ci/packages installs it)")
    who = "postgres" if os.geteuid() == 0 else getpass.getuser()
    folder = Path(tempfile.mkdtemp(prefix="tokenbook-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *options: str, **more: object) -> None:
        command = [str(programs / program), "--pgdata", str(folder / "data"), *options]
        user = "postgres" if os.geteuid() == 0 else None
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, user=user, **more)

    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o644)
    run(
        *("initdb", "--username", "reader", "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-sync"),
        *("--locale", "C", "--pwfile", str(folder / "password")),
    )
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_wal_size=4GB"
    run("pg_ctl", "start", "--wait", "--log", str(folder / "log"), "-o", settings)
    assert who
    try:
        yield f"postgres://reader:{PASSWORD}@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "stop", "--mode", "immediate")
        shutil.rmtree(folder, ignore_errors=True)
