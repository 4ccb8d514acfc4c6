"""`make serve`: the site's files and no others, to who asks by a name of ours, until it is told to end."""

import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from press.errors import PressError
from press.serve import LOOPBACK, is_own, serve, served
from press.watch import Site, served_live
from tokenbook import ROOT


@pytest.fixture
def site(tmp_path) -> Path:
    """A site, and beside it what it does not hold."""
    folder = tmp_path / "site"
    (folder / "de" / "sub").mkdir(parents=True)
    (folder / "index.html").write_text("the front page " * 200)
    (folder / "404.html").write_text("not here")
    (folder / "de" / "index.html").write_text("Anfang")
    (folder / "data.csv").write_bytes(bytes(range(100)))
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (tmp_path / "site2").mkdir()
    (tmp_path / "site2" / "secret.txt").write_text("secret")
    (folder / "out.txt").symlink_to(secret)
    (folder / "away").symlink_to(tmp_path / "site2")
    (folder / "circle").symlink_to(folder / "circle")
    (folder / "again.html").symlink_to(folder / "index.html")
    return folder


def ask(base: str, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes, dict[str, str]]:
    """Ask for a path exactly as it is written."""
    where = urlsplit(base)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.putrequest(method, path, skip_host="Host" in named)
    for name, value in named.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, {name.lower(): value for name, value in answer.getheaders()}


OUTSIDE = [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/de/../../secret.txt",
    "/de/%2e%2e%2f%2e%2e%2fsecret.txt",
    "//etc/passwd",
    "/%2fetc/passwd",
    "/../site2/secret.txt",
    "/..\\secret.txt",
    "/out.txt",
    "/away/secret.txt",
    "/away/",
    "/circle",
    "/de/sub/",
    "/%00",
    "/index.html%00.txt",
    "/" + "a" * 5000,
    "/%ff%fe",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_what_the_site_does_not_hold_is_not_given_out(site, path, caplog, capfd):
    with served(site) as base:
        status, body, _ = ask(base, path)
    assert 400 <= status < 500
    assert b"secret" not in body
    assert b"root:" not in body
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


def test_the_site_is_given_out(site):
    with served(site) as base:
        assert ask(base, "/")[1] == (site / "index.html").read_bytes()
        assert ask(base, "/again.html")[:2] == (200, (site / "index.html").read_bytes())
        assert ask(base, "/de/")[1] == b"Anfang"
        assert ask(base, "/de")[2]["location"] == "/de/"
        assert ask(base, "/nowhere")[:2] == (404, b"not here")
        assert ask(base, "/", "HEAD")[1] == b""
        assert ask(base, "/", "POST", Content_Length="0")[0] == 405


@pytest.mark.parametrize(
    ("wanted", "status", "length"),
    [("bytes=0-9", 206, 10), ("bytes=90-", 206, 10), ("bytes=-5", 206, 5), ("bytes=200-", 416, 0)],
)
def test_a_part_of_a_file_can_be_asked_for(site, wanted, status, length):
    with served(site) as base:
        answer = ask(base, "/data.csv", Range=wanted)
    assert answer[0] == status
    assert len(answer[1]) == length or status == 416


def test_texts_are_sent_compressed_to_who_takes_them_so(site):
    with served(site, zipped=True) as base:
        status, body, headers = ask(base, "/index.html", Accept_Encoding="gzip")
        plain = ask(base, "/index.html")[1]
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert len(body) < len(plain) / 10


def test_a_file_that_has_changed_is_sent_anew(site):
    with served(site) as base:
        _, _, headers = ask(base, "/de/")
        assert ask(base, "/de/", If_None_Match=headers["etag"])[0] == 304
        (site / "de" / "index.html").write_text("Ende!!")
        assert ask(base, "/de/", If_None_Match=headers["etag"])[:2] == (200, b"Ende!!")


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("::1", True),
        ("192.168.0.7", True),
        ("book.example", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("", False),
    ],
)
def test_a_name_that_strangers_can_point_here_is_not_ours(host, own):
    assert is_own(host, "book.example") == own


def test_who_asks_for_another_host_gets_nothing(site):
    with served(site) as base:
        status, body, _ = ask(base, "/", Host="evil.example")
        assert ask(base, "/", Host=urlsplit(base).netloc)[0] == 200
        assert ask(base, "/", Host="localhost:1")[0] == 200
    assert status == 421
    assert b"front page" not in body


