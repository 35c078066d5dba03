"""Takes an article or an annotator out of a campaign: here, on the server, and in what comes later."""
