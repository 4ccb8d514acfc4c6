"""Every export that is known: recognised, and each token counted once."""

import math

import pandas as pd
import pytest
import yaml
from logs import DAY, REFUSED, SAMPLES, TOKENS

from tokenbook.errors import BookError, DataError
from tokenbook.rows.events.importing import Request, run
from tokenbook.rows.events.names import Names
from tokenbook.rows.events.presets import FOLDER, read_presets


@pytest.fixture(scope="module")
def names():
    return Names()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_export_counts_each_token_once(tmp_path, names, name):
    preset, shape, content, model, cost = SAMPLES[name]
    path = tmp_path / "export"
    path.write_bytes(content)
    new = run(Request(str(path)), names)
    assert f"({preset}, shape {shape!r})" in "\n".join(new.said)
    assert new.names["name"].tolist() == [model]
    row = new.rows.iloc[0]
    assert (len(new.rows), row["date"], row["tokens"]) == (1, pd.Timestamp(DAY), TOKENS)
    assert math.isnan(row["cost_usd"]) if cost is None else row["cost_usd"] == pytest.approx(cost)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_counted_is_refused_with_the_way_out(tmp_path, names, name):
    content, said = REFUSED[name]
    path = tmp_path / "export"
    path.write_bytes(content)
    with pytest.raises(DataError, match=said):
        run(Request(str(path)), names)


def test_every_preset_names_its_source_and_has_a_sample():
    assert {preset for preset, *_ in SAMPLES.values()} == set(read_presets())
    for path in FOLDER.glob("*.yml"):
        facts = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert facts["source"], path
        assert facts["sum"], path
        assert facts["failed"], path


def test_days_of_a_zone_are_not_moved_to_another_but_events_are(tmp_path, names):
    sums, events = tmp_path / "sums", tmp_path / "events"
    sums.write_bytes(SAMPLES["OpenRouter rankings, CSV"][2])
    events.write_bytes(SAMPLES["Helicone, JSON lines"][2])
    with pytest.raises(BookError, match="whole days of UTC; they cannot be moved to Europe/Berlin"):
        run(Request(str(sums), zone="Europe/Berlin"), names)
    for path, zone in ((sums, "UTC"), (sums, None), (events, "Europe/Berlin")):
        assert run(Request(str(path), zone=zone), names).rows["tokens"].sum() == TOKENS
