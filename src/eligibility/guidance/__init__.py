"""What follows from the answers: what to ask next, what the coming days change, what one fact decides, what would open a support."""
