"""Loading the model that the manifest names, and no other; a process without a model stays up and says why."""

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.components.lean_imports import prepare_imports
from contracts.dialogue import DialogueReadiness
from jiuji.manifest import BadModel, Manifest, check_model_file, read_manifest
from jiuji.settings import Settings

if TYPE_CHECKING:
    from bot.components.turn import TurnRunner

log = structlog.get_logger()

RETRY_SECONDS = 2.0


def load_runner(settings: Settings, manifest: Manifest) -> "TurnRunner":
    """A runner on the model of the manifest. Slow: imports Rasa. Raises `BadModel`."""
    path = check_model_file(settings.model_dir, manifest)
    prepare_imports(path)
    return _make_runner(settings, manifest, path)


def _make_runner(settings: Settings, manifest: Manifest, path: Path) -> "TurnRunner":
    from actions import casework_client
    from bot.components.loading import load_agent
    from bot.components.tracker_store import SnapshotTrackerStore
    from bot.components.turn import TurnRunner

    casework_client.install(settings.casework_base, settings.keyring.internal_secret)
    store = SnapshotTrackerStore(url=settings.database, keyring=settings.keyring)
    try:
        agent = load_agent(path, store)
        if agent.model_id != manifest.model_id:
            raise BadModel("the loaded model is not the one in the manifest", wrong=True)
    except BaseException:
        store.close()
        raise
    return TurnRunner(agent.processor, store)


class ModelHolder:
    """The state of the model in this process: loading, ready, wrong_model or failed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.runner: TurnRunner | None = None
        self.readiness = DialogueReadiness(state="loading")

    async def keep_loading(self) -> None:
        """Load; after a failure look again until the model that belongs here is there."""
        while self.runner is None:
            began = time.monotonic()
            try:
                await self._load()
                log.info("model.ready", model_id=self.readiness.model_id, seconds=round(time.monotonic() - began, 1))
            except Exception as error:
                # whatever a damaged model raises, the process stays up and says so
                self._note(error)
                await asyncio.sleep(RETRY_SECONDS)

    async def _load(self) -> None:
        manifest = read_manifest(self._settings.model_dir)
        self.readiness = self.readiness.model_copy(update={"expected_model_id": manifest.model_id})
        runner = await asyncio.to_thread(load_runner, self._settings, manifest)
        await runner.warm_up()
        self.runner = runner
        self.readiness = DialogueReadiness(state="ready", model_id=runner.model_id, expected_model_id=manifest.model_id)

    def _note(self, error: Exception) -> None:
        reason = error.reason if isinstance(error, BadModel) else f"model cannot be loaded: {type(error).__name__}"
        wrong = isinstance(error, BadModel) and error.wrong
        log.error("model.failed", reason=reason)
        self.readiness = self.readiness.model_copy(
            update={"state": "wrong_model" if wrong else "failed", "reason": reason, "model_id": None}
        )
