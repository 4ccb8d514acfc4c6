"""Statements that close the article: prices, and what comes next."""

from tokenbook import measures, said
from tokenbook.article.forecasts import forecast_weeks
from tokenbook.article.registry import Finding, Statements, Verdict
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, saying

told = Statements("outlook")

AFFORDABLE = ("deepseek/deepseek-chat-v3.1", "google/gemini-2.5-flash")


@told.add(
    "end-tax",
    "cause",
    N_("The “intelligence tax” fell; DeepSeek V3.1 and Gemini 2.5 Flash made good reasoning affordable."),
    cast=AFFORDABLE,
)
def end_tax(scope: Scope) -> Finding:
    """The volume of the models called affordable; prices are not in the data."""
    sums = scope.series(AFFORDABLE, measures.tokens_by(scope.weeks, "model")).sum()
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(
            N_(
                "Prices are not in the data. Volumes are: {names:names} came to {tokens:tokens} tokens "
                "together, {share:share} of all."
            ),
            names=scope.labels(AFFORDABLE),
            tokens=float(sums.sum()),
            share=float(sums.sum() / measures.totals(scope.weeks).sum()),
        ),
    )


@told.add(
    "end-agency",
    "forecast",
    N_("2026 shifts to agency: autonomous agents are present reality."),
)
def end_agency(scope: Scope) -> Finding:
    """The share of coding models in the year of the forecast; who asks is not in the data."""
    silent = N_("The rows do not tell whether a person or a program asked for the tokens.")
    try:
        weeks = forecast_weeks(scope)
    except NoRowsError:
        return Finding(Verdict.NOT_TESTABLE, saying(silent))
    # more tokens for writing programs would be a hint, no more
    code = measures.overall_shares(weeks, "tier").get("code", 0.0)
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(
            N_(
                "In the {weeks:count} complete weeks of {year:text} coding models, which agents often use, "
                "held {share:share} of the tokens. The rows do not tell whether a person or a program "
                "asked for them."
            ),
            weeks=weeks["week"].nunique(),
            year=said.FORECAST_YEAR,
            share=float(code),
        ),
        saying(N_("coding models {value:share}"), value=float(code)),
    )
