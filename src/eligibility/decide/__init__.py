"""From flat records and a ruleset to answers with their proof."""
