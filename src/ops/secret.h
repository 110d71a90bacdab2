/* The installation's secrets and its node's name, from the configuration or from files under the data directory that
 * are made on the first run. Refuses a key file that others may read, and a secret that is not the one the data was
 * written with. */
#pragma once
#include "base/arena.h"
#include "core/ground/config.h"
#include "db/tenant.h"
#include "wire/token.h"

/* LOUMASS_SECRET and LOUMASS_SECRET_OLD, else <data>/secret.key (made when missing, mode 0600) and the lines of
 * <data>/secret.key.old. */
err secret_load(const struct config *c, struct keyring *out);
/* Compares the ring with the check value stored with the data; stores it on the first run. ERR_CONFLICT: this secret is
 * not the one, and the old one is not among LOUMASS_SECRET_OLD. After a rotation the new one's value is stored. */
err secret_verify(system_db db, const struct keyring *kr);
/* "node-1a2b…": <data>/node.id, made when missing. */
err node_load(struct arena *a, const struct config *c, const char **out);
