"""Files of an edition that mean harm, or are none: refused in one line, none is waited for."""

import gzip
import json
import os
from pathlib import Path

import pytest
from conftest import made_up_daily

from tokenbook import editions
from tokenbook.errors import DataError
from tokenbook.rows.sources.files import Daily
from tokenbook.rows.updating import Origin, rebuild, update


@pytest.fixture
def folder(tmp_path) -> Path:
    """An edition as an update writes it."""
    update([Daily(made_up_daily("2026-01-05", "2026-02-01"), "rows", "0")], "2026", Origin(), tmp_path)
    return tmp_path / "2026"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"as_of": "2026-13-45"}, "key as_of: found '2026-13-45'"),
        ({"as_of": "<b>"}, "key as_of: found '<b>'"),
        ({"source": "a\u202eb"}, r"key source: found 'a\u202eb'"),
        ({"source": "x" * 201}, "key source: found 'xxx"),
        ({"own": True, "source": None}, "a source where the rows are one's own"),
        ({"first_day": "0001-01-01"}, "key first_day: found '0001-01-01'"),
        ({"last_day": "9999-12-31"}, "key last_day: found '9999-12-31'"),
        ({"first_day": "2026-02-02"}, "a first_day that is not after last_day"),
    ],
)
def test_a_record_that_no_update_writes_is_refused(folder, changes, said):
    path = folder / "provenance.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    with pytest.raises(DataError) as caught:
        editions.read_provenance(path)
    assert str(caught.value).startswith(f"{path}{'' if said.startswith('a ') else f', {said}'}")
    assert said in str(caught.value)


def test_edges_of_a_record_are_taken(folder):
    path = folder / "provenance.json"
    given = json.loads(path.read_text())
    # a clock of long ago still loads it
    given |= {"as_of": "2999-12-31T23:59Z", "first_day": given["last_day"], "source": "x" * 200}
    path.write_text(json.dumps(given))
    assert editions.read_provenance(path) == given


@pytest.mark.parametrize("as_of", ["<b>", "2026-02-30", "yesterday"])
def test_a_stamp_of_days_is_a_time(folder, as_of):
    path = folder / "daily.csv.gz"
    rows = gzip.decompress(path.read_bytes()).decode().splitlines()
    rows[1] = rows[1].rsplit(",", 1)[0] + f",{as_of}"
    path.write_bytes(gzip.compress(("\n".join(rows) + "\n").encode()))
    with pytest.raises(DataError, match=f"row 2, column as_of: found '{as_of}'; allowed: a day or a time"):
        rebuild("2026", folder.parent)


@pytest.mark.parametrize(
    "name", ["edition.yml", "provenance.json", "usage.csv", "daily.csv.gz", "prices.csv", "strange.csv"]
)
def test_what_would_be_waited_for_is_no_file(folder, name):
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    with pytest.raises(DataError, match=rf"{name}: found no ordinary file; allowed: "):
        editions.load(folder)
