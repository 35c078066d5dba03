"""Compares versions of a project's ontology, and brings its Label Studio project to the present one."""
