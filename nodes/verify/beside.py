"""Files beside rasters that tell other programs what is in them, held against what they should say."""

from xml.etree import ElementTree

from nodes.report.chapter import RunFile
from nodes.report.styles import NAMES_END
from nodes.verify.findings import Finding, Verification, cut
from nodes.verify.statements import compare_lines


def may_be_changed(name: str) -> bool:
    """Whether GIS programs write into a file of that name: GDAL notes statistics there when a raster is looked at."""
    return name.endswith(NAMES_END)


def compare_beside(file: RunFile, found: str, done: Verification) -> None:
    """Compare a style line by line, and of a file that others write into the names of classes."""
    assert file.write is not None
    true = file.write()
    done.checked += 1
    if not may_be_changed(file.name):
        compare_lines(file.name, found.split("\n"), true.split("\n"), done)
    elif (stated := _names(found)) != (expected := _names(true)):
        words = "the names of classes are others"
        done.findings.append(Finding(file.name, cut(str(stated)), cut(str(expected)), file.name, words))


def _names(text: str) -> dict[str, list[str]]:
    """The names of classes by the number of their band; raises `ValueError` for what is no XML or holds entities."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("it holds a document type, which no such file has")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise ValueError(f"it is no XML ({error})") from error
    bands = {band.get("band", ""): band.findall("CategoryNames/Category") for band in root.iter("PAMRasterBand")}
    return {band: [entry.text or "" for entry in entries] for band, entries in bands.items() if entries}
