"""Measures how fast messages come in, and what that costs."""