def test_only_this_machine_can_ask_unless_told_otherwise(site):
    with served(site) as base:
        port = urlsplit(base).port
        # leads to what listens at all addresses, not to what listens at this machine's usual one
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.2", port), timeout=5)
    with served(site, host="0.0.0.0") as base:
        socket.create_connection(("127.0.0.2", urlsplit(base).port), timeout=5).close()


def test_many_ask_at_a_time_while_slow_ones_hold_the_line(site):
    threads = threading.active_count()
    with served(site) as base:
        where = urlsplit(base)
        slow = [socket.create_connection((where.hostname, where.port)) for _ in range(100)]
        for one in slow:
            one.sendall(b"GET / HTTP/1.1\r\nHo")
        with ThreadPoolExecutor(50) as pool:
            found = list(pool.map(lambda _: urllib.request.urlopen(f"{base}de/").read(), range(300)))
        assert threading.active_count() <= threads + 1
        for one in slow:
            one.close()
    assert found == [b"Anfang"] * 300
    assert threading.active_count() == threads


def test_an_open_page_learns_of_a_build_and_a_closed_one_is_forgotten(site):
    page = site / "de" / "index.html"
    page.write_text("<head></head>")
    now = Site("1")
    with served_live(site, 0, LOOPBACK, now) as base:
        for path in ("/de/", "/de/index.html"):
            assert ask(base, path)[1] == b'<head><script src="/_watch.js" defer></script></head>'
        assert b"EventSource" in ask(base, "/_watch.js")[1]
        assert ask(base, "/out.txt")[0] == 404
        assert ask(base, "/de")[2]["location"] == "/de/"
        threads, handles = threading.active_count(), psutil.Process().num_fds()
        readers = [urllib.request.urlopen(f"{base}_watch") for _ in range(20)]
        assert [reader.readline() for reader in readers] == [b"data: 1\n"] * 20
        assert threading.active_count() == threads
        now.number = "2"
        assert [(reader.readline(), reader.readline()) for reader in readers] == [(b"\n", b"data: 2\n")] * 20
        for reader in readers:
            reader.close()
        while psutil.Process().num_fds() > handles:
            time.sleep(0.05)
        for path in ("/_watch", "/_watch.js", "/de/"):
            assert ask(base, path, Host="evil.example")[0] == 421


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_that_does_not_exist_is_refused_in_a_line(site, port):
    with pytest.raises(PressError, match=f"port {port}: no port; allowed: 0 to 65535"), served(site, port):
        pass


def test_a_port_in_use_is_refused_in_a_line(site):
    with served(site) as base, pytest.raises(PressError, match=r"Address already in use; take another"):
        serve(site, urlsplit(base).port)


def test_a_host_that_is_not_this_machine_is_refused_in_a_line(site):
    with pytest.raises(PressError, match=r"192\.0\.2\.1, port 0: Cannot assign"):
        serve(site, 0, "192.0.2.1")


def test_without_a_site_there_is_nothing_to_serve(tmp_path):
    with pytest.raises(PressError, match="no site; build the book first"):
        serve(tmp_path, 0)


BEGIN = """\
import os, signal, sys
signal.signal(signal.SIGINT, signal.{})
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("how", "inherited"),
    [(signal.SIGINT, "SIG_DFL"), (signal.SIGTERM, "SIG_DFL"), (signal.SIGTERM, "SIG_IGN")],
)
def test_the_command_ends_when_it_is_told_to(site, how, inherited):
    begin = [sys.executable, "-c", BEGIN.format(inherited)]
    command = [sys.executable, str(ROOT / "scripts" / "serve_book.py"), str(site), "--port", "0"]
    server = subprocess.Popen([*begin, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    base = server.stdout.readline().removeprefix("The book is on ").partition(";")[0]
    assert ask(base, "/")[0] == 200
    server.send_signal(how)
    assert server.communicate() == ("", "")
    assert server.returncode == 0


def test_the_command_refuses_a_port_in_use(site):
    with served(site) as base:
        command = [sys.executable, str(ROOT / "scripts" / "serve_book.py"), str(site)]
        port = str(urlsplit(base).port)
        done = subprocess.run([*command, "--port", port], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("cannot be served: 127.0.0.1, port")
    assert done.stderr.count("\n") == 1
