"""Files -> articles: readers, one for each form in which articles arrive."""
