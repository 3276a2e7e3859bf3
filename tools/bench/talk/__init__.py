"""Measures Nextcloud Talk: what waiting costs, and how soon messages are here."""
