"""Tests of carnation's client and provider."""
