/* SPDX-License-Identifier: BSD-3-Clause */
/* Puts a token together from its claims, with one thing wrong if wanted, and signs what it made. */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <stdlib.h>
#include <string.h>

#include "forge.h"

enum { MAJOR_UINT, MAJOR_NEGATIVE, MAJOR_BYTES, MAJOR_TEXT, MAJOR_ARRAY, MAJOR_MAP, MAJOR_TAG };

struct out {
	size_t size;
	uint8_t data[FORGE_MOST];
};

struct work {
	const struct keys *keys;
	const struct forgery *forgery;
	uint8_t x[48], y[48], challenge[64];
	unsigned int challenge_size;
	struct out key, components, token[2];
};

static void put(struct out *out, const void *data, size_t size)
{
	if (size > sizeof(out->data) - out->size)
		abort();
	memcpy(out->data + out->size, data, size);
	out->size += size;
}

static void put_byte(struct out *out, uint8_t byte)
{
	put(out, &byte, 1);
}

/* A head of 1 + size bytes; size 0 for small values. */
static void put_wide(struct out *out, unsigned int major, uint64_t value, size_t size)
{
	static const uint8_t info[] = { [1] = 24, [2] = 25, [4] = 26, [8] = 27 };

	put_byte(out, (uint8_t)(major << 5 | (size ? info[size] : value)));
	for (size_t i = size; i-- > 0;)
		put_byte(out, (uint8_t)(value >> 8 * i));
}

static void put_head(struct out *out, unsigned int major, uint64_t value)
{
	put_wide(out, major, value,
		 value < 24 ? 0 : value < 0x100 ? 1 : value < 0x10000 ? 2 : value < 0x100000000 ? 4 : 8);
}

static void put_string(struct out *out, unsigned int major, const void *data, size_t size)
{
	put_head(out, major, size);
	put(out, data, size);
}

static void put_label(struct out *out, int64_t label, enum how how)
{
	unsigned int major = label < 0 ? MAJOR_NEGATIVE : MAJOR_UINT;
	uint64_t value = (uint64_t)(label < 0 ? -1 - label : label);

	if (how == UNKNOWN_LABEL)
		put_head(out, major, value + 1000000);
	else if (how == LONG_LABEL)
		put_wide(out, major, value, 8);
	else if (how == TEXT_LABEL)
		put_string(out, MAJOR_TEXT, "claim", 5);
	else
		put_head(out, major, value);
}

/* The claim's value with the change: the head apart from what it is the head of. */
static void put_changed(struct out *out, const uint8_t *value, size_t size, const struct change *change)
{
	static const uint8_t filler[600];
	unsigned int major = value[0] >> 5, info = value[0] & 31;
	size_t head = info < 24 ? 1 : 1 + (1u << (info - 24));
	uint64_t number = info < 24 ? info : 0;

	for (size_t i = 1; i < head; i++)
		number = number << 8 | value[i];
	switch (change->how) {
	case NULL_VALUE:
		return put_byte(out, 0xf6);
	case OTHER_TYPE:
		return put_byte(out, major == MAJOR_BYTES ? 0x61 : 0x41), put_byte(out, 'a');
	case LONGER:
		put_head(out, major, number + 1);
		put(out, value + head, size - head);
		return put_byte(out, 0x40);
	case SHORTER:
		put_head(out, major, number - 1);
		return put(out, value + head, size - head - 1);
	case EMPTY:
		return put_head(out, major, 0);
	case TOO_LONG:
		return put_string(out, major, filler, 513);
	case HUGE_LENGTH:
		put_wide(out, major, INT64_MAX, 8);
		return put(out, value + head, size - head);
	case LONG_HEAD:
		put_wide(out, major, number, 8);
		return put(out, value + head, size - head);
	case INDEFINITE:
		put_byte(out, (uint8_t)(major << 5 | 31));
		put(out, major == MAJOR_ARRAY ? value + head : value, major == MAJOR_ARRAY ? size - head : size);
		return put_byte(out, 0xff);
	case RESERVED:
		return put_byte(out, (uint8_t)(major << 5 | 28));
	case REPLACED:
		return put(out, change->raw, change->raw_size);
	default:
		return put(out, value, size);
	}
}

/* Values that are not written out: keys, the challenge that binds, the tokens in the collection. */
static void make_value(const struct work *work, enum where where, int64_t label, struct out *out)
{
	out->size = 0;
	if (where == IN_COLLECTION) {
		const struct out *token = &work->token[(label == 44241) != (work->forgery->knobs.swap != 0)];

		put_string(out, MAJOR_BYTES, token->data, token->size);
	} else if (where == IN_PLATFORM && label == 10) {
		put_string(out, MAJOR_BYTES, work->challenge, work->challenge_size);
	} else if (where == IN_PLATFORM) {
		put(out, work->components.data, work->components.size);
	} else if (where == IN_REALM) {
		put_string(out, MAJOR_BYTES, work->key.data, work->key.size);
	} else {
		put_string(out, MAJOR_BYTES, label == -2 ? work->x : work->y, 48);
	}
}

