"""Pages into a PDF file: ruled boxes, text in embedded subsets of the fonts, the foot of each page, the square code."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import segno
from fpdf import FPDF
from fpdf.fonts import TTFFont

from casework.forms.faces import faces
from casework.forms.layout import (
    CODE_SIDE,
    HEIGHT,
    INNER,
    LEADING,
    LEFT,
    POINT,
    TOP,
    WIDTH,
    Box,
    Page,
    Text,
    lay_out,
    line_height,
    width_of,
)
from casework.forms.sheet import Sheet

_SHADES: Final = {"label": 245, "heading": 226}
_GREY: Final = 120
_RULE: Final = 0.22
_FOOT_SIZE: Final = 8.0
_FOOT_Y: Final = HEIGHT - 14.0
# from the top of a line to its baseline, in heights of the type
_BASELINE: Final = (LEADING - 1) / 2 + 0.86
# where `FPDF.cell` puts the baseline of a line without height
_CELL_BASELINE: Final = 0.3


def print_sheet(sheet: Sheet) -> bytes:
    """The form as a PDF file; takes a fraction of a second of one core and opens no connection."""
    pages = lay_out(sheet)
    for number, page in enumerate(pages, start=1):
        page.texts += _foot(sheet, number, len(pages))
    with TemporaryDirectory(prefix="jiuji-form-") as folder:
        return _Press(Path(folder), pages).print(sheet, pages)


def _foot(sheet: Sheet, number: int, count: int) -> Iterator[Text]:
    yield Text((sheet.foot,), LEFT, _FOOT_Y, INNER, _FOOT_SIZE)
    yield Text((f"第 {number} 页 / 共 {count} 页",), LEFT, _FOOT_Y, INNER, _FOOT_SIZE, align="right")


class _Press:
    """Draws what was laid out; the fonts it adds hold no glyph that is not on the pages."""

    def __init__(self, folder: Path, pages: list[Page]) -> None:
        self._pdf = FPDF(unit="mm", format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.c_margin = 0
        self._pdf.set_line_width(_RULE)
        self._add_fonts(folder, pages)

    def _add_fonts(self, folder: Path, pages: list[Page]) -> None:
        used: dict[tuple[str, bool], set[str]] = defaultdict(set)
        for text in (text for page in pages for text in page.texts):
            for line in text.lines:
                for name, part in faces(bold=text.bold).runs(line):
                    used[name, text.bold].update(part)
        for (name, bold), characters in used.items():
            path = folder / f"{name}{'-bold' if bold else ''}.otf"
            path.write_bytes(faces(bold=bold).face(name).subset(characters))
            self._pdf.add_font(name, "B" if bold else "", path)
        for font in self._pdf.fonts.values():
            if isinstance(font, TTFFont):
                # the bounds of the subset are right: to measure every glyph again takes half the time of a form
                font.ttfont.recalcBBoxes = False

    def print(self, sheet: Sheet, pages: list[Page]) -> bytes:
        """The finished file."""
        self._pdf.set_title(sheet.title)
        self._pdf.set_lang("zh-CN")
        for page in pages:
            self._pdf.add_page()
            for box in page.boxes:
                self._draw_box(box)
            for text in page.texts:
                self._draw_text(text)
            if page is pages[0]:
                self._draw_code(sheet.code)
        return bytes(self._pdf.output())

    def _draw_box(self, box: Box) -> None:
        self._pdf.set_fill_color(_SHADES.get(box.shade, 255))
        self._pdf.rect(box.x, box.y, box.width, box.height, style="DF" if box.shade else "D")

    def _draw_text(self, text: Text) -> None:
        self._pdf.set_text_color(_GREY if text.grey else 0)
        weight = faces(bold=text.bold)
        for number, line in enumerate(text.lines):
            spare = text.width - width_of(line, text.size, weight)
            x = text.x + {"left": 0.0, "centre": spare / 2, "right": spare}[text.align]
            self._draw_line(line, x, text.y + number * line_height(text.size), text)

    def _draw_line(self, line: str, x: float, top: float, text: Text) -> None:
        weight, height = faces(bold=text.bold), text.size * POINT
        for name, part in weight.runs(line):
            self._pdf.set_font(name, "B" if text.bold else "", text.size)
            shaped = weight.face(name).shaped
            self._pdf.set_text_shaping(shaped)
            if shaped:
                self._pdf.set_xy(x, top + (_BASELINE - _CELL_BASELINE) * height)
                self._pdf.cell(0, 0, part)
            else:
                self._pdf.text(x, top + _BASELINE * height, part)
            x += weight.width(part, height)

    def _draw_code(self, code: str) -> None:
        """The case number as a square code, in vectors, in the top right corner of the first page."""
        matrix = list(segno.make(code, error="m", micro=False).matrix)
        module = (CODE_SIDE - 2) / len(matrix)
        left, top = WIDTH - LEFT - module * len(matrix), TOP - 3
        self._pdf.set_fill_color(0)
        for row, bits in enumerate(matrix):
            for column, dark in enumerate(bits):
                if dark:
                    self._pdf.rect(left + column * module, top + row * module, module, module, style="F")
