"""An office's own server: HTTP for programs, pages for caseworkers and families. It arranges what the library says and decides nothing."""
