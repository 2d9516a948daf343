"""Which of a page's blocks belong to its article, and why the others do not."""

from newsmill.article import Removed
from workers.cleanup.arrays import Mask
from workers.cleanup.block_features import found_in
from workers.cleanup.blocks import Block, Blocks
from workers.cleanup.language import LanguageIdentifier
from workers.cleanup.lexicon import Lexicon
from workers.cleanup.lines import Line, split_lines
from workers.cleanup.marks import place_named
from workers.cleanup.models import Models
from workers.cleanup.plain import Cleaned
from workers.cleanup.reading import Reading
from workers.cleanup.repair import repair
from workers.cleanup.threads import in_threads, without

_PASSAGE = 120  # characters


def own_text(page: Reading, lexicon: Lexicon, models: Models, language: LanguageIdentifier) -> Cleaned:
    """The article's lines in a page, and the other blocks with reasons; no lines when there is no article.

    English pages are decided by the learned classifier, threads of comments taken away first; other languages, which it
    has not learned, and pages where it finds nothing are left to trafilatura. A page that is empty until its scripts
    run has its article in JSON-LD alone.
    """
    blocks = page.blocks
    if not blocks.blocks:
        return Cleaned(_paragraphs(page.hints.linked_body), ())
    if language.identify(running_text(blocks))[0] == "en":
        kept = ~in_threads(blocks)
        kept[kept] = models.own_blocks(without(blocks, ~kept), lexicon, page.hints)
        if kept.any():
            return Cleaned(_lines(blocks, kept), _left_out(blocks, kept, lexicon))
    extracted = page.extracted()
    kept = found_in([block.text for block in blocks.blocks], extracted) > 0
    return Cleaned(_paragraphs(extracted or page.hints.linked_body), _left_out(blocks, kept, lexicon))


def _paragraphs(text: str) -> tuple[Line, ...]:
    return tuple(Line(line.text, at > 0) for at, line in enumerate(split_lines(repair(text))))


def running_text(blocks: Blocks) -> str:
    """What a page's language is told by: its longer passages, or all of it where it has none."""
    texts = [block.text for block in blocks.blocks]
    return " ".join([text for text in texts if len(text) >= _PASSAGE] or texts)


def _lines(blocks: Blocks, kept: Mask) -> tuple[Line, ...]:
    """Paragraphs with a blank line between them; rows of a table, items of a list and lines of a verse without."""
    lines: list[Line] = []
    before = None
    for block, keep in zip(blocks.blocks, kept.tolist(), strict=True):
        if not keep:
            continue
        container = blocks.containers[block.container]
        group = (container.tag, container.parent) if container.tag in ("li", "td", "th") else None
        gap = not (block.after_break or (group is not None and group == before))
        before = group
        for at, line in enumerate(split_lines(repair(block.text))):
            lines.append(Line(line.text, bool(lines) and (gap if at == 0 else line.gap)))
    return tuple(lines)


def _left_out(blocks: Blocks, kept: Mask, lexicon: Lexicon) -> tuple[Removed, ...]:
    """What was not kept, neighbours with the same reason together, one line a block."""
    removed: list[Removed] = []
    together: list[str] = []
    reason = ""
    for block, keep in zip(blocks.blocks, kept.tolist(), strict=True):
        why = "" if keep else lexicon.reason(block.text) or _place(block, blocks) or "outside the article"
        if why != reason:
            if together:
                removed.append(Removed(text="\n".join(together), reason=reason))
            together, reason = [], why
        if not keep:
            together.append(block.text)
    if together:
        removed.append(Removed(text="\n".join(together), reason=reason))
    return tuple(removed)


def _place(block: Block, blocks: Blocks) -> str | None:
    return place_named(blocks.containers[block.container].mask)
