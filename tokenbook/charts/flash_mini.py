"""Charts of the light models: shares of the classes, and who was the largest when."""

import itertools

from matplotlib.figure import Figure

from tokenbook import measures
from tokenbook.charts.base import (
    AREA,
    OF_WEEK,
    RIBBON_ROW,
    Chart,
    Line,
    Numbers,
    draw_lines,
    ribbon,
    with_ends,
)
from tokenbook.charts.colours import ACCENT, SECOND
from tokenbook.charts.style import (
    MARKERS,
    Layout,
    label_ends,
    measure,
    model_hues,
    month_axis,
    name_points,
    number_axis,
)
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, Wording, saying

TIER_WORDS = {
    "flagship": N_("flagship"),
    "light": N_("light"),
    "reasoning": N_("reasoning"),
    "code": N_("code"),
    "open_large": N_("open, large"),
    "open_small": N_("open, small"),
    "other": N_("other, unnamed"),
}


FLAGSHIP = "flagship"
TIER_HUES = {"light": ACCENT, FLAGSHIP: SECOND}


def tier_shares(scope: Scope) -> Chart:
    """Shares of the light models and of the flagships per week; the table has all classes."""
    light = scope.parameter("light_tiers")
    share = measures.shares(scope.weeks, "tier")
    order = [*light, *[tier for tier in TIER_WORDS if tier not in light]]
    share = share.reindex(columns=[tier for tier in order if tier in share])
    data = share.stack().rename("share").reset_index()
    joint = measures.joint_share(scope.weeks, light, "tier")
    heavy = measures.joint_share(scope.weeks, [FLAGSHIP], "tier")

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        lines = {
            with_ends(say(name), scope.ends(line), layout, say): line
            for name, line in ((N_("light models"), joint), (N_("flagships"), heavy))
        }
        hues = dict(zip(lines, (ACCENT, SECOND), strict=True))
        draw_lines(lines, hues, OF_WEEK[layout.narrow], "share:0")(figure, layout, say)

    first, last = scope.ends(joint)
    return Chart(
        "tier-shares",
        saying(
            N_("Light models overtook the flagships: {light:share:0} of the tokens against {heavy:share:0}"),
            light=last,
            heavy=scope.ends(heavy)[1],
        )
        if first < scope.ends(heavy)[0] and last > scope.ends(heavy)[1]
        else saying(
            N_("Light models: {first:share:0} of the tokens at first, {last:share:0} in the end"),
            first=first,
            last=last,
        ),
        data,
        paint,
        saying(
            N_(
                "Shares of light models and of flagships per complete week. The class follows from the name "
                "by stated rules (see data and methods); the table has the other classes."
            )
        ),
        saying(N_("Not shown: prices and speed. “Light” is what the maker's name says, not a measurement.")),
        saying(
            N_(
                "Two lines. Light models held {first:share} in the first four complete weeks and "
                "{last:share} in the last four; their largest share, {high:share}, falls in the week of "
                "{week:date}. Flagships went from {heavy_first:share} to {heavy_last:share}."
            ),
            first=first,
            last=last,
            high=float(joint.max()),
            week=joint.idxmax(),
            heavy_first=scope.ends(heavy)[0],
            heavy_last=scope.ends(heavy)[1],
        ),
        Numbers(
            [Line(saying(TIER_WORDS[tier]), share[tier], "share", TIER_HUES.get(tier, "")) for tier in share]
        ),
    )


BUMP_RANKS = 10
"""Down to which rank the bump chart shows a model."""


LEADERS = 8
"""Of up to how many leaders the ranks are drawn; of more, only who led when."""


