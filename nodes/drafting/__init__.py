"""The words of a report, written or chosen by a language model, each section proofread before it is taken.

Read in this order: `writer` (whoever is asked), `budget`, `results`, `choose` and `rewrite` (the two ways), `draft`.
Nothing here knows which provider answers; `orchestrator/llm.py` does.
"""
