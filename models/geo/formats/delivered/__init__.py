"""Products as their producers deliver them: what their names fix, and what lies beside their bands."""
