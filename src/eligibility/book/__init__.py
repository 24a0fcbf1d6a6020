"""The office's own local book: rates, standards, options adopted, counters and deadlines, by area code, dated and sourced."""
