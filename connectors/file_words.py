"""The sentences about files that were not kept, from `file_words.yml`: the same words on every channel."""

from functools import cache
from pathlib import Path

import yaml

from contracts.messages import Bubble


@cache
def _words() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load(Path(__file__).with_name("file_words.yml").read_text("utf-8"))
    return {name: text.strip() for name, text in loaded.items()}


def words_about(name: str) -> str:
    """What is said: `name` is a `FileProblem`, or `gone` or `same`."""
    return _words()[name]


def about_file(name: str) -> list[Bubble]:
    """The same as a bubble."""
    return [Bubble(text=words_about(name))]


def sent_files(kind: str, count: int) -> str:
    """What stands in the talk for files that came without words."""
    return words_about(f"sent_{kind}_more" if count > 1 else f"sent_{kind}").format(count=count)
