"""Names of models in a log -> slugs of the catalogue, by stated rules; what they do not settle is listed.

The rules, in order; the first that leads to exactly one model of the catalogue wins:

1. What a person filled in for the name (`models.local.csv`).
2. "Others", in any of the languages below, is `other`.
3. The name is a slug of the catalogue, whatever its case.
4. Routes are taken off (`azure/`, `bedrock/us.`, `accounts/fireworks/models/`), the maker's prefix of
   Bedrock (`anthropic.`) becomes that of the catalogue, `@20250514` becomes `-20250514`, `-v1:0` and
   `-latest` go; of what stands behind a colon only OpenRouter's variants stay. Then rule 3 again.
5. Maker, words and numbers are the same: the words in any order, the numbers in theirs, without the
   day of a snapshot (`claude-sonnet-4-5-20250929` is `anthropic/claude-4.5-sonnet-…`). A name without
   a maker fits every maker; if models of two fit, none does.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tokenbook.errors import DataError
from tokenbook.models import read_catalogue
from tokenbook.naming import ROUTE
from tokenbook.places import LOCAL as LOCAL  # what it holds is read here
from tokenbook.rows.tables import SLUG, is_slug, read_bytes, read_text_table
from tokenbook.rows.usage import OTHER

LOCAL_COLUMNS = ["name", "slug"]

OTHERS = frozenset({
    "(other)", "(others)", "altele", "altre", "altri", "altro", "andere", "anderen", "andre",
    "annat", "autre", "autres", "diğer", "diğerleri", "egyéb", "inne", "khác", "lainnya", "muu",
    "muut", "ostatní", "other", "others", "otra", "otras", "otro", "otros", "outras", "outro",
    "outros", "overig", "overige", "pozostałe", "remainder", "rest", "sonstige", "sonstiges",
    "weitere", "övriga", "øvrige", "übrige", "άλλα", "другие", "остальные", "прочие", "інші", "אחר",
    "أخرى", "अन्य", "อื่นๆ", "その他", "他", "其他", "其它", "기타",
})  # fmt: skip

REGION = re.compile(r"^(us|eu|apac|global|us-gov|jp|au)\.(?=[a-z0-9]+\.)")

MAKER = re.compile(
    r"^(anthropic|amazon|meta|mistral|cohere|deepseek|qwen|openai|google|ai21|moonshot|minimax)\."
)
"""Prefix of Bedrock -> maker; `_MAKERS` where the catalogue calls it otherwise."""

_MAKERS = {
    "meta": "meta-llama", "mistral": "mistralai", "moonshot": "moonshotai", "xai": "x-ai", "zai": "z-ai",
    "deepseek-ai": "deepseek", "alibaba": "qwen", "zai-org": "z-ai", "mistral-ai": "mistralai",
}  # fmt: skip

VARIANTS = "free|beta|thinking|extended|nitro|floor|online|exacto"
"""Behind a colon: the same model, served otherwise. All else may be another (`deepseek-r1:8b`)."""

DAY = re.compile(r"[-@](20\d{6}|20\d\d-\d\d-\d\d)$")


@dataclass(frozen=True)
class Key:
    """A name as rule 5 compares it."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]


