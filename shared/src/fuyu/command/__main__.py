"""`python -m fuyu.command` is `fuyu`: launchers call it so, whatever lies on the PATH."""

from fuyu.command import main

main(prog_name="fuyu")
