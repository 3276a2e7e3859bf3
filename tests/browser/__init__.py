"""A real Home Assistant, its real frontend, and a browser."""
