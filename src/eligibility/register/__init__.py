"""A register (名册) of persons: read from the office's file, screened, and answered with gaps, questions and sums.

The parts that need Polars are imported only when a register is read: everything else works without them.
"""
