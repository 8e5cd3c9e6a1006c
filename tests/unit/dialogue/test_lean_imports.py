"""What a dialogue process leaves out, and that a model which needs more gets it."""

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bot.components.lean_imports import needs_tensorflow
from jiuji.manifest import read_manifest
from jiuji.settings import REPOSITORY

LEAN = ["rasa.core.policies.rule_policy.RulePolicy", "bot.components.intent_classifier.NgramIntentClassifier"]
SCRIPT = """
import asyncio, sys
from pathlib import Path
from jiuji.dialogue_logs import quiet_logs
quiet_logs("ERROR")
from bot.components.lean_imports import prepare_imports
prepare_imports(Path(sys.argv[1]))
from bot.components.loading import load_agent
agent = load_agent(Path(sys.argv[1]), actions="tests.tiny_bot.actions")
from rasa.core.channels.channel import UserMessage
print(asyncio.run(agent.processor.parse_message(UserMessage("你好")))["intent"]["name"])
print([name for name in ("tensorflow", "aiogram", "twilio", "botocore", "slack_sdk") if name in sys.modules])
"""


def archive(folder: Path, uses: list[str]) -> Path:
    path = folder / "model.tar.gz"
    body = json.dumps({"predict_schema": {"nodes": {str(n): {"uses": use} for n, use in enumerate(uses)}}}).encode()
    with tarfile.open(path, "w:gz") as made:
        member = tarfile.TarInfo("metadata.json")
        member.size = len(body)
        made.addfile(member, io.BytesIO(body))
    return path


@pytest.mark.parametrize(
    ("more", "needed"),
    [
        ([], False),
        (["rasa.nlu.classifiers.diet_classifier.DIETClassifier"], True),
        (["rasa.core.policies.ted_policy.TEDPolicy"], True),
        (["somebody.elses.Component"], True),
    ],
)
def test_only_a_model_of_known_parts_goes_without_tensorflow(tmp_path, more, needed):
    assert needs_tensorflow(archive(tmp_path, LEAN + more)) is needed


def test_a_lean_process_understands_and_imports_none_of_it(tiny_model_dir):
    model = tiny_model_dir / read_manifest(tiny_model_dir).model_file
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT, str(model)]
    result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr[-2000:]
    assert result.stdout.split("\n")[:2] == ["greet", "[]"]
