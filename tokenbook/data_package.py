"""The data for machines: a Data Package (Frictionless) and Croissant, both made from the codebook.

The codebook is `data/README.md`: below a heading that names a file, a table of its columns. What a column
is said to hold there is what both descriptions say, so that none of the three can go its own way.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenbook.errors import DataError
from tokenbook.places import DATA

CODEBOOK = DATA / "README.md"

TITLES = {
    "usage": "Tokens per week and model",
    "models": "The catalogue of names",
}
"""Tables that are described -> what they hold."""

OWN_WORK = ("models",)
"""Tables that are the project's own, under its licence."""

CC_BY = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}
MIT = {"name": "MIT", "path": "https://opensource.org/license/mit", "title": "MIT licence"}

HEAD = ["column", "type", "meaning"]

HEADING = re.compile(r"## `(?:<edition>/)?([\w.]+)`")

NUMBER = r"\d+(?:\^\d+(?:-\d+)?)?"

TYPES = (
    (re.compile(r"`YYYY-MM-DD`"), "date"),
    (re.compile(rf"(?:whole number, )?({NUMBER}) to (?:({NUMBER})|`\w+`)"), "integer"),
    (re.compile(r"one of ((?:`\w+`(?:, | or )?)+)"), "choice"),
    (re.compile(r"text(?:, (\d+) to (\d+) characters)?"), "text"),
)
"""How the codebook says what a column holds -> what that is; `; may be empty` may follow."""

EMPTY = "; may be empty"

CROISSANT_TYPES = {"date": "sc:Date", "integer": "sc:Integer", "choice": "sc:Text", "text": "sc:Text"}


@dataclass(frozen=True)
class Column:
    """A column as the codebook has it.

    Attributes
    ----------
    kind : "date", "integer", "choice" or "text".
    required : whether each row has a value.
    least, most : of a number, or of a text's characters; None where the codebook sets none.
    choices : the values of a choice.
    """

    name: str
    kind: str
    meaning: str
    required: bool
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()


def codebook(path: Path = CODEBOOK) -> dict[str, dict[str, Column]]:
    """File -> its columns by name, of each file that has a table with column, type and meaning.

    Raises
    ------
    DataError
        With the line, where a type is none that is known.
    """
    found: dict[str, dict[str, Column]] = {}
    file, head = "", False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            heading = HEADING.match(line)
            file, head = heading[1] if heading else "", False
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells == HEAD:
            head = bool(file) and file not in found
        elif not cells:
            head = False
        elif head and not set(cells[0]) <= set("-:"):
            column = _column(path, number, cells)
            found.setdefault(file, {})[column.name] = column
    return found


def _column(path: Path, row: int, cells: list[str]) -> Column:
    name, said, meaning = cells
    name, kind = name.strip("`"), said.removesuffix(EMPTY)
    for pattern, known in TYPES:
        match = pattern.fullmatch(kind)
        if match is None:
            continue
        least = most = None
        choices: tuple[str, ...] = ()
        if known == "choice":
            choices = tuple(re.findall(r"`(\w+)`", kind))
        elif known != "date":
            least, most = (_number(part) for part in match.groups())
        return Column(name, known, meaning.replace("`", ""), said == kind, least, most, choices)
    raise DataError(
        path, repr(said), "`YYYY-MM-DD`, text, a whole number from … to …, one of …", row=row, column="type"
    )


def _number(text: str | None) -> int | None:
    """A limit as the codebook writes it, for instance `2^63-1`."""
    if text is None:
        return None
    base, _, power = text.partition("^")
    exponent, _, less = power.partition("-")
    raised: int = int(base) ** int(exponent or 1)
    return raised - int(less or 0)


def _columns(name: str, content: bytes, known: Mapping[str, Mapping[str, Column]]) -> Iterator[Column]:
    """The columns that a table has, as the codebook tells of them; older editions have fewer."""
    columns = known.get(name, {})
    for column in content.split(b"\n", 1)[0].decode().rstrip("\r").split(","):
        if column not in columns:
            raise DataError(name, repr(column), f"a column that {CODEBOOK.name} tells of", row=1)
        yield columns[column]


def _told(provenance: Mapping[str, Any]) -> str:
    """Where the rows are from and what was changed; versions before 0.2 wrote the citation alone."""
    found = [provenance.get("source") or provenance["citation"], provenance.get("changes")]
    return " ".join(f"{text.rstrip('.')}." for text in found if text)


def _licence(provenance: Mapping[str, Any], table: str) -> dict[str, str] | None:
    """Under which a table is; None where nobody says, as of an analyst's own rows."""
    if table in OWN_WORK:
        return MIT
    return None if provenance.get("own") else CC_BY


# ---------------------------------------------------------------- Data Package


