"""The tools that answer: one module a tool, each `(Asking, its call) -> Answer`; listed in `nodes.answers.respond`."""
