"""Sends records as tasks with predictions or annotations, each once, and checks what arrived."""
