"""Guidance from the answers: what to ask next, what coming days change, how one number decides, what would open a support."""
