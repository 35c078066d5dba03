"""Pages that people read: the guidelines and the page of errors. No figure is computed here."""
