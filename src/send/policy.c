#include "send/policy.h"

enum take take_decide(const struct take_facts *f)
{
	if (f->halted)
		return TAKE_NOTHING;
	if (f->now > f->lease_end || f->used >= f->granted)
		return TAKE_STOP;
	if (f->unheard)
		return TAKE_NOTHING;
	if (f->pace_step && f->now < f->pace_start + f->used * f->pace_step)
		return TAKE_NOTHING;
	if (f->again > 0)
		return TAKE_AGAIN;
	if (f->cursor >= f->n)
		return TAKE_NOTHING;
	return f->cursor < f->announced || f->stays ? TAKE_NEXT : TAKE_ANNOUNCE;
}

bool commit_allowed(int64_t now, int64_t lease_end, int64_t margin)
{
	return now < lease_end + margin;
}

enum row_fate row_decide(const char *skip, int64_t wait_us, int64_t domain_wait_us)
{
	if (skip)
		return ROW_FAIL;
	if (wait_us > 0)
		return ROW_WAIT;
	return domain_wait_us > 0 ? ROW_DOMAIN_WAIT : ROW_GO;
}

static enum settle_fate policy_doubt(const struct settle_facts *f)
{
	if (f->gmail)
		return FATE_DOUBT_ASK;
	return f->hold ? FATE_DOUBT_HELD : FATE_DOUBT;
}

static enum settle_fate policy_later(const struct settle_facts *f)
{
	if (!f->counted)
		return FATE_WAIT;
	return f->over ? FATE_GIVE_UP : FATE_LATER;
}

enum settle_fate settle_decide(const struct settle_facts *f)
{
	switch (f->kind) {
	case ACCOUNT_FAIL: return FATE_FAILED;
	case ACCOUNT_CAPTURE: return FATE_CAPTURED;
	case ACCOUNT_DOUBT: return policy_doubt(f);
	case ACCOUNT_OUTCOME: break;
	}
	switch (f->outcome) {
	case SMTP_ACCEPTED: return FATE_SENT;
	case SMTP_BOUNCED: return FATE_BOUNCED;
	case SMTP_REFUSED:
	case SMTP_OURS: return FATE_FAILED;
	case SMTP_RETRY:
	case SMTP_THROTTLED:
	case SMTP_BLOCKED:
	case SMTP_SENDER_PAUSE: break;
	}
	return policy_later(f);
}

bool takeover_allowed(int64_t now, int64_t jumped, int64_t lease)
{
	return jumped == 0 || now - jumped >= lease;
}
