"""`make questions`: the figures of the held-out questions, as docs/questions.md shows them."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.questions.held_out import SETS, Answered, Figures, confused, everything


def table(by_language: dict[str, list[Answered]]) -> str:
    rows = [
        "| language | known questions | right topic | unknown questions | recognised as unknown | misleading |",
        "|---|---|---|---|---|---|",
    ]
    for language, those in by_language.items():
        f = Figures.of(those)
        rows.append(
            f"| `{language}` | {f.known} | {f.right:.0%} | {f.unknown} | {f.recognised:.0%} | {f.misleading:.1%} |"
        )
    return "\n".join(rows)


def memory_of_asking(every: list[Answered]) -> float:
    """MB that `clea ask --batch` holds at its peak for all these questions, itself and Python included."""
    lines = (json.dumps({"lang": one.asked.language, "text": one.asked.text}) + "\n" for one in every)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as file:
        file.writelines(lines)
        file.flush()
        clea = Path(sys.executable).with_name("clea")
        subprocess.run([clea, "ask", "--batch", file.name], check=True, stdout=subprocess.DEVNULL)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    started = time.process_time()
    every: list[Answered] = []
    for name in SETS:
        by_language = everything([name])
        every += [one for those in by_language.values() for one in those]
        print(f"The {name} set:\n\n{table(by_language)}\n")
    each = (time.process_time() - started) / len(every)
    print(f"{len(every)} questions, {each * 1000:.1f} ms of computing each.")
    print(f"`clea ask --batch` of them all: {memory_of_asking(every):.0f} MB at its peak.\n")
    print("| asked | answered | times |", "|---|---|---|", sep="\n")
    for (asked, instead), times in sorted(confused(every).items(), key=lambda item: (-item[1], item[0])):
        print(f"| `{asked}` | `{instead}` | {times} |")


if __name__ == "__main__":
    main()
