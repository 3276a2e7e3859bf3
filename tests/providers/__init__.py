"""Tests of the services' clients, without Home Assistant."""
