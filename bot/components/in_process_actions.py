"""Custom actions run in the dialogue process: no HTTP, no domain dump, a result validator built once.

Rasa makes a `RemoteAction` per call and re-checks a constant schema on every result (70 % of a turn).
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any, cast

import rasa.core.actions.action as rasa_actions
import structlog
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionNotFoundException
from rasa_sdk.utils import call_potential_coroutine

from bot.components.event_reading import check_action_result, read_events

log = structlog.get_logger()


def _import_all(package: str) -> None:
    """Import a package with its modules; the executor's own way ends the process when one fails."""
    found = import_module(package)
    for module in iter_modules(getattr(found, "__path__", []), f"{package}."):
        import_module(module.name)


class InProcessActions(EndpointConfig):  # type: ignore[misc]  # rasa is untyped
    """An action endpoint whose actions live in this process."""

    def __init__(self, package: str = "actions") -> None:
        super().__init__(url=f"in-process:{package}")
        _import_all(package)
        self._executor = ActionExecutor()
        self._executor._register_all_actions()
        self._domain_dump: dict[str, Any] | None = None

    @property
    def names(self) -> list[str]:
        """Names of all registered actions."""
        return sorted(self._executor.actions)

    async def execute(self, name: str, tracker: Tracker, domain: Domain) -> dict[str, Any]:
        """Run one action; its events and responses as an action server would answer them."""
        action = self._executor.actions.get(name)
        if action is None:
            raise ActionNotFoundException(name)
        dispatcher = CollectingDispatcher()
        produced = await call_potential_coroutine(action(dispatcher, tracker, self._dump_if_needed(name, domain)))
        checked = self._executor.validate_events(produced or [], name)
        return {"events": checked, "responses": dispatcher.messages}

    def _dump_if_needed(self, name: str, domain: Domain) -> dict[str, Any]:
        if not domain.does_custom_action_explicitly_need_domain(name):
            return {}
        if self._domain_dump is None:
            self._domain_dump = domain.as_dict()
        return self._domain_dump


def sdk_tracker(tracker: DialogueStateTracker) -> Tracker:
    """What an action sees of a tracker."""
    return Tracker(
        tracker.sender_id,
        tracker.current_slot_values(),
        cast(Any, tracker._latest_message_data()),
        [event.as_dict() for event in tracker.events],
        tracker.is_paused(),
        tracker.followup_action,
        {"name": tracker.active_loop_name} if tracker.active_loop_name else {},
        tracker.latest_action_name,
    )


class InProcessAction(RemoteAction):  # type: ignore[misc]
    """A custom action called directly. A failure is noted on the channel, so that the turn fails as a whole."""

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """Run the action and return what it said and did."""
        endpoint = self.action_endpoint
        if not isinstance(endpoint, InProcessActions):
            return list(await super().run(output_channel, nlg, tracker, domain))
        try:
            result = await endpoint.execute(self._name, sdk_tracker(tracker), domain)
            check_action_result(result)
        except Exception as error:
            log.error("action.failed", action=self._name, error=type(error).__name__)
            note_failure = getattr(output_channel, "note_failure", None)
            if note_failure:
                note_failure(self._name)
            raise
        said = await self._utter_responses(result["responses"], output_channel, nlg, tracker)
        return [*said, *read_events(result["events"])]


def install_in_process_actions() -> None:
    """From now on Rasa makes `InProcessAction`s in this process."""
    rasa_actions.RemoteAction = InProcessAction
