#!/usr/bin/python3
"""Writes the commonest passwords (Debian's python3-zxcvbn) as a C file, so that the program carries them: embed_passwords.py OUT"""
import importlib.util
import pathlib
import sys

LIST = pathlib.Path("/usr/lib/python3/dist-packages/zxcvbn/frequency_lists.py")
SHORTEST = 8  # PASSWORD_MIN: shorter ones are refused for their length

if not LIST.exists():
    sys.exit("the list of common passwords is missing: apt-get install python3-zxcvbn")
spec = importlib.util.spec_from_file_location("frequency_lists", LIST)
lists = importlib.util.module_from_spec(spec)
spec.loader.exec_module(lists)
words = sorted({w.lower().encode() for w in lists.FREQUENCY_LISTS["passwords"] if len(w) >= SHORTEST})
if len(words) < 3000:
    sys.exit("the list of common passwords is not as expected")


def literal(word: bytes) -> str:
    return "".join(chr(b) if chr(b).isalnum() and b < 127 else f"\\{b:03o}" for b in word)


text = '#include "core/account/password.h"\n\n/* Sorted, lower case, each with its end. */\nconst char password_common_words[] =\n'
at, starts = 0, []
for word in words:
    text += f'\t"{literal(word)}\\0"\n'
    starts.append(at)
    at += len(word) + 1
text += "\t;\nconst unsigned password_common_starts[] = {\n"
for i in range(0, len(starts), 16):
    text += "\t" + ", ".join(map(str, starts[i:i + 16])) + ",\n"
text += f"}};\nconst size_t password_common_n = {len(words)};\n"
pathlib.Path(sys.argv[1]).write_text(text)
