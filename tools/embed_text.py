#!/usr/bin/env python3
"""Writes a text file as a C array, so that the program carries it: embed_text.py FILE NAME OUT"""
import pathlib
import sys

data, name, out = pathlib.Path(sys.argv[1]).read_bytes(), sys.argv[2], pathlib.Path(sys.argv[3])
rows = [", ".join(str(b) for b in data[i:i + 32]) for i in range(0, len(data), 32)]
out.write_text(f"#include <stddef.h>\nextern const char {name}[];\nextern const size_t {name}_n;\n"
               f"const char {name}[] = {{\n" + ",\n".join(rows) + f"\n}};\nconst size_t {name}_n = sizeof({name});\n")
