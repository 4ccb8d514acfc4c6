"""What the explorer of the site needs besides the weekly table: names and colours of its slugs."""

import pandas as pd

from tokenbook.charts.style import OTHER_HUE, model_shades, vendor_hue
from tokenbook.editions import Edition
from tokenbook.rows.usage import OTHER

MOST = 10
"""How many lines the explorer shows at once; more are not told apart."""

COLUMNS = ["slug", "model", "label", "vendor", "family", "colour", "vendor_colour"]


def names(edition: Edition) -> pd.DataFrame:
    """The slugs of an edition's complete weeks with the names of their models, largest first.

    Returns
    -------
    DataFrame with `COLUMNS`; labels and colours are those of the book's figures. On the row of `other`
    all names are `other`.
    """
    rows = edition.weeks
    slugs = rows.groupby("slug")["tokens"].sum().sort_values(ascending=False, kind="stable")
    frame = rows.drop_duplicates("slug").set_index("slug").loc[slugs.index].reset_index()
    frame["label"] = [OTHER if model == OTHER else edition.label(model) for model in frame["model"]]
    frame["colour"] = frame["model"].map({**model_shades(edition.rows), OTHER: OTHER_HUE})
    frame["vendor_colour"] = frame["vendor"].map(vendor_hue)
    return frame[COLUMNS]
