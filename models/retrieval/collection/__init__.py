"""What is searched: items with where they lie, kept on disk and looked through in memory.

A collection is a folder. `items/` holds each item as a file, its picture beside it: that is what was collected.
`vectors.sqlite` holds where they lie for one model, and can be made anew from the items. It is SQLite because that
survives a killed process, needs nothing installed and lets all be looked at: with 100,000 items the whole matrix is
multiplied in some 20 to 30 ms and nothing is missed (`python -m tests.benchmarks.bench_search`). LanceDB 0.40 brings
180 MB and took 245 ms for the same without an index; with one it missed a twentieth.
"""
