"""Where the fonts of the forms are missing, these tests say so."""

from tests.form_reading import form_fonts

__all__ = ["form_fonts"]
