"""A form laid out on A4 pages: every line and every box gets its place, in millimetres from the top left."""

from dataclasses import dataclass, field, replace
from typing import Final

from casework.forms.faces import Faces, faces
from casework.forms.lines import lines_of
from casework.forms.sheet import Block, Cell, Row, Sheet, Table, Title, Words

WIDTH: Final = 210.0
HEIGHT: Final = 297.0
LEFT: Final = 18.0
INNER: Final = WIDTH - 2 * LEFT
TOP: Final = 17.0
BOTTOM: Final = HEIGHT - 19.0
POINT: Final = 25.4 / 72
CELL_SIZE: Final = 10.0
MISSING_SIZE: Final = 8.0
TITLE_SIZE: Final = 18.0
HEADING_SIZE: Final = 10.5
PAD_X: Final = 1.7
PAD_Y: Final = 1.4
# a line is this much higher than its type
LEADING: Final = 1.48
HEADING_LEAST: Final = 7.4
# the square code stands beside the first title
CODE_SIDE: Final = 19.0
_GAP: Final = 2.5
_TALL: Final = 20.0
# fewer are not left alone at the end of a page
_FEW_LINES: Final = 4
CONTINUED: Final = "（续）"


@dataclass(frozen=True)
class Text:
    """Lines of one size; `x` and `width` bound them, `y` is the top of the first."""

    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    size: float
    bold: bool = False
    align: str = "left"
    grey: bool = False


@dataclass(frozen=True)
class Box:
    """A ruled box; shaded when it holds a label."""

    x: float
    y: float
    width: float
    height: float
    shade: str = ""


@dataclass
class Page:
    """What stands on one page."""

    texts: list[Text] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def line_height(size: float) -> float:
    """Millimetres from one line to the next at a type size in points."""
    return size * POINT * LEADING


def size_of(cell: Cell) -> float:
    """The type size of a box in points."""
    return MISSING_SIZE if cell.kind == "missing" else CELL_SIZE


