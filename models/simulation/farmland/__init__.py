"""Farmland of which everything is known: its truth, what stresses crops, and how a scene of it is drawn."""
