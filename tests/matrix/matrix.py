"""Runs the same job under each real agent, installed in each way, ended in each way, and prints what the endpoint was
told. Fails when that is not what docs/outcomes.md promises. Run by script/matrix."""

import concurrent.futures
import pathlib
import sys
import tempfile

from world import World

ROOT, ENDPOINT, BINARY, CACHE = sys.argv[1:5]
ONLY = sys.argv[5:]
JOBS_AT_ONCE = 6
WAYS = ("agent hooks", "plugin", "both")

STAY = {"BUILDKITE_COMMAND": 'touch "$STARTED"; exec sleep 60'}

# Each: the job's environment, how Buildkite stops it, and the states that are promised, by way where they differ.
SCENARIOS = {
    "passes": {"environment": {"BUILDKITE_COMMAND": "true"}, "states": ["running", "passed (0)"]},
    "fails in its command": {"environment": {"BUILDKITE_COMMAND": "exit 3"}, "states": ["running", "failed (3)"]},
    "is killed by a signal": {"environment": {"BUILDKITE_COMMAND": "kill -KILL $$"}, "states": ["running", "failed (-1)"]},
    "is canceled half-way": {"environment": STAY, "stop": "canceling", "states": ["running", "canceled (-1)"],
                             "agent-v3-oldest": ["running", "failed (-1)"]},
    "times out": {"environment": STAY, "stop": "timing_out", "states": ["running", "timed_out (-1)"],
                  "agent-v3-oldest": None},
    "fails in another plugin's environment hook": {
        "environment": {"BUILDKITE_COMMAND": "true", "OTHER_FAILS_IN": "environment"}, "states": ["failed (5)"],
        "plugin": ["failed"]},
    "fails in its checkout": {"environment": {"BUILDKITE_COMMAND": "true", "BUILDKITE_REPO": "{work}/nowhere"},
                              "states": ["failed"]},
    "fails in another plugin's pre-command": {
        "environment": {"BUILDKITE_COMMAND": "true", "OTHER_FAILS_IN": "pre-command"},
        "states": ["running", "failed (5)"], "plugin": ["failed"]},
    "fails in another plugin's post-command": {
        "environment": {"BUILDKITE_COMMAND": "true", "OTHER_FAILS_IN": "post-command"},
        "states": ["running", "failed (5)"], "plugin": ["running", "failed"]},
    "fails in its artifact upload": {
        "environment": {"BUILDKITE_COMMAND": "true", "BUILDKITE_ARTIFACT_PATHS": "README"},
        "states": ["running", "passed (0)"]},
    "fails in another plugin's artifact hook": {
        "environment": {"BUILDKITE_COMMAND": "true", "BUILDKITE_ARTIFACT_PATHS": "README", "OTHER_FAILS_IN": "pre-artifact"},
        "states": ["running", "failed (5)"], "plugin": ["running", "passed (0)"]},
    "fails in another plugin's pre-exit": {
        "environment": {"BUILDKITE_COMMAND": "true", "OTHER_FAILS_IN": "pre-exit"},
        "states": ["running", "passed (0)"], "plugin": ["running"]},
}


def promised(scenario, agent, way):
    """The states that docs/outcomes.md promises; None where the agent has no such end."""
    return scenario.get(agent, scenario.get(way, scenario["states"]))


def installed_agents():
    """Name and binary of each agent that is installed."""
    found = {}
    for name in ("agent-v4", "agent-v3", "agent-v3-oldest"):
        binary = pathlib.Path(CACHE) / "agents" / name / "buildkite-agent"
        if binary.exists():
            found[name] = binary
        else:
            print(f"SKIPPED: {name} is not installed (script/setup says why)")
    return found


def main():
    agents = installed_agents()
    cases = [(scenario, agent, way) for scenario in SCENARIOS for agent in agents for way in WAYS
             if promised(SCENARIOS[scenario], agent, way) is not None and (not ONLY or scenario in ONLY)]
    with tempfile.TemporaryDirectory(prefix="sleuth-matrix-") as folder:
        world = World(ROOT, folder, ENDPOINT, BINARY)
        try:
            with concurrent.futures.ThreadPoolExecutor(JOBS_AT_ONCE) as pool:
                results = list(pool.map(lambda case: world.run_job(agents[case[1]], case[2], SCENARIOS[case[0]]), cases))
        finally:
            world.close()
    failures = 0
    print(f"{'a job that …':44}{'agent':17}{'installed as':14}{'job':>5}  the endpoint was told")
    for (scenario, agent, way), (states, status, log) in zip(cases, results):
        wanted = promised(SCENARIOS[scenario], agent, way)
        right = states == wanted
        failures += not right
        print(f"{scenario:44}{agent:17}{way:14}{status:>5}  {', '.join(states) or 'nothing'}"
              + ("" if right else f"   PROMISED: {', '.join(wanted)}"))
        if not right:
            print("\n".join("  | " + line for line in log.splitlines()[-40:]))
    print(f"{len(cases) - failures} jobs as promised, {failures} not")
    sys.exit(1 if failures else 0)


main()
