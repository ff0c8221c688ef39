"""What a report says: claims, words, maps, the page and the STAC item, from the state only.

Read in this order: claims, chapter, chapters, contents (what all chapters offer together), document.
May import models and `nodes.state`, but no step and nothing of `nodes/verify`.
"""
