"""A real Home Assistant with simulated services."""
