"""Records to tasks and predictions: compared, sent once, checked. Nothing of what people did."""
