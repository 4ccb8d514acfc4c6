"""What the benchmark edits is there and can be edited again; what it makes of its measurements."""

import json
import subprocess
from contextlib import contextmanager
from pathlib import Path

import bench
import nbformat
import pytest
from bench import Measured, Row
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tokenbook import ROOT


@pytest.mark.parametrize("name", bench.EDITS)
def test_what_is_edited_is_there(tmp_path, name):
    (file, text), *_ = bench.EDITS[name]
    source = ROOT / "tokenbook" / file
    copy = tmp_path / "tokenbook" / file
    copy.parent.mkdir(parents=True)
    copy.write_bytes(source.read_bytes())
    texts = {copy.read_text(encoding="utf-8")}
    assert text in next(iter(texts))
    for number in range(2):
        bench.edit(tmp_path, bench.EDITS[name], number)
        texts.add(copy.read_text(encoding="utf-8"))
    assert len(texts) == 3
    if copy.suffix == ".py":
        compile(copy.read_text(encoding="utf-8"), copy.name, "exec")


def test_a_text_that_has_gone_is_named(tmp_path):
    with pytest.raises(SystemExit, match="there is none of the texts"):
        bench.edit(tmp_path, (("gone.py", "x = 1"),), 0)


class MadeUp:
    """A bench on which nothing runs: each command takes a second more than the one before."""

    bin = bench.BIN
    pairs = 3

    def __init__(self, folder: Path, beside: "MadeUp | None" = None):
        self.folder, self.book, self.beside = folder, folder / "book", beside
        self.asked: list[tuple] = []
        self.environment = {}

    def seconds(self, *asked: object) -> float:
        self.asked.append(asked)
        return float(len(self.asked))

    def press(self, *options: object) -> Measured:
        return Measured(self.seconds(*options), 100.0)

    def run(self, *command: object, cwd: Path | None = None) -> Measured:
        return Measured(self.seconds(*command), 100.0)

    time = seconds

    def plain(self, edition: str) -> Measured:
        return Measured(40.0, 200.0 if edition == "2025" else 50.0)

    def change(self, kind: str, tag: str | None, text: str) -> None:
        self.asked.append((kind, text))

    def reruns(self) -> int:
        return 5


@pytest.fixture
def made_up(tmp_path) -> MadeUp:
    return MadeUp(tmp_path)


def test_all_editions_are_held_against_the_plain_tools_for_each(made_up):
    rows = [(row.name, row.value, row.plain) for row in bench.cold(made_up)]
    assert rows == [
        ("cold, 1 edition, both languages", 1.0, 40.0),
        ("nothing changed, 1 edition, both languages", 2.0, 40.0),
        ("peak memory of all processes (PSS), 1 edition, both languages", 100.0, 200.0),
        ("cold, 2 editions, both languages", 3.0, 80.0),
        ("nothing changed, 2 editions, both languages", 4.0, 80.0),
        ("peak memory of all processes (PSS), 2 editions, both languages", 100.0, 200.0),
    ]
    assert made_up.asked[2] == ("--pages-only", "--edition", "2025", "2026")


def test_a_command_is_told_by_its_middle_one(made_up):
    rows = {row.name: row.value for row in bench.commands(made_up)}
    # a change counts as one that was asked
    assert rows == {
        "one sentence changed, command (median of 3)": 5.0,
        "one code cell changed, command (median of 3)": 11.0,
        "then EPUB and PDF in both languages": 14.0,
    }
    assert made_up.asked[1] == ("markdown", "Noch ein Satz. # 0")


def test_what_is_watched_is_told_by_its_middle_one(made_up, monkeypatch):
    clock = iter([0, 5, 10, 11, 20, 23, 30, 31, 40, 41, 50, 59])
    monkeypatch.setattr(bench.time, "monotonic", lambda: next(clock))

    @contextmanager
    def watcher(bench):
        yield lambda: None

    monkeypatch.setattr(bench, "_watcher", watcher)
    assert [row.value for row in bench.watched(made_up)] == [3, 1]


def test_edits_are_made_in_pairs_and_told_beside_each_other(tmp_path, monkeypatch):
    older = MadeUp(tmp_path / "older")
    older.reruns = lambda: 7
    edited: list[Path] = []
    monkeypatch.setattr(bench, "edit", lambda book, places, number: edited.append(book))

    @contextmanager
    def built(side, port):
        assert port == bench.PORT + (side is older)
        yield lambda: None

    monkeypatch.setattr(bench, "_built", built)
    own = MadeUp(tmp_path / "own", older)
    rows = list(bench.edits(own))
    assert len(rows) == 3 * len(bench.EDITS)
    assert edited == [own.book, older.book] * 2 * own.pairs * len(bench.EDITS)
    reruns = [row for row in rows if row.unit == "runs"]
    assert {(row.value, row.before) for row in reruns} == {(5, 7)}


