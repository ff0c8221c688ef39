"""What a run can be asked: one tool a question, answered from the files of the run alone.

Read in this order: `calls` (what can be asked), `answer` (what comes back).
"""
