"""Keeps what a dialogue process never uses out of it: Rasa imports thirty clients of other services at its start.

Rasa's messenger channels and two cloud databases cost a quarter of the start and 60 MB. Residents come through our
gateway and trackers go to our own store, so placeholders take their place; call this before Rasa is imported.
"""

import sys
from types import ModuleType
from typing import Any

# module -> the class that rasa.core.channels takes from it
CHANNELS = {
    "socketio": "SocketIOInput",
    "botframework": "BotFrameworkInput",
    "callback": "CallbackInput",
    "console": "CmdlineInput",
    "facebook": "FacebookInput",
    "mattermost": "MattermostInput",
    "rasa_chat": "RasaChatInput",
    "rocketchat": "RocketChatInput",
    "slack": "SlackInput",
    "telegram": "TelegramInput",
    "twilio": "TwilioInput",
    "twilio_voice": "TwilioVoiceInput",
    "webexteams": "WebexTeamsInput",
    "hangouts": "HangoutsInput",
}
DATABASES = {"boto3.dynamodb.conditions": "Key", "pymongo.collection": "Collection"}


def _placeholder(module: str, name: str) -> ModuleType:
    made = ModuleType(module, "Left out by bot.components.lean_imports.")
    made.__dict__[name] = type(name, (), {"name": classmethod(lambda cls: module.rpartition(".")[2])})
    return made


def leave_out_unused_clients() -> None:
    """Put placeholders where Rasa would import clients of other services; does nothing once Rasa is imported."""
    if "rasa.core.channels" in sys.modules:
        return
    for module, name in CHANNELS.items():
        sys.modules[f"rasa.core.channels.{module}"] = _placeholder(f"rasa.core.channels.{module}", name)
    for module, name in DATABASES.items():
        _add_package(module, _placeholder(module, name))


def _add_package(module: str, made: Any) -> None:
    """A placeholder with the packages above it, unless the real ones are imported already."""
    parts = module.split(".")
    if parts[0] in sys.modules and not getattr(sys.modules[parts[0]], "__left_out__", False):
        return
    for depth in range(1, len(parts)):
        package = ModuleType(".".join(parts[:depth]))
        package.__path__ = []
        package.__dict__["__left_out__"] = True
        sys.modules.setdefault(package.__name__, package)
    sys.modules[module] = made
