"""Pictures of the site's pages."""

import pytest
import screenshots

from press.browser import find_chromium


@pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine")
def test_each_page_in_each_width(tmp_path, capsys):
    for lang in ("de", "en"):
        page = tmp_path / "site" / lang / "chapters" / "intro.html"
        page.parent.mkdir(parents=True)
        page.write_text("<!doctype html><title>Made up</title><p>Made up")
    assert screenshots.main(["--site", str(tmp_path / "site"), "--output", str(tmp_path / "out")]) == 0
    found = sorted(
        path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.png")
    )
    assert found == [f"{lang}/intro-{width}.png" for lang in ("de", "en") for width in ("desk", "phone")]
    assert capsys.readouterr().out.startswith("4 pictures in ")


def test_without_a_site_it_says_so(tmp_path, capsys):
    assert screenshots.main(["--site", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"screenshots: {tmp_path}: no pages; make book\n"
