"""What words mean, as tables: one module a language, and how they are looked up.

A word or phrase says concepts. The prefix of a concept tells how it is used:
`c:` what a number is of (a class, a topic, the ground that a share is of); `q:` which kind of number it is;
`s:` which statistic; `r:` order and comparison; `m:` mood; `x:` logic, cause, time and quantifiers; `a:` rounding;
`k:` a name of the run; without a prefix: content that may be said where a sentence of the section says it.
Read in this order: `english_classes` and `english`, `french_classes` and `french`, `look_up`.
"""
