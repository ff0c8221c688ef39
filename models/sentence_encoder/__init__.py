"""A small network that turns sentences into vectors, from an installed package and never from a hub."""
