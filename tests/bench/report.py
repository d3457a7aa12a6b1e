"""Tables of what was measured, and the limits that it is held against."""

import math
import statistics

from measure import LONGEST_JOB_SECONDS

NAME_WIDTH = 44
# Ranks around that of a median, in standard deviations: so that it is in the range in nine of ten cases.
NINE_OF_TEN = 1.645


def times_of_jobs(jobs, labels=None):
    """By round, the sum of a job's steps, or of those with these labels."""
    return {number: sum(step.milliseconds for step in job if labels is None or step.label in labels)
            for number, job in jobs.items()}


def times_of_steps(jobs):
    """By round, the median of a job's steps, where all are the same."""
    return {number: statistics.median(step.milliseconds for step in job) for number, job in jobs.items()}


def median(times):
    return statistics.median(times.values())


def _ratios(times, of):
    """Sorted, of the rounds that have both: the machine's mood is much the same within a round."""
    return sorted(own / of[number] for number, own in times.items() if number in of)


def ratio(times, of):
    return statistics.median(_ratios(times, of))


def _range_of_ratio(times, of):
    ratios = _ratios(times, of)
    middle, reach = len(ratios) / 2, NINE_OF_TEN * math.sqrt(len(ratios)) / 2
    return ratios[max(0, math.floor(middle - reach))], ratios[min(len(ratios) - 1, math.ceil(middle + reach))]


def head(title, *columns):
    print(f"\n{title:{NAME_WIDTH}}" + "".join(f"{column:>12}" for column in columns))


def row(name, *cells):
    print(f"{name:{NAME_WIDTH}}" + "".join(f"{cell:>12}" for cell in cells))


def x(number):
    return f"{number:.2f}x"


def killed_row(name, git, healthy):
    longest = LONGEST_JOB_SECONDS * 1000
    row(name, f"> {LONGEST_JOB_SECONDS} s", f"> {longest / median(git):.0f}x", f"> {longest / median(healthy):.0f}x",
        "", "(killed)")


def verdict(limits):
    """Each limit as (what, times, of what, times of that, most)."""
    print("\nLimits" + " " * 62 + "most   measured  (sure in 9 of 10 cases)")
    for what, times, of_what, of, most in limits:
        measured = ratio(times, of)
        low, high = _range_of_ratio(times, of)
        print(f"{'ok' if measured <= most else 'MISSED':8}{f'{what}, of {of_what}':58}{x(most):>8}{x(measured):>11}"
              f"  ({x(low)} to {x(high)})")
