"""What the benchmark edits is there, and an edit can be made again."""

import bench
import pytest

from tokenbook import ROOT


@pytest.mark.parametrize("name", bench.EDITS)
def test_what_is_edited_is_there(tmp_path, name):
    (file, text), *_ = bench.EDITS[name]
    source = ROOT / "tokenbook" / file
    copy = tmp_path / "tokenbook" / file
    copy.parent.mkdir(parents=True)
    copy.write_bytes(source.read_bytes())
    texts = {copy.read_text(encoding="utf-8")}
    assert text in next(iter(texts))
    for number in range(2):
        bench.edit(tmp_path, bench.EDITS[name], number)
        texts.add(copy.read_text(encoding="utf-8"))
    assert len(texts) == 3
    if copy.suffix == ".py":
        compile(copy.read_text(encoding="utf-8"), copy.name, "exec")


def test_a_text_that_has_gone_is_named(tmp_path):
    with pytest.raises(SystemExit, match="there is none of the texts"):
        bench.edit(tmp_path, (("gone.py", "x = 1"),), 0)
