"""Profiles and their vocabulary: reading, checking, and flattening to records of scalars."""

from eligibility.facts.flatten import Situation, Subject, flatten
from eligibility.facts.profile import DibaoStandard, Disability, Household, Locality, Organisation, Person, Profile
from eligibility.facts.read import read_profile, read_profile_file

__all__ = [
    "DibaoStandard",
    "Disability",
    "Household",
    "Locality",
    "Organisation",
    "Person",
    "Profile",
    "Situation",
    "Subject",
    "flatten",
    "read_profile",
    "read_profile_file",
]
