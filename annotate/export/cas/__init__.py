"""UIMA CAS (XMI and JSON): the exporter, and the reader that is its inverse."""
