"""From a draft to clauses: its shape, words, numbers, and where a clause ends. No fact of a section is known here."""
