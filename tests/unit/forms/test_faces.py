"""Fonts: every character is shown or named, in the forms of mainland China, from glyphs that are really there."""

from io import BytesIO
from pathlib import Path

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont

from casework.forms.faces import FOLDER, Face, Faces, FontsMissing, face_files, faces

# a code point nobody has given a character yet
NOBODYS = "\U000323b0"
RARE = "𠮷㐂䶮"


def _only(tmp_path: Path, *names: str) -> Path:
    """A folder of fonts with these faces alone."""
    for one in face_files():
        for name in {one.regular, one.bold} - {None}:
            if one.name in names and (FOLDER / name).is_file():
                (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name).symlink_to(FOLDER / name)
    return tmp_path


def _glyphs(font: bytes, text: str) -> list[int]:
    face = hb.Face(font)
    return [hb.Font(face).get_nominal_glyph(ord(char)) or 0 for char in text]


def _glyph_name(font: bytes, char: str) -> str:
    return str(TTFont(BytesIO(font)).getBestCmap()[ord(char)])


@pytest.mark.parametrize("text", [RARE, "王小明", "0123456789Xx-", "（，。：；“”、）〔〕", "☐☑□"])
@pytest.mark.parametrize("bold", [False, True])
def test_common_and_rare_characters_are_printed_as_they_are(text: str, bold: bool) -> None:
    weight = faces(bold=bold)
    assert weight.shown(text) == text
    for name, part in weight.runs(text):
        assert 0 not in _glyphs(weight.face(name).subset(part), part), name


def test_a_subset_holds_no_other_glyph() -> None:
    font = faces().face("song").subset("低保")
    assert 0 not in _glyphs(font, "低保")
    assert _glyphs(font, "救助") == [0, 0]
    assert len(font) < 10_000


def test_strokes_are_those_of_the_mainland() -> None:
    # one file holds the forms of five countries under the same codes; a glyph keeps its number in a subset
    song = FOLDER / face_files()[0].regular
    drawn = {
        family: _glyph_name(Face("one", song, f"Noto Serif CJK {family}", shaped=False).subset("骨"), "骨")
        for family in ("SC", "JP", "TC")
    }
    assert len(set(drawn.values())) == 3
    assert _glyph_name(faces().face("song").subset("骨"), "骨") == drawn["SC"]


@pytest.mark.parametrize(("char", "shown"), [
    (NOBODYS, "〔U+323B0〕"), ("\U0001f600", "〔U+1F600〕"), ("\ufffe", "〔U+FFFE〕"), ("\ue000", "〔U+E000〕"),
])  # fmt: skip
def test_what_no_font_has_is_its_code_point(char: str, shown: str) -> None:
    assert faces().shown(f"李{char}梅") == f"李{shown}梅"


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\x00", "\ufe0f", "\U000e0100", "\u00ad"])
def test_what_is_invisible_is_left_out(hidden: str) -> None:
    assert faces().shown(f"李{hidden}梅") == "李梅"


def test_tibetan_letters_stack_and_yi_has_its_face() -> None:
    weight = faces()
    name = "བཀྲ་ཤིས་"
    assert [found for found, _ in weight.runs(f"扎西{name}ꆈꌠ")] == ["song", "tibetan", "yi"]
    buffer = hb.Buffer()
    buffer.add_str(name)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(hb.Face(weight.face("tibetan").subset(name))), buffer)
    assert len(buffer.glyph_infos) < len(name), "letters below a letter are one glyph"
    assert 0 not in [one.codepoint for one in buffer.glyph_infos]
    apart = sum(weight.width(char, 1) for char in name)
    assert weight.width(name, 1) < apart


def test_without_the_other_fonts_nothing_is_lost(tmp_path: Path) -> None:
    bare = Faces(folder=_only(tmp_path, "song"))
    assert bare.shown("王☑☐") == "王■□"
    assert bare.shown("བ") == "〔U+0F56〕"


def test_without_the_chinese_font_it_says_which_package(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match="fonts-noto-cjk"):
        Faces(folder=_only(tmp_path, "tibetan"))
