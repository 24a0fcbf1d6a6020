"""A small ruleset in which supports are for several kinds of subject, for the tests of every engine and face."""

from __future__ import annotations

KINDS = """
- support: cash
  for: person
  routes:
    severe: {when: severe, modality: mandatory, cite: [一]}
    employer:
      for: organisation
      when: disabled_employees >= 5
      modality: mandatory
      cite: [一]
      benefit: {kind: award, amount: {at_least: 3000}, unit: CNY/year}
    sender: {for: organisation, when: actions.contest_sending, modality: encouraged, cite: [一]}
  unless: [tekun]
  benefit: {kind: cash, amount: {exactly: 100}, unit: CNY/month}
  agency: {zh: 残联, en: federation, cite: [一]}
  papers:
    - {zh: 残疾人证, en: disability certificate, cite: [一]}
  by:
    organisation:
      unless: [actions.dishonest_conduct]
      benefit: {kind: award}
      agency: {zh: 人社局, en: human resources office, cite: [一]}
      papers: []
- support: home
  for: household
  routes:
    together: {when: any(severe) and size >= 2, modality: mandatory, cite: [一]}
    alone: {for: person, when: "certified and age >= 18 and household.dibao", modality: mandatory, cite: [一]}
    waiting: {for: person, when: autism and has.cash, modality: mandatory, cite: [一]}
  benefit: {kind: service}
- support: card
  for: person
  routes:
    main: {when: has.home and certified, modality: mandatory, cite: [一]}
  benefit: {kind: service}
- support: staff
  for: household
  routes:
    main: {when: has.home or has.cash, modality: mandatory, cite: [一]}
  benefit: {kind: service}
"""
"""cash is for persons and organisations, home for households and persons; card and staff depend on them."""
