"""What a file says of its parcels: name, crop and day of sowing, whatever the columns are called."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from models.field.crops import crop_coded, crop_named
from models.field.loggers.choices import Order
from models.field.loggers.dates import Undecided, read_days
from models.field.loggers.vocabulary import plain_words
from models.field.parcel_files.features import Feature, Layer

NAMES = (
    "name", "field name", "fieldname", "parcel name", "parcelname", "nom", "nom parcelle", "nombre", "bezeichnung",
    "schlagname", "schlagbezeichnung", "feldname", "label", "title", "field", "parcel", "feld", "schlag", "parcelle",
    "parcela", "champ", "field id", "fieldid", "parcel id", "parcelid", "id parcel", "id parcelle", "plot", "plot id",
    "feldblock", "flik", "schlagnummer", "schlag nr", "num parcelle", "fid", "id", "uuid", "objectid", "gml id",
)  # fmt: skip
"""Columns that may name a parcel, the first that is there."""
CROPS = (
    "crop", "crop name", "cropname", "crop type", "croptype", "culture", "kultur", "cultivo", "kulturart",
    "fruchtart", "frucht", "hauptkultur", "hauptfrucht", "kulturname", "nutzung", "nutzart", "especie", "producto",
    "cultura", "gewas", "main crop", "culture principale", "nom culture", "libelle culture", "libelle cult",
    "ec hcat n", "ec hcat c", "hcat3 name", "hcat3 code", "hcat name", "hcat code", "ec trans n", "code cultu",
    "code culture", "crop code", "planted crop", "land cover", "commodity",
)  # fmt: skip
SOWINGS = (
    "sown", "sowing", "sowing date", "sowingdate", "sow date", "sown on", "sown date", "date sown", "date of sowing",
    "seeding", "seeding date", "seeded", "date seeded", "planted", "planting", "planting date", "plantingdate",
    "plant date", "date planted", "date of planting", "seed date", "drilled", "drilling date", "semis",
    "date semis", "date de semis", "aussaat", "aussaatdatum", "aussaattermin",
    "saatdatum", "saattermin", "saat", "gesat", "siembra", "fecha siembra", "fecha de siembra", "sembrado",
)  # fmt: skip
_CODED = ("code cultu", "code culture")
_LISTED, _LONGEST = 12, 60


class Columns:
    """The columns of a file by what they tell, and the notes that follow from it."""

    def __init__(self, layer: Layer, features: list[Feature]) -> None:
        """`features` are those that are used."""
        self._layer = layer
        there = list(dict.fromkeys(key for feature in features for key in feature.properties))
        self.names = _called(there, NAMES)
        self.crops = [key for key in _called(there, CROPS) if not _is_number_of(features, key)]
        self.sowings = _called(there, SOWINGS)
        used = {*self.names[:1], *self.crops, *self.sowings}
        self.unused = [key for key in there if key not in used and any(_cell(one, key) for one in features)]
        for key in (*self.crops, *self.sowings):
            if any(isinstance(one.properties.get(key), dict | list) for one in features):
                raise layer.refuse(f'column {key!r} has properties that are not of the form {{"name": "north"}}')

    def name_all(self, features: list[Feature]) -> list[str]:
        """One name for each, those that stand there twice numbered."""
        if any(isinstance(one.properties.get(key), dict | list) for one in features for key in self.names[:1]):
            raise self._layer.refuse('names have properties that are not of the form {"name": "north"}')
        said = [next((cell for key in self.names if (cell := _cell(one, key))), str(one.number)) for one in features]
        said = [name[:_LONGEST] for name in said]
        counts, taken, names = Counter(said), set(said), list[str]()
        given: Counter[str] = Counter()
        for name in said:
            if counts[name] == 1:
                names.append(name)
                continue
            given[name] += 1
            while (numbered := f"{name} ({given[name]})") in taken:
                given[name] += 1
            taken.add(numbered)
            names.append(numbered)
        if doubled := [name for name, count in counts.items() if count > 1]:
            self._layer.notes.append(
                f"several parcels are named {_few(doubled)}; they are numbered, as {doubled[0]} (1), {doubled[0]} (2)"
            )
        return names

    def crop_of(self, feature: Feature) -> tuple[str | None, str | None]:
        """Our name of its crop, and how the file writes it; the first column that says a name which is known."""
        first: str | None = None
        for key in self.crops:
            cell = _cell(feature, key)
            if not cell:
                continue
            found = crop_coded(cell) if plain_words(key) in _CODED else None
            if found := found or crop_named(cell):
                return found, cell
            first = first or cell
        return (first.lower()[:_LONGEST], first) if first else (None, None)

    def sown_all(self, features: list[Feature], names: list[str], order: Order | None) -> list[date | None]:
        """Days of sowing; raises `ConfigError` where one is no day, or day and month cannot be told apart."""
        cells = [next((cell for key in self.sowings if (cell := _cell(one, key))), "") for one in features]
        days = [_without_clock(cell) for cell in cells]
        try:
            read = read_days([day for day in days if day], order)
        except Undecided as error:
            listed = " or ".join(f"--context dates={one}" for one in error.orders)
            raise self._layer.refuse(
                f"day and month of {error.example!r}, on which a parcel was sown, cannot be told apart; say {listed}"
            ) from None
        except (ValueError, KeyError) as error:
            bad = next((place for place, day in enumerate(days) if day and day in str(error)), 0)
            raise self._layer.refuse(
                f"parcel {names[bad]} was sown on {cells[bad][:40]!r}; write the date as 2024-05-03"
            ) from None
        if read.order is not None and read.order != order:
            self._layer.notes.append(f"dates of sowing are read with the {read.order.partition('_')[0]} first")
        return [read.of[day] if day else None for day in days]

    def tell(self, crops: list[tuple[str | None, str | None]]) -> None:
        """Put into the notes what was read as what, and what was not used."""
        self._layer.notes.extend(_of_columns("crops", self.crops, CROPS[0]))
        self._layer.notes.extend(_of_columns("days of sowing", self.sowings, SOWINGS[0]))
        renamed = {said: name for name, said in crops if name and said and said.lower() != name}
        if renamed:
            pairs = [f"{said[:_LONGEST]} as {name}" for said, name in renamed.items()]
            self._layer.notes.append(f"crops are read by their usual names: {_few(pairs)}")
        if self.unused:
            self._layer.notes.append(f"columns that are not used: {_few(self.unused)}")


def _called(there: list[str], wanted: tuple[str, ...]) -> list[str]:
    """Those of the columns that are called so, in the order of what is wanted."""
    squashed: dict[str, list[str]] = {}
    for key in there:
        squashed.setdefault(plain_words(key).replace(" ", ""), []).append(key)
    return list(dict.fromkeys(key for name in wanted for key in squashed.get(name.replace(" ", ""), [])))


def _is_number_of(features: list[Feature], key: str) -> bool:
    """Whether a column holds only numbers that are no codes of crops which are known."""
    cells = {_cell(one, key) for one in features} - {""}
    return bool(cells) and all(cell.replace(".", "", 1).isdecimal() and crop_named(cell) is None for cell in cells)


def _cell(feature: Feature, key: str) -> str:
    value = feature.properties.get(key)
    return "" if value is None else " ".join(str(value).replace("\0", " ").split())


def _without_clock(cell: str) -> str:
    """A day without the midnight that programs write behind it."""
    return cell.replace("T", " ").partition(" 0")[0] if ":" in cell else cell


def _of_columns(what: str, keys: list[str], plain: str) -> Iterator[str]:
    if keys and keys != [plain]:
        yield f"{what} are read from {' and '.join(keys)}"


def _few(listed: list[str]) -> str:
    more = f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
    return ", ".join(listed[:_LISTED]) + more
