/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads a map of claims by a table of rules: each claim known, once, in order, of its type and size. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "reader.h"

static const struct rule *find_rule(const struct claim_set *set, const struct item *key)
{
	for (size_t i = 0; i < set->count; i++) {
		int64_t label = set->rules[i].label;
		enum kind kind = label < 0 ? KIND_NEGATIVE : KIND_UINT;

		if (key->kind == kind && key->value == (uint64_t)(label < 0 ? -1 - label : label))
			return &set->rules[i];
	}
	return NULL;
}

static void name_claim(struct reader *r, const struct rule *rule)
{
	snprintf(r->claim, sizeof(r->claim), "claim %" PRId64 " (%s)", rule->label, rule->name);
}

/* The key of the next pair: known, and behind the one before it. */
static const struct rule *read_key(struct reader *r, const struct claim_set *set, struct item *last)
{
	const struct rule *rule;
	struct item key;

	r->claim[0] = '\0';
	if (!reader_next(r, &key))
		return NULL;
	rule = find_rule(set, &key);
	if (!rule && (key.kind == KIND_UINT || key.kind == KIND_NEGATIVE))
		reader_fault(r, key.offset, "unknown claim %s%" PRIu64, key.kind == KIND_NEGATIVE ? "-1-" : "", key.value);
	else if (!rule)
		reader_fault(r, key.offset, "a claim's label is an integer, not a %s", kind_name(key.kind));
	if (!rule)
		return NULL;
	name_claim(r, rule);
	if (set->found[rule - set->rules].kind != KIND_NONE)
		reader_fault(r, key.offset, "occurs twice");
	else if (last->kind > key.kind || (last->kind == key.kind && last->value > key.value))
		reader_fault(r, key.offset, "the map's keys are not in ascending order");
	*last = key;
	return r->fault->text[0] ? NULL : rule;
}

static bool check_size(struct reader *r, const struct rule *rule, const struct item *item)
{
	if (item->kind == KIND_UINT || item->kind == KIND_NEGATIVE)
		return true;
	if (rule->sizes[0] == SIZE_ANY && item->value)
		return true;
	for (size_t i = 0; i < 4 && rule->sizes[i]; i++)
		if (item->value == rule->sizes[i])
			return true;
	if (!rule->sizes[0] && item->value >= 1 && item->value <= SIZE_MOST)
		return true;
	if (!rule->sizes[0])
		return reader_fault(r, item->offset, "wrong length %" PRIu64 ", expected 1 to %d", item->value, SIZE_MOST);
	return reader_fault(r, item->offset, "wrong length %" PRIu64 ", expected %u%s", item->value, rule->sizes[0],
			    rule->sizes[1] ? " or another hash's" : "");
}

bool reader_map(struct reader *r, const struct claim_set *set)
{
	struct item head, last = { .kind = KIND_NONE };
	const struct rule *rule;
	struct item *item;

	for (size_t i = 0; i < set->count; i++)
		set->found[i].kind = KIND_NONE;
	if (!reader_expect(r, KIND_MAP, &head))
		return false;
	for (uint64_t pair = 0; pair < head.value; pair++) {
		rule = read_key(r, set, &last);
		if (!rule)
			return false;
		item = &set->found[rule - set->rules];
		if (!reader_expect(r, rule->kind, item) || !check_size(r, rule, item))
			return false;
		if (rule->body && !rule->body(r, item, set->context))
			return false;
	}
	r->claim[0] = '\0';
	for (size_t i = 0; i < set->count; i++) {
		if (set->found[i].kind == KIND_NONE && !set->rules[i].optional) {
			name_claim(r, &set->rules[i]);
			return reader_fault(r, head.offset, "is missing");
		}
	}
	return true;
}
