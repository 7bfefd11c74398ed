"""Where the command `clea` begins: `clea ask` needs little of the house, and loads no more than that."""

import argparse
import sys


def main() -> None:
    if sys.argv[1:2] == ["ask"]:
        from bot import asking

        parser = argparse.ArgumentParser(prog="clea")
        asking.add_command(parser.add_subparsers(required=True))
        chosen = parser.parse_args()
        sys.exit(asking.run(chosen))
    from bot import cli

    cli.main()


if __name__ == "__main__":
    main()
