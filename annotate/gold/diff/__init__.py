"""Compares two releases: articles, regions, labels, decisions. Proposes the version of the later one."""
