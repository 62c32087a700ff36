/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's own registers: filled, and compared after a realm ran. */
#ifndef CLIENT_HOSTREGS_H
#define CLIENT_HOSTREGS_H

/* Puts a value of its own into every EL1, EL0, timer and SIMD register that the host owns. */
void host_registers_fill(void);

/* Fails the test for the first one that holds something else now, whoever's it is. */
void host_registers_check(void);

/* Back to values that do no harm. */
void host_registers_reset(void);

#endif
