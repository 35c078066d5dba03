"""Orders articles for annotation, most useful first. Knows no server and prints nothing."""
