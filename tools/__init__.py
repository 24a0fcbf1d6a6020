"""Programs that build what is handed out."""
