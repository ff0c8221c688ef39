"""Import this before torchvision, timm, open_clip or peft on a machine whose torch has no matching torchvision build.

There torchvision fails at import with "operator torchvision::nms does not exist". Its operators are declared here and
never defined: we use none of them, and calling one still fails. Where torchvision loads by itself nothing is done.
"""

import importlib.util
from pathlib import Path

import torch

_DECLARED: list[torch.library.Library] = []  # a library that is collected takes its operators with it


def declare_missing_operators() -> bool:
    """Declare `nms` and `qnms` if torchvision is installed and cannot bring its own; say whether that was needed."""
    if _DECLARED or importlib.util.find_spec("torchvision") is None or _loads_by_itself():
        return bool(_DECLARED)
    library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
    for name in ("nms", "qnms"):
        schema = f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
        library.define(schema)  # type: ignore[no-untyped-call]
    _DECLARED.append(library)
    return True


def _loads_by_itself() -> bool:
    """Whether torchvision's compiled part loads; importing the package to find out would already fail."""
    if hasattr(torch.ops.torchvision, "nms"):
        return True
    found = importlib.util.find_spec("torchvision")
    folders = found.submodule_search_locations if found else None
    compiled = sorted(part for folder in folders or () for part in Path(folder).glob("_C*"))
    try:
        for part in compiled:
            torch.ops.load_library(part)  # type: ignore[no-untyped-call]
    except OSError:
        return False
    return bool(compiled)


declare_missing_operators()
