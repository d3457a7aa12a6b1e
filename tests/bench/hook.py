"""hook.py PROGRAMS RUNS CACHE SENTRY_CLI: what the hooks of a job cost, beside git, on a huge repository, on broken
endpoints, beside their peers. Run by script/bench hook."""

import concurrent.futures
import pathlib
import sys
import tempfile

import repositories
from endpoints import KINDS, Endpoints
from measure import Senders, peak_mebibytes, run_in_turn, run_job
from report import head, killed_row, median, ratio, row, times_of_jobs, times_of_steps, verdict, x
from subjects import BASELINE, DISK, PHASES, REPORTING, Subjects

OURS = "sleuth-buildkite"
PEERS = ("sentry-cli", "curl and git")
# They wait for most of a minute there, or for ever: run a few times, and all at once.
SLOW = {"sentry-cli, 503", "sentry-cli, hangs", "curl and git, hangs"}
SLOW_RUNS = 2


def measure(subjects, small, huge, runs, senders):
    """By name, jobs by round, and of those on the healthy endpoint the peak memory by step."""
    peers = {each.name: each for kind in KINDS for each in (subjects.sentry(kind), subjects.team_hook(kind))}
    quick = [subjects.nothing(), subjects.disk(), subjects.baseline(small), subjects.baseline(huge, "git, huge"),
             *(subjects.ours(kind, small) for kind in KINDS), subjects.ours("healthy", huge, "huge"),
             *(peer for name, peer in peers.items() if name not in SLOW)]
    print(f"running {len(quick)} subjects in {runs} rounds, and {len(SLOW)} slow ones {SLOW_RUNS} times", flush=True)
    jobs = run_in_turn(quick, runs, senders)
    if subjects.undelivered() or not subjects.team_hook_is_heard():
        sys.exit("bench: the healthy endpoint did not get all reports")
    with concurrent.futures.ThreadPoolExecutor(len(SLOW) * SLOW_RUNS) as pool:
        slow = {name: [pool.submit(run_job, peers[name]) for _ in range(SLOW_RUNS)] for name in SLOW}
    jobs.update({name: dict(enumerate(future.result() for future in futures)) for name, futures in slow.items()})
    peaks = {each.name: peak_mebibytes(each, senders) for each in quick
             if each.name in ("/bin/true", BASELINE) or each.name.endswith(", healthy")}
    return jobs, peaks


def show_phases(jobs, peaks, git):
    healthy, peak = jobs[f"{OURS}, healthy"], peaks[f"{OURS}, healthy"]
    head("One job, small repository, healthy endpoint", "median ms", "of git", "peak MiB")
    for name in ("/bin/true", BASELINE):
        own = times_of_steps(jobs[name])
        row(name, f"{median(own):.2f}", x(ratio(own, git)), f"{peaks[name][name]:.1f}")
    for labels, name in [*(((phase,), phase) for phase in PHASES), (REPORTING, " + ".join(REPORTING)),
                         (PHASES, "all five")]:
        own = times_of_jobs(healthy, labels)
        row(name, f"{median(own):.2f}", x(ratio(own, git)), f"{max(peak[label] for label in labels):.1f}")
    disk = times_of_jobs(jobs[DISK])
    row(f"({DISK})", f"{median(disk):.2f}", x(ratio(disk, git)))


def show_huge(git, git_on_huge, small, on_huge):
    head(" + ".join(REPORTING), "median ms", "of git", "of small")
    row("small repository", f"{median(small):.2f}", x(ratio(small, git)), x(1))
    row("huge repository", f"{median(on_huge):.2f}", x(ratio(on_huge, git)), x(ratio(on_huge, small)))
    row(f"({BASELINE} there)", f"{median(git_on_huge):.2f}", *[x(ratio(git_on_huge, git))] * 2)


def show_endpoints(jobs, peaks, git):
    head("One job, small repository, by endpoint", "median ms", "of git", "of healthy", "peak MiB", "exit codes")
    for name in (OURS, *PEERS):
        labels = REPORTING if name == OURS else None
        healthy = times_of_jobs(jobs[f"{name}, healthy"], labels)
        for kind in KINDS:
            subject = f"{name}, {kind}"
            codes = {step.exit_code for job in jobs[subject].values() for step in job}
            if None in codes:
                killed_row(subject, git, healthy)
                continue
            own = times_of_jobs(jobs[subject], labels)
            peak = f"{max(peaks[subject].values()):.1f}" if subject in peaks else ""
            row(subject, f"{median(own):.2f}", x(ratio(own, git)), x(ratio(own, healthy)), peak,
                " ".join(map(str, sorted(codes))))


def main():
    programs, runs, cache, sentry_cli = sys.argv[1:]
    huge = repositories.huge(pathlib.Path(cache))
    with tempfile.TemporaryDirectory(prefix="sleuth-bench-") as name:
        folder = pathlib.Path(name)
        small = folder / "small"
        repositories.make_small(small)
        endpoints = Endpoints(pathlib.Path(programs), folder)
        try:
            senders = Senders()
            subjects = Subjects(pathlib.Path(programs), sentry_cli, endpoints, folder, small)
            jobs, peaks = measure(subjects, small, huge, int(runs), senders)
        finally:
            endpoints.stop()
    git = times_of_steps(jobs[BASELINE])
    three = {kind: times_of_jobs(jobs[f"{OURS}, {kind}"], REPORTING) for kind in KINDS}
    on_huge = times_of_jobs(jobs["huge, healthy"], REPORTING)
    show_phases(jobs, peaks, git)
    show_huge(git, times_of_steps(jobs["git, huge"]), three["healthy"], on_huge)
    show_endpoints(jobs, peaks, git)
    verdict([("three hooks of a job", three["healthy"], BASELINE, git, 8.0),
             ("three hooks, huge repository", on_huge, "small one", three["healthy"], 1.2),
             *((f"three hooks, endpoint {kind}", three[kind], "healthy one", three["healthy"], 1.1)
               for kind in KINDS[1:])])


main()
