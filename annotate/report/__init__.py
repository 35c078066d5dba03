"""HTML pages for people: the annotators' guidelines and the page of errors. Computes no scores."""
