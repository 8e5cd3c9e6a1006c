"""The `jiuji` command: every sub-command is a thin door to the room that does the work."""

import asyncio
import json
import os
import sys
import warnings
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from contracts.errors import JiujiError
from jiuji.policy_cli import app as policy_app
from jiuji.policy_cli import as_date
from jiuji.replay_commands import app as replay_app

# TensorFlow and Rasa fill the terminal with notices of their own; ours must stay readable.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
warnings.filterwarnings("ignore")

# A stack with local variables could print what a resident told.
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="救急 Jiuji: conversational intake for social aid.",
)
staff_app = typer.Typer(no_args_is_help=True, help="Staff accounts.")
audit_app = typer.Typer(no_args_is_help=True, help="The audit chain.")
app.add_typer(policy_app, name="policy")
app.add_typer(staff_app, name="staff")
app.add_typer(audit_app, name="audit")
nlu_app = typer.Typer(no_args_is_help=True, help="Understanding: what was missed, what people made of it, its figures.")
app.add_typer(nlu_app, name="nlu")
wechat_app = typer.Typer(no_args_is_help=True, help="The official accounts: menu, QR codes, a live look.")
menu_app = typer.Typer(no_args_is_help=True, help="The menu, from connectors/wechat/menu.yml.")
app.add_typer(wechat_app, name="wechat")
wechat_app.add_typer(menu_app, name="menu")
app.add_typer(replay_app, name="replay")


class Role(StrEnum):
    """The three kinds of process."""

    GATEWAY = "gateway"
    DIALOGUE = "dialogue"
    WORKER = "worker"


def _settings() -> Any:
    from jiuji.settings import load_settings

    return load_settings()


