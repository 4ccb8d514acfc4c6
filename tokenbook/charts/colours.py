"""One colour, one meaning: the hues of vendors, and those of all that is no vendor, in light and dark.

A hue is drawn as its light colour and stands in a page as `var(--tb-NAME, #LIGHT)`; the style sheet
(`_static/colours.css`, made by `style_sheet`) gives a dark page the other. They are found by search: at least
3:1 against the ground, told apart by readers with and without colour vision (tests/test_colours.py).
"""

import re

from tokenbook.rows.usage import OTHER

GROUNDS = {"light": "#ffffff", "dark": "#14181e"}
"""The page's ground in each theme."""

HUES = {
    "google": ("#4266de", "#607efc"),
    "anthropic": ("#a84e0c", "#fc9630"),
    "openai": ("#308448", "#72de96"),
    "deepseek": ("#784296", "#d8aefc"),
    "xai": ("#a87e0c", "#f6d242"),
    "qwen": ("#309cc0", "#cceafc"),
    "meta": ("#f648b4", "#fc4890"),
    "mistral": ("#005460", "#66b4c6"),
    "tencent": ("#242a84", "#7e84c6"),
    "xiaomi": ("#5a3000", "#c09c6c"),
    "minimax": ("#9c0c30", "#f62a3c"),
    "zai": ("#60a254", "#a2fc90"),
    "accent": ("#781e42", "#cc304e"),
    "second": ("#9c78f6", "#a296fc"),
    "other": ("#8f8f8f", "#7a7a7a"),
    "rest": ("#626262", "#b4b4b4"),
}
"""Name of a hue -> its colour on a light and on a dark ground."""

VENDOR_HUES = {
    vendor: HUES[name][0]
    for vendor, name in {
        "Google": "google",
        "Anthropic": "anthropic",
        "OpenAI": "openai",
        "DeepSeek": "deepseek",
        "xAI": "xai",
        "Qwen": "qwen",
        "Meta": "meta",
        "Mistral AI": "mistral",
        "Tencent": "tencent",
        "Xiaomi": "xiaomi",
        "MiniMax": "minimax",
        "Z.ai": "zai",
    }.items()
}
"""The vendors with a hue of their own, the same in all editions."""

ACCENT, SECOND, OTHER_HUE, REST_HUE = (HUES[name][0] for name in ("accent", "second", "other", "rest"))
"""What a figure is about, and what it is set against, where neither is a vendor; the nameless; the rest."""

_NAME_OF = {light: name for name, (light, _) in HUES.items()}
_LIGHT = re.compile("|".join(_NAME_OF))


def vendor_hue(vendor: str) -> str:
    """The vendor's colour; one grey for all that have none of their own."""
    return OTHER_HUE if vendor == OTHER else VENDOR_HUES.get(vendor, REST_HUE)


def for_page(text: str) -> str:
    """Text of a page in which each hue is the page's own: `#4266de` becomes `var(--tb-google, #4266de)`."""
    return _LIGHT.sub(lambda found: f"var(--tb-{_NAME_OF[found[0]]}, {found[0]})", text)


def style_sheet() -> str:
    """What `_static/colours.css` holds. On paper a dark page has the light colours."""
    light, dark = (
        " ".join(f"--tb-{name}: {pair[place]};" for name, pair in HUES.items()) for place in range(2)
    )
    return (
        "/* The figures' colours, made by `python -m tokenbook.charts.colours`. */\n"
        f":root {{ {light} }}\n"
        f'@media screen {{ html[data-theme="dark"], [data-jp-theme-light="false"] {{ {dark} }} }}\n'
    )


if __name__ == "__main__":
    print(style_sheet(), end="")
