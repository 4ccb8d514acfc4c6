"""Hostile rows, made up and given to an update one by one: a table of what must happen and what happened.

`make torture` runs it, and then `surroundings.py`. Refused means: exit code 2, one printable line, no
edition. Taken means: the name stands in the edition's weekly table as it was given. Each input has a process
of its own, so that what hangs, dies or ends in a traceback is a line of the table too.
"""

import contextlib
import gzip
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tokenbook.rows import commands
from tokenbook.rows.usage import read_usage

PROCESSES = get_context("forkserver")
"""Forks of a process that has imported this module and every verb, and done nothing else."""

PATIENCE = 120
"""Seconds after which an input counts as one that hangs."""

HEADER = "date,model_permaslug,total_tokens"

GOOD = "2026-01-05,lab/model,7"

NAMES = {
    "script": "lab/<script>alert(1)</script>",
    "picture": "lab/<img src=z onerror=alert(1)>",
    "drawing": "lab/<svg onload=alert(1)>",
    "attribute": "lab/\" onload='alert(1)'",
    "closing tags": "lab/</td></svg></style></script>",
    "comment": "lab/--><!--",
    "CDATA": "lab/]]>",
    "SQL": "lab/'; DROP TABLE models; --",
    "shell": "lab/$(touch x)`id`|;&",
    "path": "../../etc/passwd",
    "Windows path": "C:\\..\\con",
    "percent": "lab/%2e%2e%00%s%n",
    "Markdown": "lab/**_[x](javascript:alert(1))_** ![y](z)",
    "table": "lab/a|b|c",
    "MyST glue": "lab/{glue}`x`",
    "MyST include": "lab/```{include} /etc/passwd",
    "front matter": "--- lab: x ---",
    "LaTeX": "lab/\\input{/etc/passwd}$x^2$",
    "mathtext": "lab/$\\frac{1}{$",
    "Jinja": "lab/{{ 7 * 7 }}{% raw %}",
    "format": "lab/{0.__class__}%(x)s",
    "JSON": 'lab/","x":{"a":1},"y":"',
    "entity": "lab/&lt;b&gt;&amp;&#0;",
    "formula =": "=HYPERLINK(1)",
    "formula @": "@SUM(1)",
    "formula -": "-2+3+cmd|x",
    "zero-width": "lab/a\u200bb\u200dc",
    "emoji": "lab/👩‍🔬🏳️‍🌈",
    "combining": "lab/a" + "\u0301" * 60,
    "Arabic": "مختبر/نموذج",
    "Chinese": "实验室/模型",
    "200 characters": "l" * 200,
    "a number": "1e999",
    "null word": "NaN",
    "constructor": "__proto__/constructor",
}

UNSEEN = (0x00, 0x01, 0x09, 0x0B, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0x2028, 0x2029, 0x061C, 0x200E, 0x200F)
TURNED = (0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069)

COUNTS = (
    str(2**63),
    "9" * 30,
    "1e30",
    "-0",
    "-1",
    "1.5",
    "1,000",
    "1.000",
    "٧",
    "７",
    "0x10",
    "",
    "NaN",
    "inf",
    "1_000",
)

DAYS = ("2026-02-30", "2026-13-01", "0001-01-01x", "9999-99-99", "05.01.2026", "2026-1-5", "today", "")

JSONS = {
    "nested 100,000 deep": "[" * 100_000,
    "cut": '{"data": [{"date": "2026-01-05"',
    "no rows": '{"data": []}',
    "rows of text": '["a", "b"]',
    "lone surrogate": json.dumps([{"date": "2026-01-05", "model_permaslug": "\ud800", "total_tokens": 7}]),
    "as_of of markup": '{"meta": {"as_of": "<b>"}, "data": [{}]}',
    "as_of to come": '{"meta": {"as_of": "9999-01-01"}, "data": [{}]}',
    "count as float": '[{"date": "2026-01-05", "model_permaslug": "m", "total_tokens": 7.5}]',
    "count as true": '[{"date": "2026-01-05", "model_permaslug": "m", "total_tokens": true}]',
}

