"""Everything that a run states, found again from its files by other code than that which made them.

Read in this order: run (`verify_run`), recount, then chapters (one recount a chapter); areas, folder, statements.
May import models, `nodes.report` and `nodes.state`, but no step.
"""
