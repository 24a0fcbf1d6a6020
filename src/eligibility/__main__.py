"""`python -m eligibility`: the command line where its script is not on the path."""

from eligibility_command import main

main()
