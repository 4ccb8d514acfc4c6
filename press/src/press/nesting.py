"""Elements of a page that close out of their order: a browser then moves what follows somewhere else."""

from html.parser import HTMLParser

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
"""Elements without an end tag (HTML, section 13.1.2)."""


class _Nesting(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.faults: list[tuple[int, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.opened.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens nothing: void elements, and those of SVG that close themselves."""

    def handle_endtag(self, tag: str) -> None:
        if self.opened and self.opened[-1] == tag:
            self.opened.pop()
            return
        self.faults.append((self.getpos()[0], tag, self.opened[-1] if self.opened else ""))
        if tag in self.opened:
            while self.opened.pop() != tag:
                pass


def first_misplaced(page: str) -> str | None:
    """What is wrong with the nesting of a page's elements, if anything: the first fault with its line."""
    nesting = _Nesting()
    nesting.feed(page)
    nesting.close()
    for line, tag, inside in nesting.faults:
        return f"line {line}: </{tag}> {f'inside <{inside}>' if inside else 'closes nothing'}"
    return None
