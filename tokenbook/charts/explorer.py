"""The chart with which the explorer begins."""

import pandas as pd

from tokenbook import measures
from tokenbook.charts.base import Chart, Numbers, draw_lines, share_lines
from tokenbook.charts.style import DASHES, model_hues
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, saying

LEADERS = 5
"""How many models the explorer begins with."""


def leading_models(scope: Scope) -> Chart:
    """Weekly shares of the largest models of the whole period: where the explorer begins."""
    order = measures.named(measures.tokens_by(scope.weeks, "model")).sum()
    models = list(order.sort_values(ascending=False, kind="stable").head(LEADERS).index)
    if not models:
        raise NoRowsError("named models")
    share = measures.shares(scope.weeks, "model")
    hues = model_hues(scope.edition.rows)
    vendor = scope.weeks.drop_duplicates("model").set_index("model")["vendor"]
    series, colours, dashes = {}, {}, {}
    for place, model in enumerate(models):
        name = scope.edition.label(model)
        series[name], colours[name] = measures.since_first(share[model]), hues[model]
        # the same vendor's lines differ in their dashes
        dashes[name] = DASHES[sum(vendor[m] == vendor[model] for m in models[:place]) % len(DASHES)]
    data = pd.concat(series, axis=1, sort=True).stack().dropna().rename("share")
    data = data.rename_axis(["week", "name"]).reset_index()
    overall = measures.overall_shares(scope.weeks, "model")

    return Chart(
        "leading-models",
        saying(
            N_("{name:text} is the period's largest model, with {part:share:0} of all tokens"),
            name=scope.edition.label(models[0]),
            part=float(overall[models[0]]),
        ),
        data,
        draw_lines(series, colours, N_("share of the week's tokens"), "share:0", dashes),
        saying(
            N_(
                "Weekly shares of the period's largest models, {count:models}, each from its first "
                "complete week on."
            ),
            count=len(models),
        ),
        saying(N_("Not shown: all other models, and the weeks that lack days.")),
        saying(
            N_(
                "Lines. Over all complete weeks the models hold: {overall:shares}. In the last complete "
                "week, that of {week:date}: {last:shares}."
            ),
            overall={scope.edition.label(model): float(overall[model]) for model in models},
            week=share.index[-1],
            last={scope.edition.label(model): float(share[model].iloc[-1]) for model in models},
        ),
        Numbers(share_lines(series, colours, dashes)),
    )