@pytest.mark.parametrize(
    ("medians", "before"), [([[3.0, 1.0, 2.0], [9.0, 8.0, 7.0]], 8.0), ([[2.0, 1.0, 3.0]], None)]
)
def test_a_pair_is_of_medians(medians, before):
    assert bench._pair("made up", medians) == Row("made up", 2.0, before=before)


def test_reading_is_told_by_the_middle_of_three_processes(made_up, monkeypatch):
    runs = iter([(3.0, 30.0), (1.0, 10.0), (2.0, 20.0)] * 3)
    seen = []

    def measured(bench, code, path):
        seen.append((code, path.read_text().count("\n")))
        return next(runs)

    monkeypatch.setattr(bench, "_measured", measured)
    monkeypatch.setattr(bench.pd, "date_range", lambda start, periods: bench.pd.to_datetime(["2024-01-01"]))
    rows = list(bench.reading(made_up))
    assert [(row.value, row.plain, row.unit) for row in rows] == [
        (2.0, 2.0, "s"),
        (20.0, 20.0, "MB"),
        (2.0, None, "s"),
    ]
    assert {lines for _, lines in seen} == {1001}
    assert "pandas.read_csv(path)\n" in seen[0][0]


def test_a_fresh_machine_clones_sets_up_and_builds(made_up, monkeypatch):
    clock = iter([10.0, 15.0, 30.0])
    monkeypatch.setattr(bench.time, "monotonic", lambda: next(clock))
    cloned = []
    monkeypatch.setattr(bench.subprocess, "run", lambda command, check: cloned.append(command))
    assert [row.value for row in bench.fresh(made_up)] == [20.0, 5.0]
    assert cloned == [["git", "clone", "--quiet", str(ROOT), str(made_up.folder / "clone")]]
    assert made_up.asked == [("make", "setup"), ("make", "book")]


def test_editions_are_told_by_what_each_takes(made_up):
    settings = made_up.book / "data" / "2025" / "edition.yml"
    settings.parent.mkdir(parents=True)
    settings.write_text("top_n: 9")
    (made_up.book / "tests").mkdir()
    rows = list(bench.editions(made_up, (1, 2)))
    assert [(row.name, row.value) for row in rows] == [
        ("1 editions, each", 1.0),
        ("1 editions, peak memory (PSS)", 100.0),
        ("2 editions, each", 1.0),
        ("2 editions, peak memory (PSS)", 100.0),
    ]
    *_, first, second = made_up.asked[1]
    assert first.name == "made-up-0"
    assert (first / "edition.yml").read_text() == "top_n: 9"
    # no two have the same rows
    assert (first / "usage.csv").read_bytes() != (second / "usage.csv").read_bytes()


def test_a_process_tells_its_own_seconds_and_memory(made_up):
    code = "import json, sys; print(json.dumps([1.5, len(sys.argv[1])]))"
    assert bench._measured(made_up, code, Path("1234")) == (1.5, 4)


@pytest.mark.parametrize("built", [True, False])
def test_a_watcher_is_waited_for_and_ended(made_up, monkeypatch, built):
    ended = []
    said = iter(["building\n", "up to date\n", "building\n", "up to date\n"])
    process = type("Process", (), {"stdout": said, "terminate": lambda self: ended.append("terminate"),
                                   "wait": lambda self: ended.append("wait")})()  # fmt: skip
    started = []
    monkeypatch.setattr(bench.subprocess, "Popen", lambda command, **_: started.append(command) or process)
    events = iter([b"\n", b"data: 1\n", b"\n", b"data: 2\n"])
    monkeypatch.setattr(bench.urllib.request, "urlopen", lambda address: events)
    with bench._built(made_up, 7) if built else bench._watcher(made_up) as wait:
        wait()
        with pytest.raises(SystemExit, match="the watcher has ended"):
            wait()
    assert started[0][1:] == ["scripts/watch_book.py", "--port", "7" if built else str(bench.PORT)]
    assert ended == ["terminate", "wait"]


def test_the_plain_tools_run_each_chapter_with_what_it_declares(copied, monkeypatch):
    (copied.book / "locale").mkdir()
    (copied.book / "chapters/references.bib").touch()
    chapter = copied.book / "chapters/03_disruptors.ipynb"
    text = chapter.read_text().replace("n = 0", "lang = 0").replace("n = 1", "edition = 1")
    chapter.write_text(text)
    monkeypatch.setattr(bench, "of_language", lambda book, lang: {"title": lang})
    ran: list[list[str]] = []

    def run(*command, cwd=None):
        ran.append([str(part) for part in command])
        return Measured(1.0, float(len(ran)))

    monkeypatch.setattr(copied, "run", run)
    assert copied.plain("2026") == Measured(4.0, 4.0)
    names = [Path(command[0]).name for command in ran]
    assert names == ["papermill", "jupyter-book", "papermill", "jupyter-book"]
    assert ran[0][4:] == ["-p", "lang", "de", "-r", "edition", "2026"]
    stage = copied.folder / "plain-en"
    assert (stage / "_config.yml").read_text() == "execute:\n  execute_notebooks: 'off'\ntitle: en\n"


