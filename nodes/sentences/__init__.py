"""What the numbers of a run mean, and true sentences about them.

Read in this order: `fact` (a claim with its meaning), then what makes facts and sentences of a state.
"""
