#!/usr/bin/env python3
"""Changes one operator at a time in the files whose decisions matter most, and runs their tests: a change that no test
notices is a survivor, named with file, line and text. Run by `./test mutate [file …]`.

The tree is copied, so a run touches nothing. Which places are changed is drawn from the files' own content, so that a
run can be repeated. Exit status 1 when more than SURVIVORS_MAX survive."""
import argparse
import hashlib
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
HOME = ROOT / ".cache" / "mutate"
TREE = HOME / "tree"
COUNT = 100
SURVIVORS_MAX = 4

# The critical files, and the tests that must notice: unit tests by name, then scenario words for pytest.
CRITICAL = {
    "src/send/lane.c": ([], "test_sending.py test_delivery.py test_kill.py"),
    "src/send/policy.c": (["send-policy"], "test_delivery.py"),
    "src/send/reach.c": (["send-reach"], "test_lost_nodes.py"),
    "src/send/batch.c": ([], "test_delivery.py test_lost_nodes.py"),
    "src/send/slots.c": (["send-slots"], "test_kill.py test_faults.py::test_what_a_worker_hands_over_reaches_the_disk"),
    "src/send/settle.c": ([], "test_sending.py test_delivery.py test_inbound.py"),
    "src/send/ladder.c": (["send-ladder"], "test_delivery.py"),
    "src/send/pace.c": ([], "test_delivery.py test_sending.py"),
    "src/smtp/smtp_verdict.c": (["smtp-verdict"], "test_delivery.py"),
    "src/gmail/gmail_verdict.c": (["gmail-verdict"], "test_gmail.py"),
    "src/core/account/session.c": ([], "test_signin.py test_accounts.py test_security.py"),
    "src/core/account/api_key.c": ([], "test_accounts.py test_security.py test_tenants.py"),
    "src/core/report/verdict.c": (["verdict"], "test_verdicts.py"),
    "src/core/campaign/campaign_state.c": (["campaign"], "test_campaigns.py"),
    "src/core/sequence/walk.c": (["walk", "steps"], "test_sequences_engine.py"),
    "src/core/audience/suppression.c": ([], "test_privacy.py test_contacts.py"),
    "src/wire/token.c": (["token"], "test_tracking.py test_security.py"),
    "src/db/tenant.c": ([], "test_tenants.py"),
}
SWAPS = [
    (r"(?<![<>=!\-+*/&|])<=(?!=)", "<"),
    (r"(?<![<>=!\-])>=(?!=)", ">"),
    (r"(?<![<\-=!>])<(?![<=])(?= )", "<="),
    (r"(?<= )(?<![\->])>(?![>=])(?= )", ">="),
    (r"==", "!="),
    (r"!=", "=="),
    (r"&&", "||"),
    (r"\|\|", "&&"),
    (r"(?<=\w )\+(?= \w)", "-"),
    (r"(?<=\w )-(?= \w)", "+"),
    (r"(?<=[(&|] )!(?=\w)|(?<=[(])!(?=\w)", ""),
    (r"\btrue\b", "false"),
    (r"\bfalse\b", "true"),
]


def places(path):
    """All one-operator changes of a file: (line number, column, old text, new text)."""
    found = []
    comment = False
    for n, line in enumerate(path.read_text().splitlines(), 1):
        code = line
        if comment:
            if "*/" not in code:
                continue
            code, comment = " " * (code.index("*/") + 2) + code[code.index("*/") + 2:], False
        code = re.sub(r"/\*.*?\*/", lambda m: " " * len(m[0]), code)
        if "/*" in code:
            code, comment = code[: code.index("/*")], True
        code = re.sub(r'"(\\.|[^"\\])*"', lambda m: '"' + " " * (len(m[0]) - 2) + '"', code)
        if re.match(r"\s*(#|static_assert|extern|TRY\(|log_)", code):
            continue
        for pattern, new in SWAPS:
            found += [(n, m.start(), m[0], new) for m in re.finditer(pattern, code)]
    return found


def run(words, timeout=900):
    try:
        return subprocess.run(words, cwd=TREE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout, text=True)
    except subprocess.TimeoutExpired:
        return None  # a hang is noticed, too


def noticed(units, scenarios):
    """By what this change is noticed, or None."""
    built = run(["ninja", "-C", "build"])
    if built is None or built.returncode:
        return "compiler"
    if units:
        done = run(["meson", "test", "-C", "build", "--no-rebuild", *units])
        if done is None or done.returncode:
            return "unit"
    words = [f"tests/scenario/{s}" for s in scenarios.split()]
    done = run([sys.executable, "-m", "pytest", "-q", "-x", "-c", "tests/scenario/pytest.ini", "--rootdir", "tests/scenario",
                "-n", "2", *words])
    return "scenario" if done is None or done.returncode else None


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", help="critical files (default: all)")
    options.add_argument("--count", type=int, default=COUNT)
    chosen = options.parse_args()
    critical = {f: CRITICAL[f] for f in chosen.files} if chosen.files else CRITICAL
    shutil.rmtree(TREE, ignore_errors=True)
    TREE.mkdir(parents=True)
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, names.decode().split("\0")):
        if (ROOT / name).is_file():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, TREE / name)
    for modules in ("tests/google/node_modules", "web/dist"):
        if (ROOT / modules).exists():
            (TREE / modules).symlink_to(ROOT / modules)
    if run(["meson", "setup", "build"]).returncode or run(["ninja", "-C", "build"], 3600).returncode:
        sys.exit("the unchanged copy does not build")
    os.environ["LOUMASS_BIN"] = str(TREE / "build" / "loumass")
    everything = [(f, p) for f in critical for p in places(ROOT / f)]
    seed = hashlib.sha256("".join((ROOT / f).read_text() for f in critical).encode()).hexdigest()
    draw = random.Random(seed).sample(everything, min(chosen.count, len(everything)))
    survivors = []
    by = {}
    for i, (name, (n, col, old, new)) in enumerate(sorted(draw), 1):
        path = TREE / name
        before = path.read_text()
        lines = before.splitlines(keepends=True)
        line = lines[n - 1]
        lines[n - 1] = line[:col] + new + line[col + len(old):]
        path.write_text("".join(lines))
        by_what = noticed(*critical[name])
        path.write_text(before)
        by[by_what] = by.get(by_what, 0) + 1
        print(f"{i:3}/{len(draw)} {'survived' if by_what is None else by_what:9} {name}:{n}: {old} → {new or '(gone)'}", flush=True)
        if by_what is None:
            survivors.append(f"{name}:{n}: {line.strip()}   ({old} → {new or 'gone'})")
    print("\n".join(["survivors:", *survivors]) if survivors else "no survivor")
    print(f"{len(draw) - len(survivors)} passed, {len(survivors)} failed")
    sys.exit(len(survivors) > SURVIVORS_MAX or not draw)


if __name__ == "__main__":
    main()
