"""Two runs of one place on two dates: what fell and what rose, beyond the noise of such a comparison.

Read in this order: `results`, `noise`, `fitting` (what is refused), `compare`. All words of the page stand in
`words`.
"""
