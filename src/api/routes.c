/* All routes of the API: each face brings its table. */
#include "api/api.h"

#define SET(name)                                                                                                      \
	{                                                                                                              \
		name##_routes, &name##_routes_n                                                                        \
	}
#define DECLARE(name)                                                                                                  \
	extern const struct route name##_routes[];                                                                     \
	extern const size_t name##_routes_n

DECLARE(account);
DECLARE(account_mail);
DECLARE(contact);
DECLARE(segment);
DECLARE(import);
DECLARE(analytics);
DECLARE(suppression);
DECLARE(choice);
DECLARE(privacy);
DECLARE(form);
DECLARE(campaign);
DECLARE(campaign_look);
DECLARE(campaign_recipient);
DECLARE(doubt);
DECLARE(sender);
DECLARE(sequence);
DECLARE(sequence_look);
DECLARE(enrollment);
DECLARE(capture);
DECLARE(tracking_domain);
DECLARE(domain);
DECLARE(google);
DECLARE(reply);
DECLARE(inbox);
DECLARE(webhook);
DECLARE(hook);
DECLARE(system);

const struct route_set api_route_sets[] = {
	SET(account),	      SET(account_mail), SET(contact),	SET(segment),	    SET(import),
	SET(analytics),	      SET(suppression),	 SET(campaign), SET(campaign_look), SET(campaign_recipient),
	SET(doubt),	      SET(sender),	 SET(capture),	SET(google),	    SET(system),
	SET(tracking_domain), SET(sequence),	 SET(domain),	SET(sequence_look), SET(enrollment),
	SET(choice),	      SET(reply),	 SET(inbox),	SET(privacy),	    SET(form),
	SET(webhook),	      SET(hook),
};
const size_t api_route_sets_n = sizeof(api_route_sets) / sizeof(*api_route_sets);
