"""How well and how fast papers are read, by kind and damage; alone: `python tests/load/paper_figures.py --each 6`."""

import argparse
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.accuracy.figures import HEAD, rows, table  # noqa: E402
from tests.accuracy.verdicts import Verdict, damaged, hopeless, read_all, undamaged  # noqa: E402
from tests.papers import TEST_SEEDS  # noqa: E402
from tests.papers.ink import FontMissing, font  # noqa: E402

FIRST = TEST_SEEDS + 20_000
A_KIND = 4


def measure_papers(a_kind: int = A_KIND) -> list[Verdict]:
    """Reads so many good photos a kind, three times as many spoilt ones, and some that are hopeless, on one core.

    Nothing, with the reason said, where the fonts to draw them with are missing.
    """
    try:
        font("sans", 20)
    except FontMissing as missing:
        print(f"papers are not measured: {missing}", file=sys.stderr)
        return []
    return read_all(undamaged(FIRST, a_kind) + damaged(FIRST, 3 * a_kind) + hopeless(FIRST, a_kind))


def paper_rows(verdicts: list[Verdict]) -> list[dict[str, Any]]:
    """The table as it is kept in var/bench.json."""
    return [dict(zip(("name", *HEAD[1:]), row, strict=True)) for row in rows(verdicts)]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=A_KIND, help="good photos of each kind")
    print(table(measure_papers(parser.parse_args().each)))


if __name__ == "__main__":
    main()
