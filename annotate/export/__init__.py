"""Gold to one training format each, with what the format cannot hold. Nothing about releases."""
