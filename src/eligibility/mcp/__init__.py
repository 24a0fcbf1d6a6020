"""An assistant's way to the rules: tools of the Model Context Protocol, each of which answers in at most 6,000 characters.

`tools` says what is answered, `server` hands it to the protocol. Nothing is decided here, and nothing is kept.
"""
