"""Reading a published site; here a made-up one on this machine, whole and with one thing wrong."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import smoke


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Tests print nothing."""


@pytest.fixture
def host(tmp_path) -> Iterator[tuple[Path, str]]:
    """A made-up site in two languages, and where it stands."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/book/"
    root = tmp_path / "book"
    entries = []
    for page in ("intro", "volume"):
        links = ""
        for lang in ("de", "en"):
            address = f"{base}{lang}/chapters/{page}.html"
            links += f'<xhtml:link rel="alternate" hreflang="{lang}" href="{address}"/>'
            figure = "<figure><svg></svg></figure><a href='../data/a.csv' download>CSV</a>"
            write(
                root / lang / "chapters" / f"{page}.html",
                f"<html lang='{lang}'><link rel='canonical' href='{address}'><svg></svg>"
                + (figure if page == "volume" else ""),
            )
            write(root / lang / "data" / "a.csv", "week,tokens\n2026-01-05,1\n")
            write(root / lang / "search.html", "<script src='../assets/searchindex.1.js'></script>")
        entries.append(f"<url><loc>{base}de/chapters/{page}.html</loc>{links}</url>")
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    write(root / "sitemap.xml", f"<urlset {names}>{''.join(entries)}</urlset>")
    write(root / "index.html", "<html lang='de'>")
    write(root / "assets" / "searchindex.1.js", "Search.setIndex({})")
    yield root, base
    server.shutdown()
    server.server_close()


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_whole_site(host, capsys):
    _, base = host
    assert smoke.main([base.rstrip("/"), "--tries", "1"]) == 0
    de, en = capsys.readouterr().out.splitlines()
    assert de.startswith(
        f"de: {base}de/chapters/volume.html with 1 drawings, {base}de/data/a.csv with 2 lines"
    )
    assert en.startswith("en: ")


def test_a_site_of_one_language_is_read_beyond_its_first_page(host, capsys):
    root, base = host
    text = (root / "sitemap.xml").read_text()
    head = text[: text.index("<url>")]
    front = f'<url><loc>{base}</loc><xhtml:link hreflang="en" href="{base}en/chapters/intro.html"/></url>'
    other = f"<url><loc>{base}en/chapters/volume.html</loc></url>"
    write(root / "sitemap.xml", f"{head}{front}{other}</urlset>")
    assert smoke.main([base, "--tries", "1"]) == 0
    assert capsys.readouterr().out.startswith(f"en: {base}en/chapters/volume.html with 1 drawings")


@pytest.mark.parametrize(
    ("path", "text", "word"),
    [
        ("index.html", "<html>", "is no front page"),
        ("sitemap.xml", None, "sitemap.xml: HTTP Error 404"),
        ("sitemap.xml", "<urlset", "sitemap.xml: "),
        ("sitemap.xml", "<urlset/>", "names no page"),
        ("en/chapters/intro.html", "<html lang='de'>", "its language is 'de', not 'en'"),
        ("en/chapters/intro.html", "<html lang='en'>", "calls itself ''"),
        ("en/data/a.csv", "", "is no table"),
        ("en/data/a.csv", None, "a.csv: HTTP Error 404"),
        ("en/search.html", "", "loads no searchindex"),
        ("assets/searchindex.1.js", "<html>", "is no search index"),
    ],
)
def test_one_thing_wrong(host, capsys, path, text, word):
    root, base = host
    (root / path).unlink()
    if text is not None:
        write(root / path, text)
    assert smoke.main([base, "--tries", "2", "--wait", "0"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("smoke: ")
    assert said.count("\n") == 1
    assert word in said


def test_an_address_of_elsewhere(host, capsys):
    root, base = host
    write(root / "sitemap.xml", (root / "sitemap.xml").read_text().replace(base, "https://example.org/"))
    assert smoke.main([base, "--tries", "1"]) == 1
    assert (
        f"names https://example.org/de/chapters/intro.html, which is not below {base}"
        in capsys.readouterr().err
    )


def test_no_page_with_a_figure(host, capsys):
    root, base = host
    text = (root / "en" / "chapters" / "volume.html").read_text()
    write(root / "en" / "chapters" / "volume.html", text.replace("<figure>", "<div>"))
    assert smoke.main([base, "--tries", "1"]) == 1
    assert "en: no page of 2 has a figure and its data" in capsys.readouterr().err