static void put_pair(struct out *out, const struct work *work, enum where where, const struct field *field,
		     const struct change *change)
{
	static struct out made;
	bool long_hash = work->forgery->knobs.sha512 && field->value512;

	put_label(out, field->label, change->how);
	if (field->value) {
		put_changed(out, (const uint8_t *)(long_hash ? field->value512 : field->value),
			    long_hash ? field->size512 : field->size, change);
		return;
	}
	make_value(work, where, field->label, &made);
	put_changed(out, made.data, made.size, change);
}

static void put_map(struct out *out, const struct work *work, enum where where, bool changed)
{
	static const struct change none;
	const struct change *wanted = &work->forgery->change;
	struct fields fields = fields_of(where);
	size_t last = fields.count - 1, moved = fields.count, pairs = fields.count;
	bool indefinite = work->forgery->knobs.map_indefinite == 1 + (uint64_t)where;

	changed = changed && wanted->where == where && wanted->how != AS_IS;
	pairs += changed && wanted->how == TWICE;
	pairs -= changed && wanted->how == MISSING;
	if (indefinite)
		put_byte(out, 0xbf);
	else
		put_head(out, MAJOR_MAP, pairs);
	for (size_t i = 0; i < fields.count; i++)
		if (changed && wanted->how == OUT_OF_ORDER && fields.field[i].label == wanted->label)
			moved = i;
	if (moved == last)
		put_pair(out, work, where, &fields.field[last], &none);
	for (size_t i = 0; i < fields.count; i++) {
		bool here = changed && fields.field[i].label == wanted->label;

		if (here && wanted->how == TWICE)
			put_pair(out, work, where, &fields.field[i], wanted);
		if (!here || (wanted->how != MISSING && wanted->how != OUT_OF_ORDER))
			put_pair(out, work, where, &fields.field[i], here ? wanted : &none);
	}
	if (moved < last)
		put_pair(out, work, where, &fields.field[moved], &none);
	if (indefinite)
		put_byte(out, 0xff);
}

static void put_trailing(struct out *out, uint64_t count)
{
	while (count--)
		put_byte(out, 0);
}

/* r and s, with the change that is wanted. */
static void edit_numbers(uint64_t kind, BIGNUM *r, BIGNUM *s)
{
	BIGNUM *order = NULL;

	BN_hex2bn(&order, "ffffffffffffffffffffffffffffffffffffffffffffffff"
		  "c7634d81f4372ddf581a0db248b0a77aecec196accc52973");
	if (kind == ZERO_R || kind == ZERO_BOTH)
		BN_zero(r);
	if (kind == ZERO_S || kind == ZERO_BOTH)
		BN_zero(s);
	if (kind == R_IS_ORDER || kind == R_ABOVE_ORDER)
		BN_copy(r, order);
	if (kind == S_IS_ORDER || kind == S_ABOVE_ORDER)
		BN_copy(s, order);
	if (kind == R_ABOVE_ORDER)
		BN_add_word(r, 1);
	if (kind == S_ABOVE_ORDER)
		BN_add_word(s, 1);
	if (kind == MIRRORED)
		BN_sub(s, order, s);
	if (kind == SWAPPED_HALVES)
		BN_swap(r, s);
	BN_free(order);
}

/* Signs the bytes; the signature's size. */
static size_t sign(EVP_PKEY *key, const struct out *bytes, uint64_t kind, uint8_t raw[128])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t der[128];
	const uint8_t *p = der;
	size_t size = sizeof(der);
	ECDSA_SIG *signature;
	BIGNUM *r, *s;

	if (EVP_DigestSignInit(context, NULL, EVP_sha384(), NULL, key) != 1 ||
	    EVP_DigestSign(context, der, &size, bytes->data, bytes->size) != 1)
		abort();
	signature = d2i_ECDSA_SIG(NULL, &p, (long)size);
	r = BN_dup(ECDSA_SIG_get0_r(signature));
	s = BN_dup(ECDSA_SIG_get0_s(signature));
	edit_numbers(kind, r, s);
	memset(raw, 0, 128);
	BN_bn2binpad(r, raw, 48);
	BN_bn2binpad(s, raw + 48, 48);
	if (kind == FLIPPED)
		raw[50] ^= 1;
	if (kind == ALL_ONES)
		memset(raw, 0xff, 96);
	if (kind == AS_DER)
		memcpy(raw, der, size);
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(signature);
	EVP_MD_CTX_free(context);
	return kind == AS_DER ? size : kind == ONE_BYTE_SHORT ? 95 : kind == ONE_BYTE_LONG ? 97 : 96;
}

static EVP_PKEY *signer_of(const struct work *work, int which)
{
	const struct keys *keys = work->keys;

	if (work->forgery->knobs.signer[which] == SIGNER_STRANGER)
		return keys->stranger;
	return (which == 0) == (work->forgery->knobs.signer[which] == SIGNER_OWN) ? keys->platform : keys->rak;
}

