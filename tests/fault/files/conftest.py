"""Fixtures of the tests of files when something breaks."""

from tests.gateway_world import small_world, world

__all__ = ["small_world", "world"]
