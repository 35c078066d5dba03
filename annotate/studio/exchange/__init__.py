"""Files of Label Studio: exports gold as tasks with annotations, and reads Label Studio's own JSON."""
