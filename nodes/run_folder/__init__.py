"""What lies in the folder of a run: the names of its files, and the manifest that holds it together."""
