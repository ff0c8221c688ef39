"""The first page of a report: which fields to go to, where in them, why, and what was not possible.

`sheet` decides what is said and in which order; `english` and `french` hold all words, as functions of `words.Words`;
`spoken` adds what was asked or worded by a language model.
"""
