"""Types of arrays that all rooms share; shapes stand in the docstrings of what uses them."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
"""Physical values and probabilities, NaN where there is no data."""

Doubles = NDArray[np.float64]
"""Values whose sums or differences need all digits."""

Bools = NDArray[np.bool_]
"""Masks: true where something holds."""

Bytes = NDArray[np.uint8]
"""Shades of 8-bit pictures, and codes of classes."""

Whole = NDArray[np.int64]
"""Counts and labels."""

Places = NDArray[np.intp]
"""Positions in another array."""

Stored = NDArray[np.generic]
"""Values as a file holds them, of any type."""

Shape = tuple[int, int]
"""Rows, columns."""