@app.command()
def serve(
    role: Annotated[Role | None, typer.Option(help="One process only; without it, all of them.")] = None,
    wait: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Start the service (all processes, or one role) and stay until Ctrl-C."""
    from jiuji import serve as serving

    settings = _settings()
    if role is None:
        raise typer.Exit(asyncio.run(serving.serve_all(settings)))
    asyncio.run(serving.serve_role(settings, role.value, wait))


@app.command()
def train(force: Annotated[bool, typer.Option(help="Train even when nothing changed.")] = False) -> None:
    """Train the dialogue model when its sources changed."""
    from jiuji.train import train as train_model

    train_model(_settings(), force=force)


@app.command()
def chat(url: Annotated[str | None, typer.Option(help="A running service; default: this machine's.")] = None) -> None:
    """Talk to a running service in the terminal."""
    from jiuji.chat_command import chat as talk

    settings = _settings()
    talk(url or f"http://{settings.host}:{settings.port}")


@app.command()
def parse(as_of: Annotated[str | None, typer.Option(help="Date the words were said, e.g. 2026-11-23.")] = None) -> None:
    """Read lines on standard input, print what is understood of each as one JSON line."""
    from jiuji.parse_command import parse_lines

    said_on = as_date(as_of) or datetime.now().astimezone().date()
    for result in parse_lines((line.rstrip("\n") for line in sys.stdin), said_on, _settings().model_dir):
        typer.echo(json.dumps(result, ensure_ascii=False))


@app.command()
def assess(facts: Annotated[Path, typer.Argument(help="A facts file (JSON).")]) -> None:
    """Assess given facts: no dialogue, no database."""
    from jiuji.policy_commands import assess as assess_facts

    raise typer.Exit(assess_facts(facts))


@app.command()
def doctor() -> None:
    """Say what is misconfigured or missing, and what to do about it."""
    from jiuji.doctor import examine

    raise typer.Exit(asyncio.run(examine(_settings())))


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from casework.storage.migrate import upgrade

    settings = _settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database)


@app.command("rotate-keys")
def rotate_keys() -> None:
    """Re-encrypt every stored value and file under the newest key of JIUJI_SECRET_KEY."""
    from jiuji.compose import open_casework

    async def rotate() -> None:
        from casework.services.file_rotation import rotate_files
        from casework.services.rotation import rotate_keys as rotate_all

        async with open_casework(_settings()) as casework:
            rotated, files = await rotate_all(casework), await rotate_files(casework)
            hashes = rotated.indexes + rotated.identities
            values = sum(rotated.columns.values())
            typer.echo(f"{values} values, {hashes} indexes and {files} files written again")

    asyncio.run(rotate())


@staff_app.command("add")
def staff_add(
    name: str,
    role: Annotated[str, typer.Option(help="clerk, reviewer, supervisor, policy_admin, admin, auditor, assistant")],
    region: Annotated[str, typer.Option(help="6-digit code; a county, prefecture or province.")],
) -> None:
    """Add a staff member and print the one-time password."""
    from jiuji.staff_commands import add_staff

    raise typer.Exit(asyncio.run(add_staff(_settings(), name, role, region)))


@audit_app.command("verify")
def audit_verify() -> None:
    """Walk the audit chain and name the first broken link."""
    from jiuji.staff_commands import verify_audit

    raise typer.Exit(asyncio.run(verify_audit(_settings())))


@nlu_app.command("collect")
def nlu_collect(out: Annotated[Path, typer.Option(help="The new file people fill in.")]) -> None:
    """Write out, masked, what was not understood and nobody has reviewed yet."""
    from jiuji.nlu_commands import collect

    raise typer.Exit(collect(_settings(), out))


@nlu_app.command("review")
def nlu_review(
    file: Annotated[Path, typer.Argument(help="A file from `nlu collect` with its intents filled in.")],
    file_only: Annotated[bool, typer.Option("--file-only", help="The database is elsewhere: mark no rows.")] = False,
) -> None:
    """Check a reviewed file and take it into data/nlu/reviewed.yml; with anything wrong in it, nothing."""
    from jiuji.nlu_commands import review

    raise typer.Exit(review(_settings(), file, file_only=file_only))


@nlu_app.command("report")
def nlu_report(
    folder: Annotated[Path | None, typer.Option("--set", help="Another set apart than the one of the tests.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Measure the trained model on a set apart: totals only, never a sentence of it."""
    from jiuji.nlu_report import report

    raise typer.Exit(report(_settings().model_dir, folder, as_json=as_json))


AccountArgument = Annotated[str | None, typer.Argument(help="Name of the account; default: all of them.")]
MenuFile = Annotated[Path | None, typer.Option("--file", help="Another menu than the one that comes with this.")]


@menu_app.command("show")
def menu_show(account: AccountArgument = None, file: MenuFile = None) -> None:
    """Print the menu as it would be pushed."""
    from jiuji.wechat_commands import show_menu

    raise typer.Exit(show_menu(_settings(), account, file))


@menu_app.command("push")
def menu_push(account: AccountArgument = None, file: MenuFile = None) -> None:
    """Replace the menu of one account, or of all."""
    from jiuji.wechat_commands import push_menu

    raise typer.Exit(asyncio.run(push_menu(_settings(), account, file)))


@wechat_app.command("qr")
def wechat_qr(
    region: Annotated[str, typer.Option(help="6- or 9-digit code of the place the poster hangs in.")],
    source: Annotated[str, typer.Option(help="A word for where it hangs, e.g. shichang.")],
    account: Annotated[str | None, typer.Option(help="Name of the account.")] = None,
    out: Annotated[Path | None, typer.Option(help="The SVG file to write. Default: REGION-SOURCE.svg.")] = None,
) -> None:
    """Make a permanent QR code for a poster: a scan brings region and source."""
    from jiuji.wechat_commands import make_qr

    raise typer.Exit(asyncio.run(make_qr(_settings(), region, source, account, out)))


@wechat_app.command("check")
def wechat_check(account: AccountArgument = None) -> None:
    """Look at the accounts live: token, quota, menu."""
    from jiuji.wechat_commands import check

    raise typer.Exit(asyncio.run(check(_settings(), account)))


def main() -> None:
    """Entry point: a known error is one sentence, not a stack."""
    try:
        app()
    except JiujiError as error:
        typer.echo(f"{error.message}", err=True)
        for field, problem in (error.fields or {}).items():
            typer.echo(f"  {field}: {problem}", err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
