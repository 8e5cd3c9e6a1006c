"""`make bench`: ours beside stock `rasa run` + `rasa run actions`; same model, conversation, machine and run."""

import argparse
import asyncio
import json
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import aiohttp  # noqa: E402

from jiuji.manifest import read_manifest  # noqa: E402
from jiuji.settings import load_settings  # noqa: E402
from jiuji.train import train  # noqa: E402
from tests.accuracy.figures import table  # noqa: E402
from tests.load.contenders import (  # noqa: E402
    LOCAL,
    DialogueAlone,
    Processes,
    Service,
    StockRasa,
    service_environment,
    stock_commands,
    wait_until,
)
from tests.load.measures import Contender, latency_by_turn, throughput  # noqa: E402
from tests.load.paper_figures import measure_papers, paper_rows  # noqa: E402
from tests.service_fixtures import free_ports  # noqa: E402

TURNS = (10, 100, 300)
RESIDENTS = (1, 8)
COLUMNS = ("ours", "our dialogue", "stock rasa")
PORTS = ("gateway", "internal", "dialogue", "stock", "actions")


@dataclass
class Report:
    """Rows of the table: a figure per contender, and whether more is better."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, unit: str, more_is_better: bool = False, **figures: float | None) -> None:
        """One row; contenders by column name with `_` for a space."""
        known = {column.replace("_", " "): value for column, value in figures.items()}
        self.rows.append({"name": name, "unit": unit, "more_is_better": more_is_better, **known})

    def print(self) -> None:
        """The table, with how many times better than stock each of ours is."""
        head = f"{'':34}{'ours':>12}{'our dialogue':>14}{'stock rasa':>12}{'ours':>9}{'dialogue':>10}"
        print(f"\n{head}\n{'':34}{'':>12}{'':>14}{'':>12}{'× stock':>9}{'× stock':>10}")
        for row in self.rows:
            cells = [_cell(row.get(column), width) for column, width in zip(COLUMNS, (12, 14, 12), strict=True)]
            ratios = [_ratio(row, column) for column in COLUMNS[:2]]
            print(f"{row['name'] + ' ' + row['unit']:34}{''.join(cells)}{ratios[0]:>9}{ratios[1]:>10}")


def _cell(value: float | None, width: int) -> str:
    return f"{'–' if value is None else f'{value:g}':>{width}}"


def _ratio(row: dict[str, Any], column: str) -> str:
    ours, stock = row.get(column), row.get("stock rasa")
    if not ours or not stock:
        return ""
    return f"{ours / stock if row['more_is_better'] else stock / ours:.2f}"


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def start_ours(processes: Processes, ports: dict[str, int], report: Report) -> None:
    """Start the whole service; seconds until the gateway answers and until the dialogue is ready."""
    began = time.monotonic()
    processes.start("ours", "-m", "jiuji", "serve")
    wait_until(lambda: _answers(f"{LOCAL}:{ports['gateway']}/healthz"), 120, "gateway")
    gateway = time.monotonic() - began
    wait_until(lambda: _answers(f"{LOCAL}:{ports['dialogue']}/readyz"), 300, "dialogue")
    report.add("start: first answer", "s", ours=round(gateway, 1))
    report.add("start: dialogue ready", "s", ours=round(time.monotonic() - began, 1))


def start_stock(processes: Processes, ports: dict[str, int], model: Path, report: Report) -> None:
    """Start both stock processes; seconds until both answer."""
    began = time.monotonic()
    for name, command in stock_commands(processes.folder, ports, model).items():
        processes.start(name, *command)
    wait_until(lambda: _answers(f"{LOCAL}:{ports['actions']}/health"), 300, "stock actions")
    wait_until(lambda: _answers(f"{LOCAL}:{ports['stock']}/"), 300, "stock rasa")
    report.rows[-1]["stock rasa"] = round(time.monotonic() - began, 1)


def measure_parse(model: Path, environment: dict[str, str], report: Report) -> None:
    """Understanding of one message in a process of its own."""
    command = [sys.executable, str(ROOT / "tests/load/parse_time.py"), str(model)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300)
    found = json.loads(result.stdout.strip().splitlines()[-1])
    report.add("parse p50", "ms", our_dialogue=found["ours"]["p50"], stock_rasa=found["stock"]["p50"])
    report.add("parse p95", "ms", our_dialogue=found["ours"]["p95"], stock_rasa=found["stock"]["p95"])
    report.add("import of Rasa", "s", our_dialogue=found["import"])
    report.add("load of the model", "s", our_dialogue=found["load"])


async def measure_turns(contenders: list[Contender], report: Report, limit: float) -> None:
    """Latency at turns 10, 100 and 300, and how much dearer the last is than the first."""
    found = {contender.name: await latency_by_turn(contender, TURNS, limit) for contender in contenders}
    for turn in TURNS:
        for part in ("p50", "p95"):
            figures = {
                name.replace(" ", "_"): getattr(by_turn.get(turn), part, None) for name, by_turn in found.items()
            }
            report.add(f"turn {turn} {part}", "ms", **figures)
    growth = {
        name.replace(" ", "_"): round(by_turn[300].p50 / by_turn[10].p50, 2) if 300 in by_turn else None
        for name, by_turn in found.items()
    }
    report.add("turn 300 / turn 10 (p50)", "×", **growth)


async def measure_throughput(contenders: list[Contender], report: Report, seconds: float) -> None:
    """Replies a second with one and with eight residents."""
    for residents in RESIDENTS:
        found = {c.name.replace(" ", "_"): await throughput(c, residents, seconds) for c in contenders}
        label = f"{residents} resident{'s' if residents > 1 else ''}"
        report.add(f"{label}: replies", "/s", True, **{name: one.per_second for name, one in found.items()})
        report.add(f"{label}: p95", "ms", **{name: one.p95 for name, one in found.items()})
        report.add(f"{label}: not answered", "", **{name: float(one.failed) for name, one in found.items()})


async def measure(processes: Processes, ports: dict[str, int], secret: str, model: Path, seconds: float) -> Report:
    """Everything, ours first; our gateway stays up for stock, whose actions ask the same casework."""
    report = Report()
    report.add("training", "s", ours=read_manifest(model.parent).seconds)
    start_ours(processes, ports, report)
    start_stock(processes, ports, model, report)
    measure_parse(model, processes.environment, report)
    timeout = aiohttp.ClientTimeout(total=40)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as session:
        ours = Service(session, ports["gateway"])
        alone = DialogueAlone(session, ports["dialogue"], secret, ours)
        contenders: list[Contender] = [ours, alone, StockRasa(session, ports["stock"], ours)]
        await measure_turns(contenders, report, limit=seconds * 6)
        await measure_throughput(contenders, report, seconds)
    stock = processes.memory_mb("stock rasa", "stock actions")
    report.add("memory, all processes", "MB", ours=round(processes.memory_mb("ours")), stock_rasa=round(stock))
    return report


def main() -> None:
    """Train if needed, measure, print, and leave the figures in var/bench.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0, help="length of each throughput run")
    options = parser.parse_args()
    settings = load_settings()
    manifest = train(settings)
    secret, ports = secrets.token_urlsafe(32), dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    with tempfile.TemporaryDirectory(prefix="jiuji-bench-") as folder:
        environment = service_environment(Path(folder), ports, settings.model_dir, secret)
        processes = Processes(Path(folder), environment)
        try:
            model = settings.model_dir / manifest.model_file
            report = asyncio.run(measure(processes, ports, secret, model, options.seconds))
        except Exception:
            for log in sorted(Path(folder).glob("*.log")):
                print(f"--- {log.name}\n{log.read_text('utf-8', 'replace')[-1500:]}", file=sys.stderr)
            raise
        finally:
            processes.stop()
    report.print()
    papers = measure_papers()
    print(f"\n{table(papers)}")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    figures = asdict(report) | {"papers": paper_rows(papers)}
    (settings.data_dir / "bench.json").write_text(json.dumps(figures, ensure_ascii=False, indent=2), "utf-8")


if __name__ == "__main__":
    main()
