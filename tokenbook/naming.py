"""Names by rule: what a slug says of its model's label, family and tier, whoever made it.

The families of the catalogue follow `family_of` too, so that a slug nobody catalogued stands beside
its kin; data/README.md lists where the catalogue knows more than the name.
"""

import re

LONGEST_LABEL = 40
"""Characters of a name made by rule; a longer one would leave no room for the lines of a chart."""

_SNAPSHOT = re.compile(r"-(20\d{6}|20\d\d-\d\d-\d\d)$")
_PREVIEW = re.compile(r"-(preview|exp|experimental)(-\d\d-(\d\d|20\d\d))?$")
_ANONYMOUS = re.compile(r"^(stealth/|openrouter/.*-(alpha|beta)(:|$))")

_KINDS = (
    ("embedding", re.compile(r"(^|[-_])(embed|embedding|embeddings|bge|e5|minilm)([-_]|$)")),
    ("guard", re.compile(r"(^|[-_])(guard|safeguard)([-_]|$)")),
    ("image", re.compile(r"(^|[-_])image([-_]|$)")),
)
_WORDS = (
    ("code", re.compile(r"(^|[-_])(code|coder|codex|codestral|devstral)([-_.]|$)")),
    (
        "light",
        re.compile(
            r"(^|[-_])(flash|flashx|mini|lite|nano|micro|haiku|fast|small|tiny|air|turbo|ministral)([-_.]|$)"
        ),
    ),
    ("reasoning", re.compile(r"(^|[-_])(thinking|reasoning|reasoner|r1|qwq|o\d)([-_.]|$)")),
)
_SIZE = re.compile(r"(^|[-_])((?:\d+x)?\d+(?:\.\d+)?)b([-_.]|$)")

_FAMILIES = tuple(
    (re.compile(pattern), family)
    for pattern, family in (
        (r"(distill-|^)llama|-llama-|^l3(\.\d)?-|^hermes", "Llama"),
        (r"^claude.*?(opus|sonnet|haiku|fable)", "Claude {0:t}"),
        (r"^gemini.*embedding", "Gemini Embedding"),
        (r"^gemini.*flash.*lite", "Gemini Flash-Lite"),
        (r"^gemini.*flash", "Gemini Flash"),
        (r"^gemini.*(pro|exp-\d)", "Gemini Pro"),
        (r"^(chatgpt-4o|gpt-4o)", "GPT-4o"),
        (r"^gpt-oss", "gpt-oss"),
        (r"^gpt-(3\.5|4\.1|\d+)", "GPT-{0}"),
        (r"^(o\d|codex-mini)", "OpenAI o-series"),
        (r"^text-embedding", "text-embedding"),
        (r"^grok-code", "Grok Code"),
        (r"qwen-?(2\.5|\d+)\b.*embedding", "Qwen{0} Embedding"),
        (r"qwen-?(2\.5|\d+)\b.*coder", "Qwen{0} Coder"),
        (r"^qwen.*-vl-", "Qwen VL"),
        (r"^qwen.*?-(max|plus|turbo|flash)", "Qwen {0:t}"),
        (r"distill-qwen", "Qwen2.5"),
        (r"(?:^|-)qwen-?(2\.5|\d+)", "Qwen{0}"),
        (r"^qwq", "QwQ"),
        (r"^tongyi", "Qwen3"),
        (r"^(deepseek-r1|mai-ds-r1|tng-r1t)", "DeepSeek R1"),
        (r"^deepseek-(?:chat-)?v(\d)", "DeepSeek V{0}"),
        (r"^command-r", "Command R"),
        (r"mixtral|^wizardlm-2-8x22b", "Mixtral"),
        (r"^(codestral|devstral)", "{0:t}"),
        (r"^(mistral|ministral|mn-)|nemo-12b", "Mistral"),
        (r"^kat-coder", "KAT-Coder"),
        (r"^muse-spark", "Muse Spark"),
        (r"^(ling|ring)-", "Ling"),
        (r"^pplx-embed", "pplx-embed"),
        (r"^all-minilm", "MiniLM"),
        (r"^multilingual-e5", "E5"),
        (r"^hy\d", "Hy"),
    )
)
"""First what the model was made from, where the name says it; then makers' lines without versions."""

_SPELLED = {
    **{word: word.upper() for word in ("ai", "bge", "glm", "gpt", "kat", "lfm", "vl", "xs")},
    "deepseek": "DeepSeek",
    "minimax": "MiniMax",
    "mimo": "MiMo",
    "nemo": "NeMo",
    "qwq": "QwQ",
    "flashx": "FlashX",
    "learnlm": "LearnLM",
    "chatgpt": "ChatGPT",
    "oss": "oss",
    "minilm": "MiniLM",
}
"""Words as their makers spell them, where a capital letter is not enough."""

_JOINED = {"mimo": "-", "ling": "-", "ring": "-", "nex": "-"}
"""First words of names that their makers write with hyphens."""

