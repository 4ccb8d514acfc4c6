"""Statements on light models: Flash, mini, and who prevailed."""

import pandas as pd

from tokenbook import measures
from tokenbook.article.grading import graded, stepped
from tokenbook.article.registry import Finding, Statements
from tokenbook.limits import TOP_TEN
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, saying

told = Statements("flash_mini")

LEADERS = ("google/gemini-2.5-flash", "google/gemini-2.0-flash")
VENDOR = "Google"
FIXTURE = "openai/gpt-4.1-mini"


@told.add(
    "flash-efficiency",
    "pattern",
    N_("Efficiency won: light models (Flash, mini, Lite, nano, Haiku, Fast, Small) prevailed."),
    figure="tier-shares",
)
def flash_efficiency(scope: Scope) -> Finding:
    """The share of the light models over time, and beside that of the flagships."""
    tiers = scope.parameter("light_tiers")

    def light_and_flagship(rows: pd.DataFrame) -> tuple[float, float]:
        share = measures.overall_shares(rows, "tier")
        return float(share.reindex(tiers).fillna(0).sum()), float(share.get("flagship", 0.0))

    first, _ = light_and_flagship(scope.part(1, 4))
    last, flagship = light_and_flagship(scope.part(4, 4))
    # the quarter and the four weeks may disagree: the share swings within the year
    weekly = measures.joint_share(scope.weeks, tiers, "tier")
    edge_first, edge_last = scope.ends(weekly)
    return Finding(
        graded(last > first, edge_last > edge_first, last > flagship),
        saying(
            N_(
                "Light models held {first:share} of the tokens in the first quarter of the period and "
                "{last:share} in the last; flagships held {flagship:share} in the last. Measured by the "
                "first and the last four weeks alone, light models went from {edge_first:share} to "
                "{edge_last:share}."
            ),
            first=first,
            last=last,
            flagship=flagship,
            edge_first=edge_first,
            edge_last=edge_last,
        ),
        saying(N_("{first:share} → {last:share}"), first=first, last=last),
    )


@told.add(
    "flash-gemini",
    "pattern",
    N_("Gemini 2.5 Flash and Gemini 2.0 Flash dominated from the middle to the end of the year."),
    cast=LEADERS,
    limits=("majority", "leading"),
    figure="leading-ranks",
)
def flash_gemini(scope: Scope) -> Finding:
    """In how many weeks of the second half one of the two was the largest model."""
    half = scope.part(2, 2)
    rank = scope.series(LEADERS, measures.ranks(half, "model")).min(axis=1)
    joint = scope.series(LEADERS, measures.shares(half, "model")).sum(axis=1)
    weeks = half["week"].nunique()
    first, leading = int((rank == 1).sum()), int((rank <= scope.limit("leading")).sum())
    top = measures.weeks_at_number_one(half, "model")
    return Finding(
        stepped(
            first > scope.limit("majority") * weeks,
            leading > scope.limit("majority") * weeks,
        ),
        saying(
            N_(
                "In the second half of the period {names:names} together held {share:share} of the "
                "tokens on average; one of them was the largest model in {first:count} of {weeks:count} "
                "weeks and among the first three in {leading:count}. Most often in front: {top:text}, "
                "in {top_weeks:weeks}."
            ),
            names=scope.labels(LEADERS),
            share=float(joint.mean()),
            first=first,
            leading=leading,
            weeks=weeks,
            top=scope.edition.label(top.index[0]),
            top_weeks=int(top.iloc[0]),
        ),
        saying(N_("first in {first:count} of {weeks:count} weeks"), first=first, weeks=weeks),
        "over" if first <= scope.limit("majority") * weeks else "",
    )


@told.add(
    "flash-google-share",
    "figure",
    N_("Google won the lion's share of the high-volume traffic."),
    N_("the lion's share"),
    cast=(VENDOR,),
    limits=("majority",),
)
def flash_google_share(scope: Scope) -> Finding:
    """The vendor's share of the tokens in the second half."""
    half = scope.part(2, 2)
    share = measures.named(measures.overall_shares(half, "vendor").to_frame().T).iloc[0]
    if VENDOR not in share:
        raise NoRowsError(VENDOR, [VENDOR])
    first = int(measures.weeks_at_number_one(half, "vendor").get(VENDOR, 0))
    return Finding(
        stepped(share[VENDOR] > scope.limit("majority"), share.idxmax() == VENDOR),
        saying(
            N_(
                "In the second half of the period {vendor:text} had {share:share} of the tokens and was "
                "the largest vendor in {first:count} of {weeks:count} weeks; the largest over the "
                "half was {top:text} with {top_share:share}."
            ),
            vendor=VENDOR,
            share=float(share[VENDOR]),
            first=first,
            weeks=half["week"].nunique(),
            top=share.idxmax(),
            top_share=float(share.max()),
        ),
        saying(N_("{value:share}"), value=float(share[VENDOR])),
        "over" if share[VENDOR] <= scope.limit("majority") else "",
    )


@told.add(
    "flash-gpt41mini",
    "pattern",
    N_("GPT-4.1 mini stayed a fixture through the year."),
    cast=(FIXTURE,),
    limits=("fixture", "majority", "visible"),
)
def flash_gpt41mini(scope: Scope) -> Finding:
    """In how many weeks since its first the model was in the top 20."""
    rank = scope.series([FIXTURE], measures.ranks(scope.weeks, "model"))[FIXTURE]
    rank = rank[rank.first_valid_index() :]
    share = measures.shares(scope.weeks, "model")[FIXTURE][rank.index]
    top20, top10 = float((rank <= scope.limit("visible")).mean()), float((rank <= TOP_TEN).mean())
    return Finding(
        stepped(top20 >= scope.limit("fixture"), top20 > scope.limit("majority")),
        saying(
            N_(
                "From its first week on, that of {start:date}, {model:text} was in the top 20 in "
                "{top20:share:0} and in the top 10 in {top10:share:0} of {weeks:weeks}; its median share "
                "was {share:share}."
            ),
            start=rank.index[0],
            model=scope.edition.label(FIXTURE),
            top20=top20,
            top10=top10,
            weeks=len(rank),
            share=float(share.median()),
        ),
        saying(N_("top 20 in {value:share:0} of the weeks"), value=top20),
    )


@told.add(
    "flash-midprice",
    "pattern",
    N_("For daily work developers prefer a mid-priced model to a flagship."),
)
def flash_midprice(scope: Scope) -> Finding:
    """Tokens of the mid-priced model beside those of the flagships, since it is there."""
    model, flagships = scope.parameter("mid_priced"), scope.parameter("flagships")
    tokens = measures.tokens_by(scope.weeks, "model")
    mine = scope.series([model], tokens)[model]
    since = mine[mine > 0].index[0]
    sums = tokens[tokens.index >= since].sum()
    rivals = {name: float(sums.get(name, 0)) for name in flagships}
    own, joint = float(sums[model]), sum(rivals.values())
    if joint == 0:
        raise NoRowsError(", ".join(flagships), flagships)
    return Finding(
        stepped(own > joint, all(own > value for value in rivals.values())),
        saying(
            N_(
                "From the week of {start:date} on {model:text} came to {own:tokens} tokens, {names:names} "
                "together to {joint:tokens}: a ratio of {ratio:number:2}. Prices are not in the data."
            ),
            start=since,
            model=scope.edition.label(model),
            names=scope.labels(flagships),
            own=own,
            joint=joint,
            ratio=own / joint,
        ),
        saying(N_("ratio {value:number:2}"), value=own / joint),
    )
