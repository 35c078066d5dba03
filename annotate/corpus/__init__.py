"""Files to articles: one reader for each form in which articles arrive. Nothing about annotations."""
