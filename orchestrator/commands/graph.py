"""`graph`: the flow as a diagram."""


def graph() -> None:
    """Print the flow as a Mermaid diagram."""
    from orchestrator.graph import build_graph

    print(build_graph().get_graph().draw_mermaid())
