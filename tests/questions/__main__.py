"""`make questions`: the figures of the held-out questions, as docs/questions.md shows them."""

import time

from tests.questions.held_out import Answered, Figures, confused, everything


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


def main() -> None:
    started = time.process_time()
    by_language = everything()
    count = sum(map(len, by_language.values()))
    each = (time.process_time() - started) / count
    print(table(by_language))
    print(f"\n{count} questions, {each * 1000:.1f} ms of computing each.\n")
    print("| asked | answered | times |", "|---|---|---|", sep="\n")
    every = [one for those in by_language.values() for one in those]
    for (asked, instead), times in sorted(confused(every).items(), key=lambda item: (-item[1], item[0])):
        print(f"| `{asked}` | `{instead}` | {times} |")


if __name__ == "__main__":
    main()
