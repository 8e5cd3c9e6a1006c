"""Readers of the fields of papers, one module a kind."""
