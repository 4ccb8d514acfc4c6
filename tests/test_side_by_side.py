"""Builds that run side by side wait for each other, and the site is always wholly one of them."""

import errno
import subprocess
import sys
import threading

import pytest

from press import lock, swap
from press.errors import PressError

HOLDS = """\
import sys
from pathlib import Path
from press import lock
with lock.editions(Path(sys.argv[1]), [sys.argv[2]], sys.argv[3], print):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds an edition's folder."""
    command = [sys.executable, "-c", HOLDS, str(tmp_path), "2025", "https://one.example/"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def take(folder, name, base, said):
    with lock.editions(folder, [name], base, said.append):
        said.append("held")


@pytest.mark.parametrize("how", ["terminate", "kill"])
def test_the_same_edition_waits_until_the_other_build_has_ended(tmp_path, holder, how):
    said: list[str] = []
    thread = threading.Thread(target=take, args=(tmp_path, "2025", "https://one.example/", said))
    thread.start()
    thread.join(1)
    assert said == ["another build of this edition is running; waiting for it to end"]
    getattr(holder, how)()
    thread.join(20)
    assert said[1:] == ["held"]


def test_another_edition_goes_on_beside_it(tmp_path, holder):
    said: list[str] = []
    take(tmp_path, "2026", "https://one.example/", said)
    assert said == ["held"]


@pytest.mark.parametrize("name", ["2025", "2026"])
def test_another_address_in_the_same_site_is_refused_while_a_build_runs(tmp_path, holder, name):
    with pytest.raises(PressError, match=r"for https://one\.example/, this one is for https://two\.example/"):
        take(tmp_path, name, "https://two.example/", [])
    holder.kill()
    holder.wait()
    said: list[str] = []
    take(tmp_path, name, "https://two.example/", said)
    assert said == ["held"]


def sites(folder):
    """A site and the new one beside it."""
    target = folder / "site"
    for place, text in ((target, "last"), (swap.beside(target)[0], "new")):
        place.mkdir()
        (place / "index.html").write_text(text)
    return target


@pytest.mark.parametrize("can", [True, False])
def test_the_new_site_takes_the_place_of_the_last(tmp_path, monkeypatch, can):
    if not can:
        monkeypatch.setattr(swap, "exchange", lambda one, two: False)
    target = sites(tmp_path)
    swap.swap(target)
    assert (target / "index.html").read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_there_is_a_site_at_every_moment_of_an_exchange(tmp_path):
    target = sites(tmp_path)
    if not swap.exchange(*swap.beside(target)[:1], target):
        pytest.skip("this file system cannot exchange two folders")
    assert (target / "index.html").read_text() == "new"
    assert (swap.beside(target)[0] / "index.html").read_text() == "last"


def test_where_nothing_can_be_exchanged_two_renames_do(tmp_path, monkeypatch):
    class Libc:
        @staticmethod
        def renameat2(*_):
            swap.ctypes.set_errno(errno.EINVAL)
            return -1

    monkeypatch.setattr(swap.ctypes, "CDLL", lambda *_, **__: Libc)
    assert not swap.exchange(tmp_path / "one", tmp_path / "two")


def test_a_site_lost_between_two_renames_is_put_back(tmp_path):
    target = sites(tmp_path)
    target.rename(swap.beside(target)[1])
    assert swap.mend(target)
    assert (target / "index.html").read_text() == "last"
    assert list(tmp_path.iterdir()) == [target]
    assert not swap.mend(target)
