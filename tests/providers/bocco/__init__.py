"""Tests of BOCCO's client and provider."""
