"""Fixtures: the fonts, the gateway, the staff site."""

from tests.form_reading import form_fonts
from tests.gateway_world import small_world
from tests.staff_tools import clock, quick_passwords, site, talk, talk_sqlite

__all__ = ["clock", "form_fonts", "quick_passwords", "site", "small_world", "talk", "talk_sqlite"]
