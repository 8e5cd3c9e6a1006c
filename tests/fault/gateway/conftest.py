"""Fixtures of the gateway's tests."""

from tests.gateway_world import small_world, world

__all__ = ["small_world", "world"]
