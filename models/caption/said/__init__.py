"""What a caption says: its clauses, the statements in them, and which of them hold."""
