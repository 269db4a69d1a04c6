"""Files out (and, later, packs in and out): one module per format."""