def test_lines_are_read_up_to_the_one_that_is_wanted():
    lines = iter(["a\n", "up to date\n", "b\n"])
    bench._expect(lines, lambda line: "up to date" in line)
    assert next(lines) == "b\n"
    with pytest.raises(SystemExit, match="the watcher has ended"):
        bench._expect(lines, lambda line: line == "gone")


@pytest.fixture
def copied(tmp_path, monkeypatch) -> bench.Bench:
    """A bench on a made-up book of one chapter."""
    book = tmp_path / "made-up"
    (book / "chapters").mkdir(parents=True)
    cells = [new_markdown_cell(f"Satz {n}", metadata={"tags": ["de"]}) for n in range(4)]
    cells += [new_code_cell(f"n = {n}") for n in range(4)]
    nbformat.write(new_notebook(cells=cells), book / "chapters/03_disruptors.ipynb")
    (book / "_toc.yml").write_text("format: jb-book\nroot: chapters/03_disruptors\n")
    subprocess.run(["git", "init", "--quiet", "."], cwd=book, check=True)
    subprocess.run(["git", "add", "."], cwd=book, check=True)
    (book / "not-tracked").touch()
    return bench.Bench(tmp_path / "bench", root=book)


def test_a_bench_copies_what_is_tracked_and_changes_the_copy_alone(copied, tmp_path):
    assert sorted(path.name for path in copied.book.iterdir()) == ["_toc.yml", "chapters"]
    assert copied.bin == tmp_path / "made-up" / ".venv" / "bin"
    copied.change("code", None, "eight = 8")
    copied.change("markdown", "de", "Noch ein Satz.")
    path = "chapters/03_disruptors.ipynb"
    before, after = (
        [cell["source"] for cell in nbformat.read(root / path, as_version=4).cells]
        for root in (tmp_path / "made-up", copied.book)
    )
    assert before[2] == "Satz 2"
    assert [one for one, other in zip(after, before, strict=True) if one != other] == [
        "Satz 2\nNoch ein Satz.",
        "n = 2\neight = 8",
    ]


def test_a_command_is_timed_and_one_that_fails_is_told(copied):
    took = copied.run(bench.BIN / "python", "-c", "import time; time.sleep(0.3)")
    assert took.seconds >= 0.3
    assert took.memory > 1
    with pytest.raises(SystemExit, match=r"import sys; sys\.exit.*: no such thing"):
        copied.run(bench.BIN / "python", "-c", "import sys; sys.exit('no such thing')")


def test_chapters_that_would_run_anew_are_counted(copied, monkeypatch):
    copied.bin = bench.BIN
    (copied.book / "scripts").mkdir()
    said = "2025/de/a: runs, because of b\n2025/en/a: is kept\n2025/en/c: runs, because of d\n"
    (copied.book / "scripts/build_book.py").write_text(
        f"import sys\nassert '--why' in sys.argv\nprint({said!r})"
    )
    assert copied.reruns() == 2


def test_the_table_has_what_was_measured():
    rows = [Row("a", 1.234, plain=4.0, goal="small"), Row("b", 250.4, "MB", before=300.0)]
    assert bench.table(rows).splitlines()[2:] == [
        "| a | 1.23 s |  | 4.00 s | 0.308 | small |",
        "| b | 250 MB | 300 MB |  |  |  |",
    ]
    assert Row("nothing to compare", 1.0, plain=0.0).share is None


def test_what_is_asked_for_is_measured_printed_and_written(tmp_path, monkeypatch, capsys):
    def measuring(bench):
        yield Row("made up", float(bench.pairs), plain=14.0)

    monkeypatch.setattr(bench, "BENCHMARKS", {"made-up": measuring})
    monkeypatch.setattr(bench, "Bench", lambda folder, beside: MadeUp(folder))
    path = tmp_path / "new" / "bench.json"
    assert bench.main(["made-up", "--pairs", "7", "--output", str(path)]) == 0
    record = json.loads(path.read_text())
    row = {
        "name": "made up",
        "value": 7.0,
        "unit": "s",
        "plain": 14.0,
        "goal": "",
        "before": None,
        "share": 0.5,
    }
    assert record["rows"] == [row]
    assert int(record["machine"]["cores"]) > 0
    assert "| made up | 7.00 s |  | 14.00 s | 0.500 |  |" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        bench.main(["gone"])
    assert "gone: there are made-up" in capsys.readouterr().err
