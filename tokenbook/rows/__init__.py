"""Rows: text in, checked frames out. Whatever comes in is hostile until checked."""
