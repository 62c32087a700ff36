/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer on the whole verifier: no bytes crash it, and none that the fuzzer finds are a token of a key made just now. */
#include <openssl/ec.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/verify/report.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct policy policy;
static FILE *nowhere;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	policy.trust = EVP_EC_gen("P-384");
	policy.challenge = (struct value){ .given = true, .size = 64 };
	policy.rim = (struct value){ .given = true, .size = 32 };
	policy.log = "0 00 an event\n";
	policy.allow_debug = true;
	nowhere = fopen("/dev/null", "w");
	if (!policy.trust || !nowhere)
		abort();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct verdict verdict;

	verify_token(bytes, size, &policy, &verdict);
	report_text(nowhere, "token", &verdict);
	report_json(nowhere, &verdict);
	if (verdict.good)
		abort();
	return 0;
}
