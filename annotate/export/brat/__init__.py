"""brat's standoff format: the exporter, and the reader that is its inverse."""
