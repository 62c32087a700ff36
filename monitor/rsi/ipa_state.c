/* SPDX-License-Identifier: BSD-3-Clause */
/* RSI_IPA_STATE_SET and RSI_IPA_STATE_GET: which of its addresses a realm takes for memory. */
#include "rsi/rsi.h"

#include "abi/rsi.h"
#include "lib/bits.h"

static bool range_ok(const struct realm *realm, uint64_t base, uint64_t top)
{
	return is_aligned(base, PAGE_SIZE) && is_aligned(top, PAGE_SIZE) && base < top &&
	       s2_is_protected(&realm->s2, ipa_of(base)) && s2_is_protected(&realm->s2, ipa_of(top - 1));
}

/* DEN0137 RSI_IPA_STATE_SET: x1 base, x2 top, x3 RIPAS, x4 flags; exits to the host, which decides. */
void rsi_ipa_state_set(struct rec *rec, struct realm_answer *answer)
{
	const uint64_t *x = rec->cpu.gprs;

	answer->x[0] = RSI_ERROR_INPUT;
	if (!range_ok(rec->realm, x[1], x[2]) || x[3] > RMI_RAM)
		return;
	rec->pending = REC_PENDING_RIPAS;
	rec->ripas = (struct rec_ripas_change){
		.base = x[1],
		.top = x[2],
		.next = x[1],
		.ripas = (enum rmi_ripas)x[3],
		.change_destroyed = (x[4] & RSI_CHANGE_DESTROYED) != 0,
	};
	answer->action = REALM_CALL_EXIT;
	answer->exit->exit_reason = RMI_EXIT_RIPAS_CHANGE;
	answer->exit->ripas_base = x[1];
	answer->exit->ripas_top = x[2];
	answer->exit->ripas_value = x[3];
}

/* -> x1 first address that was not changed, x2 whether the host refused the rest. */
void rsi_ipa_state_set_complete(struct rec *rec, bool reject)
{
	const struct rec_ripas_change *change = &rec->ripas;
	/* Only memory can be refused: nothing that a realm gives up depends on the host. */
	bool rejected = reject && change->ripas == RMI_RAM && change->next != change->top;

	rec_set_results(rec, RSI_SUCCESS, change->next, rejected ? RSI_REJECT : RSI_ACCEPT);
	rec->pending = REC_PENDING_NONE;
	rec->ripas = (struct rec_ripas_change){ 0 };
}

/* End of the run of equal RIPAS that starts at the walk, inside its table and not far beyond top. */
static uint64_t run_end(const struct realm *realm, struct s2_walk *walk, uint64_t top)
{
	enum rmi_ripas ripas = s2e_ripas(walk->value);

	while (walk->base.v + s2_entry_size(walk->level) < top && s2_next(&realm->s2, walk)) {
		if (!s2e_is_protected_leaf(walk->value, walk->level) || s2e_ripas(walk->value) != ripas)
			return walk->base.v;
	}
	return walk->base.v + s2_entry_size(walk->level);
}

/* DEN0137 RSI_IPA_STATE_GET: x1 base, x2 top -> x1 end of the run of one RIPAS, at most top, x2 RIPAS. */
void rsi_ipa_state_get(struct rec *rec, struct realm_answer *answer)
{
	struct realm *realm = rec->realm;
	uint64_t base = rec->cpu.gprs[1], top = rec->cpu.gprs[2];
	struct s2_walk walk;

	answer->x[0] = RSI_ERROR_INPUT;
	if (!range_ok(realm, base, top))
		return;
	s2_walk(&realm->s2, ipa_of(base), S2_LEVEL_LAST, &walk);
	answer->x[2] = s2e_ripas(walk.value);
	answer->x[1] = min_u64(run_end(realm, &walk, top), top);
	s2_walk_end(&walk);
	answer->x[0] = RSI_SUCCESS;
}
