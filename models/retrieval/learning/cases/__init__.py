"""Reference cases and notes as they are shipped beside the weights, and how well words find notes."""
