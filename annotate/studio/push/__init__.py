"""Push: what each record needs, sent without loss and without doubles, and checked."""
