"""What every face shows: typed, worded and arranged. No terminal and no HTTP; a face prints it and decides nothing."""
