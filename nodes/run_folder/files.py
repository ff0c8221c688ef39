"""The names of the files in the folder of a run; rasters that a room of models writes are named there."""

from models.schemas import ReportResult

REQUEST = "request.json"
STATE = "state.json"
MANIFEST = "manifest.json"
UNFINISHED = ".unfinished"
PREVIEW = "preview.png"
PARCELS = "parcels.geojson"
"""Those of the user, so that the run folder holds all that its numbers rest on."""
VALID = "valid.tif"
FIELDS_TABLE, FIELDS_OUTLINES, FIELDS_GEOPACKAGE = "fields.csv", "fields.geojson", "fields.gpkg"
FIELDS_PARQUET = "fields.parquet"
"""One row a parcel and date, the same in all four."""
FIELDS_MAP = "fields"
"""Subject of the map that a report begins with: how green it is, with the parcels of the user on it."""
EVIDENCE, PDF = "evidence.html", "report.pdf"
REPORT = ReportResult(markdown="report.md", html="report.html", claims="claims.json", evidence=EVIDENCE)
WEAK_PATCHES = "weak_patches.geojson"
MATCHES = "matches.json"
SCOUTING = "scouting.gpx"
ITEM = "item.json"


def name_map(subject: str) -> str:
    """Name the picture of a map of an index or of an analysis."""
    plain = "".join(letter for letter in subject if letter.isascii() and (letter.isalnum() or letter in "-_"))
    return f"map_{plain}.png"
