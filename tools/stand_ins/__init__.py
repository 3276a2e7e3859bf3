"""Modules that stand in for libraries which the demo's Home Assistant imports."""
