"""The press as a command, for books without Python of their own: `python -m press build FOLDER`."""

import argparse
import sys
from pathlib import Path

from press.book import Book
from press.errors import PressError
from press.left_out import leave_out
from press.order import LOCAL, Order


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = done, 1 = not, with one message on stderr."""
    parser = argparse.ArgumentParser(prog="python -m press", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    build = verbs.add_parser("build", help="run every notebook in every language, put the site together")
    build.add_argument("--languages", nargs="+", default=(), metavar="LANG", help="default: all in locale/")
    build.add_argument("--base-url", default=LOCAL, metavar="URL", help="where the site is to stand")
    build.add_argument("--pages-only", action="store_true", help="make no EPUB and no PDF")
    words = verbs.add_parser("messages", help="list in locale/ what the pages say and no language words yet")
    for verb in (build, words):
        verb.add_argument("folder", type=Path, help="where _config.yml, _toc.yml and chapters/ stand")
    options = parser.parse_args(argv)
    book = Book(options.folder.resolve())
    try:
        return _build(book, options) if options.verb == "build" else _messages(book)
    except PressError as error:
        print(f"not done: {error}", file=sys.stderr)
        return 1


def _build(book: Book, options: argparse.Namespace) -> int:
    # imported late: to see that nothing has changed must take no time
    from press.build import build

    output = book.root / "_build"
    takeaway = not options.pages_only
    order = Order(book, output, languages=tuple(options.languages), base=options.base_url, takeaway=takeaway)
    site = build(order, lambda line: print(line, flush=True))
    print(f"The book is in {site}/index.html")
    return 0


def _messages(book: Book) -> int:
    from press.messages import update

    without = 0
    for tag in book.languages:
        for message in update(book.locale, tag):
            without += 1
            print(f"{tag}: {message}")
    return 1 if without else 0


if __name__ == "__main__":
    leave_out()
    sys.exit(main())
