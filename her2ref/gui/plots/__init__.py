"""Small drawings: forest plots in a table row."""
