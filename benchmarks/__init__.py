"""Measurements beside the field's other engines, in one run, as ratios: `python -m benchmarks single`."""
