"""Spectral indices of our own: those that the catalogue of `spyndex` does not have.

One entry in `OWN` adds an index: `--indices` takes its name, and report and `verify` know it. Its formula is arithmetic
on the symbols of the catalogue: B G R blue, green, red; RE1 RE2 RE3 red edge at 705, 740, 783 nm; N N2 near infrared,
broad and narrow; S1 S2 short-wave infrared at 1.6 and 2.2 µm; A WV coastal blue and water vapour. `STANDARD` in
`catalogue.py` names the indices that a run computes unasked.
"""

import re
from dataclasses import dataclass

_SYMBOL = re.compile(r"[A-Za-z]\w*")


@dataclass(frozen=True)
class OwnIndex:
    """Name, formula and source of one index, in the words of the catalogue."""

    long_name: str
    formula: str
    reference: str

    @property
    def bands(self) -> tuple[str, ...]:
        """Symbols of the formula, each once; the catalogue says which are bands and which constants."""
        return tuple(dict.fromkeys(_SYMBOL.findall(self.formula)))


OWN = {
    "CCCI": OwnIndex(
        "Canopy Chlorophyll Content Index",
        "((N-RE1)/(N+RE1))/((N-R)/(N+R))",
        "Barnes et al. 2000, Coincident detection of crop water stress, nitrogen status and canopy density",
    ),
    "LCI": OwnIndex(
        "Leaf Chlorophyll Index",
        "(N-RE1)/(N+R)",
        "Datt 1999, A new reflectance index for remote sensing of chlorophyll content in higher plants",
    ),
}
