"""The mirror brought up to date, and read as records. It changes nothing on the server."""
