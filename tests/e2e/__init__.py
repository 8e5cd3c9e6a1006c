"""Both sides in a real browser: the built pages on the real service."""
