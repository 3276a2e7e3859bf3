"""The project's own checks: what no general linter knows about this code base.

They read the code with `ast` and never import it: a half-written tree, or a
made-up one of a test, can be checked as well. Only names that come from
Home Assistant are imported, to learn the values of its constants.
"""
