"""The conversation about runs: a LangGraph graph that a terminal, a program, Studio and Agent Chat UI speak to.

Read in this order: `parts` (what it works with), `desk` (which runs it may open), `told` (how an answer is written),
`graph` (the flow of a turn), `turn` (one turn), `session` (a conversation that is kept), `terminal`.
"""
