"""her2ref: an offline reference on resistance to HER2-targeted therapy in breast cancer."""

__version__ = "0.1.0"
