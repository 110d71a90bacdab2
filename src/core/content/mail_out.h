/* One message to one address, now, by a sender that is no capture: sign-up confirmations, the installation's own mail.
 * Blocks. Outcomes as of struct deliver's send. */
#pragma once
#include "base/buf.h"
#include "core/ground/app.h"
#include "core/sender/sender.h"

err mail_out(const struct app *app, tenant_db db, struct arena *a, const struct sender *from, str to, struct buf *raw);
