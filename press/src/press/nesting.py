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
        self.fault: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.opened.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens nothing: void elements, and those of SVG that close themselves."""

    def handle_endtag(self, tag: str) -> None:
        if self.opened and self.opened[-1] == tag:
            self.opened.pop()
            return
        if self.fault is None:
            where = f"inside <{self.opened[-1]}>" if self.opened else "closes nothing"
            self.fault = f"line {self.getpos()[0]}: </{tag}> {where}"
        if tag in self.opened:
            while self.opened.pop() != tag:
                pass


def first_misplaced(page: str) -> str | None:
    """What is wrong with the nesting of a page's elements, if anything: the first fault with its line."""
    nesting = _Nesting()
    nesting.feed(page)
    nesting.close()
    return nesting.fault
