"""Words that networks, reports and simulated seasons share: crops, soils, and causes of stress.

Networks count by the order of these words, so new ones go to the end.
"""

CROPS = ("maize", "wheat", "barley", "soybean", "sunflower", "potato", "sugar beet", "dry bean", "cotton")
"""Crops that the networks know by name."""
HELD_OUT_CROP = "sorghum"
"""A crop that is grown only in the scenes of the evaluation, which so tells how an unknown crop fares."""
SOILS = ("Sand", "LoamySand", "SandyLoam", "SandyClayLoam", "Loam", "SiltLoam", "ClayLoam", "SiltClayLoam", "Clay")
"""Classes of texture as AquaCrop names them, from coarse to fine."""
CAUSES = ("drought", "nitrogen", "disease", "waterlogging", "emergence", "lodging or hail")
"""What takes cover and yield from a crop."""
