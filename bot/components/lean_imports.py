"""Keeps what a dialogue process never uses out of it, before Rasa is imported.

Rasa imports the clients of fifteen messengers and two cloud databases, and TensorFlow even for a model without it:
two thirds of the start and 350 MB. Residents come through our gateway and trackers go to our own store, so
placeholders take their place; a part that is used after all fails loudly, as the placeholder has nothing in it.
"""

import json
import sys
import tarfile
from pathlib import Path
from types import ModuleType

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
# the two doors by which Rasa reaches TensorFlow without using it: a helper of trainers, and the check before training
TENSORFLOW_DOORS = {
    "rasa.utils.train_utils": "unused",
    "rasa.graph_components.validators.default_recipe_validator": "DefaultV1RecipeValidator",
}
# components that were seen to work without TensorFlow; a model with any other gets the real thing
WITHOUT_TENSORFLOW = (
    "bot.components.",
    "rasa.core.policies.ensemble.",
    "rasa.core.policies.memoization.",
    "rasa.core.policies.rule_policy.",
    "rasa.graph_components.",
    "rasa.nlu.classifiers.fallback_classifier.",
    "rasa.nlu.classifiers.keyword_intent_classifier.",
    "rasa.nlu.classifiers.regex_message_handler.",
    "rasa.nlu.tokenizers.jieba_tokenizer.",
)


def prepare_imports(model: Path) -> None:
    """Leave out what a process that only serves this model does not use; call it before Rasa is imported."""
    leave_out_clients()
    if not needs_tensorflow(model):
        for module, name in TENSORFLOW_DOORS.items():
            sys.modules.setdefault(module, _placeholder(module, name))


def needs_tensorflow(model: Path) -> bool:
    """Whether a model holds a component that may need TensorFlow; read from the archive without loading it."""
    with tarfile.open(model) as archive:
        member = next(item for item in archive if Path(item.name).name == "metadata.json")
        body = archive.extractfile(member)
        nodes = json.load(body)["predict_schema"]["nodes"] if body else {}
    return not all(node["uses"].startswith(WITHOUT_TENSORFLOW) for node in nodes.values())


def leave_out_clients() -> None:
    """Put placeholders where Rasa would import clients of other services; does nothing once Rasa is imported."""
    if "rasa.core.channels" in sys.modules:
        return
    for module, name in CHANNELS.items():
        sys.modules[f"rasa.core.channels.{module}"] = _placeholder(f"rasa.core.channels.{module}", name)
    for module, name in DATABASES.items():
        if module.split(".")[0] not in sys.modules:
            _add_with_packages(module, name)


def _placeholder(module: str, name: str) -> ModuleType:
    made = ModuleType(module, __doc__)
    made.__dict__[name] = type(name, (), {"name": classmethod(lambda cls: module.rpartition(".")[2])})
    return made


def _add_with_packages(module: str, name: str) -> None:
    parts = module.split(".")
    for depth in range(1, len(parts)):
        package = ModuleType(".".join(parts[:depth]), __doc__)
        package.__path__ = []
        sys.modules[package.__name__] = package
    sys.modules[module] = _placeholder(module, name)
