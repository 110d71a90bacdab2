#include "core/system/system_mail_words.h"
#include <stddef.h>

static const struct system_mail_words all[] = {
	{ "verify",
	  { { "Confirm your address",
	      "Somebody, probably you, registered with this address.\n\nConfirm it within 24 hours, with the password "
	      "you chose. If it was not you, ignore this mail: no "
	      "account is made.",
	      "Confirm the address" },
	    { "Bestätigen Sie Ihre Adresse",
	      "Jemand, vermutlich Sie, hat sich mit dieser Adresse registriert.\n\nBestätigen Sie sie innerhalb von 24 "
	      "Stunden mit dem gewählten Passwort. Waren Sie es nicht, "
	      "ignorieren Sie diese Mail: Es entsteht kein Konto.",
	      "Adresse bestätigen" } } },
	{ "exists",
	  { { "You already have an account",
	      "Somebody, probably you, wanted to use this address for an account. It has one already.\n\nSign in, or "
	      "set a new password if you forgot it. If it was not you, there is "
	      "nothing to do.",
	      "Sign in" },
	    { "Sie haben schon ein Konto",
	      "Jemand, vermutlich Sie, wollte diese Adresse für ein Konto verwenden. Sie hat schon eines.\n\nMelden "
	      "Sie sich an, oder setzen Sie ein neues Passwort, falls Sie es "
	      "vergessen haben. Waren Sie es nicht, ist nichts zu tun.",
	      "Anmelden" } } },
	{ "reset",
	  { { "Set a new password",
	      "Somebody, probably you, forgot the password of this account.\n\nSet a new one within 30 minutes; the "
	      "link works once, and you are signed out everywhere. If it was "
	      "not you, ignore this mail: the password stays as it is.",
	      "Set a new password" },
	    { "Setzen Sie ein neues Passwort",
	      "Jemand, vermutlich Sie, hat das Passwort dieses Kontos vergessen.\n\nSetzen Sie innerhalb von 30 "
	      "Minuten ein neues; der Link gilt einmal, und Sie werden überall "
	      "abgemeldet. Waren Sie es nicht, ignorieren Sie diese Mail: Das Passwort bleibt, wie es ist.",
	      "Neues Passwort setzen" } } },
	{ "address-new",
	  { { "Confirm your new address",
	      "This address is to replace {{firstName}} in an account.\n\nConfirm it within 24 hours. The old address "
	      "gets a mail of its own: both must be confirmed. If it was not you, "
	      "ignore this mail.",
	      "Confirm the new address" },
	    { "Bestätigen Sie Ihre neue Adresse",
	      "Diese Adresse soll {{firstName}} in einem Konto ersetzen.\n\nBestätigen Sie sie innerhalb von 24 "
	      "Stunden. Die alte Adresse bekommt eine eigene Mail: Beide müssen "
	      "bestätigt werden. Waren Sie es nicht, ignorieren Sie diese Mail.",
	      "Neue Adresse bestätigen" } } },
	{ "address-old",
	  { { "Confirm the change of your address",
	      "Your account is to have the address {{lastName}} from now on.\n\nConfirm the change within 24 hours. "
	      "The new address gets a mail of its own: both must be confirmed. If it "
	      "was not you, do not confirm, and change your password: somebody knows it.",
	      "Confirm the change" },
	    { "Bestätigen Sie die Änderung Ihrer Adresse",
	      "Ihr Konto soll künftig die Adresse {{lastName}} haben.\n\nBestätigen Sie die Änderung innerhalb von 24 "
	      "Stunden. Die neue Adresse bekommt eine eigene Mail: Beide müssen "
	      "bestätigt werden. Waren Sie es nicht, bestätigen Sie nicht, und ändern Sie Ihr Passwort: Jemand kennt "
	      "es.",
	      "Änderung bestätigen" } } },
	{ "notice-password",
	  { { "Your password was changed",
	      "The password of your account was changed, and all other sessions have ended.\n\nIf it was not you, set "
	      "a new one at once.",
	      "Set a new password" },
	    { "Ihr Passwort wurde geändert",
	      "Das Passwort Ihres Kontos wurde geändert, und alle anderen Sitzungen sind beendet.\n\nWaren Sie es "
	      "nicht, setzen Sie sofort ein neues.",
	      "Neues Passwort setzen" } } },
	{ "notice-address",
	  { { "The address of your account was changed",
	      "Your account has another address now; this one no longer signs in.\n\nIf it was not you, ask the "
	      "operator of this installation for help.",
	      NULL },
	    { "Die Adresse Ihres Kontos wurde geändert",
	      "Ihr Konto hat jetzt eine andere Adresse; mit dieser meldet sich niemand mehr an.\n\nWaren Sie es nicht, "
	      "wenden Sie sich an den Betreiber dieser Installation.",
	      NULL } } },
};

const struct system_mail_words *system_mail_words_of(str kind)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (str_eq(kind, str_z(all[i].kind)))
			return &all[i];
	return NULL;
}
