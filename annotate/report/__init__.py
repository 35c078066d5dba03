"""Pages: what people read who annotate or use the data."""
