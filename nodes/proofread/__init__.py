"""Drafts by language models held against what a section may say: never silently wrong.

Read in this order: `judge` (the whole way), `shape`, `verbatim`, `alike`, `tokens` with `numbers` and `lexicon`,
`clauses`, `sources` (the sentences of the section, read alike), `statements` (forms that are settled before words are
dealt out), then for clauses with numbers `meaning`, `binding`, `order`, for those without `grounding`, last `required`.
"""

from nodes.proofread.fault import Fault
from nodes.proofread.judge import proofread

__all__ = ["Fault", "proofread"]
