#!/usr/bin/env python3
"""Writes prisma/migrations as a C file, so that the program carries its migrations: embed_migrations.py DIR OUT DEPFILE"""
import pathlib
import sys

folder, out, depfile = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
files = sorted(folder.glob("[0-9]*/migration.sql"))


def literal(data: bytes) -> str:
    plain = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("\t"): "\\t", ord("?"): "\\?"}
    lines = data.splitlines(keepends=True) or [b""]
    return "\n".join('\t\t"' + "".join(plain.get(b) or (chr(b) if 32 <= b < 127 else f"\\{b:03o}") for b in line) + '"' for line in lines)


text = '#include "db/migrate.h"\n\nstatic const struct migration list[] = {\n'
for path in files:
    data = path.read_bytes()
    text += f'\t{{ .name = STR_INIT("{path.parent.name}"),\n\t  .sql = {{ .p =\n{literal(data)},\n\t\t.n = {len(data)} }} }},\n'
text += "};\n\nstruct migrations migrations_built_in(void)\n{\n"
text += "\treturn (struct migrations){ .v = list, .n = sizeof(list) / sizeof(list[0]) };\n}\n"
out.write_text(text)
depfile.write_text(f"{out}: {folder} " + " ".join(str(p) for p in files) + "\n")
