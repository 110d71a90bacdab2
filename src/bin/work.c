/* `loumass work`: sending, planning, imports, and what dead processes of this machine left in their journals. */
#include "base/log.h"
#include "base/time.h"
#include "bin/roles.h"
#include "core/audience/import.h"
#include "core/form/form.h"
#include "core/sender/domain_service.h"
#include "core/sender/sender_token.h"
#include "core/system/system_mail.h"
#include "flow/flow.h"
#include "hook/hooks.h"
#include "inbound/inbound.h"
#include "ops/backup.h"
#include "os/clock.h"
#include "os/process.h"
#include "send/send.h"
#include "track/track.h"
#include <signal.h>

#define DRAIN_BOUND (30 * US_PER_S)

static const struct service *const work_services[] = { &track_drain_service,  &import_service,	     &plan_service,
						       &send_service,	      &domain_service,	     &flow_service,
						       &backup_service,	      &inbound_service,	     &form_service,
						       &sender_token_service, &account_mail_service, &hook_service };
#define WORK_SERVICES (sizeof(work_services) / sizeof(*work_services))

err work_main(struct runtime *rt)
{
	struct services services = {};
	struct keeper *keeper = NULL;
	TRY(signals_init());
	TRY(runtime_open(rt, RUNTIME_DATABASE | RUNTIME_SCHEMA | RUNTIME_WAIT | RUNTIME_CREATE, "loumass work",
			 (size_t)rt->app.config->db_connections));
	err e = services_start(&services, work_services, WORK_SERVICES, &rt->app);
	if (!err_is(e))
		e = keeper_start(&rt->app, "work", &keeper);
	if (!err_is(e)) {
		log_info("work.ready", "node %s", rt->app.node);
		process_notify("READY=1");
		for (int sig = 0; sig != SIGTERM && sig != SIGINT;)
			sig = signals_wait(-1);
		log_info("work.drain", "finishing what is on the wire");
		process_notify("STOPPING=1");
	}
	services_drain(&services, clock_mono() + DRAIN_BOUND);
	services_stop(&services);
	keeper_stop(keeper);
	return e;
}
