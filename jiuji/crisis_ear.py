"""The crisis screen of a process without the dialogue: the lexicon at once, the trained scorer once it is there."""

import asyncio
import io
import tarfile
from functools import lru_cache
from pathlib import Path

import structlog

from contracts.crisis import CrisisEar, CrisisHit, CrisisLexicon
from contracts.danger import FILE, DangerWeights
from jiuji.manifest import BadModel, Manifest, check_model_file, read_manifest
from jiuji.settings import REPOSITORY

LEXICON = REPOSITORY / "data" / "nlu" / "crisis.yml"
LOOK_SECONDS = 5.0
log = structlog.get_logger()


def read_danger(model: Path) -> DangerWeights:
    """The scorer within a model's archive, without Rasa; `BadModel` when there is none."""
    try:
        with tarfile.open(model) as archive:
            member = next(item for item in archive if Path(item.name).name == FILE)
            body = archive.extractfile(member)
            return DangerWeights.load(io.BytesIO(body.read() if body else b""))
    except (tarfile.TarError, EOFError, OSError, StopIteration, KeyError, ValueError) as error:
        raise BadModel(f"model file {model.name} has no readable {FILE}: {type(error).__name__}") from None


@lru_cache(maxsize=1)
def _scorer(model_dir: Path, manifest: Manifest) -> DangerWeights:
    """The scorer of a model whose file is whole; several ears of one process share it."""
    return read_danger(check_model_file(model_dir, manifest))


class FreshEar:
    """Screens texts; keep `keep_fresh()` running so that it takes up every new model."""

    def __init__(self, model_dir: Path) -> None:
        self._model_dir = model_dir
        self._lexicon = CrisisLexicon.load(LEXICON)
        self._ear = CrisisEar(self._lexicon, None)
        self._manifest: Manifest | None = None

    def screen(self, text: str) -> list[CrisisHit]:
        """At most one hit a kind, the gravest first."""
        return self._ear.screen(text)

    def refresh(self) -> None:
        """Take the scorer of the model in force, if it is another one. Raises `BadModel`."""
        manifest = read_manifest(self._model_dir)
        if manifest != self._manifest:
            self._ear, self._manifest = CrisisEar(self._lexicon, _scorer(self._model_dir, manifest)), manifest
            log.info("crisis.scorer_ready", model_id=manifest.model_id)

    async def keep_fresh(self) -> None:
        """Look for a new model until cancelled; until there is one the lexicon hears alone, and the log says so."""
        told = None
        while True:
            try:
                await asyncio.to_thread(self.refresh)
                told = None
            except BadModel as error:
                if error.reason != told:
                    log.warning("crisis.lexicon_alone", reason=error.reason)
                told = error.reason
            await asyncio.sleep(LOOK_SECONDS)
