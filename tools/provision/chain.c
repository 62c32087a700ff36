/* SPDX-License-Identifier: BSD-3-Clause */
/* HKDF-SHA-384 from stage to stage, and a P-384 key at the end of it. */
#include "chain.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/kdf.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>
#include <string.h>

#define SECRET_SIZE	48
#define MATERIAL_SIZE	56	/* 64 bits more than the order has: no bias to speak of */
#define POINT_SIZE	97	/* 4, x, y */

const uint8_t development_seed[SEED_SIZE] = {
	'v', 'i', 'r', 't', 'C', 'C', 'A', ' ', 'd', 'e', 'v', 'e', 'l', 'o', 'p', 'm',
	'e', 'n', 't', ' ', 's', 'e', 'e', 'd', ':', ' ', 'p', 'u', 'b', 'l', 'i', 'c',
};

struct bytes {
	const uint8_t *data;
	size_t size;
};

static OSSL_PARAM octets(const char *name, struct bytes bytes)
{
	return OSSL_PARAM_construct_octet_string(name, (void *)(uintptr_t)bytes.data, bytes.size);
}

/* salt.data NULL: none, which is as good as an empty one. */
static bool hkdf(struct bytes secret, struct bytes salt, const char *info, uint8_t *out, size_t size)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	OSSL_PARAM params[5], *next = params;
	bool good;

	*next++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)(uintptr_t)"SHA384", 0);
	*next++ = octets(OSSL_KDF_PARAM_KEY, secret);
	*next++ = octets(OSSL_KDF_PARAM_INFO, (struct bytes){ (const uint8_t *)info, strlen(info) });
	if (salt.data)
		*next++ = octets(OSSL_KDF_PARAM_SALT, salt);
	*next = OSSL_PARAM_construct_end();
	good = context && EVP_KDF_derive(context, out, size, params) == 1;
	EVP_KDF_CTX_free(context);	/* wipes its copy of the secret */
	EVP_KDF_free(kdf);
	return good;
}

bool measure_image(const void *image, size_t size, uint8_t measurement[MEASUREMENT_SIZE])
{
	return EVP_Digest(image, size, measurement, NULL, EVP_sha384(), NULL) == 1;
}

/* d = (material mod (n - 1)) + 1, and d times the base point. */
static bool multiply(const EC_GROUP *group, const uint8_t material[MATERIAL_SIZE], uint8_t encoded[POINT_SIZE])
{
	BN_CTX *context = BN_CTX_secure_new();
	BIGNUM *d = BN_secure_new(), *modulus = BN_new();
	EC_POINT *point = EC_POINT_new(group);
	bool good;

	good = context && d && modulus && point && BN_bin2bn(material, MATERIAL_SIZE, d) &&
	       BN_copy(modulus, EC_GROUP_get0_order(group)) && BN_sub_word(modulus, 1) == 1;
	if (good) {
		BN_set_flags(d, BN_FLG_CONSTTIME);
		good = BN_mod(d, d, modulus, context) == 1 && BN_add_word(d, 1) == 1 &&
		       EC_POINT_mul(group, point, d, NULL, NULL, context) == 1 &&
		       EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, encoded, POINT_SIZE, context) ==
		       POINT_SIZE;
	}
	EC_POINT_free(point);
	BN_clear_free(d);
	BN_free(modulus);
	BN_CTX_free(context);
	return good;
}

static EVP_PKEY *key_of_point(const uint8_t encoded[POINT_SIZE])
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)(uintptr_t)"secp384r1", 0),
		octets(OSSL_PKEY_PARAM_PUB_KEY, (struct bytes){ encoded, POINT_SIZE }),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY *key = NULL;

	if (!context || EVP_PKEY_fromdata_init(context) != 1 ||
	    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(context);
	return key;
}

EVP_PKEY *platform_key(const uint8_t seed[SEED_SIZE], const uint8_t bl2[MEASUREMENT_SIZE],
		       const uint8_t bl31[MEASUREMENT_SIZE])
{
	uint8_t secret[SECRET_SIZE], next[SECRET_SIZE], material[MATERIAL_SIZE], encoded[POINT_SIZE];
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_secp384r1);
	bool good;

	good = group && hkdf((struct bytes){ seed, SEED_SIZE }, (struct bytes){ bl2, MEASUREMENT_SIZE },
			     "virtCCA stage BL2", secret, sizeof(secret)) &&
	       hkdf((struct bytes){ secret, sizeof(secret) }, (struct bytes){ bl31, MEASUREMENT_SIZE },
		    "virtCCA stage BL31", next, sizeof(next)) &&
	       hkdf((struct bytes){ next, sizeof(next) }, (struct bytes){ NULL, 0 }, "virtCCA platform key", material,
		    sizeof(material)) &&
	       multiply(group, material, encoded);
	OPENSSL_cleanse(secret, sizeof(secret));
	OPENSSL_cleanse(next, sizeof(next));
	OPENSSL_cleanse(material, sizeof(material));
	EC_GROUP_free(group);
	return good ? key_of_point(encoded) : NULL;
}

bool instance_id(EVP_PKEY *key, uint8_t id[INSTANCE_SIZE])
{
	uint8_t point[POINT_SIZE];
	size_t size = 0;

	id[0] = 1;
	return EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point), &size) == 1 &&
	       size == POINT_SIZE && EVP_Digest(point, size, id + 1, NULL, EVP_sha256(), NULL) == 1;
}