FILES: dict[str, bytes] = {
    "empty": b"",
    "header only": f"{HEADER}\n".encode(),
    "UTF-16": f"{HEADER}\n{GOOD}\n".encode("utf-16"),
    "Latin-1": f"{HEADER}\n2026-01-05,läb/m,7\n".encode("latin-1"),
    "HTML": b"<!doctype html><p>down for maintenance",
    "duplicate column": f"{HEADER},date\n{GOOD},2026-01-05\n".encode(),
    "100,000 columns": f"{HEADER}{''.join(f',c{n}' for n in range(100_000))}\n".encode(),
    "a field too many": f"{HEADER}\n{GOOD},8\n".encode(),
    "open quote": f'{HEADER}\n2026-01-05,"lab,7\n'.encode(),
    "the same row twice": f"{HEADER}\n{GOOD}\n{GOOD}\n".encode(),
    "cut gzip": gzip.compress(f"{HEADER}\n{GOOD}\n".encode())[:-9],
    "gzip of nothing": gzip.compress(b""),
    "cut Parquet": b"PAR1" + b"\0" * 40,
}


@dataclass(frozen=True)
class Trial:
    """An input and what must happen: `make` writes it to a path; `name` is one that must be taken."""

    what: str
    make: Callable[[Path], object]
    name: str | None = None


def _csv(name: str = "lab/model", day: str = "2026-01-05", count: str = "7") -> bytes:
    quoted = name.replace('"', '""')
    return f'{HEADER}\n{day},"{quoted}","{count}"\n'.encode()


def _wrote(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def trials() -> list[Trial]:
    """All of them."""
    steering = [chr(code) for code in (*UNSEEN, *TURNED)]
    return [
        *(Trial(f"name: {what}", _wrote(_csv(name)), name) for what, name in NAMES.items()),
        *(Trial(f"name with U+{ord(sign):04X}", _wrote(_csv(f"lab/a{sign}b"))) for sign in steering),
        Trial("name of 10,000 characters", _wrote(_csv("l" * 10_000))),
        *(Trial(f"count {count[:12]!r}", _wrote(_csv(count=count))) for count in COUNTS),
        *(Trial(f"day {day!r}", _wrote(_csv(day=day))) for day in DAYS),
        *(Trial(f"JSON: {what}", _wrote(text.encode())) for what, text in JSONS.items()),
        *(Trial(f"file: {what}", _wrote(content)) for what, content in FILES.items()),
        Trial("BOM and CRLF", _wrote(b"\xef\xbb\xbf" + _csv().replace(b"\n", b"\r\n")), "lab/model"),
        Trial("a folder", lambda path: path.mkdir()),
        Trial("a FIFO", os.mkfifo),
        Trial("a device", lambda path: path.symlink_to("/dev/zero")),
        Trial("a link to nowhere", lambda path: path.symlink_to("nowhere")),
        Trial("no such file", lambda path: None),
    ]


def outcome(trial: Trial, folder: Path) -> str:
    """Give the input to an update: "taken", "refused", or what was told instead."""
    path, data = folder / "rows", folder / "data"
    trial.make(path)
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        code = commands.main(
            ["--file", str(path), "--edition", "made-up", "--data", str(data), "--as-of", "2026-01-12"]
        )
    if code == 0:
        found = read_usage(data / "made-up" / "usage.csv")["model"].tolist()
        return "taken" if found == [trial.name] else f"taken as {found!a}"
    line = said.getvalue().removesuffix("\n")
    if code != 2 or not line or not line.isprintable():
        return f"exit code {code}, {line!a}"
    return "refused, but something was written" if data.exists() else "refused"


def _note(number: int, folder: Path) -> None:
    (folder / "outcome").write_text(outcome(trials()[number], folder), encoding="utf-8")


def happened(number: int) -> str:
    """The outcome of a trial, found in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process = PROCESSES.Process(target=_note, args=(number, folder))
        process.start()
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()
            return f"hangs: no answer in {PATIENCE} s"
        noted = folder / "outcome"
        return noted.read_text(encoding="utf-8") if noted.exists() else f"died, exit code {process.exitcode}"


def main() -> int:
    """Print the table; 0 = every input did what it must."""
    differ = 0
    every = trials()
    PROCESSES.set_forkserver_preload(["__main__", *(verb.__name__ for verb in commands.verbs().values())])
    for number, trial in enumerate(every):
        must = "refused" if trial.name is None else "taken"
        found = happened(number)
        differ += found != must
        print(f"{number + 1:4}  {trial.what:34}  {must:8}  {found}")
    print(f"{len(every)} inputs, {differ} of them did not do what they must")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
