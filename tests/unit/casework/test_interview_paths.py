"""The page of all paths is new, and no path is longer than a tired person can go."""

import pytest

from tools.interview_paths import PAGE, SECTIONS, Walk, household_walks, paths_page

LIMITS = {"急难型临时救助": 8, "支出型临时救助": 20, "一句话说一样": 30, "先说了一大段": 18}


def test_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == paths_page(), "uv run python -m tools.interview_paths"


@pytest.mark.parametrize(("title", "limit", "walks"), SECTIONS, ids=[section[0] for section in SECTIONS])
def test_no_path_passes_its_limit(title: str, limit: int, walks: list[Walk]) -> None:
    assert limit == next(most for words, most in LIMITS.items() if title.endswith(words))
    lengths = [walk.turns()[0] for walk in walks]
    assert lengths
    assert max(lengths) <= limit, [walk.names for walk in walks if walk.turns()[0] > limit]


def test_paths_differ_in_length_as_they_should() -> None:
    """A county told alone costs one turn more, each kind of income one."""
    walks = household_walks(SECTIONS[2][2][0].interview, {"没有": "none"})
    by_name = {(w.names["家里人"], w.names["户口"], w.names["城镇农村"], w.names["收入"]): w.turns()[0] for w in walks}
    plain = by_name["夫妻和孩子", "户口在本地", "知道", "0种"]
    assert by_name["夫妻和孩子", "先只说县", "知道", "0种"] == plain + 1
    assert by_name["夫妻和孩子", "户口在本地", "知道", "2种"] == plain + 2
