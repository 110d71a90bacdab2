/* Who an address belongs to: the key by which addresses are compared everywhere. The local part in NFC after full case
 * folding, '@', and the domain's A-labels in lower case; of a whole domain "@" and its A-labels. The address as it was
 * typed is what is shown and mailed. Dots and what follows a plus are significant: only the provider knows better.
 *
 * The database has the same key beside each address ("loumass_identity"() in SQL, whoever writes the row); queries
 * compare the stored one. This one is for what is in memory. identity_db_test holds the two equal. */
#pragma once
#include "wire/addr.h"

str identity_of(struct arena *a, const struct addr *in);
/* Of an address or "@domain" as people write it. ERR_INVALID: neither. */
err identity_parse(struct arena *a, str text, str *out);
