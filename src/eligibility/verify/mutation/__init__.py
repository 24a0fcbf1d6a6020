"""Mutation testing: small mistakes are written into the rules, and the worked cases must notice each of them.

A mistake that no case notices is a survivor. The solver proves that it changes nothing for any household, or it finds the
case that is missing.
"""
