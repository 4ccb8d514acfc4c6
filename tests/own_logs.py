"""Made-up own logs: small teams and strange gateways, seeded. The numbers are invented.

Each is a table of daily sums as a gateway would give it out: `day`, `name`, `total`, and `cost` where the
gateway says it. What is made up is named so: `MADE_UP`.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from tokenbook.rows.commands.import_ import store
from tokenbook.rows.events import importing, names
from tokenbook.rows.updating import Origin

MADE_UP = "a made-up gateway's log"
SEED = 22

MAPPING = {"date": "day", "model": "name", "tokens": "total"}

TEAM = ("claude-sonnet-4.5", "gpt-5-mini", "gemini-2.5-flash")
"""One team's models; the third comes in May and hands nothing over, the first two change places."""


def _log(days: pd.DatetimeIndex, sizes: dict[str, np.ndarray], noise: float = 0.1) -> pd.DataFrame:
    """A row per day and model; a tenth more or less at weekdays, a quarter of it at weekends."""
    random = np.random.default_rng(SEED)
    weekend = np.where(days.day_of_week >= 5, 0.25, 1.0)
    frames = []
    for name, size in sizes.items():
        total = (size * weekend * random.uniform(1 - noise, 1 + noise, len(days))).astype("int64")
        frames.append(pd.DataFrame({"day": days.strftime("%Y-%m-%d"), "name": name, "total": total}))
    rows = pd.concat(frames, ignore_index=True)
    return rows[rows["total"] > 0].reset_index(drop=True)


def team() -> pd.DataFrame:
    """Three models and one team over a year; growing, one overtaken by another, with cost."""
    days = pd.date_range("2025-11-24", "2026-11-22")
    at = np.linspace(0, 1, len(days))
    sizes = {
        TEAM[0]: 4e6 * (1 - 0.7 * at),
        TEAM[1]: 1e6 * (1 + 9 * at),
        TEAM[2]: np.where(days >= "2026-05-04", 5e5, 0),
    }
    rows = _log(days, sizes)
    price = rows["name"].map(dict(zip(TEAM, (9e-6, 1e-6, 1.5e-6), strict=True)))
    return rows.assign(cost=(rows["total"] * price).round(6))


def one_vendor() -> pd.DataFrame:
    """Two models of one vendor, a quarter."""
    days = pd.date_range("2026-03-02", "2026-05-31")
    flat = np.ones(len(days))
    return _log(days, {"claude-sonnet-4.5": 3e8 * flat, "claude-haiku-4.5": 1e8 * flat})


def one_week() -> pd.DataFrame:
    """Seven days from a Monday."""
    days = pd.date_range("2026-09-07", "2026-09-13")
    flat = np.ones(len(days))
    return _log(days, {"gpt-5-mini": 2e6 * flat, "gpt-5": 5e5 * flat})


def weekdays() -> pd.DataFrame:
    """Nothing on Saturdays and Sundays."""
    rows = team().drop(columns="cost")
    return rows[pd.to_datetime(rows["day"]).dt.day_of_week < 5].reset_index(drop=True)


def four_years() -> pd.DataFrame:
    """Five models that nobody catalogued, from November 2022 on; each leads for a while."""
    days = pd.date_range("2022-11-28", "2026-11-22")
    at = np.arange(len(days)) / len(days)
    sizes = {
        f"made-up-{name}": 1e9 * (1 + 3 * at) * np.exp(-(((at - 0.1 - 0.2 * place) / 0.15) ** 2))
        for place, name in enumerate(("alpha", "bravo", "charlie", "delta", "echo"))
    }
    return _log(days, sizes)


def thousands() -> pd.DataFrame:
    """5,000 models in four weeks."""
    days = pd.date_range("2026-06-01", "2026-06-28")
    sizes = {f"lab-{n % 60}/model-{n}": np.full(len(days), 1e10 / (n + 10)) for n in range(5000)}
    return _log(days, sizes)


def small() -> pd.DataFrame:
    """Some thousands of tokens a week, shrinking."""
    days = pd.date_range("2026-04-06", "2026-06-28")
    at = np.linspace(1, 0.4, len(days))
    return _log(days, {"gpt-5-mini": 900 * at, "gpt-5": 300 * at})


def odd() -> pd.DataFrame:
    """Weekends only; a third under no model's name, hardly any under a second's; all of it free of charge."""
    days = pd.date_range("2026-06-01", "2026-08-30")
    off = np.where(days.day_of_week >= 5, 4.0, 0.0)
    rows = _log(
        days,
        {
            "qwen/qwen3-coder": 2e6 * off,
            "meta-llama/llama-3.3-70b-instruct": 800 * off,
            "Sonstige": 1e6 * off,
        },
    )
    return rows.assign(cost=0)


LOGS: dict[str, Callable[[], pd.DataFrame]] = {
    "team": team,
    "one-vendor": one_vendor,
    "one-week": one_week,
    "weekdays": weekdays,
    "four-years": four_years,
    "thousands": thousands,
    "small": small,
    "odd": odd,
}


def write_log(name: str, folder: Path) -> Path:
    """A log as a CSV file."""
    path = folder / f"{name}.csv"
    folder.mkdir(parents=True, exist_ok=True)
    LOGS[name]().to_csv(path, index=False)
    return path


def make_own(name: str, data: Path) -> Path:
    """The folder of an own edition, imported as an analyst would."""
    path = write_log(name, data.parent / "logs")
    mapping = MAPPING | ({"cost": "cost"} if "cost" in LOGS[name]() else {})
    new = importing.run(importing.Request(str(path), mapping=mapping), names.Names())
    importing.check_buildable(new.rows, new.name)
    store(new, name, Origin(MADE_UP, own=True), data)
    return data / name
