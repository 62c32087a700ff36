/* SPDX-License-Identifier: BSD-3-Clause */
/* What runs at Secure EL1. */
#ifndef EMULATOR_GUEST_H
#define EMULATOR_GUEST_H

/* Ends of the guest's code: HVC immediates. */
#define GUEST_DONE	0
#define GUEST_IRQ	1	/* x0: what ICC_IAR1_EL1 said */
#define GUEST_FIQ	2	/* x0: what ICC_IAR0_EL1 said */

/* guest.S: one instruction each, on x0, then HVC #GUEST_DONE. */
void guest_spin(void);
void guest_eoi1(void);
void guest_eoi0(void);
void guest_dir(void);
void guest_write_pmr(void);
void guest_read_pmr(void);
void guest_read_iar0(void);
void guest_read_iar1(void);
void guest_read_hppir1(void);
void guest_write_bpr1(void);
void guest_write_igrpen1(void);
void guest_write_sgi1r(void);

#endif
