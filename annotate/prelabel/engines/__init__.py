"""How pre-labelling runs: on this machine, in one process or several."""
