"""Checks across files: what one file cannot know of itself."""

from policy.loader import Loaded
from policy.model import Problem


def check_loaded(loaded: Loaded) -> list[Problem]:
    """Every problem of a set of files, by file and line."""
    return loaded.problems
