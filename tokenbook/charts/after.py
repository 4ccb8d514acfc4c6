"""Charts of what came after: both years' volume, who led, what is left, open weights."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from tokenbook import beside, measures
from tokenbook.charts.base import (
    AREA,
    COLUMN_MIDDLE,
    RIBBON_ROW,
    Chart,
    Line,
    Numbers,
    draw_columns,
    gaps_said,
    mark_value,
    ribbon,
    with_ends,
)
from tokenbook.charts.colours import ACCENT, OTHER_HUE, SECOND
from tokenbook.charts.style import INK, Layout, label_ends, measure, month_axis, number_axis, token_axis
from tokenbook.limits import EDGE_WEEKS
from tokenbook.measures import CODE_NAMED
from tokenbook.scope import Scope
from tokenbook.sources import Source
from tokenbook.wording import N_, Wording, saying

WIDTH = 5.6
"""Days that a weekly column is wide."""

COMPARABLE = 1.5
"""Up to how many times the largest week the whole time before has a line in the picture."""


def both_years(scope: Scope) -> Chart:
    """Tokens per complete week, of the earlier edition and the later."""
    years = beside.years(scope)
    total = measures.totals(beside.both_weeks(scope)).astype(float)
    new = total.index >= years.after.edition.start
    before, after = (years.before.edition, years.after.edition)
    whole = beside.whole_before(scope)
    # a line far above the columns would flatten them
    comparable = whole <= COMPARABLE * float(total.max())
    columns = {
        SECOND: (saying(N_("up to {day:date}"), day=before.end), total[~new]),
        ACCENT: (saying(N_("from {day:date}"), day=after.start), total[new]),
    }

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        for colour, (_, values) in columns.items():
            draw_columns(axes, values, WIDTH, colour)
        axes.set_ylim(0, max(float(total.max()), whole if comparable else 0) * 1.12)
        if comparable:
            axes.axhline(whole, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
            axes.annotate(
                say(N_("{before:text} altogether"), before=before.covers.year or before.name),
                (total.index[0], whole),
                xytext=(0, 3),
                textcoords="offset points",
                fontsize=8.5,
            )
        mark_value(
            axes,
            total.idxmax() + pd.Timedelta(days=WIDTH / 2),
            float(total.max()),
            say.tokens(total.max(), 0),
        )
        axes.legend(
            handles=[Patch(color=colour, label=name.to(say)) for colour, (name, _) in columns.items()],
            loc="center left", bbox_to_anchor=(0, 0.6),
        )  # fmt: skip
        token_axis(axes, say, float(total.max()), gaps_said(total.index, say))
        month_axis(axes, layout, say)

    return Chart(
        "both-years",
        saying(
            N_("One week now brings more tokens than all of {before:text}"),
            before=before.covers.year or before.name,
        )
        if float(total.max()) > whole
        else saying(
            N_("From at most {high:tokens} tokens a week to {peak:tokens}"),
            high=float(total[~new].max()),
            peak=float(total[new].max()),
        ),
        pd.DataFrame({"tokens": total.astype("int64"), "later": new}).reset_index(),
        paint,
        saying(
            N_(
                "Tokens in whole weeks, to {until:date}. The most are {peak:tokens}, in the week of "
                "{week:date}; all days to {end:date} together come to {whole:tokens}."
            ),
            end=before.end,
            whole=whole,
            until=after.last_day,
            peak=float(total.max()),
            week=total.idxmax(),
        ),
        saying(N_("Not shown: weeks of which days are missing; what the tokens were used for.")),
        saying(
            N_(
                "Columns from {first:tokens} a week to {last:tokens}; up to {day:date} at most {high:tokens}."
            ),
            first=float(total.iloc[0]),
            last=float(total.iloc[-1]),
            day=before.end,
            high=float(total[~new].max()),
        ),
        Numbers(
            [Line(name, values, "tokens", colour, mark=AREA) for colour, (name, values) in columns.items()],
            shift=COLUMN_MIDDLE,
        ),
    )


LEADER_WORDS = {
    SECOND: N_("known in {before:text}"),
    ACCENT: N_("new since then"),
    OTHER_HUE: N_("under a code name"),
}


def weekly_leaders(scope: Scope) -> Chart:
    """Which model was the largest in which later week."""
    found = beside.leaders(scope)
    label = beside.years(scope).after.edition.label
    order = list(dict.fromkeys(found["model"]))
    names = found["model"].map(label)
    hidden = found["vendor"].eq(CODE_NAMED)
    earlier = beside.years(scope).before.edition
    before = earlier.covers.year or earlier.name
    colour = pd.Series(ACCENT, index=found.index).mask(found["old"], SECOND).mask(hidden, OTHER_HUE)

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        figure.set_figheight(RIBBON_ROW * len(order) + (1.5 if layout.narrow else 1.1))
        axes = figure.subplots()
        ribbon(axes, found["model"], label, colour.tolist())
        measure(axes, say(N_("the largest model of each week")))
        axes.legend(
            handles=[
                Patch(color=hue, label=say(word, before=before))
                for hue, word in LEADER_WORDS.items()
                if hue in set(colour)
            ],
            loc="lower left", bbox_to_anchor=(0, 1), ncols=1 if layout.narrow else 3, borderaxespad=0.2,
            columnspacing=1.0, handlelength=1.2,
        )  # fmt: skip
        month_axis(axes, layout, say)

    old = [label(model) for model in order if found.loc[found["model"] == model, "old"].all()]
    return Chart(
        "weekly-leaders",
        saying(N_("{count:count} models led in {weeks:weeks}"), count=len(order), weeks=len(found)),
        found.reset_index(),
        paint,
        saying(
            N_(
                "The largest models of the whole weeks to {until:date}, in the order in which they came to "
                "the front. Code names hide the maker of a model on trial."
            ),
            until=beside.years(scope).after.edition.last_day,
        ),
        saying(N_("Not shown: how narrow a lead was, and who came second.")),
        saying(
            N_(
                "{count:models} led in {weeks:weeks}, from the year before {old:count}; the last, in the "
                "week of {week:date}, with {share:share} of the tokens."
            ),
            count=len(order),
            weeks=len(found),
            old=len(old),
            week=found.index[-1],
            share=float(found["share"].iloc[-1]),
        ),
        Numbers(
            [
                Line(
                    saying(N_("share of the largest model")),
                    found["share"],
                    "share",
                    ACCENT,
                    mark=AREA,
                    names=names,
                    colours=colour,
                )
            ],
            shift=COLUMN_MIDDLE,
        ),
    )


def what_is_left(scope: Scope) -> Chart:
    """The share of the later weeks' tokens that the earlier edition's models have."""
    share = beside.left(scope)
    until = beside.years(scope).before.edition.end

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        draw_columns(axes, share, WIDTH, SECOND)
        axes.set_ylim(0, 1.05)
        last = float(share.iloc[-1])
        mark_value(axes, share.index[-1] + pd.Timedelta(days=WIDTH / 2), last, say.share(last, 0))
        measure(axes, say(N_("share of the named tokens on models known by {until:date}"), until=until))
        number_axis(axes.yaxis, say, "share:0")
        month_axis(axes, layout, say)

    return Chart(
        "what-is-left",
        saying(
            N_("What was there before has {last:share:0} of the tokens left after {weeks:weeks}"),
            last=float(share.iloc[-1]),
            weeks=len(share),
        ),
        share.reset_index(),
        paint,
        saying(
            N_(
                "Share of the named tokens on models that are in the data up to {until:date} already. "
                "In the last whole week it is {last:share:0}."
            ),
            until=until,
            last=float(share.iloc[-1]),
        ),
        saying(N_("Not shown: tokens. A share may fall while its tokens stay what they were.")),
        saying(
            N_("Columns per week, from {first:share} down to {low:share}; in the middle {half:share}."),
            first=float(share.iloc[0]),
            low=float(share.min()),
            half=float(share.iloc[len(share) // 2]),
        ),
        Numbers(
            [Line(saying(N_("models of the year before")), share, "share", SECOND, mark=AREA)],
            shift=COLUMN_MIDDLE,
        ),
    )


WEIGHTS = {"yes": N_("open"), "unknown": N_("not known"), "no": N_("closed")}


def open_weights(scope: Scope) -> Chart:
    """Shares of models with open and with closed weights, in the weeks of both editions."""
    share = beside.weights(scope)
    start = beside.years(scope).after.edition.start
    colours = {"yes": ACCENT, "unknown": OTHER_HUE, "no": SECOND}
    ends = {name: measures.ends(share[name], EDGE_WEEKS) for name in colours}

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        base = pd.Series(0.0, index=share.index)
        for name, colour in colours.items():
            draw_columns(axes, share[name], 7, colour, base)
            base = base + share[name]
        axes.axvline(start, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
        axes.set_ylim(0, 1)
        words = (
            N_("share of the named tokens; headline: means of the first and last four weeks")
            if layout.narrow
            else N_("share of the named tokens; numbers: means of the first and last four weeks")
        )
        measure(axes, say(words) + gaps_said(share.index, say))
        last = share.iloc[-1]
        top = last[list(colours)].cumsum()
        label_ends(
            axes,
            [
                (
                    with_ends(say(WEIGHTS[name]), ends[name], layout, say),
                    share.index[-1] + measures.WEEK,
                    float(top[name] - last[name] / 2),
                    colour,
                )
                for name, colour in colours.items()
                if last[name]
            ],
        )
        number_axis(axes.yaxis, say, "share:0")
        month_axis(axes, layout, say)

    return Chart(
        "open-weights",
        saying(
            N_(
                "Open weights: from {first:share:0} of the named tokens in {month:month_year} to "
                "{last:share:0}"
            ),
            first=ends["yes"][0],
            month=share.index[:EDGE_WEEKS][-1],
            last=ends["yes"][1],
        ),
        share.reset_index(),
        paint,
        saying(
            N_(
                "Shares of the named tokens by whether a model's weights can be downloaded. The dashed line: "
                "{start:date}. Not known are mostly models on trial under a code name."
            ),
            start=start,
        ),
        saying(N_("Not shown: how often anybody runs an open model on machines of their own.")),
        saying(
            N_(
                "Stacked columns. Open weights: {first:share} in the first week, {turn:share} in the first "
                "from {start:date} on, {last:share} in the last."
            ),
            first=float(share["yes"].iloc[0]),
            turn=float(share.loc[share.index >= start, "yes"].iloc[0]),
            start=start,
            last=float(share["yes"].iloc[-1]),
        ),
        Numbers(
            [
                Line(saying(WEIGHTS[name]), share[name], "share", colour, mark=AREA)
                for name, colour in colours.items()
            ],
        ),
        (Source.ROWS, Source.RELEASES),
    )
