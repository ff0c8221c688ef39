"""What loggers and services call the quantities that are used, in English, German, French and Spanish."""

import re
import unicodedata

_CALLED = {
    "air_temperature": """
        air temperature; temperature; air temp; temp; t air; tair; atm temperature; atmos temperature; t2m; airtc
        airtemp c; air t; ta; tmean; outdoor temperature; outdoor temp; outside temperature; outside temp
        temp out; out temp; temperature out; outdoor; ambient temperature; dry bulb temperature; lufttemperatur
        temperatur; luft temperatur; aussentemperatur; temp luft; tt; tt tu; tmk; temperature de l air
        temperature air; temp air; temperature exterieure; temperatura; temperatura del aire; temperatura aire
        temperatura ambiente; temperature 2m; 2m temperature""",
    "humidity": """
        humidity; relative humidity; rh; air humidity; rh2m; rel humidity; relhum; hum; outdoor humidity
        outside humidity; hum out; out hum; humidity out; luftfeuchte; luftfeuchtigkeit; relative feuchte
        relative luftfeuchte; relative luftfeuchtigkeit; rel feuchte; rel luftfeuchte; rf tu; upm; humidite
        humidite relative; humidite de l air; humidite air; hr; humedad; humedad relativa
        humedad relativa del aire; humedad del aire; r h""",
    "soil_moisture": """
        soil moisture; soil water content; vwc; volumetric water content; volumetric moisture; swc; water content
        soil vwc; soil volumetric water content; swvl1; bodenfeuchte; bodenfeuchtigkeit; bodenwassergehalt
        humidite du sol; teneur en eau; teneur en eau du sol; humedad del suelo; humedad suelo
        contenido volumetrico de agua""",
    "rain": """
        rain; rainfall; precipitation; precip; prcp; ppt; prectot; prectotcorr; tp; total precipitation; rain rate
        rainfall rate; precipitation amount; precipitation rate; rain gauge; rain gage; pluie; pluviometrie
        precipitations; hauteur de pluie; cumul de pluie; pluviometre; lluvia; precipitacion; pluviometria
        precipitaciones; niederschlag; regen; regenmenge; niederschlagsmenge; niederschlagshohe
        niederschlagshoehe; regenrate; rr; rsk; hourlyrain; dailyrain; rainin; dailyrainin; hourlyrainin
        eventrainin; weeklyrainin; monthlyrainin; yearlyrainin; totalrainin; rainratein""",
    "radiation": """
        radiation; solar radiation; global radiation; solar; rs; shortwave radiation; shortwave
        shortwave downward radiation; surface solar radiation downwards; ssrd; srad; slrw; slrmj; slrkw; sw in
        swin; incoming shortwave radiation; incoming solar radiation; pyranometer; global horizontal irradiance
        ghi; solar irradiance; irradiance; solarradiation; allsky sfc sw dwn; globalstrahlung; strahlung
        sonnenstrahlung; solarstrahlung; rayonnement; rayonnement global; rayonnement solaire; radiacion
        radiacion solar; radiacion global""",
    "wind": """
        wind; wind speed; ws; u2; ws2m; ws10m; wind speed 2m; wspd; wind velocity; ws ms; ws ms s wvt; ff
        windgeschwindigkeit; windstarke; vitesse du vent; vent; vitesse vent; velocidad del viento
        velocidad viento; viento; windspeed 10m""",
    "evapotranspiration": """
        evapotranspiration; et0; eto; reference evapotranspiration; et0 fao evapotranspiration; reference et
        et ref; potential evapotranspiration; pet; evapotranspiration potentielle; evapotranspiration de reference
        etp; evapotranspiracion; evapotranspiracion de referencia; referenzverdunstung; potentielle verdunstung""",
}
_MEANS = frozenset(
    ["avg", "average", "mean", "mittel", "mittelwert", "moy", "moyenne", "moyen", "media", "medio", "promedio",
     "smp", "sample", "tot", "total", "sum", "summe", "somme", "suma", "daily", "hourly", "tages", "value", "corr"]
)  # fmt: skip
EXTREMES = {
    "min": "min", "minimum": "min", "low": "min", "lowest": "min", "mini": "min", "minimo": "min", "minima": "min",
    "minimale": "min", "max": "max", "maximum": "max", "high": "max", "highest": "max", "maxi": "max", "maximo": "max",
    "maxima": "max", "maximale": "max", "hi": "max", "std": "other", "sd": "other", "stdev": "other", "gust": "other",
    "smm": "max", "smn": "min", "median": "other",
}  # fmt: skip
"""Words of a heading or of a row of statistics that say a column holds no means and no totals."""
_DAY_TEMPERATURES = {"tmin": "min", "tmax": "max", "tmx": "max", "tmn": "min", "t2m min": "min", "t2m max": "max",
                     "txk": "max", "tnk": "min"}  # fmt: skip
COUNTED_FROM = {
    "daily": "day", "day": "day", "today": "day", "weekly": "week", "monthly": "month", "yearly": "year",
    "annual": "year", "event": "event", "cumulative": "start", "cumulated": "start", "accumulated": "start",
    "accumulation": "start", "accum": "start", "cum": "start", "counter": "start", "since": "start",
    "kumuliert": "start", "summiert": "start", "zahler": "start", "cumule": "start", "cumulee": "start",
    "acumulada": "start", "acumulado": "start", "running": "start",
}  # fmt: skip
"""Words of a heading by which a sum may run on from reading to reading."""
_LENGTH = re.compile(r"\b\d+([.,]\d+)? ?(to|bis|a|-)? ?(\d+([.,]\d+)?)? ?(cm|m|in|meters|metres)\b")


def plain_words(said: str) -> str:
    """Lower case without accents and signs, words parted by one space."""
    said = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", said)
    decomposed = unicodedata.normalize("NFKD", said).casefold().replace("ß", "ss")
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w]+|_", " ", bare).split())


_BY_NAME = {
    plain_words(name).replace(" ", ""): quantity
    for quantity, names in _CALLED.items()
    for name in re.split(r"[;\n]", f"{quantity};{names}")
    if name.strip()
}


def quantity_named(said: str) -> tuple[str, str | None] | None:
    """Quantity that a name without its unit tells, and min, max or other where it is no mean; None for others."""
    words = plain_words(said)
    if words in _DAY_TEMPERATURES:
        return "air_temperature", _DAY_TEMPERATURES[words]
    for candidate in (words, _LENGTH.sub(" ", words)):
        tokens = candidate.split()
        if found := _BY_NAME.get("".join(tokens)):
            return found, None
        extreme = next((EXTREMES[token] for token in tokens if token in EXTREMES), None)
        kept = [
            token for token in tokens if token not in EXTREMES and token not in _MEANS and token not in COUNTED_FROM
        ]
        if found := _BY_NAME.get("".join(kept)):
            return found, extreme
        if not kept and any(token in COUNTED_FROM for token in tokens) and "rain" in words:
            return "rain", extreme
    return None


def counted_from(said: str) -> str | None:
    """From when a column counts, where its heading says so: day, week, month, year, event or start."""
    return next((COUNTED_FROM[token] for token in plain_words(said).split() if token in COUNTED_FROM), None)


def height_of(said: str) -> float | None:
    """Metres above ground, where a heading tells them: `wind_speed_10m`."""
    found = re.search(r"(?<!\d)(\d+) ?m(eters|etres)?\b", plain_words(said))
    return float(found[1]) if found else None
