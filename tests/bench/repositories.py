"""The checkouts that the hooks look at: a small one and a huge one, HEAD detached as agents leave it."""

import os
import pathlib
import shutil
import subprocess
import sys
import time

COMMITS = 250_000
OBJECTS_A_COMMIT = 4  # itself, the top folder, one folder in it, one file in that
REFS = 100_000
LOOSE_REFS = 1_000  # what was fetched since the clone
FREE_BYTES = 2 << 30
MOST_BYTES = 512 << 20


def git(folder, *words, **options):
    return subprocess.run(["git", "-C", folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", *words],
                          check=True, stdout=subprocess.PIPE, **options).stdout


def make_small(folder):
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    git(folder, "remote", "add", "origin", "https://github.com/acme/app.git")
    git(folder, "commit", "-q", "--allow-empty", "-m", "First")
    git(folder, "checkout", "-q", "--detach")


def _stream(out):
    """Each commit changes one of 256 files in 16 folders. Only what refs need is marked."""
    for number in range(COMMITS):
        change = (f"commit refs/heads/main\nmark :{number + 1}\ncommitter Ada <ada@example.com> "
                  f"{1_600_000_000 + number * 60} +0000\ndata <<END\nChange {number}\nEND\n"
                  f"M 100644 inline {number % 16}/{number // 16 % 16}\ndata <<END\n{number}\nEND\n")
        out.write(change.encode())


def _write_refs(folder, marks):
    """As a clone and later fetches leave them. `git update-ref` would make each a file first."""
    shas = [line.split()[1] for line in marks.read_text().splitlines()]
    refs = []
    for number in range(REFS):
        kind = "tags/v" if number % 2 else "remotes/origin/change-"
        refs.append((f"refs/{kind}{number:06}", shas[number * len(shas) // REFS]))
    packed = sorted(refs[:-LOOSE_REFS])
    lines = ["# pack-refs with: peeled fully-peeled sorted ", *(f"{sha} {name}" for name, sha in packed)]
    (folder / ".git" / "packed-refs").write_text("\n".join(lines) + "\n")
    for name, sha in refs[-LOOSE_REFS:]:
        file = folder / ".git" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sha + "\n")


def _bytes_of(folder):
    return sum(os.lstat(pathlib.Path(where) / name).st_blocks * 512
               for where, _, names in os.walk(folder) for name in names)


def _make_huge(folder):
    git(folder.parent, "init", "-q", "-b", "main", folder)
    marks = folder / ".git" / "marks"
    with subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet", f"--export-marks={marks}"],
                          stdin=subprocess.PIPE) as importer:
        _stream(importer.stdin)
    if importer.returncode != 0:
        sys.exit("bench: git fast-import failed")
    _write_refs(folder, marks)
    marks.unlink()
    git(folder, "checkout", "-q", "--detach", "main")


def huge(cache):
    """The folder of the huge repository: made by the first run, then kept."""
    folder = cache / f"huge-{COMMITS * OBJECTS_A_COMMIT}-objects-{REFS}-refs"
    if folder.exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    for old in cache.glob("huge-*"):  # of another size, or not finished
        shutil.rmtree(old)
    if shutil.disk_usage(cache).free < FREE_BYTES:
        sys.exit(f"bench: less than {FREE_BYTES >> 30} GiB are free in {cache}; the huge repository was not made")
    start = time.monotonic()
    unfinished = folder.with_name(folder.name + ".new")
    _make_huge(unfinished)
    size = _bytes_of(unfinished)
    if size > MOST_BYTES:
        shutil.rmtree(unfinished)
        sys.exit(f"bench: the huge repository takes {size >> 20} MiB; at most {MOST_BYTES >> 20} are allowed")
    unfinished.rename(folder)
    objects = int(git(folder, "rev-list", "--all", "--objects", "--count"))
    refs = len(git(folder, "for-each-ref").splitlines())
    print(f"made {folder} in {time.monotonic() - start:.0f} s: {objects:,} objects, {refs:,} refs, {size >> 20} MiB",
          flush=True)
    return folder
