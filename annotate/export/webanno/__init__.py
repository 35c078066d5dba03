"""WebAnno TSV 3.3, the text format of INCEpTION and WebAnno."""
