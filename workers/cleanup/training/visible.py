"""Every visible line of a page, boilerplate included: what a careless scraper takes for the article's text."""

import re
from html.parser import HTMLParser

_HIDDEN = re.compile(r"script|style|noscript|template|svg|head")
_BREAKS = re.compile(
    r"p|div|li|ul|ol|section|article|header|footer|nav|aside|h[1-6]|tr|td|th|br|figure|figcaption|form|button|main"
)


def visible_lines(page: str) -> str:
    """The page's visible text, one line a block, without blank lines."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    reader.end_line()
    return "\n".join(reader.lines)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._parts: list[str] = []
        self._hidden = 0

    def end_line(self) -> None:
        line = " ".join("".join(self._parts).split())
        if line:
            self.lines.append(line)
        self._parts = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if _HIDDEN.fullmatch(tag):
            self._hidden += 1
        elif _BREAKS.fullmatch(tag):
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        if _HIDDEN.fullmatch(tag):
            self._hidden = max(0, self._hidden - 1)
        elif _BREAKS.fullmatch(tag):
            self.end_line()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._parts.append(data)
