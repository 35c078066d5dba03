"""Learns the judges that decide over what rules propose."""