static void put_sign1(struct out *out, const struct work *work, int which, const struct out *header,
		      const struct out *payload)
{
	const struct knobs *knobs = &work->forgery->knobs;
	static struct out structure;
	uint8_t signature[128];
	size_t size;

	structure.size = 0;
	put_head(&structure, MAJOR_ARRAY, 4);
	put_string(&structure, MAJOR_TEXT, knobs->context[which] ? "Signature2" : "Signature1", 10);
	put_string(&structure, MAJOR_BYTES, header->data, header->size);
	put_head(&structure, MAJOR_BYTES, 0);
	put_string(&structure, MAJOR_BYTES, payload->data, payload->size);
	size = sign(signer_of(work, which), &structure, knobs->signature[which], signature);
	if (knobs->sign_tag[which] != UINT64_MAX)
		put_head(out, MAJOR_TAG, knobs->sign_tag[which] ? knobs->sign_tag[which] : 18);
	put_head(out, knobs->sign_map[which] ? MAJOR_MAP : MAJOR_ARRAY,
		 knobs->sign_items[which] ? knobs->sign_items[which] : 4);
	if (knobs->header_as_map[which])
		put(out, header->data, header->size);
	else
		put_string(out, MAJOR_BYTES, header->data, header->size);
	put(out, knobs->unprotected[which] ? "\xa1\x04\x41k" : "\xa0", knobs->unprotected[which] ? 4 : 1);
	if (knobs->detached[which])
		put_byte(out, 0xf6);
	else
		put_string(out, MAJOR_BYTES, payload->data, payload->size);
	put_string(out, MAJOR_BYTES, signature, size);
	put_trailing(out, knobs->sign_trailing[which]);
}

static void read_point(EVP_PKEY *key, uint8_t x[48], uint8_t y[48])
{
	uint8_t point[97];
	size_t size;

	if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point), &size) != 1 ||
	    size != sizeof(point))
		abort();
	memcpy(x, point + 1, 48);
	memcpy(y, point + 49, 48);
}

static void make_key(struct work *work)
{
	const struct knobs *knobs = &work->forgery->knobs;

	read_point(knobs->point == 4 ? work->keys->stranger : work->keys->rak, work->x, work->y);
	if (knobs->point == 1)
		work->y[47] ^= 1;
	if (knobs->point == 2)
		memset(work->x, 0xff, sizeof(work->x));
	if (knobs->point == 3) {
		memset(work->x, 0, sizeof(work->x));
		memset(work->y, 0, sizeof(work->y));
	}
	put_map(&work->key, work, IN_KEY, true);
	put_trailing(&work->key, knobs->key_trailing);
}

/* The platform's challenge: the hash of the realm's key. */
static void bind(struct work *work)
{
	const struct change *change = &work->forgery->change;
	bool sha512 = change->where == IN_REALM && change->label == 44240 && change->raw_size == 8 &&
		      memcmp(change->raw, "\x67sha-512", 8) == 0;
	static struct out bytes;

	bytes.size = 0;
	put(&bytes, work->key.data, work->key.size);
	if (work->forgery->knobs.binding == 1)
		bytes.data[bytes.size - 1] ^= 1;
	put_trailing(&bytes, work->forgery->knobs.binding == 2);
	EVP_Digest(bytes.data, bytes.size, work->challenge, &work->challenge_size,
		   sha512 != (work->forgery->knobs.binding == 3) ? EVP_sha512() : EVP_sha256(), NULL);
}

static void make_token(struct work *work, int which)
{
	const struct knobs *knobs = &work->forgery->knobs;
	static struct out header, payload;

	header.size = payload.size = 0;
	put_map(&header, work, which ? IN_REALM_HEADER : IN_PLATFORM_HEADER, true);
	put_trailing(&header, knobs->header_trailing[which]);
	put_map(&payload, work, which ? IN_REALM : IN_PLATFORM, true);
	put_trailing(&payload, knobs->payload_trailing[which]);
	put_sign1(&work->token[which], work, which, &header, &payload);
}

size_t forge(const struct keys *keys, const struct forgery *forgery, uint8_t token[FORGE_MOST])
{
	static struct work work;
	static struct out out;
	const struct knobs *knobs = &forgery->knobs;

	work.keys = keys;
	work.forgery = forgery;
	work.key.size = work.components.size = work.token[0].size = work.token[1].size = out.size = 0;
	make_key(&work);
	bind(&work);
	put_head(&work.components, MAJOR_ARRAY, 2);
	put_map(&work.components, &work, IN_COMPONENT, false);
	put_map(&work.components, &work, IN_COMPONENT, true);
	make_token(&work, 0);
	make_token(&work, 1);
	if (knobs->tag_before)
		put_head(&out, MAJOR_TAG, knobs->tag_before);
	if (knobs->tag != UINT64_MAX)
		put_head(&out, MAJOR_TAG, knobs->tag ? knobs->tag : 399);
	if (knobs->tag_twice)
		put_head(&out, MAJOR_TAG, 399);
	put_map(&out, &work, IN_COLLECTION, true);
	put_trailing(&out, knobs->trailing);
	memcpy(token, out.data, out.size);
	return out.size;
}
