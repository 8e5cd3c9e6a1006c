"""Fixtures of the tests about papers."""

from tests.staff_tools import clock, quick_passwords, site, strict_site, talk, talk_sqlite

__all__ = ["clock", "quick_passwords", "site", "strict_site", "talk", "talk_sqlite"]
