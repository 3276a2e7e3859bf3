"""Nextcloud Talk."""
