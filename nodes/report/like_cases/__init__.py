"""What the first page says of like cases: of a photograph, and of what was measured of a scene; in each language."""
