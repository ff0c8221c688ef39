"""The steps of the flow, one a module, and the sheet of papers that they fill in; report and verify are wings.

Read in this order: state, context, ingest, then any step; compose_report and review loop over the chapters.
May import models and prompts, and knows nothing of LangGraph.
"""
