"""`python -m jiuji` is `jiuji`."""

from jiuji.cli import main

main()
