"""Pre-labels articles into a file of suggestions. Nothing about Label Studio."""
