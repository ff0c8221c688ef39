"""OpenVINO without its reports: merely importing it writes to the user's home and sends usage to Google Analytics."""

import importlib
import sys
from typing import Any


def load_openvino() -> Any:
    """The package, made to believe that `openvino-telemetry`, which comes with it, is not there."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    return importlib.import_module("openvino")
