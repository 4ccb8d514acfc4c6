"""What may stand in `edition.yml` and in a chapter's parameters, and what is said where it does not.

One schema for both; editors get it as `data/edition.schema.json`. Names of models, vendors and tiers are
compared with the rows and the catalogue. Nothing runs with a key or a name that nobody knows.
"""

import ast
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from tokenbook import LANGUAGES, ROOT
from tokenbook.errors import BookError, DataError, nearest
from tokenbook.mapping import row_of
from tokenbook.models import TIERS
from tokenbook.places import NAME

SCHEMA = ROOT / "data" / "edition.schema.json"

DAILY_TOP = 50
"""How many models a day the source names."""


@dataclass(frozen=True)
class Names:
    """Names that occur in an edition's rows or in the catalogue."""

    models: frozenset[str]
    vendors: frozenset[str]


def names_of(*tables: pd.DataFrame) -> Names:
    """The names in tables with the columns `model` and `vendor`: annotated rows, the catalogue."""
    models, vendors = (
        frozenset(str(name) for table in tables for name in table[column].unique())
        for column in ("model", "vendor")
    )
    return Names(models, vendors)


def choose(what: str, name: str, known: Iterable[str]) -> str:
    """The name, where it is known.

    Raises
    ------
    BookError
        Where it is not, with the nearest known one and all that are.
    """
    known = list(known)
    if name in known:
        return name
    raise BookError(f"{what} {name!r} is not known{nearest(name, known)}; known: {', '.join(known)}")


def _known(what: str) -> AfterValidator:
    """A check that a name occurs in the rows or the catalogue, if the context says which do."""

    def check(name: str, info: ValidationInfo) -> str:
        names: Names | None = info.context
        known = getattr(names, what) if names else None
        if known is None or name in known:
            return name
        allowed = f"{what} of the rows or of data/models.csv{nearest(name, sorted(known))}"
        raise PydanticCustomError("name", "{allowed}", {"allowed": allowed})

    return AfterValidator(check)


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]  # a TypeError is told below
    except (TypeError, ValueError) as error:
        raise PydanticCustomError("day", "a day that exists, as YYYY-MM-DD") from error


def _edition_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise PydanticCustomError("edition", "the name of an edition: letters, digits, “.”, “_”, “-”")
    return name


def _year(value: object) -> object:
    """A year as people write it is a name too."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Model = Annotated[str, _known("models")]
Vendor = Annotated[str, _known("vendors")]
Tier = Literal[TIERS]  # type: ignore[valid-type]  # pydantic reads the catalogue's tiers
Day = Annotated[date, BeforeValidator(_day)]
EditionName = Annotated[
    str,
    BeforeValidator(_year),
    AfterValidator(_edition_name),
    WithJsonSchema({"type": ["string", "integer"]}),
]
TopN = Annotated[int, Field(ge=2, le=DAILY_TOP)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Period(_Strict):
    """First and last day of an edition's period, both inside."""

    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> "Period":
        if self.start > self.end:
            raise PydanticCustomError("order", "a start that is not after the end")
        return self


class FlashMini(_Strict):
    """Parameters of the chapter on light models."""

    light_tiers: list[Tier] | None = Field(None, description="Tiers that count as light.")
    mid_priced: Model | None = Field(None, description="The model that is called mid-priced.")
    flagships: list[Model] | None = Field(None, description="Flagships that it is compared with.")


class Disruptors(_Strict):
    """Parameters of the chapter on DeepSeek and Qwen."""

    vendors: list[Vendor] | None = Field(None, description="Vendors of value models.")
    versions: list[Model] | None = Field(None, description="Versions whose rise is told.")
    displaced: list[Model] | None = Field(None, description="Older models that may have been displaced.")
    newcomer: Model | None = Field(None, description="The model that is called a newcomer.")


class Specialists(_Strict):
    """Parameters of the chapter on specialists."""

    coder: Model | None = Field(None, description="The coding model.")
    stable: Model | None = Field(None, description="The model that is called stable.")
    stable_family: list[Model] | None = Field(None, description="It and its successors.")


FORMER_KEYS = {
    "flash_mini": "02_flash_mini",
    "disruptors": "03_disruptors",
    "specialists": "04_specialists",
}
"""Slug -> the chapter's key in editions made by version 0.1, its file's name then. They still load."""


def _by_slug(slug: str) -> Any:
    return Field(None, validation_alias=AliasChoices(slug, FORMER_KEYS[slug]))


class Chapters(_Strict):
    """A chapter's slug -> its parameters."""

    flash_mini: FlashMini | None = _by_slug("flash_mini")
    disruptors: Disruptors | None = _by_slug("disruptors")
    specialists: Specialists | None = _by_slug("specialists")


class EditionSettings(_Strict):
    """The content of an `edition.yml`."""

    model_config = ConfigDict(title="An edition")

    period: Annotated[
        Annotated[Literal["all"], Tag("tag:all")] | Annotated[Period, Tag("tag:days")],
        Discriminator(lambda value: "tag:days" if isinstance(value, dict | Period) else "tag:all"),
    ] = Field(description="The days that the edition tells of, or “all” that its rows cover.")
    top_n: TopN = Field(9, description="How many models of a week stand by name; the rest is “Others”.")
    kind: Literal["market", "own"] | None = Field(
        None,
        description="Rows of a router's public traffic, or an analyst's own; none: as the rows' record says.",
    )
    followed_by: EditionName | None = Field(
        None, description="The edition of the following period, whose rows judge this one's forecasts."
    )
    chapters: Chapters | None = None


