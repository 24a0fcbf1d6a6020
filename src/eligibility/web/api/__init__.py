"""The HTTP API, version 1: rules as data, answers for households, registers."""
