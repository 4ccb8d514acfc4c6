"""Made-up editions at the edges of what a book can be built from. None of them reaches the book."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from books import epubcheck
from conftest import made_up_daily

from press.build import build
from press.links import check_links
from tokenbook import ROOT
from tokenbook.rows.sources.files import Daily
from tokenbook.rows.updating import Origin, update
from tokenbook.site import order_of


def _three_weeks() -> pd.DataFrame:
    return made_up_daily("2026-03-02", "2026-03-22")


def _three_years() -> pd.DataFrame:
    """Three years in which every model grows more slowly than in the made-up year, at its own pace."""
    daily = made_up_daily("2025-01-01", "2025-01-01")
    days = pd.date_range("2025-01-01", "2027-12-31")
    tokens = daily.set_index("model")["tokens"]
    rows = [
        (day, model, int(count * (1.0005 + 0.0003 * (place % 5)) ** number * (1 + 0.3 * np.sin(number / 40))))
        for number, day in enumerate(days)
        for place, (model, count) in enumerate(tokens.items())
    ]
    return pd.DataFrame(rows, columns=["date", "model", "tokens"])


def _one_vendor() -> pd.DataFrame:
    daily = made_up_daily("2026-01-05", "2026-03-29")
    return daily[daily["model"].str.startswith("google/")].reset_index(drop=True)


def _five_models() -> pd.DataFrame:
    """Five models nobody knows, and days without rows."""
    days = pd.date_range("2026-01-01", "2026-06-30").delete([10, 40, 41, 42, 100])
    rows = [
        (day, f"made-up-lab/invented-{name}", 10**9 * (place + 2) + 10**7 * (number % (7 + place)))
        for number, day in enumerate(days)
        for place, name in enumerate(("flash", "coder", "large", "70b", "mini"))
    ]
    return pd.DataFrame(rows, columns=["date", "model", "tokens"])


def _thousands() -> pd.DataFrame:
    """Five thousand models in six weeks."""
    days = pd.date_range("2026-01-05", "2026-02-15")
    names = [f"lab-{n % 60}/model-{n}" for n in range(5000)]
    sizes = (10**12 / (np.arange(5000) + 10)).astype("int64")
    frames = [
        pd.DataFrame({"date": day, "model": names, "tokens": np.roll(sizes, number * 3)})
        for number, day in enumerate(days)
    ]
    return pd.concat(frames, ignore_index=True)


def _all_other() -> pd.DataFrame:
    days = pd.date_range("2026-01-05", "2026-03-01")
    return pd.DataFrame({"date": days, "model": "other", "tokens": 10**12 + 10**9 * np.arange(len(days))})


def _renamed(slug: str) -> pd.DataFrame:
    """A made-up quarter whose largest model has this slug."""
    daily = made_up_daily("2026-01-05", "2026-03-29")
    largest = daily["model"] == "google/gemini-2.5-flash"
    return daily.assign(model=daily["model"].where(~largest, slug))


EDGES: dict[str, Callable[[], pd.DataFrame]] = {
    "three-weeks": _three_weeks,
    "three-years": _three_years,
    "one-vendor": _one_vendor,
    "five-models": _five_models,
    "five-thousand": _thousands,
    "all-other": _all_other,
    "chinese": lambda: _renamed("通义实验室/千问-超大-code"),
    "long": lambda: _renamed("very-long-lab-" * 7 + "/" + "an-endless-name-" * 6 + "$x$"),
    "html": lambda: _renamed("evil-lab/<script>alert(1)</script>**_[x](y)_**-flash"),
}


def make_edge(name: str, data: Path) -> Path:
    """The folder of an edge edition, made as an analyst would: rows in, everything else proposed."""
    update([Daily(EDGES[name](), f"{name}.csv", "0" * 64, "2026-11-20")], name, Origin(), data)
    return data / name


def main() -> int:
    """Build all of them as one site in `_build/edges`, and follow its links; 0 = all good.

    With the word `takeaway` each is made as EPUB and PDF too.
    """
    takeaway = "takeaway" in sys.argv[1:]
    output = ROOT / "_build" / "edges"
    shutil.rmtree(output, ignore_errors=True)
    folders = tuple(str(make_edge(name, output / "data")) for name in EDGES)
    report = check_links(build(order_of(folders, output=output, takeaway=takeaway)))
    epubs = sorted((output / "site").rglob("*.epub"))
    program = shutil.which("epubcheck")
    if epubs and program is None:
        raise SystemExit("epubcheck is not on this machine (apt install epubcheck)")
    wrong = [f"{path.name}: {fault}" for path in epubs for fault in epubcheck(Path(program).resolve(), path)]
    for broken in [*report.broken, *wrong]:
        print(broken, file=sys.stderr)
    print(f"{report.links} links on {report.pages} pages, {len(report.broken)} broken")
    print(f"{len(epubs)} e-books, {len(wrong)} broken")
    return 1 if report.broken or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
