"""`jiuji replay export`: a conversation of the record as a masked regression test."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from contracts.errors import BadRequest

app = typer.Typer(no_args_is_help=True, help="Conversations of the record as regression tests.")


@app.callback()
def _group() -> None:
    """Without a group of its own, a lone command would lose its name."""


@app.command("export")
def export(
    conversation_id: Annotated[str, typer.Argument(help="The conversation's id, as in the console's address.")],
    out: Annotated[Path, typer.Option(help="The YAML file to write; it must not exist.")],
    mask: Annotated[list[str] | None, typer.Option(help="One more word to replace; may be given often.")] = None,
    who: Annotated[str, typer.Option(help="A line on who it is, without a name.")] = "真实对话，已隐去",
) -> None:
    """Write a conversation as a masked regression test; the export is audited."""
    from jiuji.compose import open_casework
    from jiuji.replay_export import export_conversation
    from jiuji.settings import load_settings

    if out.exists():
        raise BadRequest("文件已存在，不覆盖 / the file exists", fields={"--out": str(out)})
    if not out.parent.is_dir():
        raise BadRequest("文件夹不存在 / no such folder", fields={"--out": str(out.parent)})

    async def run() -> str:
        async with open_casework(load_settings()) as cw:
            return await export_conversation(cw, conversation_id, mask or [], who)

    out.write_text(asyncio.run(run()), encoding="utf-8")
    typer.echo(f"已写入 {out}。给别人以前自己先看一遍 / written; read it before you pass it on")
