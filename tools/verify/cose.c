/* SPDX-License-Identifier: BSD-3-Clause */
/* COSE_Sign1 (RFC 9052, 4.2): its shape, and its signature over the protected header and the payload. */
#include <cbor.h>
#include <inttypes.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>
#include <string.h>

#include "cose.h"

#define TAG_SIGN1	18
#define ALG_ES384	34	/* -1 - 34 = -35 */
#define HALF		48	/* bytes of r and of s */

static const struct rule header_rules[] = { { 1, "algorithm", KIND_NEGATIVE } };

static bool read_header(struct reader *r)
{
	struct item algorithm;
	struct claim_set set = { header_rules, 1, &algorithm, NULL };

	if (!reader_map(r, &set) || !reader_done(r))
		return false;
	if (algorithm.value != ALG_ES384)
		return reader_fault(r, algorithm.offset, "claim 1 (algorithm): -1-%" PRIu64 ", expected -35 (ES384)",
				    algorithm.value);
	return true;
}

bool sign1_parse(struct reader *r, struct sign1 *sign1)
{
	struct item item;
	struct reader header;

	if (!reader_expect(r, KIND_TAG, &item))
		return false;
	if (item.value != TAG_SIGN1)
		return reader_fault(r, item.offset, "tag %" PRIu64 ", expected 18 (COSE_Sign1)", item.value);
	if (!reader_expect(r, KIND_ARRAY, &item))
		return false;
	if (item.value != 4)
		return reader_fault(r, item.offset, "COSE_Sign1 of %" PRIu64 " items, expected 4", item.value);
	if (!reader_expect(r, KIND_BYTES, &sign1->protected) || !reader_expect(r, KIND_MAP, &item))
		return false;
	if (item.value != 0)
		return reader_fault(r, item.offset, "unprotected header of %" PRIu64 " items, expected none", item.value);
	if (!reader_expect(r, KIND_BYTES, &sign1->payload) || !reader_expect(r, KIND_BYTES, &sign1->signature))
		return false;
	if (sign1->signature.value != 2 * HALF)
		return reader_fault(r, sign1->signature.offset, "signature of %" PRIu64 " bytes, expected %d",
				    sign1->signature.value, 2 * HALF);
	header = reader_inside(r, &sign1->protected, r->part);
	return reader_done(r) && read_header(&header);
}

bool key_is_p384(const EVP_PKEY *key)
{
	char group[32] = "";
	size_t length = 0;

	return EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, group, sizeof(group), &length) == 1 &&
	       strcmp(group, "secp384r1") == 0;
}

EVP_PKEY *key_of_realm(const struct token *token)
{
	uint8_t point[1 + 2 * HALF] = { 4 };	/* uncompressed */
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL), *check = NULL;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)"secp384r1", 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY *key = NULL;

	memcpy(point + 1, token->key[KEY_X].data, HALF);
	memcpy(point + 1 + HALF, token->key[KEY_Y].data, HALF);
	if (!context || EVP_PKEY_fromdata_init(context) != 1 ||
	    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	if (key)
		check = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	if (key && (!check || EVP_PKEY_public_check(check) != 1)) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	EVP_PKEY_CTX_free(check);
	EVP_PKEY_CTX_free(context);
	return key;
}

static bool update_bytes(EVP_MD_CTX *digest, const uint8_t *data, size_t size)
{
	unsigned char head[9];
	size_t length = cbor_encode_bytestring_start(size, head, sizeof(head));

	return length && EVP_DigestVerifyUpdate(digest, head, length) == 1 &&
	       EVP_DigestVerifyUpdate(digest, data, size) == 1;
}

/* The Sig_structure: the array of "Signature1", protected header, no further data, payload. */
static bool update_structure(EVP_MD_CTX *digest, const struct sign1 *sign1)
{
	static const uint8_t begin[] = "\x84\x6aSignature1";

	return EVP_DigestVerifyUpdate(digest, begin, sizeof(begin) - 1) == 1 &&
	       update_bytes(digest, sign1->protected.data, sign1->protected.value) &&
	       update_bytes(digest, begin, 0) && update_bytes(digest, sign1->payload.data, sign1->payload.value);
}

/* r and s as OpenSSL wants them. It refuses 0 and all from the group's order upwards itself. */
static int encode_signature(const uint8_t *raw, unsigned char **der)
{
	ECDSA_SIG *signature = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(raw, HALF, NULL), *s = BN_bin2bn(raw + HALF, HALF, NULL);
	int length = -1;

	if (signature && r && s && ECDSA_SIG_set0(signature, r, s) == 1) {
		length = i2d_ECDSA_SIG(signature, der);
	} else {
		BN_free(r);
		BN_free(s);
	}
	ECDSA_SIG_free(signature);
	return length;
}

bool sign1_verify(const struct sign1 *sign1, EVP_PKEY *key)
{
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	unsigned char *der = NULL;
	int length = encode_signature(sign1->signature.data, &der);
	bool good;

	good = digest && length > 0 &&
	       EVP_DigestVerifyInit_ex(digest, NULL, "SHA384", NULL, NULL, key, NULL) == 1 &&
	       update_structure(digest, sign1) && EVP_DigestVerifyFinal(digest, der, (size_t)length) == 1;
	OPENSSL_free(der);
	EVP_MD_CTX_free(digest);
	return good;
}
