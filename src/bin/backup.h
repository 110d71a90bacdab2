/* The commands of backup and restore; main lends them what opens an installation. */
#pragma once
#include "bin/runtime.h"
#include "cli/cli.h"

void backup_lend(struct runtime *rt, err (*open)(struct cli *c, unsigned need));
