"""The pages of the server: one question a page for families, one form for caseworkers, the card. Everything stands in the form itself."""
