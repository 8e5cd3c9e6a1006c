"""Lines: none too wide, nothing lost, no stop at the beginning of a line."""

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.forms.faces import faces
from casework.forms.lines import lines_of

SIZE = 10.0
TEXTS = st.text(alphabet="王小明从架子上摔下来，。（）“”、12345ABCab-. །་བཀྲཤིས𠮷\U000323b0\n☐", max_size=80)


@settings(deadline=None, max_examples=200)
@given(TEXTS, st.floats(min_value=60, max_value=200))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: float) -> None:
    lines = lines_of(text, faces(), SIZE, width)
    assert "".join("".join(lines).split()) == "".join(faces().shown(text.replace("\n", "")).split())
    assert all(faces().width(line, SIZE) <= width + 0.01 for line in lines)


def test_stops_stay_with_what_they_close() -> None:
    for width in range(40, 120, 3):
        for line in lines_of("从架子上摔下来，腿断了。（住院）押金：三千元！", faces(), SIZE, width):
            assert line[0] not in "，。）：！", (width, line)
            assert line[-1] != "（"


def test_numbers_and_boxes_are_not_torn() -> None:
    lines = lines_of("身份证号11010519491231002X和电话13800001234，☐ 火灾　☑ 受伤", faces(), SIZE, 110)
    assert any("11010519491231002X" in line for line in lines)
    assert not any(line.endswith(("☐", "☑")) for line in lines)


def test_tibetan_breaks_after_a_syllable() -> None:
    lines = lines_of("བཀྲ་ཤིས་བདེ་ལེགས་" * 3, faces(), SIZE, 45)
    assert len(lines) > 2
    assert all(line.endswith("་") for line in lines)


def test_each_paragraph_begins_a_line() -> None:
    assert lines_of("一\n\n二", faces(), SIZE, 100) == ["一", "", "二"]
