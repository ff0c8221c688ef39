"""Deployments on Modal. Each comes with the network that it serves; names are in `models/services.py`."""