class Names:
    """Resolves the names of a log.

    Attributes
    ----------
    unresolved : name in lower case -> how many tokens bear it; filled by `resolve`.
    """

    def __init__(self, catalogue: pd.DataFrame | None = None, local: dict[str, str] | None = None):
        catalogue = read_catalogue() if catalogue is None else catalogue
        self.local = local or {}
        self.slugs = {slug.lower(): slug for slug in catalogue.index}
        self.makers = {slug.partition("/")[0] for slug in self.slugs if "/" in slug}
        self.models = dict(catalogue["model"])
        self.by_key: dict[Key, list[str]] = defaultdict(list)
        for slug in catalogue.index:
            self.by_key[key_of(slug.lower().partition("/")[2])].append(slug)

    def find(self, name: str) -> str | None:
        """The slug of a name; None where the rules do not settle it."""
        name = " ".join(name.split()).lower()
        if kept(name) in self.local:
            return self.local[kept(name)]
        if name in OTHERS:
            return OTHER
        base, colon, variant = name.partition(":")
        variant = colon + variant if re.fullmatch(VARIANTS, variant) else ""
        if base in self.slugs and (variant or not colon):
            return str(self.slugs[base] + variant)
        stripped = without_route(name.removesuffix(variant))
        if stripped is None:
            return None
        if stripped in self.slugs:
            return str(self.slugs[stripped] + variant)
        found = self._by_key(stripped)
        return found and found + variant

    def _by_key(self, name: str) -> str | None:
        maker, slash, bare = name.rpartition("/")
        maker = _MAKERS.get(maker, maker)
        if slash and maker not in self.makers:
            return None
        if slash and f"{maker}/{bare}" in self.slugs:
            found: str | None = self.slugs[f"{maker}/{bare}"]
            return found
        fits = [
            slug
            for slug in self.by_key.get(key_of(bare), ())
            if not slash or slug.lower().startswith(f"{maker}/")
        ]
        if len({self.models[slug] for slug in fits}) != 1:
            return None
        # snapshots of one model: the one of the same day, else the newest; the book joins them anyway
        same = [slug for slug in fits if _day(slug) == _day(bare)]
        return max(same or fits)

    def resolve(self, names: pd.DataFrame) -> pd.DataFrame:
        """Names (columns name, vendor or "") -> slug and whether the catalogue settles it.

        What it does not settle keeps its name, in lower case so that case does not split a model,
        behind its vendor where the log says one.
        """
        slugs, settled = [], []
        for name, vendor in zip(names["name"], names["vendor"], strict=True):
            maker = vendor.strip().lower()
            bare = " ".join(name.split()).lower()
            found = (self.find(f"{maker}/{bare}") if maker else None) or self.find(bare)
            settled.append(found is not None)
            prefix = f"{maker}/" if maker and not bare.startswith(f"{maker}/") else ""
            slugs.append(found or kept(prefix + bare))
        return names.assign(slug=slugs, settled=settled)


def kept(name: str) -> str:
    """A name as a slug of its own: behind a colon would be a variant, which counts with its model."""
    return re.sub(rf":(?!({VARIANTS})$)", "-", name)


def _day(name: str) -> str:
    match = DAY.search(name)
    return match.group(1).replace("-", "") if match else ""


def key_of(bare: str) -> Key:
    """Words in order of the alphabet, parts with digits in theirs, no day of a snapshot."""
    parts = [part for part in re.split(r"[-_.\s]+", DAY.sub("", bare)) if part]
    numbers = tuple(part for part in parts if any(map(str.isdigit, part)))
    return Key(tuple(sorted(set(parts) - set(numbers))), numbers)


def without_route(name: str) -> str | None:
    """A name without the way by which the model is reached; None for a profile that hides its model."""
    if name.startswith("arn:"):
        if "application-inference-profile" in name:
            return None
        name = name.rpartition("/")[2]
    while match := ROUTE.match(name):
        name = name[match.end() :]
        # accounts/fireworks/models/x and publishers/google/models/x: the maker or host stands between
        if match.group(1) in ("accounts", "publishers"):
            owner, _, rest = name.partition("/models/")
            name = f"{owner}/{rest}" if rest and match.group(1) == "publishers" else rest or name
    name = REGION.sub("", name)
    if match := MAKER.match(name):
        maker = match.group(1)
        name = f"{_MAKERS.get(maker, maker)}/{name[match.end() :]}"
    name = re.sub(r"(-v\d+)?:\d+(:\d+k)?$", "", name)
    name = re.sub(r"@(\d{8})$", r"-\1", name)
    return re.sub(r"([-@](latest|default))$", "", name)


def read_local(path: Path) -> dict[str, str]:
    """What is filled in: name in lower case -> slug; names whose slug is empty are not in it.

    Raises
    ------
    DataError
        Where the file is not as it is written here.
    """
    if not path.exists():
        return {}
    table = read_text_table(path, read_bytes(path), LOCAL_COLUMNS)
    found: dict[str, str] = {}
    for row, name, slug in table.itertuples():
        if not slug.strip():
            continue
        if not is_slug(slug.strip()):
            raise DataError(path, repr(slug), str(SLUG.error), row=row, column="slug")
        if found.setdefault(kept(name.lower()), slug.strip()) != slug.strip():
            raise DataError(path, f"{name!r} a second time", "one row for each name", row=row, column="name")
    return found


def local_text(path: Path, unresolved: list[str]) -> str:
    """The file with the names that are still to be filled in; what is filled in stays."""
    known = read_text_table(path, read_bytes(path), LOCAL_COLUMNS) if path.exists() else None
    rows = [] if known is None else list(known[LOCAL_COLUMNS].itertuples(index=False, name=None))
    there = {kept(name.lower()) for name, _ in rows}
    rows += [(name, "") for name in unresolved if name not in there]
    found: str = pd.DataFrame(rows, columns=LOCAL_COLUMNS).to_csv(index=False, lineterminator="\n")
    return found
