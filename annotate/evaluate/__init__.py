"""Scores against gold, and the effort that suggestions saved."""
