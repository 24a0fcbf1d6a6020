"""Fuzzing of every door: `python -m fuzz [TARGET ...] --seconds 20`. What no door may do is crash, hang, swell or leak."""


class Finding(Exception):
    """A door answered, and the answer is wrong."""


HANGS = 1_800
"""Seconds of the clock after which an input hangs: one that waits for something computes nothing, as one on a machine that is busy with
something else. What computes without end is found by the time that it computes."""