class Common(_Strict):
    """Parameters of every chapter."""

    lang: Literal[LANGUAGES]  # type: ignore[valid-type]  # pydantic reads the languages there are
    top_n: TopN | None = None


CHAPTERS: dict[str, type[_Strict]] = {
    "flash_mini": FlashMini,
    "disruptors": Disruptors,
    "specialists": Specialists,
}
"""Slugs of the chapters with parameters of their own."""

PARAMETERS = ("top_n", *(name for schema in CHAPTERS.values() for name in schema.model_fields))
"""All parameters that an edition may set."""


def check_edition(path: Path, content: Mapping[str, Any], names: Names | None = None) -> EditionSettings:
    """Check what stands in an `edition.yml`.

    Parameters
    ----------
    content : as YAML reads it.
    names : those that models and vendors may have; None leaves them unchecked.

    Raises
    ------
    DataError
        With file, row, key, what was found and what is allowed.
    """
    try:
        return EditionSettings.model_validate(content, context=names)
    except ValidationError as error:
        raise _said(path, EditionSettings, error.errors()[0]) from error


def check_parameters(
    slug: str,
    parameters: Mapping[str, object],
    names: Names | None = None,
    *,
    notebook: str = "",
) -> None:
    """Check a chapter's parameters as papermill set them; None keeps the edition's.

    Parameters
    ----------
    slug : the chapter's.
    parameters : `lang`, and what else was set.
    notebook : its file's name without ending, where that is not the slug.

    Raises
    ------
    DataError
        With the notebook, the parameter, what was found and what is allowed.
    """
    common = {name: parameters[name] for name in Common.model_fields if name in parameters}
    own = {name: value for name, value in parameters.items() if name not in common}
    for schema, given in ((Common, common), (CHAPTERS.get(slug, _Strict), own)):
        try:
            schema.model_validate(given, context=names)
        except ValidationError as error:
            raise _said(f"{notebook or slug}.ipynb, parameters", schema, error.errors()[0]) from error


def check_injected(notebook: str, cells: Sequence[str]) -> None:
    """Refuse parameters that a chapter does not have; papermill only warns of them.

    Parameters
    ----------
    notebook : its file's name without ending.
    cells : sources of the cells that have run, in order. The cell that papermill puts in begins with
        `# Parameters`; the chapter's own parameters stand in the cell above it.

    Raises
    ------
    DataError
        With the chapter, the parameter and those that it has.
    """
    for own, put_in in pairwise(cells):
        if not put_in.startswith("# Parameters"):
            continue
        known = _assigned(own)
        for name in _assigned(put_in):
            if name not in known:
                raise DataError(
                    f"{notebook}.ipynb, parameters",
                    "a parameter that the chapter does not have",
                    f"{', '.join(known)}{nearest(name, known)}",
                    key=name,
                )


def _assigned(source: str) -> list[str]:
    """Names that a cell of parameters sets."""
    targets = (
        target for node in ast.parse(source).body if isinstance(node, ast.Assign) for target in node.targets
    )
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _said(file: str | Path, schema: type[BaseModel], error: ErrorDetails) -> DataError:
    """Pydantic's first error as the book says errors."""
    place = [part for part in error["loc"] if not str(part).startswith("tag:")]
    keys = [str(part) for part in place if not isinstance(part, int)]
    row = row_of(file, place) if isinstance(file, Path) else None
    found, allowed = _found_and_allowed(schema, keys, error)
    return DataError(file, found, allowed, row=row, key=".".join(keys) or None)


def _found_and_allowed(schema: type[BaseModel], keys: list[str], error: ErrorDetails) -> tuple[str, str]:
    value = error["input"]
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _keys(schema, keys[:-1])
        return "an unknown key", f"{', '.join(known) or 'none'}{nearest(keys[-1], known)}"
    if kind == "missing":
        return "nothing", f"the key {keys[-1]}"
    if kind == "literal_error":
        expected = context["expected"].replace("'", "").replace(" or ", ", ")
        known = expected.split(", ")
        near = nearest(value, known) if isinstance(value, str) else ""
        what = "all, or {start: YYYY-MM-DD, end: YYYY-MM-DD}" if keys == ["period"] else expected
        return repr(value), f"{what}{near}"
    if kind == "list_type":
        return repr(value), f"a list, for instance [{value}]"
    if keys == ["top_n"]:
        return repr(value), f"whole numbers from 2 to {DAILY_TOP}"
    if kind == "order":
        return f"a period from {value['start']} to {value['end']}", error["msg"]
    messages = {"string_type": "a text", "model_type": "a mapping of keys and values"}
    return repr(value), messages.get(kind, error["msg"])


def _keys(schema: type[BaseModel], path: Sequence[str]) -> list[str]:
    """The keys that may stand at a path."""
    node: dict[str, Any] = schema.model_json_schema(by_alias=True)
    definitions = node.get("$defs", {})

    def resolved(part: dict[str, Any]) -> dict[str, Any]:
        for choice in [part, *part.get("anyOf", []), *part.get("oneOf", [])]:
            if "$ref" in choice:
                found: dict[str, Any] = definitions[choice["$ref"].rpartition("/")[2]]
                return found
        return part

    slugs = {former: slug for slug, former in FORMER_KEYS.items()}
    for key in path:
        node = resolved(node["properties"][slugs.get(key, key)])
    return list(node.get("properties", {}))


def schema_json() -> str:
    """The text of `data/edition.schema.json` (JSON Schema 2020-12)."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **EditionSettings.model_json_schema(by_alias=True),
    }
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(schema_json(), encoding="utf-8")
