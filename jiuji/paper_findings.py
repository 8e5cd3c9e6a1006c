"""What `jiuji doctor` says about reading papers: whether the reader loads, how fast, and what waits for it."""

import io
from datetime import date, timedelta
from typing import Final

from PIL import Image

from casework.services.paper_work import readings_waiting
from jiuji.compose import open_casework
from jiuji.findings import Finding, Level
from jiuji.paper_process import PaperEngine, ReaderAway, Unreadable
from jiuji.settings import Settings

# a worker that keeps up has nothing older than this
LONGEST_WAIT: Final = timedelta(minutes=10)
_ADVICE: Final = "papers are kept and staff see them, but nothing is read off them"


def blank_page() -> bytes:
    """A white page as a JPEG: enough to have the whole reader work."""
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "white").save(out, "JPEG")
    return out.getvalue()


async def paper_findings(settings: Settings) -> list[Finding]:
    """Whether the reader works, and whether papers wait longer than they should."""
    return [await _tried(PaperEngine()), *await _waiting(settings)]


async def _tried(engine: PaperEngine) -> Finding:
    try:
        await engine.start()
        await engine.read(blank_page(), "image/jpeg", date.today())
    except (ReaderAway, Unreadable) as error:
        return Finding(Level.BROKEN, f"paper reader: {str(error).splitlines()[-1][:160]}", _ADVICE)
    finally:
        await engine.close()
    return Finding(Level.GOOD, f"paper reader loads in {engine.load_seconds:.1f} s")


async def _waiting(settings: Settings) -> list[Finding]:
    async with open_casework(settings) as casework:
        count, since = await readings_waiting(casework)
        late = since is not None and casework.now() - since > LONGEST_WAIT
    return [Finding(Level.WARNING, f"{count} papers wait to be read", "is the worker running?")] if late else []
