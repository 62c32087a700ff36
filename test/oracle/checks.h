/* SPDX-License-Identifier: BSD-3-Clause */
/* What must be true of a machine at rest, whatever the host and the realms have done. */
#ifndef ORACLE_CHECKS_H
#define ORACLE_CHECKS_H

#include <stdbool.h>
#include <stdint.h>

/* Something is wrong: the first ones are printed, all are counted. */
__attribute__((format(printf, 1, 2))) void fault(const char *format, ...);
unsigned int fault_count(void);

/* What was looked at; a look that saw nothing shows nothing. */
struct tally {
	uint64_t realms, recs, data, tables, private_pages, shared, claimed, delegated, free;
	uint64_t secret_pages, normal_pages, known_hits;
};
extern struct tally tally;

/* The monitor's books among themselves: each page's one owner, and every sum. books.c */
void check_books(void);

/* From each realm down: descriptor, tables, RECs; each page that they use is used once, and by that realm. realms.c */
void check_realms(void);
/* The realm (its page's address) that uses page number `index`; 0 for none. After check_realms. */
uint64_t page_user(uint64_t index);
/* Where the realm has it, if it is memory of the realm. */
uint64_t page_ipa(uint64_t index);
/* Whether a realm reaches this page of normal DRAM as memory that it shares. */
bool is_shared(uint64_t page);

/*
 * Nothing that a realm has is in normal RAM. `common`, if any: a file for contents_know, to which is added what two realms
 * have alike. contents.c
 */
void check_contents(const char *common);
/* Pages that may be in normal RAM, as they were there before: a file that contents_learn has made. */
void contents_know(const char *path);
/* Add all pages of normal RAM, or of a file, to such a file. */
void contents_learn(const char *path);
void contents_learn_file(const char *path, const char *file);

/* Nobody has anything: no name is delegated, no page of the pool in use. books.c */
void check_unowned(void);

/* plant.c: faults, one at a time, in a copy of this memory. True where each was found. */
bool plant_all(void);

#endif