class Layout:
    """Fills pages from the top; what does not fit goes on on the next one."""

    def __init__(self) -> None:
        self.pages = [Page()]
        self._y = TOP
        self._faces = {False: faces(), True: faces(bold=True)}
        # a text is measured more than once on its way to its place
        self._broken: dict[tuple[str, bool, float, float], tuple[str, ...]] = {}

    def lay(self, sheet: Sheet) -> list[Page]:
        """All blocks in their order."""
        for block in sheet.blocks:
            self._add(block)
        return self.pages

    @property
    def _page(self) -> Page:
        return self.pages[-1]

    def _turn(self) -> None:
        self.pages.append(Page())
        self._y = TOP

    def _add(self, block: Block) -> None:
        if isinstance(block, Table):
            self._add_table(block)
        elif isinstance(block, Title):
            self._add_title(block)
        else:
            self._add_words(block)

    def _add_title(self, title: Title) -> None:
        if title.new_page and self._y > TOP:
            self._turn()
        # beside the square code on the first page, centred all the same
        side = CODE_SIDE if len(self.pages) == 1 else 0.0
        self._put_lines(title.text, TITLE_SIZE, bold=True, align="centre", inset=side)
        self._y += _GAP

    def _add_words(self, words: Words) -> None:
        self._y += words.above
        side = CODE_SIDE if len(self.pages) == 1 and self._y < TOP + CODE_SIDE else 0.0
        align = "right" if words.right else "left"
        self._put_lines(words.text, words.size, bold=words.bold, align=align, after=side)

    def _put_lines(
        self, text: str, size: float, *, bold: bool, align: str, inset: float = 0.0, after: float = 0.0
    ) -> None:
        width, height = INNER - 2 * inset - after, line_height(size)
        for line in lines_of(text, self._faces[bold], size * POINT, width):
            if self._y + height > BOTTOM:
                self._turn()
            self._page.texts.append(Text((line,), LEFT + inset, self._y, width, size, bold, align))
            self._y += height

    def _add_table(self, table: Table) -> None:
        self._y += _GAP
        if self._y + self._heading_height(table) + self._least_below(table) > BOTTOM:
            self._turn()
        self._put_heading(table)
        for row in table.rows:
            self._add_row(row, table)

    def _add_row(self, row: Row, table: Table) -> None:
        """The row where it fits; a long one is cut by lines, any other goes to the next page whole."""
        while self._y + self._height(row) > BOTTOM:
            most = int((BOTTOM - self._y - 2 * PAD_Y) / line_height(CELL_SIZE))
            if most >= _FEW_LINES and self._count(row) > 2 * _FEW_LINES:
                part, row = self._cut(row, most)
                self._put_row(part)
            self._turn()
            self._put_heading(table, CONTINUED)
        self._put_row(row)

    def _least_below(self, table: Table) -> float:
        """What must fit below a heading: the whole table, its first row, or the first lines of one that is cut."""
        if table.together:
            return sum(map(self._height, table.rows))
        row = table.rows[0]
        is_long = self._count(row) > 2 * _FEW_LINES
        return _FEW_LINES * line_height(CELL_SIZE) + 2 * PAD_Y if is_long else self._height(row)

    def _count(self, row: Row) -> int:
        return max(len(self._lines(cell, row)) for cell in row.cells)

    def _cut(self, row: Row, most: int) -> tuple[Row, Row]:
        """The first lines of a row and the rest of it; what is signed below stays with the rest."""
        lines = [self._lines(cell, row) for cell in row.cells]
        first = row.with_texts(["\n".join(one[:most]) for one in lines])
        rest = row.with_texts(["\n".join(one[most:]) for one in lines])
        return replace(first, cells=tuple(replace(cell, foot="") for cell in first.cells)), rest

    def _heading_height(self, table: Table) -> float:
        return HEADING_LEAST + (self._height(table.columns) if table.columns else 0.0)

    def _put_heading(self, table: Table, more: str = "") -> None:
        self._page.boxes.append(Box(LEFT, self._y, INNER, HEADING_LEAST, "heading"))
        top = self._y + (HEADING_LEAST - line_height(HEADING_SIZE)) / 2
        text = Text((table.heading + more,), LEFT + PAD_X, top, INNER, HEADING_SIZE, bold=True)
        self._page.texts.append(text)
        self._y += HEADING_LEAST
        if table.columns:
            self._put_row(table.columns)

    def _lines(self, cell: Cell, row: Row) -> tuple[str, ...]:
        if not cell.text:
            return ()
        width, size = self._width(cell, row) - 2 * PAD_X, size_of(cell)
        what = (cell.text, cell.bold, size, width)
        if what not in self._broken:
            self._broken[what] = tuple(lines_of(cell.text, self._faces[cell.bold], size * POINT, width))
        return self._broken[what]

    def _width(self, cell: Cell, row: Row) -> float:
        return INNER * cell.share / sum(one.share for one in row.cells)

    def _height(self, row: Row) -> float:
        return max(row.least, *(self._cell_height(cell, row) for cell in row.cells))

    def _cell_height(self, cell: Cell, row: Row) -> float:
        foot = line_height(CELL_SIZE) if cell.foot else 0.0
        return len(self._lines(cell, row)) * line_height(size_of(cell)) + foot + 2 * PAD_Y

    def _put_row(self, row: Row) -> None:
        x, height = LEFT, self._height(row)
        for cell in row.cells:
            width = self._width(cell, row)
            self._page.boxes.append(Box(x, self._y, width, height, "label" if cell.kind == "label" else ""))
            self._put_cell(cell, row, Box(x, self._y, width, height))
            x += width
        self._y += height

    def _put_cell(self, cell: Cell, row: Row, box: Box) -> None:
        lines, size = self._lines(cell, row), size_of(cell)
        x, width = box.x + PAD_X, box.width - 2 * PAD_X
        if lines:
            # in a tall box and above a signature the words stand at the top, else in the middle
            at_top = bool(cell.foot) or (row.least >= _TALL and cell.kind != "label")
            spare = 0.0 if at_top else (box.height - 2 * PAD_Y - len(lines) * line_height(size)) / 2
            top = box.y + PAD_Y + spare
            align = "centre" if cell.centred else "left"
            missing = cell.kind == "missing"
            self._page.texts.append(Text(lines, x, top, width, size, cell.bold, align, grey=missing))
        if cell.foot:
            top = box.y + box.height - PAD_Y - line_height(CELL_SIZE)
            self._page.texts.append(Text((cell.foot,), x, top, width, CELL_SIZE, align="right"))


def lay_out(sheet: Sheet) -> list[Page]:
    """The pages of a form."""
    return Layout().lay(sheet)


def width_of(text: str, size: float, weight: Faces) -> float:
    """Millimetres a text runs at a size in points."""
    return weight.width(text, size * POINT)
