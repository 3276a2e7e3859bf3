"""Developers' tools: the demo, the benchmark, the checks."""
