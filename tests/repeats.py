"""Counts repeated passages: `python3 tests/repeats.py [folder] [lines]`.

A passage is six lines in a row (or another number) that stand in two places of the sources (`*/src`, build scripts) without tests. Spaces at
both ends of a line, blank lines, comments, `use` lines and lines of brackets alone do not count. Passages that overlap are one.
"""

import collections
import pathlib
import re
import sys

def lines(path):
    """The lines of a source that count, with their numbers."""
    kept = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        line = line.strip()
        if line == "#[cfg(test)]":
            break
        if not re.search(r"\w", line) or line.startswith(("//", "use ", "pub use ", "pub(crate) use ")):
            continue
        kept.append((number, line))
    return kept


def main(root, length):
    sources = [
        path
        for path in sorted(root.rglob("*.rs"))
        if ({"src", "build"} & set(path.relative_to(root).parts) or path.name == "build.rs")
        and not {"target", "tests", "examples", "benches"} & set(path.relative_to(root).parts[:-1])
        and not path.stem.endswith("tests")
    ]
    places = collections.defaultdict(list)
    counted = 0
    for path in sources:
        kept = lines(path)
        counted += len(kept)
        for start in range(len(kept) - length + 1):
            window = tuple(line for _, line in kept[start : start + length])
            places[window].append((path, start))
    repeated = collections.defaultdict(set)
    for found in places.values():
        if len(found) > 1:
            for path, start in found:
                repeated[path].update(range(start, start + length))
    passages = 0
    for path in sorted(repeated):
        kept = lines(path)
        starts = [at for at in sorted(repeated[path]) if at - 1 not in repeated[path]]
        for start in starts:
            end = start
            while end + 1 in repeated[path]:
                end += 1
            passages += 1
            print(f"{path.relative_to(root)}:{kept[start][0]}-{kept[end][0]}")
    covered = sum(len(places) for places in repeated.values())
    print(f"{passages} passages, {covered} of {counted} lines in {len(sources)} files")


main(
    pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "."),
    int(sys.argv[2]) if len(sys.argv) > 2 else 6,
)
