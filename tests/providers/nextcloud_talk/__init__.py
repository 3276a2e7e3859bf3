"""Tests of the client and the provider of Nextcloud Talk."""
