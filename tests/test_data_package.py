"""The descriptions of the data: from the codebook, right by the libraries of their standards."""

import json
import logging
from pathlib import Path

import frictionless
import mlcroissant
import pandas as pd
import pytest
from conftest import made_up_daily, write_edition

from tokenbook import ROOT
from tokenbook.data_package import Column, codebook, described
from tokenbook.errors import DataError
from tokenbook.models import COLUMNS, TIERS

ADDRESS = "https://book.example/year/"


def written(folder: Path, edition: Path) -> Path:
    """The tables of an edition with both descriptions beside them, as the site has them."""
    tables = {
        "usage.csv": (edition / "usage.csv").read_bytes(),
        "models.csv": (ROOT / "data" / "models.csv").read_bytes(),
    }
    provenance = json.loads((edition / "provenance.json").read_text(encoding="utf-8"))
    for name, content in (
        tables | described(edition.name, provenance, tables, ADDRESS, "1.2.3", "token-year")
    ).items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module", params=["2025", "2026"])
def folder(request, tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("data"), ROOT / "data" / request.param)


def test_the_codebook_tells_of_every_column_of_the_tables():
    found = codebook()
    assert list(found["models.csv"]) == COLUMNS
    assert found["models.csv"]["tier"].choices == TIERS
    for edition in ("2025", "2026"):
        for name, read in (("usage.csv", "infer"), ("daily.csv.gz", "gzip")):
            table = pd.read_csv(ROOT / "data" / edition / name, compression=read, nrows=1)
            assert list(table.columns) == list(found[name])


def test_a_column_holds_what_the_codebook_says(tmp_path):
    book = tmp_path / "README.md"
    book.write_text(
        "## `<edition>/a.csv`: made up\n\n| column | type | meaning |\n|---|---|---|\n"
        "| `day` | `YYYY-MM-DD` | A day. |\n| `size` | whole number, 0 to 2^63-1 | A `size`. |\n"
        "| `name` | text, 1 to 9 characters; may be empty | |\n| `kind` | one of `one` or `two` | |\n"
    )
    assert list(codebook(book)["a.csv"].values()) == [
        Column("day", "date", "A day.", True),
        Column("size", "integer", "A size.", True, 0, 2**63 - 1),
        Column("name", "text", "", False, 1, 9),
        Column("kind", "choice", "", True, choices=("one", "two")),
    ]


def test_a_type_that_says_nothing_is_refused_with_its_line(tmp_path):
    book = tmp_path / "README.md"
    book.write_text("## `a.csv`\n\n| column | type | meaning |\n|---|---|---|\n| `x` | thing | |\n")
    with pytest.raises(DataError, match=r"README.md, row 5, column type: found 'thing'"):
        codebook(book)


def test_a_column_of_which_the_codebook_says_nothing_is_refused():
    with pytest.raises(DataError, match=r"usage.csv, row 1: found 'colour'"):
        described(
            "x",
            {"citation": "Made up."},
            {"usage.csv": b"week,model,colour\n"},
            ADDRESS,
            "1.2.3",
            "token-year",
        )


def test_the_data_package_is_one_and_every_row_is_as_it_says(folder):
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.flatten(["type", "message"]) == []
    assert report.valid
    assert report.stats["tasks"] == 2
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    usage = frictionless.Package(package, basepath=str(folder)).get_resource("usage")
    with usage:
        rows = usage.read_rows()
    table = pd.read_csv(folder / "usage.csv")
    assert sum(row["tokens"] for row in rows) == table["tokens"].sum()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b",5,0,", b",8,0,", "constraint-error"),
        (b"2024-12-30,", b"30.12.2024,", "type-error"),
        (b"week,model", b"day,model", "incorrect-label"),
    ],
)
def test_what_is_not_as_described_is_found(tmp_path, old, new, fault):
    made = written(tmp_path, ROOT / "data" / "2025")
    table = made / "usage.csv"
    table.write_bytes(table.read_bytes().replace(old, new, 1))
    found = frictionless.validate(str(made / "datapackage.json"), checks=[]).flatten(["type"])
    assert [fault] in found


# of rdflib, by which mlcroissant reads
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_croissant_is_one_and_reads_the_tables(folder, caplog):
    caplog.set_level(logging.WARNING)
    mapping = {name: str(folder / name) for name in ("usage.csv", "models.csv")}
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"), mapping=mapping)
    issues = dataset.metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    assert [record.message for record in caplog.records] == []
    for name in ("usage", "models"):
        rows = list(dataset.records(name))
        table = pd.read_csv(folder / f"{name}.csv", keep_default_na=False)
        assert len(rows) == len(table)
        assert [key.partition("/")[2] for key in rows[0]] == list(table.columns)
    tokens = sum(row["usage/tokens"] for row in dataset.records("usage"))
    assert tokens == pd.read_csv(folder / "usage.csv")["tokens"].sum()


def test_own_rows_and_those_of_older_versions_are_described_too(tmp_path):
    """Made-up rows whose provenance names neither source nor licence."""
    edition = write_edition(tmp_path / "Our log", made_up_daily(end="2025-02-28"), "top_n: 3\n")
    provenance = edition / "provenance.json"
    content = json.loads(provenance.read_text()) | {"own": True, "source": "our gateway's log"}
    provenance.write_text(json.dumps(content))
    made = written(tmp_path, edition)
    package = json.loads((made / "datapackage.json").read_text(encoding="utf-8"))
    assert package["name"] == "token-year-our-log"
    assert "licenses" not in package
    assert "license" not in json.loads((made / "croissant.json").read_text(encoding="utf-8"))
    assert frictionless.validate(str(made / "datapackage.json")).valid
