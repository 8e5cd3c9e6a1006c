"""`jiuji policy`: check, show and print the law as data, and try a change of it."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="The law as data: check it, show it, print it, try a change.")


def as_date(text: str | None) -> date | None:
    """An ISO date of the command line."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date like 2026-11-23") from None


@app.command("check")
def policy_check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; default: all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Check parameter files, each problem with its line and remedy; then what is stale, unconfirmed or missing."""
    from jiuji.policy_commands import check

    raise typer.Exit(check(paths or [], as_json=as_json))


@app.command("page")
def policy_page(
    region: Annotated[str, typer.Argument(help="A 6-digit code or a name, e.g. 福泉.")],
    on: Annotated[str | None, typer.Option(help="The date the law is read on.")] = None,
    as_web: Annotated[bool, typer.Option("--html", help="One HTML file instead of Markdown.")] = False,
) -> None:
    """Print one readable page of what is in force in a region on a date, every line with its source."""
    from jiuji.policy_commands import page

    raise typer.Exit(page(region, as_date(on), as_web=as_web))


@app.command("show")
def policy_show(
    region: Annotated[str, typer.Argument(help="A 6-digit code or a name, e.g. 马尔康.")],
    on: Annotated[str | None, typer.Option(help="The date the law is read on.")] = None,
) -> None:
    """Show what is in force in a region on a date, with sources."""
    from jiuji.policy_commands import show

    raise typer.Exit(show(region, as_date(on)))


@app.command("simulate")
def policy_simulate(
    draft: Annotated[Path, typer.Argument(help="A folder with changed files, or a whole policy folder.")],
    households: Annotated[Path | None, typer.Option(help="Another folder of households than the golden ones.")] = None,
    cases: Annotated[bool, typer.Option(help="Also the stored cases, de-identified.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say who would be assessed otherwise under a changed policy, in what, and which parameter did it."""
    from jiuji.policy_simulate import simulate
    from jiuji.settings import Settings

    # no key is made for a machine that has no record yet
    raise typer.Exit(asyncio.run(simulate(draft, households, Settings(), cases=cases, as_json=as_json)))
