"""BOCCO, the family robot."""
