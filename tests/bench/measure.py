"""Runs the processes of jobs in turn and takes their times."""

import ctypes
import dataclasses
import os
import pathlib
import random
import select
import signal
import subprocess
import tempfile
import time
import typing

# Before every process, whoever's: what the one before it left behind (a sender's first attempt) is over, as it is in a
# job, whose command takes longer than this.
PAUSE_SECONDS = 0.01
LONGEST_JOB_SECONDS = 20
SENDER_SECONDS = 5
PR_SET_CHILD_SUBREAPER = 36


@dataclasses.dataclass
class Subject:
    """Somebody's processes of one job, as (label, command), in order."""

    name: str
    steps: list  # a command is a list of words, or a function
    environment: typing.Callable[[], dict]  # of a new job
    folder: pathlib.Path
    delivers: bool = True  # its senders end by themselves
    may_fail: bool = False
    every: int = 1  # takes part in every so many rounds


@dataclasses.dataclass
class Step:
    label: str
    milliseconds: float
    exit_code: typing.Optional[int]  # None: killed


def _children():
    found = set()
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == os.getpid():
            found.add(int(stat.parent.name))
    return found


def _ends_within(pid, seconds):
    descriptor = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(max(0, seconds) * 1000))
    finally:
        os.close(descriptor)


class Senders:
    """The detached senders of the hooks that were run here. They become our children when their hook ends, and so they
    are told from those of other people on the machine. Endpoints have to run before this is made."""

    def __init__(self):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._others = _children()

    def end(self, deliver):
        """With `deliver` they may finish what they do first; those of a dead endpoint would go on for minutes."""
        for pid in _children() - self._others:
            if deliver:
                _ends_within(pid, SENDER_SECONDS)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _run(label, command, environment, seconds):
    start = time.perf_counter()
    if callable(command):
        command()
        return Step(label, (time.perf_counter() - start) * 1000, 0)
    pid = os.posix_spawn(command[0], command, environment, setpgroup=0, file_actions=[
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
    ended = _ends_within(pid, seconds)
    milliseconds = (time.perf_counter() - start) * 1000
    if not ended:
        os.killpg(pid, signal.SIGKILL)
    exit_code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return Step(label, milliseconds, exit_code if ended else None)


def run_job(subject):
    """The steps of one job of the subject; the first that takes too long is the last."""
    os.chdir(subject.folder)
    environment = subject.environment()
    steps = []
    left = LONGEST_JOB_SECONDS
    for label, command in subject.steps:
        time.sleep(PAUSE_SECONDS)
        steps.append(_run(label, command, environment, left))
        if steps[-1].exit_code is None:
            break
        if steps[-1].exit_code != 0 and not subject.may_fail:
            raise SystemExit(f"bench: {subject.name}, {label} exited with {steps[-1].exit_code}")
        left -= steps[-1].milliseconds / 1000
    return steps


def run_in_turn(subjects, rounds, senders):
    """By name of the subject, its jobs by round. Each round runs all, so that the machine's mood hits each alike, in an
    order of its own, so that none always comes after the same one. Round 0 warms up and does not count."""
    jobs = {subject.name: {} for subject in subjects}
    order = random.Random(1)
    os.sync()  # else the hooks' fsync waits for what building and making repositories left to be written
    for number in range(rounds + 1):
        for subject in order.sample(subjects, len(subjects)):
            if number % subject.every == 0:
                jobs[subject.name][number] = run_job(subject)
                senders.end(subject.delivers)
    for rounds_of in jobs.values():
        del rounds_of[0]
    return jobs


def peak_mebibytes(subject, senders):
    """By label, the peak resident memory in one job. GNU time forks: a child of Python would count Python's own."""
    environment = subject.environment()
    peaks = {}
    for label, command in subject.steps:
        with tempfile.NamedTemporaryFile("r") as report:
            subprocess.run(["/usr/bin/time", "-q", "-f", "%M", "-o", report.name, *command], env=environment,
                           cwd=subject.folder, check=not subject.may_fail, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            peaks[label] = int(report.read()) / 1024
    senders.end(subject.delivers)
    return peaks
