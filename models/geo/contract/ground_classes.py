"""The classes of `valid.tif`: what is known of each pixel before anything is said of the ground."""

NO_DATA, CLEAR, CLOUD, SHADOW = 0, 1, 2, 3
