"""What every face of the library shows: typed, worded and arranged. A view knows no terminal and no HTTP, and decides nothing."""
