"""`data/events.csv`: what charts annotate, derived from the tables beside it as far as they say it.

Changes of price and days without data are none of them; they stand here with their source.
"""

import pandas as pd

COLUMNS = ["date", "subject", "kind", "label", "from_price", "to_price", "source"]

LISTS = "price lists, see {year}/price_sources.csv"

CHANGES = (
    ("2025-02-08", "deepseek/deepseek-chat-v3", "0.14/0.28", "0.27/1.10", "maker; simonw/llm-prices"),
    ("2025-06-10", "openai/o3-2025-04-16", "10/40", "2/8", LISTS),
    ("2026-04-26", "deepseek/deepseek-v4-pro-20260423", "1.74/3.48", "0.435/0.87", LISTS),
    ("2026-05-27", "xiaomi/mimo-v2.5-20260422", "0.4/2", "0.14/0.28", LISTS),
    ("2026-07-28", "openai/gpt-5.6-luna-20260709", "1/6", "0.5/3", LISTS),
    ("2026-07-31", "openai/gpt-5.6-luna-20260709", "0.5/3", "0.1/0.6", LISTS),
    ("2026-08-14", "google/gemini-3.6-flash-20260721", "1.5/7.5", "0.75/3.75", LISTS),
    ("2026-08-18", "openai/gpt-5.6-luna-20260709", "0.1/0.6", "0.2/1.2", LISTS),
    ("2026-08-18", "openai/gpt-5.6-sol-20260709", "5/30", "2.5/15", LISTS),
    ("2026-08-22", "openai/gpt-5.6-sol-20260709", "2.5/15", "2/10", LISTS),
)
"""Day, slug, prompt/completion before and after in dollars per million tokens, source."""

OUTAGES = ("2025-06-15", "2025-07-15")
"""Days missing at the source."""


def events(releases: pd.DataFrame, free: pd.DataFrame, large: set[str], last: str) -> pd.DataFrame:
    """All events of the names in `large`, and the source's own, ordered by day.

    Parameters
    ----------
    releases, free : the tables as texts; `free` may hold a slug more than once.
    large : slugs as published, with variant.
    last : last day of the data; what is free then has no end yet.
    """
    bases = {slug.split(":", 1)[0] for slug in large}
    came = releases[releases["slug"].isin(bases)]
    rows = [(row.released, row.slug, "release", "", "", row.source) for row in came.itertuples()]
    kept = free[free["model_permaslug"].isin(large)]
    for slug, spans in kept.groupby("model_permaslug"):
        source = spans["sources"].iloc[0] or "free by definition"
        rows += [(spans["from"].min(), slug, "free_from", "", "0/0", source)]
        if spans["to"].max() < last:
            rows += [(spans["to"].max(), slug, "free_to", "0/0", "", source)]
    rows += [
        (day, slug, "price_change", before, after, source.format(year=day[:4]))
        for day, slug, before, after, source in CHANGES
    ]
    rows += [(day, "", "outage", "", "", "daily rows: no row of this day") for day in OUTAGES]
    made = [(day, subject, kind, f"event_{kind}", *more) for day, subject, kind, *more in rows]
    table = pd.DataFrame(made, columns=COLUMNS, dtype=str)
    return table.sort_values(["date", "subject", "kind"]).reset_index(drop=True)
