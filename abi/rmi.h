/* SPDX-License-Identifier: BSD-3-Clause */
/* Realm Management Interface 1.0: what the host calls, with which structures, and what it is told. */
#ifndef ABI_RMI_H
#define ABI_RMI_H

#include <stddef.h>
#include <stdint.h>

#define RMI_FID(n)			(0xC4000000u | (n))
#define RMI_FID_FIRST			RMI_FID(0x150)
#define RMI_FID_LAST			RMI_FID(0x18F)

#define RMI_VERSION			RMI_FID(0x150)
#define RMI_GRANULE_DELEGATE		RMI_FID(0x151)
#define RMI_GRANULE_UNDELEGATE		RMI_FID(0x152)
#define RMI_DATA_CREATE			RMI_FID(0x153)
#define RMI_DATA_CREATE_UNKNOWN		RMI_FID(0x154)
#define RMI_DATA_DESTROY		RMI_FID(0x155)
#define RMI_REALM_ACTIVATE		RMI_FID(0x157)
#define RMI_REALM_CREATE		RMI_FID(0x158)
#define RMI_REALM_DESTROY		RMI_FID(0x159)
#define RMI_REC_CREATE			RMI_FID(0x15A)
#define RMI_REC_DESTROY			RMI_FID(0x15B)
#define RMI_REC_ENTER			RMI_FID(0x15C)
#define RMI_RTT_CREATE			RMI_FID(0x15D)
#define RMI_RTT_DESTROY			RMI_FID(0x15E)
#define RMI_RTT_MAP_UNPROTECTED		RMI_FID(0x15F)
#define RMI_RTT_READ_ENTRY		RMI_FID(0x161)
#define RMI_RTT_UNMAP_UNPROTECTED	RMI_FID(0x162)
#define RMI_PSCI_COMPLETE		RMI_FID(0x164)
#define RMI_FEATURES			RMI_FID(0x165)
#define RMI_RTT_FOLD			RMI_FID(0x166)
#define RMI_REC_AUX_COUNT		RMI_FID(0x167)
#define RMI_RTT_INIT_RIPAS		RMI_FID(0x168)
#define RMI_RTT_SET_RIPAS		RMI_FID(0x169)

#define RMI_ABI_1_0			0x00010000ul

/* Result word x0: status in bits 7:0, index (RTT level, or why a realm refused) in bits 15:8. */
enum rmi_status {
	RMI_SUCCESS = 0,
	RMI_ERROR_INPUT = 1,
	RMI_ERROR_REALM = 2,
	RMI_ERROR_REC = 3,
	RMI_ERROR_RTT = 4,
};
#define RMI_RESULT(status, index)	((uint64_t)(status) | ((uint64_t)(index) << 8))

/* Index of RMI_ERROR_REALM from REC_ENTER. */
#define RMI_REALM_INDEX_NEW		0u
#define RMI_REALM_INDEX_SYSTEM_OFF	1u

/* Feature register 0. */
#define RMI_FEATURE0_S2SZ(n)		((uint64_t)(n))
#define RMI_FEATURE0_LPA2		(1ull << 8)
#define RMI_FEATURE0_SVE_EN		(1ull << 9)
#define RMI_FEATURE0_SVE_VL(n)		((uint64_t)(n) << 10)
#define RMI_FEATURE0_NUM_BPS(n)		((uint64_t)(n) << 14)	/* number minus 1 */
#define RMI_FEATURE0_NUM_WPS(n)		((uint64_t)(n) << 20)	/* number minus 1 */
#define RMI_FEATURE0_PMU_EN		(1ull << 26)
#define RMI_FEATURE0_PMU_NUM_CTRS(n)	((uint64_t)(n) << 27)
#define RMI_FEATURE0_HASH_SHA_256	(1ull << 32)
#define RMI_FEATURE0_HASH_SHA_512	(1ull << 33)
#define RMI_FEATURE0_GICV3_NUM_LRS(n)	((uint64_t)(n) << 34)	/* number minus 1 */
#define RMI_FEATURE0_MAX_RECS_ORDER(n)	((uint64_t)(n) << 38)

enum rmi_hash_algo { RMI_HASH_SHA_256 = 0, RMI_HASH_SHA_512 = 1 };
enum rmi_ripas { RMI_EMPTY = 0, RMI_RAM = 1, RMI_DESTROYED = 2 };
enum rmi_rtte_state { RMI_UNASSIGNED = 0, RMI_ASSIGNED = 1, RMI_TABLE = 2 };

#define RMI_REALM_FLAG_LPA2		(1ull << 0)
#define RMI_REALM_FLAG_SVE		(1ull << 1)
#define RMI_REALM_FLAG_PMU		(1ull << 2)