def leading_ranks(scope: Scope) -> Chart:
    """Ranks, week by week, of every model that was ever the largest; of many, who it was when."""
    rank = measures.ranks(scope.weeks, "model")
    first = rank.eq(1).sum().sort_values(ascending=False, kind="stable")
    models = list(first[first > 0].index)
    if not models:
        raise NoRowsError("named models")
    rank, many = rank[models], len(models) > LEADERS
    hues = model_hues(scope.edition.rows)
    data = rank.stack().dropna().astype(int).rename("rank").rename_axis(["week", "model"]).reset_index()
    names = {model: scope.edition.label(model) for model in models}

    def paint_ribbon(figure: Figure, layout: Layout, say: Wording) -> None:
        leader = rank[rank.eq(1).any(axis=1)].idxmin(axis=1)
        figure.set_figheight(RIBBON_ROW * len(models) + 0.9)
        axes = figure.subplots()
        ribbon(axes, leader, scope.edition.label, leader.map(hues).tolist())
        measure(axes, say(N_("the largest model of each week, in its vendor's colour")))
        month_axis(axes, layout, say)

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        if layout.narrow:
            # crossing lines and their names have no room there
            paint_ribbon(figure, layout, say)
            return
        axes = figure.subplots()
        # below the last rank there is room for a name
        axes.set_ylim(BUMP_RANKS + 1.2, 0.4)
        ends, stopped, lines = [], [], {}
        leader = rank[rank.eq(1).any(axis=1)].idxmin(axis=1)
        # who led when, as a band behind the first place
        begins = leader.index - measures.WEEK / 2
        axes.barh([1] * len(leader), 7, 0.6, begins, color=leader.map(hues), alpha=0.4, linewidth=0)
        axes.set_xlim(begins[0], begins[-1] + measures.WEEK)
        for model, mark in zip(models, itertools.cycle(MARKERS), strict=False):
            seen = rank[model].where(rank[model] <= BUMP_RANKS)
            (lines[names[model]],) = axes.plot(
                seen.index, seen, color=hues[model], marker=mark, markersize=3, linewidth=1.5
            )
            if seen.notna().iloc[-1]:
                ends.append((names[model], seen.index[-1], float(seen.iloc[-1]), hues[model]))
                continue
            # where the line stops; a lone point later on is no line
            runs = seen[seen.notna() & seen.shift().notna()]
            week = runs.index[-1] if len(runs) else seen.last_valid_index()
            stopped.append((names[model], week, float(seen[week])))
        if ends:
            label_ends(axes, ends)
        axes.set_yticks(range(1, BUMP_RANKS + 1))
        measure(axes, say(N_("rank of the week")))
        number_axis(axes.yaxis, say, "count")
        month_axis(axes, layout, say)
        # now that the axes have their place
        name_points(axes, stopped, fontsize=8, lines=lines)

    return Chart(
        "leading-ranks",
        saying(
            N_("{count:count} models took turns at the top; {name:text} was there longest, {weeks:weeks}"),
            count=len(models),
            name=names[models[0]],
            weeks=int(first[models[0]]),
        )
        if len(models) > 1 and first[models[0]] > first[models[1]]
        else saying(N_("{count:models} took turns at the top"), count=len(models)),
        data,
        paint_ribbon if many else paint,
        saying(
            N_(
                "The largest models of the complete weeks, in the order in which they came to the front: "
                "{count:models}. The table has all their ranks."
            )
            if many
            else N_(
                "Every model that was the largest in at least one complete week: {count:models}. On a wide "
                "page with all its ranks, the first place as a band in the leader's colour; below rank "
                "{ranks:count} a line stops."
            ),
            count=len(models),
            ranks=BUMP_RANKS,
        ),
        saying(N_("Not shown: how large the gaps between ranks are, and models that never came first.")),
        saying(
            N_(
                "A row for each model. Weeks in first place: {places:counts}. In the last complete week "
                "{last:text} is first."
            )
            if many
            else N_(
                "Lines that cross. Weeks in first place: {places:counts}. In the last complete week "
                "{last:text} is first."
            ),
            places={names[model]: int(first[model]) for model in models},
            last=scope.edition.label(measures.ranks(scope.weeks, "model").iloc[-1].idxmin()),
        ),
        Numbers(
            [
                Line(names[model], rank[model], "count", hues[model], mark=AREA if many else mark)
                for model, mark in zip(models, itertools.cycle(MARKERS), strict=False)
            ]
        ),
    )
