"""An author's way to the rules from an editor, by the Language Server Protocol.

`project` knows the versions and what is wrong with them, `checking` says when they are looked at, and `server` hands everything to the
protocol. What is wrong, what a name means and how it is said comes from the loader, the checks and the prose of `eligibility.rules`.
"""
