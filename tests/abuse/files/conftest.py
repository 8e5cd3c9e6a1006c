"""Fixtures of the tests with bad files."""

from tests.gateway_world import small_world, world

__all__ = ["small_world", "world"]
