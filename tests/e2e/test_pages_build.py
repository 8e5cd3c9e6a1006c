"""The pages' own checks: types, unit tests, weight; run where Node.js is on the machine."""

import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "web"


@pytest.mark.parametrize("words", [("run", "check"), ("run", "test"), ("run", "size")], ids=lambda words: words[-1])
def test_npm(words: tuple[str, ...]):
    npm = shutil.which("npm")
    if npm is None or not (WEB / "node_modules").exists():
        pytest.skip("no npm on the path, or web/node_modules missing: make pages")
    done = subprocess.run([npm, *words], cwd=WEB, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
