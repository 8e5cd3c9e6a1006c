"""`jiuji doctor` says what cannot be printed and which package brings it."""

from pathlib import Path

from jiuji.findings import Level
from jiuji.font_findings import font_findings


def test_all_is_well_where_the_fonts_are() -> None:
    found = list(font_findings())
    assert {one.level for one in found} <= {Level.GOOD, Level.WARNING}
    assert not any("forms cannot" in one.about for one in found)


def test_it_names_each_package_once(tmp_path: Path) -> None:
    found = list(font_findings(tmp_path))
    assert [one.advice for one in found] == [
        "apt-get install fonts-noto-cjk", "apt-get install fonts-noto-core", "apt-get install fonts-hanazono",
    ]  # fmt: skip
    assert found[0].about.startswith("forms cannot be printed") and "Noto Serif CJK SC" in found[0].about
    assert found[1].about.startswith("some names print as code points")
