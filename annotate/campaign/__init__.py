"""What joins several rooms: a new project, the demo."""
