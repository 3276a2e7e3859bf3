"""Simulated services: real servers on this machine, written from the references."""