#define RMI_PAGE_SIZE			4096u
#define RMI_RPV_SIZE			64u
#define RMI_MAX_AUX			16u
#define RMI_NUM_LRS			16u
#define RMI_NUM_EXIT_GPRS		31u
#define RMI_NUM_CREATE_GPRS		8u

struct rmi_realm_params {
	uint64_t flags;
	uint64_t s2sz;
	uint64_t sve_vl;
	uint64_t num_bps;
	uint64_t num_wps;
	uint64_t pmu_num_ctrs;
	uint64_t hash_algo;
	uint8_t pad0[0x400 - 0x38];
	uint8_t rpv[RMI_RPV_SIZE];
	uint8_t pad1[0x800 - 0x440];
	uint64_t vmid;
	uint64_t rtt_base;
	int64_t rtt_level_start;
	uint64_t rtt_num_start;
	uint8_t pad2[0x1000 - 0x820];
};
_Static_assert(sizeof(struct rmi_realm_params) == RMI_PAGE_SIZE, "RmiRealmParams");
_Static_assert(offsetof(struct rmi_realm_params, vmid) == 0x800, "RmiRealmParams.vmid");

#define RMI_REC_FLAG_RUNNABLE		(1ull << 0)

struct rmi_rec_params {
	uint64_t flags;
	uint8_t pad0[0x100 - 0x8];
	uint64_t mpidr;
	uint8_t pad1[0x200 - 0x108];
	uint64_t pc;
	uint8_t pad2[0x300 - 0x208];
	uint64_t gprs[RMI_NUM_CREATE_GPRS];
	uint8_t pad3[0x800 - 0x340];
	uint64_t num_aux;
	uint64_t aux[RMI_MAX_AUX];
	uint8_t pad4[0x1000 - 0x888];
};
_Static_assert(sizeof(struct rmi_rec_params) == RMI_PAGE_SIZE, "RmiRecParams");
_Static_assert(offsetof(struct rmi_rec_params, aux) == 0x808, "RmiRecParams.aux");

#define RMI_ENTER_EMUL_MMIO		(1ull << 0)
#define RMI_ENTER_INJECT_SEA		(1ull << 1)
#define RMI_ENTER_TRAP_WFI		(1ull << 2)
#define RMI_ENTER_TRAP_WFE		(1ull << 3)
#define RMI_ENTER_RIPAS_REJECT		(1ull << 4)

struct rmi_rec_enter {
	uint64_t flags;
	uint8_t pad0[0x200 - 0x8];
	uint64_t gprs[RMI_NUM_EXIT_GPRS];
	uint8_t pad1[0x300 - 0x2f8];
	uint64_t gicv3_hcr;
	uint64_t gicv3_lrs[RMI_NUM_LRS];
	uint8_t pad2[0x800 - 0x388];
};
_Static_assert(sizeof(struct rmi_rec_enter) == 0x800, "RmiRecEnter");

enum rmi_exit_reason {
	RMI_EXIT_SYNC = 0,
	RMI_EXIT_IRQ = 1,
	RMI_EXIT_FIQ = 2,
	RMI_EXIT_PSCI = 3,
	RMI_EXIT_RIPAS_CHANGE = 4,
	RMI_EXIT_HOST_CALL = 5,
	RMI_EXIT_SERROR = 6,
};

struct rmi_rec_exit {
	uint64_t exit_reason;
	uint8_t pad0[0x100 - 0x8];
	uint64_t esr;
	uint64_t far;
	uint64_t hpfar;
	uint8_t pad1[0x200 - 0x118];
	uint64_t gprs[RMI_NUM_EXIT_GPRS];
	uint8_t pad2[0x300 - 0x2f8];
	uint64_t gicv3_hcr;
	uint64_t gicv3_lrs[RMI_NUM_LRS];
	uint64_t gicv3_misr;
	uint64_t gicv3_vmcr;
	uint8_t pad3[0x400 - 0x398];
	uint64_t cntp_ctl;
	uint64_t cntp_cval;
	uint64_t cntv_ctl;
	uint64_t cntv_cval;
	uint8_t pad4[0x500 - 0x420];
	uint64_t ripas_base;
	uint64_t ripas_top;
	uint64_t ripas_value;
	uint8_t pad5[0x600 - 0x518];
	uint64_t imm;
	uint8_t pad6[0x700 - 0x608];
	uint64_t pmu_ovf_status;
	uint8_t pad7[0x800 - 0x708];
};
_Static_assert(sizeof(struct rmi_rec_exit) == 0x800, "RmiRecExit");
_Static_assert(offsetof(struct rmi_rec_exit, gicv3_vmcr) == 0x390, "RmiRecExit.gicv3_vmcr");

struct rmi_rec_run {
	struct rmi_rec_enter enter;
	struct rmi_rec_exit exit;
};

#endif
