"""The page of rules names tests that exist, and every code the fake can answer has a sentence."""

import re
from pathlib import Path

from simulator.codes import MESSAGES

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent


def test_every_test_the_page_names_is_there():
    page = (ROOT / "docs" / "wechat-rules.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b([a-z_]+)::([a-z0-9_]+)", page)) - {("page", "test")}
    assert len(named) > 40
    missing = [
        (home, name)
        for home, name in named
        if f"def test_{name}(" not in (HERE / f"test_{home}.py").read_text(encoding="utf-8")
    ]
    assert not missing


def test_every_rule_says_how_sure_it_is():
    page = (ROOT / "docs" / "wechat-rules.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| ") and not line.startswith("| rule")]
    assert len(rows) > 60
    assert not [row for row in rows if not re.search("official|third party|memory", row[3]) or not row[4].strip()]


def test_every_code_used_has_its_sentence():
    used = {
        int(code)
        for path in (ROOT / "simulator").glob("*.py")
        for code in re.findall(r"\b(4\d{4}|7602\d)\b", path.read_text(encoding="utf-8"))
    }
    assert used and used <= set(MESSAGES)
