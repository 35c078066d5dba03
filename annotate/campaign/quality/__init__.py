"""How good suggestions are: scores against gold, and weights learned from it."""
