"""Units as loggers and services spell them, and ours for them."""

import unicodedata

_SPELLINGS = {
    "degC": "°c c degc celsius grad gradc gradcelsius degcelsius degreesc degreescelsius degree_celsius â°c oc ºc",
    "degF": "°f f degf fahrenheit degfahrenheit degreesf degreesfahrenheit â°f of ºf",
    "K": "k kelvin degk °k",
    "%": "% percent pct prozent pourcent porcentaje %rh rh% rh %hr %rf %vol vol% vol.% %vwc %v/v volpct pctvol",
    "fraction": "fraction 0-1 (0-1) v/v vol/vol",
    "m3/m3": "m3/m3 m3m-3 m3m3 cm3/cm3 cm3cm-3 m3/m-3",
    "mm": "mm millimeter millimeters millimetre millimetres l/m2 lm-2 liter/m2 kg/m2 kgm-2 mmh2o",
    "cm": "cm",
    "m": "m mwe metre meter mofwaterequivalent",
    "in": "in inch inches \" ''",
    "mm/h": "mm/h mm/hr mm/hour mm/stunde mm/heure mm/hora mmh-1 mmhr-1 mmh kg/m2/h kgm-2h-1 l/m2/h",
    "mm/d": "mm/d mm/day mm/tag mm/jour mm/dia mmd-1 mmday-1 mmday kgm-2d-1 kg/m2/day",
    "mm/s": "mm/s mms-1 kgm-2s-1 kg/m2/s",
    "in/h": "in/h in/hr inh-1 inch/h inches/hour",
    "in/d": "in/d in/day",
    "MJ/m2": "mj/m2 mjm-2 mjm2 mj/sqm",
    "kJ/m2": "kj/m2 kjm-2 kjm2",
    "J/m2": "j/m2 jm-2",
    "J/cm2": "j/cm2 jcm-2",
    "kWh/m2": "kwh/m2 kw-hr/m2 kwhr/m2 kwhm-2",
    "Wh/m2": "wh/m2 w-hr/m2 whm-2",
    "cal/cm2": "cal/cm2 ly langley langleys",
    "W/m2": "w/m2 wm-2 wm2 w/sqm watt/m2 watts/m2 watt/sqm watts/sqm watts/meter2",
    "kW/m2": "kw/m2 kwm-2",
    "MJ/m2/d": "mj/m2/d mj/m2/day mj/m2d mjm-2d-1 mjm-2day-1 mj/m2/tag mj/m2/jour",
    "MJ/m2/h": "mj/m2/h mj/m2/hr mj/hr mj/m2/hour mjm-2h-1",
    "kWh/m2/d": "kwh/m2/d kwh/m2/day kw-hr/m2/day kwhr/m2/day",
    "m/s": "m/s ms-1 ms mps m/sec meters/second meter/second metres/second m/sek",
    "km/h": "km/h kmh kmh-1 kph km/hr km/heure",
    "mph": "mph mi/h miles/hour",
    "kn": "kn kt kts knot knots noeuds",
}
_KNOWN = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()}


def known_unit(said: str) -> str | None:
    """Our spelling of a unit; None for one that is not known."""
    plain = unicodedata.normalize("NFKC", said).lower().replace("−", "-").replace("**", "")
    squashed = "".join(sign for sign in plain if sign not in " ^·*_\u00ad").strip("[]")
    return _KNOWN.get(squashed) or _KNOWN.get(squashed.replace(".", "")) or _KNOWN.get(squashed.strip("()"))
