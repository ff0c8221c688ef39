"""Language models behind LangChain: who answers, how an answer is asked for, and the agent of the chat.

Read in this order: `providers`, `asking`, `agent`. LangChain is imported when a model is opened.
"""
