"""Like cases, by picture and by words: a model that embeds both, and collections that are searched.

`collection/` holds what is searched and searches it, `notes/` what we wrote ourselves of diseases, shortages and weeds.
"""