_UNSAID = {"instruct", "it"}
"""Words of slugs that say how a model was tuned, and that its name leaves out."""

_LOWERED = {"ling", "ring"}
"""First words after which their makers write small letters."""


ROUTE = re.compile(
    r"^(openrouter|litellm|azure|azure_ai|azure-openai|bedrock|bedrock_converse|amazon-bedrock|converse|vertex_ai"
    r"|vertex|gemini|google-vertex|fireworks_ai|fireworks|together_ai|together|groq|deepinfra|cerebras"
    r"|sambanova|replicate|nebius|novita|ollama|models|publishers|accounts|hosted_vllm|vercel"
    r"|vercel_ai_gateway|cloudflare|workers-ai|@cf|[a-z]{2}(?:-gov)?-[a-z]+-\d|us|eu|apac|global)/"
)
"""First parts of a name that say by which way a model is reached, not whose it is."""


def base_slug(slug: str) -> str:
    """The slug without its `:variant`."""
    return slug.split(":", 1)[0]


def is_anonymous(slug: str) -> bool:
    """Whether a slug stands for a model under a code name."""
    return bool(_ANONYMOUS.match(slug))


def snapshot_day(slug: str) -> str | None:
    """The day that a published name bears as its ending (`-20250522`), as it stands there."""
    found = _SNAPSHOT.search(base_slug(slug))
    return found.group(1) if found else None


def model_of(slug: str) -> str:
    """The model that a slug belongs to: dated snapshots and previews are no models of their own."""
    base = _SNAPSHOT.sub("", base_slug(slug))
    return base if is_anonymous(base) else _PREVIEW.sub("", base) or base


def _title(word: str) -> str:
    return word[:1].upper() + word[1:]


def label_of(slug: str) -> str:
    """The name of a model as its maker would spell it; the slug where nothing is left of a name."""
    name = model_of(slug).rpartition("/")[2]
    words = [word for word in re.split(r"[-_\s]+", name) if word and word not in _UNSAID]
    if not words:
        return slug[:LONGEST_LABEL]
    first = words[0].lower()
    if first == "claude" and len(words) > 2 and re.fullmatch(r"[4-9](\.\d+)?|\d\d+", words[1]):
        # since version 4 Anthropic puts the line first
        words[1:3] = [words[2], words[1]]
    if first == "deepseek" and words[1:2] == ["chat"]:
        del words[1]
    joint = _JOINED.get(first, " ")
    spelled = [_spell(word, lowered=first in _LOWERED and place > 0) for place, word in enumerate(words)]
    label = joint.join(spelled)
    if first.startswith("qwen"):
        label = re.sub(r" (Max|Plus|Turbo|Flash)\b", r"-\1", label)
    if first == "gpt":
        label = re.sub(r"^GPT (\S+)( Codex)?", lambda m: f"GPT-{m[1]}" + ("-Codex" if m[2] else ""), label)
        label = re.sub(r" (Mini|Nano)\b", lambda m: m[0].lower(), label)
    label = re.sub(r"\bFlash Lite\b", "Flash-Lite", label)
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"


def _spell(word: str, lowered: bool) -> str:
    if any(map(str.isupper, word)):
        return word
    if word in _SPELLED:
        return _SPELLED[word]
    if re.fullmatch(r"a?(\d+x)?\d+(\.\d+)?[bt]", word):
        return word.upper().replace("X", "x")
    return word if lowered else _title(word)


def family_of(slug: str) -> str:
    """The line of models that a slug belongs to: what it was made from, else its maker's line.

    Without a rule it is the first word of the name without its version.
    """
    if is_anonymous(slug):
        return "anonymous"
    name = model_of(slug).rpartition("/")[2].lower()
    for pattern, family in _FAMILIES:
        if found := pattern.search(name):
            group = found.group(1) if found.re.groups and found.group(1) else ""
            return family.replace("{0:t}", _title(group)).replace("{0}", group)
    word = re.split(r"[\s…]", label_of(slug))[0]
    return re.sub(r"-?v?\d[\w.-]*$", "", word, flags=re.IGNORECASE).partition("-")[0] or word


def tier_of(slug: str) -> tuple[str, str]:
    """Tier and rule, in the order of decision that stands in data/README.md."""
    if is_anonymous(slug):
        return "other", "kind:anonymous"
    name = model_of(slug).rpartition("/")[2].lower()
    for kind, pattern in _KINDS:
        if pattern.search(name):
            return "other", f"kind:{kind}"
    for tier, pattern in _WORDS:
        if match := pattern.search(name):
            return tier, f"name:{match.group(2)}"
    if match := _SIZE.search(name):
        count, _, each = match.group(2).rpartition("x")
        billions = float(count or 1) * float(each)
        return ("open_small" if billions <= 40 else "open_large"), f"size:{match.group(2)}b"
    return "flagship", "unknown"
