"""The one-page card for the family (明白卡): what it can get, in plain words, as HTML, PDF or Markdown."""
