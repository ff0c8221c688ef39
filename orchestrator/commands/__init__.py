"""The commands, one a file: parse, call one function, print. Heavy imports wait inside the command that needs them."""
