"""What the numbers of a run mean, and true sentences about them.

Read in this order: `fact` (a claim with its meaning), `facts` (of all claims of a state), `words` (what a language can
say), `sections` (all that is said of a state), `render` (numbers in the place of their claims).
"""
