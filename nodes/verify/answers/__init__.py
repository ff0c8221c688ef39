"""The numbers of an answer found again, by other code than the tools that gave them."""