def data_package(
    name: str, provenance: Mapping[str, Any], tables: Mapping[str, bytes], address: str, book: str
) -> dict[str, Any]:
    """The Data Package of an edition (specs.frictionlessdata.io), with paths relative to itself.

    Parameters
    ----------
    name : of the edition.
    provenance : its `provenance.json`.
    tables : file -> content of each CSV that lies beside the description.
    address : of the edition on the site, with a slash at its end.
    book : short name of the book, with which the data's begins.

    Raises
    ------
    DataError
        Where a table has a column that the codebook does not tell of.
    """
    known = codebook()
    package = {
        "profile": "tabular-data-package",
        "name": f"{book}-{_slug(name)}",
        "title": f"Weekly token usage of language models, edition {name}",
        "description": _told(provenance),
        "homepage": address,
        "sources": [{"title": provenance.get("source") or provenance["citation"]}],
        "contributors": [{"title": f"Contributors of {book}", "role": "wrangler"}],
        "resources": [
            _resource(file, content, known, provenance) for file, content in sorted(tables.items())
        ],
    }
    if licence := _licence(provenance, "usage"):
        package["licenses"] = [licence]
    if made := _moment(provenance):
        package["created"] = made
    return package


def _resource(
    file: str,
    content: bytes,
    known: Mapping[str, Mapping[str, Column]],
    provenance: Mapping[str, Any],
) -> dict[str, Any]:
    table = file.removesuffix(".csv")
    columns = list(_columns(file, content, known))
    key = {"usage": ["week", "model"], "models": ["slug"]}[table]
    found: dict[str, Any] = {
        "profile": "tabular-data-resource",
        "name": table,
        "title": TITLES[table],
        "path": file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": [_field(column) for column in columns], "primaryKey": key},
    }
    if licence := _licence(provenance, table):
        found["licenses"] = [licence]
    return found


def _field(column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.required else {}
    ends = ("minimum", "maximum") if column.kind == "integer" else ("minLength", "maxLength")
    limits |= {
        end: value for end, value in zip(ends, (column.least, column.most), strict=True) if value is not None
    }
    if column.choices:
        limits["enum"] = list(column.choices)
    kind = {"date": "date", "integer": "integer"}.get(column.kind, "string")
    found = {"name": column.name, "type": kind, "description": column.meaning}
    return found | ({"constraints": limits} if limits else {})


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower())


def _moment(provenance: Mapping[str, Any]) -> str | None:
    """When the newest rows were given out, with seconds, as both forms want it."""
    as_of = provenance.get("as_of")
    return None if not as_of else re.sub(r"T(\d\d:\d\d)Z$", r"T\1:00Z", as_of)


# ---------------------------------------------------------------- Croissant

CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context of Croissant 1.0, as its specification wants it written out."""


def croissant(
    name: str,
    provenance: Mapping[str, Any],
    tables: Mapping[str, bytes],
    address: str,
    version: str,
    book: str,
) -> dict[str, Any]:
    """The same tables in Croissant 1.0 (docs.mlcommons.org/croissant); parameters as of `data_package`.

    Parameters
    ----------
    version : of the book that made the tables, MAJOR.MINOR.PATCH.
    """
    known = codebook()
    record: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": f"{book}-{_slug(name)}",
        "description": _told(provenance),
        "url": address,
        "version": version,
        "creator": {
            "@type": "sc:Organization",
            "name": provenance["source"] if provenance.get("own") else "OpenRouter",
        },
        "distribution": [_file(file, content, address) for file, content in sorted(tables.items())],
        "recordSet": [_records(file, content, known) for file, content in sorted(tables.items())],
    }
    if licence := _licence(provenance, "usage"):
        record["license"] = licence["path"]
    if provenance.get("citation"):
        record["citeAs"] = provenance["citation"]
    if made := _moment(provenance):
        record["datePublished"] = made
    return record


def _file(file: str, content: bytes, address: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file,
        "name": file,
        "contentUrl": f"{address}data/{file}",
        "contentSize": f"{len(content)} B",
        "encodingFormat": "text/csv",
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _records(file: str, content: bytes, known: Mapping[str, Mapping[str, Column]]) -> dict[str, Any]:
    table = file.removesuffix(".csv")
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": TITLES[table],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table}/{column.name}",
                "name": column.name,
                "description": column.meaning,
                "dataType": CROISSANT_TYPES[column.kind],
                "source": {"fileObject": {"@id": file}, "extract": {"column": column.name}},
            }
            for column in _columns(file, content, known)
        ],
    }


def described(
    name: str,
    provenance: Mapping[str, Any],
    tables: Mapping[str, bytes],
    address: str,
    version: str,
    book: str,
) -> dict[str, bytes]:
    """Both descriptions as files: name -> content; parameters as above."""
    both = {
        "datapackage.json": data_package(name, provenance, tables, address, book),
        "croissant.json": croissant(name, provenance, tables, address, version, book),
    }
    return {
        file: (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
        for file, content in both.items()
    }
