"""What is searched: items with where they lie, kept on disk and looked through in memory.

A collection is a folder. `items/` holds each item as a file, its picture beside it: that is what was collected.
`vectors.sqlite` holds where they lie for one model, and can be made anew from the items. It is SQLite because that
survives a killed process, needs nothing installed and lets all be looked at: with 100,000 items the whole matrix is
multiplied in about 15 ms and nothing is missed. LanceDB 0.40 brings 180 MB, took 245 ms for the same without an index
that misses some, and does not notice a flipped bit (`python -m tests.benchmarks.bench_search --lancedb`).
"""
