"""Why words cannot be printed."""

from models.schemas import Result


class Fault(Result):
    """One clause of a draft, and what is wrong with it in plain words."""

    clause: str
    reason: str
